// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Iterables;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import com.google.errorprone.annotations.FormatMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says what happened to a folder of the user's: what was read, what was left out and why, what may
 * make numbers worthless, and what must be corrected first.
 *
 * @param read one line a domain: documents, bytes, duplicates
 * @param leftOut by reason, the files, folders and documents that were left out
 * @param warnings what can be used and may mislead, each with what to do
 * @param problems what cannot be used, each with what to do; empty where there are corpora
 * @param usable the corpora; empty where there are problems
 */
public record Survey(
    ImmutableList<String> read,
    ImmutableListMultimap<String, String> leftOut,
    ImmutableList<String> warnings,
    ImmutableList<String> problems,
    Optional<Corpora> usable) {
  private static final int NAMED = 5;

  /**
   * {@return the corpora}
   *
   * @throws CorpusException if there are problems; the message is the first, and says how many
   *     there are
   */
  public Corpora corpora() {
    return usable.orElseThrow(
        () ->
            new CorpusException(
                problems.get(0)
                    + (problems.size() == 1
                        ? ""
                        : " (and %s more problems: --dry-run names them)"
                            .formatted(problems.size() - 1))));
  }

  /**
   * {@return everything but the problems, a line each}
   *
   * @param all whether everything left out is named; otherwise a few for each reason
   */
  public ImmutableList<String> lines(boolean all) {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    leftOut
        .asMap()
        .forEach(
            (reason, places) -> {
              int named = all ? places.size() : Math.min(NAMED, places.size());
              Iterables.limit(places, named)
                  .forEach(place -> lines.add("left out " + place + ": " + reason));
              if (named < places.size()) {
                lines.add(
                    "left out %s more: %s (--dry-run names them)"
                        .formatted(places.size() - named, reason));
              }
            });
    lines.addAll(read);
    warnings.forEach(warning -> lines.add("warning: " + warning));
    return lines.build();
  }

  /** Collects what a survey says. Not thread-safe. */
  static final class Builder {
    private final List<String> read = new ArrayList<>();
    private final ListMultimap<String, String> leftOut =
        MultimapBuilder.linkedHashKeys().arrayListValues().build();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    void read(String line) {
      read.add(line);
    }

    void leftOut(String place, String reason) {
      leftOut.put(reason, place);
    }

    @FormatMethod
    void warning(String format, Object... values) {
      warnings.add(format.formatted(values));
    }

    @FormatMethod
    void problem(String format, Object... values) {
      problems.add(format.formatted(values));
    }

    int problems() {
      return problems.size();
    }

    Survey build(Optional<Corpora> corpora) {
      return new Survey(
          ImmutableList.copyOf(read),
          ImmutableListMultimap.copyOf(leftOut),
          ImmutableList.copyOf(warnings),
          ImmutableList.copyOf(problems),
          corpora);
    }
  }
}
