// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.collect.Range;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.versatune.detection.CorrectedShares;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds the result of phase 1 on the base model: what it writes, sorted by a judge.
 *
 * @param detected share of each domain in what the model wrote, summing to 1
 * @param halfWidths half-width of the 95 % interval by domain
 * @param topCounts number of accepted texts by the domain that the judge found most probable
 * @param rounds rounds that were drawn
 * @param accepted texts that the judge placed
 * @param declined texts that the judge declined to place
 * @param judge the judge, and how well it sorts real text
 * @param halvesDisagree share of the texts whose halves the judge puts into different domains: a
 *     mix can be right because texts slide from every domain into every other
 * @param samples what the model wrote, one text for each domain that got any
 * @param corrected the shares with the judge's measured errors taken out; null where they could not
 *     be measured, and in results of earlier versions
 */
public record DetectionResult(
    ImmutableMap<String, Double> detected,
    ImmutableMap<String, Double> halfWidths,
    ImmutableMap<String, Long> topCounts,
    int rounds,
    long accepted,
    long declined,
    Judge judge,
    double halvesDisagree,
    ImmutableList<Sample> samples,
    @Nullable Corrected corrected) {

  /**
   * {@return the shares that strategies start from: the corrected ones where there are such, as
   * {@link org.versatune.detection.Detection#mix} gives them}
   */
  public ImmutableMap<String, Double> mix() {
    return corrected == null ? detected : corrected.shares();
  }

  /**
   * Adds to what an earlier version wrote the fields that it did not know.
   *
   * @param written a detection, or anything else, which stays as it is
   * @return the same node
   */
  public static JsonNode withDefaults(JsonNode written) {
    if (written instanceof ObjectNode detection
        && detection.has("halvesDisagree")
        && !detection.has("corrected")) {
      detection.putNull("corrected");
    }
    return written;
  }

  /**
   * Holds the shares with the judge's errors taken out.
   *
   * @param shares share of each domain, summing to 1
   * @param lowest lower end of the 95 % interval by domain, at least 0
   * @param highest upper end of the 95 % interval by domain, at most 1
   */
  public record Corrected(
      ImmutableMap<String, Double> shares,
      ImmutableMap<String, Double> lowest,
      ImmutableMap<String, Double> highest) {
    /** Where the judge's errors were not measured. */
    public static final Corrected UNKNOWN =
        new Corrected(ImmutableMap.of(), ImmutableMap.of(), ImmutableMap.of());

    /** {@return the shares that a detection found} */
    public static Corrected of(CorrectedShares found) {
      return new Corrected(
          found.distribution().asMap(),
          ends(found, Range::lowerEndpoint),
          ends(found, Range::upperEndpoint));
    }

    private static ImmutableMap<String, Double> ends(
        CorrectedShares found, Function<Range<Double>, Double> end) {
      return ImmutableMap.copyOf(Maps.transformValues(found.intervals(), end::apply));
    }
  }

  /**
   * The judge and its quality on text of the test split, cut to the length of the model's texts.
   *
   * @param name what it is
   * @param texts real texts that it sorted
   * @param accuracy share that it placed right, 0 to 1
   * @param accuracyByDomain the same for each domain
   * @param realTextInTrueMix the shares that the judge finds in real text mixed as the base model's
   *     training was, summing to 1: what a perfect model would show. Where the detected shares are
   *     further from the true mix than these, it is the model's text that differs, not the judge;
   *     empty where the true mix is not known
   * @param halvesDisagree share of the real texts whose halves it puts into different domains
   */
  public record Judge(
      String name,
      long texts,
      double accuracy,
      ImmutableMap<String, Double> accuracyByDomain,
      ImmutableMap<String, Double> realTextInTrueMix,
      double halvesDisagree) {}

  /**
   * A text that the base model wrote.
   *
   * @param domain the domain that the judge found most probable
   * @param probability the probability that the judge gave it, 0 to 1
   * @param text the text
   */
  public record Sample(String domain, double probability, String text) {}
}
