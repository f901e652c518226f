// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.math.DoubleMath;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.versatune.DomainDistribution;

/** Mixes as plans write them: shares of some domains, the rest shared equally by the others. */
final class Mixes {
  private static final String TARGET = "target";

  private static final ImmutableMap<String, Double> BUNDLED =
      ImmutableMap.of(
          "law", 0.06,
          "medicine", 0.08,
          "finance", 0.05,
          "science", 0.09,
          "code", 0.37,
          "general", 0.35);

  private Mixes() {}

  /**
   * The mix that base models are trained on: skewed, so that there is something to detect and
   * something to foster (our choice). Of domains other than the bundled ones, in the ratio 1 : 1/2
   * : 1/3 : … by position.
   */
  static DomainDistribution skewed(ImmutableList<String> domains) {
    if (BUNDLED.keySet().equals(ImmutableSet.copyOf(domains))) {
      return DomainDistribution.of(
          domains,
          domains.stream().mapToDouble(domain -> BUNDLED.getOrDefault(domain, 0.0)).toArray());
    }
    return DomainDistribution.relative(
        domains, IntStream.rangeClosed(1, domains.size()).mapToDouble(j -> 1.0 / j).toArray());
  }

  /**
   * A mix.
   *
   * @param shares by domain; {@code target} means the target
   * @throws IllegalArgumentException if a domain is unknown, a share is out of range, or nobody is
   *     left to take the rest
   */
  static DomainDistribution of(
      ImmutableList<String> domains, String target, Map<String, Double> shares) {
    Map<String, Double> named = new HashMap<>();
    double given = 0;
    for (Map.Entry<String, Double> share : shares.entrySet()) {
      String domain = share.getKey().equals(TARGET) ? target : share.getKey();
      checkArgument(
          domains.contains(domain),
          "a mix names domain '%s'; there are %s and 'target'",
          share.getKey(),
          domains);
      checkArgument(
          share.getValue() >= 0 && share.getValue() <= 1,
          "the share of '%s' is %s; it must be in [0, 1]",
          share.getKey(),
          share.getValue());
      named.put(domain, share.getValue());
      given += share.getValue();
    }
    double rest = 1 - given;
    int others = domains.size() - shares.size();
    boolean nothingLeft = DoubleMath.fuzzyEquals(rest, 0, 1e-9);
    checkArgument(
        nothingLeft || (rest > 0 && others > 0),
        "the shares of a mix sum to %s: %s",
        given,
        shares);
    double left = nothingLeft ? 0 : rest / others;
    return DomainDistribution.relative(
        domains, domains.stream().mapToDouble(of -> named.getOrDefault(of, left)).toArray());
  }
}
