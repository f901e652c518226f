package org.versatune.sampling;

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
 * to a domain of zero weight. Here weights are whole numbers that sum to k·2<sup>c</sup>, so that
 * buckets of 2<sup>c</sup> come out even and a zero weight is never drawn. A weight is off by at
 * most 2<sup>-53</sup> of itself and half of 2<sup>-60</sup>.
 *
 * <p>The generator's state is one long and the only state.
 */
final class AliasSampler implements DomainSampler {
  private final SplitMix64 random;
  private DomainDistribution weights;

  /** Log2 of the size of a bucket. */
  private final int bucketBits;

  /** How much of bucket j belongs to domain j; the rest belongs to {@code alias[j]}. */
  private final long[] own;

  private final int[] alias;

  AliasSampler(DomainDistribution weights, long state) {
    this.weights = weights;
    random = new SplitMix64(state);
    int k = weights.size();
    // The largest power of two with k·2^c ≤ 2^62.
    bucketBits = 62 - (32 - Integer.numberOfLeadingZeros(k - 1));
    own = new long[k];
    alias = new int[k];
    fill();
  }

  private void fill() {
    int k = own.length;
    long bucket = 1L << bucketBits;
    long[] left = Quanta.of(weights, k * bucket);
    int[] stack = new int[k];
    int small = 0;
    int large = k;
    for (int j = 0; j < k; j++) {
      if (left[j] < bucket) {
        stack[small++] = j;
      } else {
        stack[--large] = j;
      }
    }
    while (small > 0) {
      int poor = stack[--small];
      int rich = stack[large];
      own[poor] = left[poor];
      alias[poor] = rich;
      left[rich] -= bucket - left[poor];
      if (left[rich] < bucket) {
        large++;
        stack[small++] = rich;
      }
    }
    for (; large < k; large++) {
      own[stack[large]] = bucket;
      alias[stack[large]] = stack[large];
    }
  }

  @Override
  public int next() {
    long ticket = random.below((long) own.length << bucketBits);
    int bucket = (int) (ticket >>> bucketBits);
    long share = ticket & ((1L << bucketBits) - 1);
    return share < own[bucket] ? bucket : alias[bucket];
  }

  @Override
  public void reweigh(DomainDistribution next) {
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
