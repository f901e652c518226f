// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import com.google.common.base.Joiner;
import java.util.Locale;

/**
 * What tells the runs of a study apart.
 *
 * @param group the runs that it compares with
 * @param choice its strategy and where it starts
 * @param seed its seed
 */
public record RunKey(Group group, Choice choice, long seed) {
  /**
   * A name for files, not unique by itself.
   *
   * @return lower-case letters, digits, dots and dashes
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
