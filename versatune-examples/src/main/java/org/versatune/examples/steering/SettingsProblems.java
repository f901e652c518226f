// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with the settings of a trainer: all of it is said at once. */
final class SettingsProblems {
  private final List<String> errors = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /** Notes an error where something does not hold. */
  @FormatMethod
  void require(boolean holds, @FormatString String message, @Nullable Object... values) {
    if (!holds) {
      errors.add(message.formatted(values));
    }
  }

  /** Notes a warning where something holds. */
  @FormatMethod
  void warnIf(boolean holds, @FormatString String message, @Nullable Object... values) {
    if (holds) {
      warnings.add(message.formatted(values));
    }
  }

  /**
   * Returns what may be wrong.
   *
   * @throws IllegalArgumentException if something is wrong; the message has all of it
   */
  ImmutableList<String> warnings() {
    if (errors.size() == 1) {
      throw new IllegalArgumentException(errors.get(0));
    }
    if (!errors.isEmpty()) {
      StringBuilder all = new StringBuilder("the trainer's settings need changes:");
      for (int i = 0; i < errors.size(); i++) {
        all.append(" (").append(i + 1).append(") ").append(errors.get(i)).append('.');
      }
      throw new IllegalArgumentException(all.toString());
    }
    return ImmutableList.copyOf(warnings);
  }
}
