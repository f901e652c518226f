// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Holds a loss summed over tokens, and their number. With labels {@code [b, n]} each example is a
 * token; with {@code [b, n, T]} each unmasked step is.
 *
 * @param total Σ loss over tokens, nats
 * @param tokens the number of tokens, at least 0
 */
public record TokenLoss(double total, long tokens) {

  /** No token at all. */
  static final TokenLoss NONE = new TokenLoss(0, 0);

  /**
   * Returns the mean, which the rules call the loss.
   *
   * @return nats/token
   * @throws IllegalStateException if there is no token
   */
  public double perToken() {
    checkState(tokens > 0, "no token was counted: every label is masked");
    return total / tokens;
  }

  TokenLoss plus(TokenLoss other) {
    return new TokenLoss(total + other.total, tokens + other.tokens);
  }

  /** Returns the sums of two lists of the same length. */
  static ImmutableList<TokenLoss> plus(List<TokenLoss> some, List<TokenLoss> others) {
    ImmutableList.Builder<TokenLoss> sums = ImmutableList.builder();
    for (int i = 0; i < some.size(); i++) {
      sums.add(some.get(i).plus(others.get(i)));
    }
    return sums.build();
  }
}
