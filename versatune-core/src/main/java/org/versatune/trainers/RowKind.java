// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.versatune.internal.Listed;

/** The usual kinds of row; the fields that every row has decide which kind it is. */
enum RowKind {
  MESSAGES("messages"),
  CONVERSATIONS("conversations"),
  INSTRUCTION("instruction", "output"),
  PROMPT("prompt", "completion"),
  TEXT("text");

  private final ImmutableList<String> fields;

  RowKind(String... fields) {
    this.fields = ImmutableList.copyOf(fields);
  }

  /**
   * Finds the one kind that all rows are of.
   *
   * @throws IllegalArgumentException if there is none; the message names the files
   */
  static RowKind of(DomainRows rows, TrainerFormat trainer) {
    for (RowKind kind : values()) {
      if (rows.files().stream().allMatch(file -> kind.isOf(file.source()))) {
        return kind;
      }
    }
    StringBuilder found = new StringBuilder();
    for (RowIndex file : rows.files()) {
      found
          .append(found.isEmpty() ? "" : ", ")
          .append(file.source().file())
          .append(" ")
          .append(kindsOf(file.source()));
    }
    throw new IllegalArgumentException(
        trainer
            + " reads rows of one kind from a file, and these are of several or of another: "
            + Listed.clipped(found.toString())
            + "; bring all rows into one of the kinds "
            + ImmutableList.copyOf(values())
            + ", or write the configuration by hand");
  }

  private static ImmutableSet<Object> kindsOf(SourceFile source) {
    Set<Object> kinds = new LinkedHashSet<>();
    for (RowKind kind : values()) {
      if (kind.isOf(source)) {
        kinds.add(kind);
      }
    }
    return kinds.isEmpty()
        ? ImmutableSet.of("has fields " + Listed.of(source.fields().keySet()))
        : ImmutableSet.copyOf(kinds);
  }

  private boolean isOf(SourceFile source) {
    return fields.stream()
        .allMatch(field -> source.fields().getOrDefault(field, 0L) == source.rows());
  }

  /** Returns the fields of this kind. */
  @Override
  public String toString() {
    return "{" + String.join(", ", fields) + "}";
  }
}
