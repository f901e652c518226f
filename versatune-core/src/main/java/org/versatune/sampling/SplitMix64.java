// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

/**
 * A generator of random bits whose whole state is one long.
 *
 * <p>SplitMix64: a counter that moves by the golden ratio, put through a mixing function (Steele,
 * Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014; the mixer is
 * Stafford's variant 13). {@link java.util.SplittableRandom} is the same generator but does not
 * give its state away, and a sampler that is saved has to continue bit for bit.
 */
final class SplitMix64 {
  static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  /**
   * Continues from a state, or starts from a seed: any long is both.
   *
   * @param state the seed, or what {@link #state()} gave
   */
  SplitMix64(long state) {
    this.state = state;
  }

  long state() {
    return state;
  }

  /** Goes on from another state, for loops that keep it in a register. */
  void moveTo(long other) {
    state = other;
  }

  long next() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** The number that belongs to a state. */
  static long mix(long state) {
    long z = state;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /**
   * A number below a bound, each with the same probability: Lemire, "Fast random integer generation
   * in an interval", TOMACS 2019, on 63 bits.
   *
   * @param bound at least 1
   * @return at least 0 and below the bound
   */
  long below(long bound) {
    while (true) {
      long bits = next() >>> 1;
      // bits · bound as a number of 126 bits: the upper 63 are the result, the lower 63 decide.
      long high = Math.multiplyHigh(bits, bound);
      long low = bits * bound;
      long decides = low & Long.MAX_VALUE;
      // Below 2^63 mod bound a result would come up once too often; the division is rarely needed.
      if (decides >= bound || decides >= -(Long.MIN_VALUE % bound)) {
        return (high << 1) | (low >>> 63);
      }
    }
  }
}
