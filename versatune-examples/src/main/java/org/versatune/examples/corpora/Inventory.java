// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A {@link Survey} in the making. Not thread-safe. */
final class Inventory {
  private final ImmutableList.Builder<String> read = ImmutableList.builder();
  private final ImmutableListMultimap.Builder<String, String> leftOut =
      ImmutableListMultimap.builder();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  void read(String line) {
    read.add(line);
  }

  void leftOut(String place, String reason) {
    leftOut.put(reason, place);
  }

  void warning(String text) {
    warnings.add(text);
  }

  void problem(String text) {
    problems.add(text);
  }

  int problems() {
    return problems.size();
  }

  Survey finish(Optional<Corpora> corpora) {
    return new Survey(
        read.build(),
        leftOut.build(),
        ImmutableList.copyOf(warnings),
        ImmutableList.copyOf(problems),
        corpora);
  }
}
