package org.versatune.examples.study;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import org.versatune.DomainDistribution;

/**
 * The mix that the base model of a study is trained on: skewed, so that there is something to
 * detect and something to foster (our choice).
 */
final class SkewedMix {
  private static final ImmutableMap<String, Double> BUNDLED =
      ImmutableMap.of(
          "law", 0.06,
          "medicine", 0.08,
          "finance", 0.05,
          "science", 0.09,
          "code", 0.37,
          "general", 0.35);

  private SkewedMix() {}

  /**
   * The mix for some domains: as set above where they are the bundled ones, otherwise in the ratio
   * 1 : 1/2 : 1/3 : … by position.
   */
  static DomainDistribution of(ImmutableList<String> domains) {
    if (BUNDLED.keySet().equals(ImmutableSet.copyOf(domains))) {
      return DomainDistribution.of(
          domains,
          domains.stream().mapToDouble(domain -> BUNDLED.getOrDefault(domain, 0.0)).toArray());
    }
    double[] shares = new double[domains.size()];
    for (int j = 0; j < shares.length; j++) {
      shares[j] = 1.0 / (j + 1);
    }
    return DomainDistribution.relative(domains, shares);
  }
}
