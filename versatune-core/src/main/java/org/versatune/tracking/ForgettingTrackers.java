// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.tracking;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.versatune.Baseline;
import org.versatune.ForgettingTracker;
import org.versatune.internal.Given;

/**
 * Makes the trackers of forgetting: against the evaluation before (the choice of arXiv 2411.11266),
 * the base model, or the best loss seen (the last two are our choice as options).
 *
 * <p>A tracker's baseline is its whole state: {@link #restore} goes on from what {@link
 * ForgettingTracker#baseline()} gave. Trackers are immutable and safe for use by any number of
 * threads.
 */
public final class ForgettingTrackers {
  private ForgettingTrackers() {}

  /**
   * Returns whether this class made a tracker.
   *
   * @param tracker any tracker
   * @return false for a tracker of the user's own
   */
  public static boolean isBuiltIn(ForgettingTracker tracker) {
    notNull(tracker, "tracker");
    return tracker instanceof BaselineTracker;
  }

  /**
   * Returns a tracker against a kind of baseline.
   *
   * @param kind what losses are compared with
   * @param baseLosses loss ℓ0 of the base model by domain, nats/token, finite and above 0; domains
   *     may be absent, or all of them
   * @return a tracker that has seen nothing but the base losses
   * @throws IllegalArgumentException if a base loss is out of range; the message names the domain
   */
  public static ForgettingTracker against(Baseline kind, Map<String, Double> baseLosses) {
    notNull(kind, "kind");
    ImmutableMap<String, Double> baseline = Given.numbers(baseLosses, "baseLosses");
    baseline.forEach(
        (domain, loss) ->
            checkArgument(
                loss > 0 && !Double.isInfinite(loss),
                "base loss of domain '%s' is %s; it must be finite and above 0 (nats/token)",
                domain,
                loss));
    return new BaselineTracker(kind, baseline);
  }

  /**
   * Returns a tracker against the evaluation before, d_j = ℓ_j(t−1), with ℓ(0) = ℓ0 where it is
   * known. The first loss of a domain without a base loss shows no forgetting.
   *
   * @param baseLosses as for {@link #against}
   * @return a tracker
   * @throws IllegalArgumentException as for {@link #against}
   */
  public static ForgettingTracker previous(Map<String, Double> baseLosses) {
    notNull(baseLosses, "baseLosses");
    return against(Baseline.PREVIOUS, baseLosses);
  }

  /**
   * Returns a tracker against the base model, d_j = ℓ0_j. It never moves; the first loss of a
   * domain without a base loss becomes its base.
   *
   * @param baseLosses as for {@link #against}
   * @return a tracker
   * @throws IllegalArgumentException as for {@link #against}
   */
  public static ForgettingTracker base(Map<String, Double> baseLosses) {
    notNull(baseLosses, "baseLosses");
    return against(Baseline.BASE, baseLosses);
  }

  /**
   * Returns a tracker against the lowest loss seen before, the base loss included.
   *
   * @param baseLosses as for {@link #against}
   * @return a tracker
   * @throws IllegalArgumentException as for {@link #against}
   */
  public static ForgettingTracker best(Map<String, Double> baseLosses) {
    notNull(baseLosses, "baseLosses");
    return against(Baseline.BEST, baseLosses);
  }

  /**
   * Returns a tracker that goes on from a saved one.
   *
   * @param kind what {@link ForgettingTracker#kind()} gave
   * @param baseline what {@link ForgettingTracker#baseline()} gave
   * @return a tracker that answers as the saved one would have
   * @throws IllegalArgumentException if a loss of the baseline is not finite or not above 0; the
   *     message names the domain
   */
  public static ForgettingTracker restore(Baseline kind, Map<String, Double> baseline) {
    notNull(kind, "kind");
    notNull(baseline, "baseline");
    return against(kind, Given.numbers(baseline, "baseline"));
  }
}
