// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import org.versatune.DomainDistribution;
import org.versatune.DomainSampler;
import org.versatune.SavedState;

/**
 * The exact sampler's draws in a random order, window by window.
 *
 * <p>With fixed weights the exact sampler's sequence is close to periodic, and a trainer whose own
 * period (a batch size, a number of workers) fits into it would see the same domains at the same
 * place every time. The draws of a window are made ahead and handed out in a random order (Fisher
 * and Yates). At the end of a window the draws are those of the exact sampler; inside it a domain
 * may be ahead or behind by up to what it gets in the window.
 *
 * <p>When weights change, what was drawn ahead and not yet handed out is put back: the exact
 * sampler goes on from the draws that were really made, under the new weights, at the very next
 * draw.
 */
final class ShuffledSampler implements DomainSampler {
  private final ExactSampler exact;
  private final SplitMix64 random;
  private final int window;
  private int[] drawn;
  private int handedOut;

  private ShuffledSampler(ExactSampler exact, SplitMix64 random, int window, int[] drawn) {
    this.exact = exact;
    this.random = random;
    this.window = window;
    this.drawn = drawn;
  }

  static ShuffledSampler start(DomainDistribution weights, int window, long seed) {
    return new ShuffledSampler(
        ExactSampler.start(weights), new SplitMix64(seed), window, new int[0]);
  }

  static ShuffledSampler resume(DomainDistribution weights, int window, SavedState state) {
    long[] ahead = state.longs("ahead");
    checkArgument(
        ahead.length < window,
        "saved sampler has drawn %s ahead, more than a window of %s leaves",
        ahead.length,
        window);
    int[] drawn = new int[ahead.length];
    for (int i = 0; i < drawn.length; i++) {
      checkArgument(
          ahead[i] >= 0 && ahead[i] < weights.size() && weights.weight((int) ahead[i]) > 0,
          "saved sampler has drawn position %s ahead, which is no domain of positive weight",
          ahead[i]);
      drawn[i] = (int) ahead[i];
    }
    return new ShuffledSampler(
        ExactSampler.resume(weights, state.nested("exact")),
        new SplitMix64(state.number("random")),
        window,
        drawn);
  }

  @Override
  public int next() {
    if (handedOut == drawn.length) {
      drawWindow();
    }
    return drawn[handedOut++];
  }

  @Override
  public void next(int[] out) {
    notNull(out, "out");
    int filled = 0;
    while (filled < out.length) {
      if (handedOut == drawn.length) {
        drawWindow();
      }
      int part = Math.min(out.length - filled, drawn.length - handedOut);
      System.arraycopy(drawn, handedOut, out, filled, part);
      handedOut += part;
      filled += part;
    }
  }

  private void drawWindow() {
    if (drawn.length != window) {
      drawn = new int[window];
    }
    exact.next(drawn);
    for (int i = window - 1; i > 0; i--) {
      int other = (int) random.below(i + 1L);
      int swapped = drawn[i];
      drawn[i] = drawn[other];
      drawn[other] = swapped;
    }
    handedOut = 0;
  }

  @Override
  public void reweigh(DomainDistribution weights) {
    notNull(weights, "weights");
    if (exact.reweigh(weights, drawn, handedOut)) {
      handedOut = drawn.length;
    }
  }

  @Override
  public SavedState state() {
    long[] ahead = new long[drawn.length - handedOut];
    for (int i = 0; i < ahead.length; i++) {
      ahead[i] = drawn[handedOut + i];
    }
    return SavedState.builder()
        .nested("exact", exact.state())
        .longs("random", random.state())
        .longs("ahead", ahead)
        .build();
  }
}
