// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import org.versatune.DomainDistribution;
import org.versatune.DomainSampler;
import org.versatune.SavedState;

/**
 * The alias method as it is fastest, as a yardstick: 32 random bits times the number of buckets are
 * the bucket, in the upper half of the product, and the share of it, in the lower, so that one
 * random number does for two draws; of the two domains that share the bucket one is taken without a
 * branch.
 *
 * <p>It gives up what the library's own keeps: a probability is off by up to 2<sup>-32</sup>·k of
 * itself, and rounding may leave a bucket to a domain of zero weight. The table is built by Vose's
 * algorithm in doubles, in arrays that are kept, with no more than is needed for that.
 */
final class PlainAlias implements DomainSampler {
  private static final long GAMMA = 0x9e3779b97f4a7c15L;

  /** By bucket: the share of the bucket's own domain in the upper half, the other in the lower. */
  private final long[] bucket;

  private final double[] left;
  private final int[] stack;
  private long state;

  PlainAlias(DomainDistribution weights, long seed) {
    int k = weights.size();
    bucket = new long[k];
    left = new double[k];
    stack = new int[k];
    state = seed;
    rebuild(weights.toArray());
  }

  /** Vose's algorithm. */
  void rebuild(double[] weights) {
    int k = weights.length;
    int small = 0;
    int large = k;
    for (int j = 0; j < k; j++) {
      double share = weights[j] * k;
      left[j] = share;
      if (share < 1) {
        stack[small++] = j;
      } else {
        stack[--large] = j;
      }
    }
    while (small > 0 && large < k) {
      int poor = stack[--small];
      int rich = stack[large];
      bucket[poor] = (long) (left[poor] * 0x1p31) << 32 | rich;
      left[rich] -= 1 - left[poor];
      if (left[rich] < 1) {
        large++;
        stack[small++] = rich;
      }
    }
    while (small > 0) {
      bucket[stack[--small]] = 0x7fffffffL << 32 | stack[small];
    }
    for (; large < k; large++) {
      bucket[stack[large]] = 0x7fffffffL << 32 | stack[large];
    }
  }

  @Override
  public int next() {
    state += GAMMA;
    return pick(mix(state) >>> 32, bucket, bucket.length);
  }

  @Override
  public void next(int[] out) {
    long[] bucket = this.bucket;
    long at = state;
    int k = bucket.length;
    int even = out.length & ~1;
    for (int i = 0; i < even; i += 2) {
      at += GAMMA;
      long ticket = mix(at);
      out[i] = pick(ticket >>> 32, bucket, k);
      out[i + 1] = pick(ticket & 0xffffffffL, bucket, k);
    }
    state = at;
    if (even < out.length) {
      out[even] = next();
    }
  }

  private static int pick(long ticket, long[] bucket, int k) {
    long product = ticket * k;
    int own = (int) (product >>> 32);
    long entry = bucket[own];
    int mine = (((int) product >>> 1) - (int) (entry >>> 32)) >> 31;
    int other = (int) entry;
    return other ^ ((other ^ own) & mine);
  }

  private static long mix(long z) {
    long mixed = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  @Override
  public void reweigh(DomainDistribution next) {
    rebuild(next.toArray());
  }

  @Override
  public SavedState state() {
    return SavedState.builder().longs("random", state).build();
  }
}
