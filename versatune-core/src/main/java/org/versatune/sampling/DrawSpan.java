// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

/**
 * A way to decide a span of draws in one go, from windows that are moved on by it.
 *
 * <p>All ways draw the same sequence; they differ in when they can be used and in what they cost.
 */
interface DrawSpan {

  /**
   * Decides draws and moves windows and account on by them.
   *
   * @param before draws since the last change of weights
   * @param out where the positions of the domains go
   * @param length how many draws, from the start of {@code out}
   * @return false if this way cannot decide them; nothing has moved then
   */
  boolean draw(long before, int[] out, int length);
}
