// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import com.google.common.base.Joiner;
import java.util.Locale;

/**
 * Identifies a run among those of a study.
 *
 * @param group the runs that it compares with
 * @param choice its strategy and where it starts
 * @param seed its seed
 */
public record RunKey(Group group, Choice choice, long seed) {
  /**
   * {@return a name for files of lower-case letters, digits, dots and dashes, not unique by itself}
   */
  public String fileName() {
    return Joiner.on('-')
        .join(
            group.study(),
            choice.strategy(),
            choice.start(),
            group.target(),
            "x" + group.trained(),
            seed)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9.]+", "-");
  }

  @Override
  public String toString() {
    return group.study()
        + (group.target().isEmpty() ? "" : " of " + group.target())
        + ", "
        + choice.strategy()
        + " from "
        + choice.start()
        + ", "
        + group.trained()
        + " steps, seed "
        + seed;
  }
}
