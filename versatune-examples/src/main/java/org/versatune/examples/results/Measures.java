// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import org.versatune.tracking.Gains;

/**
 * Computes the numbers that a run is judged by, and names them: columns of {@code runs.csv}.
 *
 * <p>A gain is 1 for as good as the specialist, 0 for the base model; a domain whose specialist is
 * not better by {@link #LEAST_ROOM} at least has none. Forgetting is the share of the base model's
 * loss that was lost. Losses are in nats/token.
 */
public final class Measures {
  /** Mean gain over the domains that have one. */
  public static final String MEAN_GAIN = "mean_gain";

  /** Lowest gain. */
  public static final String WORST_GAIN = "worst_gain";

  /** Gain of the target. */
  public static final String TARGET_GAIN = "target_gain";

  /** Mean forgetting of the domains other than the target. */
  public static final String MEAN_FORGETTING = "mean_forgetting";

  /** Highest forgetting of a domain other than the target. */
  public static final String MAX_FORGETTING = "max_forgetting";

  /** Mean loss. */
  public static final String MEAN_LOSS = "mean_loss";

  /** How far the run is above the {@link Frontier} of fixed mixes, where there is one. */
  public static final String FRONTIER_DISTANCE = "frontier_distance";

  /** Wall-clock seconds. */
  public static final String SECONDS = "seconds";

  /** Before a domain: its loss on the test text. */
  public static final String LOSS = "loss_";

  /** Before a domain: its gain. */
  public static final String GAIN = "gain_";

  /** Before a domain: its forgetting. */
  public static final String FORGETTING = "forgetting_";

  /** Before a domain: sequences drawn. */
  public static final String DRAWS = "draws_";

  /** Before a domain: the standard error of its loss, for the choice of the test text. */
  public static final String LOSS_ERROR = "error_";

  /**
   * Before a domain: the standard error of its loss less the base model's, both on the same
   * sequences.
   */
  public static final String RISE_ERROR = "rise_error_";

  /**
   * What a specialist must be better by than the base model, as a share of its loss, for a domain
   * to have a gain (our choice): below it there is nothing to gain, and what divides by that shows
   * noise.
   */
  public static final double LEAST_ROOM = 0.01;

  static final ImmutableList<String> OVERALL =
      ImmutableList.of(
          MEAN_GAIN, WORST_GAIN, TARGET_GAIN, MEAN_FORGETTING, MAX_FORGETTING, MEAN_LOSS, SECONDS);
  static final ImmutableList<String> BY_DOMAIN = ImmutableList.of(LOSS, GAIN, FORGETTING, DRAWS);

  /** Columns that are there where they were measured. */
  static final ImmutableList<String> ERRORS = ImmutableList.of(LOSS_ERROR, RISE_ERROR);

  private Measures() {}

  /**
   * {@return everything that is measured of a run, by name}
   *
   * @param target the domain to grow; empty for none
   * @param base the base model's losses on the test text by domain
   * @param reference the specialists' losses on it
   * @param losses the run's losses on it
   * @param draws sequences drawn by domain
   * @param seconds that it took
   */
  public static ImmutableMap<String, Double> of(
      String target,
      ImmutableMap<String, Double> base,
      ImmutableMap<String, Double> reference,
      ImmutableMap<String, Double> losses,
      ImmutableMap<String, Long> draws,
      double seconds) {
    Gains gains = Gains.of(base, withRoom(base, reference), losses);
    ImmutableMap.Builder<String, Double> measures = ImmutableMap.builder();
    gains.mean().ifPresent(mean -> measures.put(MEAN_GAIN, mean));
    gains.min().ifPresent(worst -> measures.put(WORST_GAIN, worst));
    Double targetGain = gains.byDomain().get(target);
    if (targetGain != null) {
      measures.put(TARGET_GAIN, targetGain);
    }
    double[] others =
        gains.forgetting().entrySet().stream()
            .filter(entry -> !entry.getKey().equals(target))
            .mapToDouble(entry -> entry.getValue())
            .toArray();
    measures.put(MEAN_FORGETTING, Arrays.stream(others).average().orElse(0));
    measures.put(MAX_FORGETTING, Arrays.stream(others).max().orElse(0));
    measures.put(MEAN_LOSS, losses.values().stream().mapToDouble(x -> x).average().orElse(0));
    losses.forEach((domain, loss) -> measures.put(LOSS + domain, loss));
    gains.byDomain().forEach((domain, gain) -> measures.put(GAIN + domain, gain));
    gains.forgetting().forEach((domain, lost) -> measures.put(FORGETTING + domain, lost));
    draws.forEach((domain, drawn) -> measures.put(DRAWS + domain, (double) drawn));
    measures.put(SECONDS, seconds);
    return measures.buildOrThrow();
  }

  /** Whether a specialist is enough better than the base model for a gain to be measured. */
  public static boolean hasRoom(double base, double reference) {
    return base - reference >= LEAST_ROOM * base;
  }

  /** The references, those without room raised to the base loss, which leaves no gain. */
  private static ImmutableMap<String, Double> withRoom(
      ImmutableMap<String, Double> base, ImmutableMap<String, Double> reference) {
    ImmutableMap.Builder<String, Double> references = ImmutableMap.builder();
    reference.forEach(
        (domain, loss) -> {
          double start = base.getOrDefault(domain, Double.NaN);
          references.put(domain, hasRoom(start, loss) || !(start >= loss) ? loss : start);
        });
    return references.buildOrThrow();
  }
}
