// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import java.util.Arrays;

/** Two neighbouring tokens that a byte-pair encoding makes one. */
record TokenPair(int left, int right) implements Comparable<TokenPair> {

  @Override
  public int compareTo(TokenPair other) {
    return left != other.left
        ? Integer.compare(left, other.left)
        : Integer.compare(right, other.right);
  }

  /** Returns the tokens with each occurrence of this pair, from left to right, replaced. */
  int[] replaceIn(int[] tokens, int token) {
    int[] replaced = new int[tokens.length];
    int n = 0;
    for (int i = 0; i < tokens.length; i++) {
      if (i + 1 < tokens.length && tokens[i] == left && tokens[i + 1] == right) {
        replaced[n++] = token;
        i++;
      } else {
        replaced[n++] = tokens[i];
      }
    }
    return Arrays.copyOf(replaced, n);
  }
}
