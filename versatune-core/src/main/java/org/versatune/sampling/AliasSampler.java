// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import static org.versatune.internal.Given.notNull;

import java.util.Arrays;
import org.versatune.DomainDistribution;
import org.versatune.DomainSampler;
import org.versatune.SavedState;

/**
 * Draws each domain independently of all draws before it, with the weights as probabilities.
 *
 * <p><b>The alias method</b> (Walker, "An efficient method for generating discrete random variables
 * with general distributions", TOMS 1977) cuts the unit of probability into k buckets of equal
 * size, each shared by at most two domains: one random number picks the bucket and the share, so a
 * draw costs O(1) for any k. The table is built in O(k) as by Vose, "A linear algorithm for
 * generating random numbers with a given distribution", TSE 1991.
 *
 * <p>Both work with rounded probabilities, where a bucket can be left over at the end that belongs
 * to a domain of zero weight. Here weights are whole numbers that sum to 2<sup>62</sup> and the
 * number of buckets is the next power of two, so that buckets come out even, a zero weight is never
 * drawn and 62 random bits pick bucket and share with no bias and no division. A weight is off by
 * at most 2<sup>-53</sup> of itself and 2<sup>-62</sup>.
 *
 * <p>The generator's state is one long and the only state.
 */
final class AliasSampler implements DomainSampler {
  private final SplitMix64 random;
  private DomainDistribution weights;

  /** Log2 of the number of buckets, at least 1. */
  private final int bits;

  /**
   * By bucket, in one word so that a draw reads memory once: how much of it belongs to the domain
   * of the same number, and below that, in {@link #bits}, the domain that the rest belongs to.
   */
  private final long[] bucket;

  AliasSampler(DomainDistribution weights, long state) {
    this.weights = weights;
    random = new SplitMix64(state);
    bits = Math.max(1, 32 - Integer.numberOfLeadingZeros(weights.size() - 1));
    bucket = new long[1 << bits];
    fill();
  }

  private void fill() {
    int buckets = bucket.length;
    long size = 1L << (62 - bits);
    // Buckets without a domain of their own belong to others altogether.
    long[] left = Arrays.copyOf(Quanta.of(weights, 1L << 62), buckets);
    int[] stack = new int[buckets];
    int small = 0;
    int large = buckets;
    for (int j = 0; j < buckets; j++) {
      if (left[j] < size) {
        stack[small++] = j;
      } else {
        stack[--large] = j;
      }
    }
    while (small > 0) {
      int poor = stack[--small];
      int rich = stack[large];
      bucket[poor] = left[poor] << bits | rich;
      left[rich] -= size - left[poor];
      if (left[rich] < size) {
        large++;
        stack[small++] = rich;
      }
    }
    for (; large < buckets; large++) {
      bucket[stack[large]] = stack[large];
    }
  }

  @Override
  public int next() {
    return pick(random.next(), bucket, bits);
  }

  @Override
  public void next(int[] out) {
    notNull(out, "out");
    long[] bucket = this.bucket;
    int bits = this.bits;
    long state = random.state();
    int last = bucket.length - 1;
    for (int i = 0; i < out.length; i++) {
      state += SplitMix64.GOLDEN_GAMMA;
      long ticket = SplitMix64.mix(state);
      int own = (int) (ticket >>> (64 - bits));
      long entry = bucket[own & last];
      long share = (ticket << bits) >>> (bits + 2);
      int other = (int) entry & last;
      long mine = (share - (entry >>> bits)) >> 63;
      out[i] = other ^ ((other ^ own) & (int) mine);
    }
    random.moveTo(state);
  }

  /** The upper bits of a random number are the bucket, the next 62 − bits the share of it. */
  private static int pick(long ticket, long[] bucket, int bits) {
    int own = (int) (ticket >>> -bits);
    long entry = bucket[own & bucket.length - 1];
    int other = (int) entry & bucket.length - 1;
    long share = ticket << bits >>> (bits + 2);
    // All ones where the share is below what belongs to the bucket's own domain: a branch here
    // would be mispredicted as often as not.
    int mine = (int) ((share - (entry >>> bits)) >> 63);
    return other ^ ((other ^ own) & mine);
  }

  @Override
  public void reweigh(DomainDistribution next) {
    notNull(next, "weights");
    ExactSampler.checkDomains(weights, next);
    if (!next.equals(weights)) {
      weights = next;
      fill();
    }
  }

  @Override
  public SavedState state() {
    return SavedState.builder().longs("random", random.state()).build();
  }
}
