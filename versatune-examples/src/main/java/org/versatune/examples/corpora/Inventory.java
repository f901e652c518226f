// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.errorprone.annotations.FormatMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what a {@link Survey} says. Not thread-safe. */
final class Inventory {
  private final ImmutableList.Builder<String> read = ImmutableList.builder();
  private final ImmutableListMultimap.Builder<String, String> leftOut =
      ImmutableListMultimap.builder();
  private final ImmutableList.Builder<String> warnings = ImmutableList.builder();
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

  Survey finish(Optional<Corpora> corpora) {
    return new Survey(
        read.build(), leftOut.build(), warnings.build(), ImmutableList.copyOf(problems), corpora);
  }
}
