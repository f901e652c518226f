// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import com.google.common.collect.ImmutableList;

/**
 * Writes text with a language model that is prompted with the beginning-of-sequence symbol only, so
 * that the text shows what the model knows by itself.
 *
 * <p>An implementation says whether several threads may call it; the detector calls it from one.
 */
@FunctionalInterface
public interface TextGenerator {

  /**
   * Draws texts, independent of each other and unprompted.
   *
   * @param count how many, at least 1
   * @param seed the seed of the draw; the same seed gives the same texts where the model is
   *     deterministic
   * @return exactly {@code count} texts; a text may be empty
   */
  ImmutableList<String> generate(int count, long seed);

  /**
   * Draws the texts of one round of a detection. By default the same as {@link #generate}; a source
   * that holds its texts needs the number of the round.
   *
   * @param number the round, counted from 1
   * @param count how many, at least 1
   * @param seed the seed of the round
   * @return exactly {@code count} texts; the same for the same arguments, where the model is
   *     deterministic
   */
  default ImmutableList<String> round(int number, int count, long seed) {
    return generate(count, seed);
  }
}
