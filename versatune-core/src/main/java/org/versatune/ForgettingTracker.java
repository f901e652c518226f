// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.versatune.internal.Given;

/**
 * Measures how much of a domain a model has lost: the forgetting degree φ_j = max((ℓ_j − d_j)/d_j,
 * 0) of VersaTune's phase 2b (arXiv 2411.11266), against a baseline d_j that the tracker keeps.
 *
 * <p>A tracker is an immutable value: {@link #observe} returns a tracker that has seen one
 * evaluation more. {@code org.versatune.tracking.ForgettingTrackers} makes the built-in ones.
 */
public interface ForgettingTracker {

  /**
   * Computes the forgetting degree of each domain. The tracker does not change.
   *
   * @param losses validation loss by domain, nats/token, finite and at least 0
   * @return φ by domain, at least 0, dimensionless; 0 for a domain that has no baseline yet
   * @throws InvalidFeedbackException if a loss is not finite or negative; it names the domain
   */
  ImmutableMap<String, Double> forgetting(Map<String, Double> losses);

  /**
   * Takes an evaluation in.
   *
   * @param losses validation loss by domain, nats/token, finite and at least 0; a loss of 0 leaves
   *     the baseline of its domain as it was, since nothing can be divided by it
   * @return a new tracker, whose baseline takes these losses into account
   * @throws InvalidFeedbackException if a loss is not finite or negative; it names the domain
   */
  ForgettingTracker observe(Map<String, Double> losses);

  /**
   * Returns the baseline d_j that the next losses are compared with.
   *
   * @return loss by domain, nats/token; domains not yet seen are absent
   */
  ImmutableMap<String, Double> baseline();

  /**
   * Returns which kind of baseline the tracker keeps.
   *
   * @return the kind
   */
  Baseline kind();

  /**
   * Returns the tracker's name. The run record shows it, and a resumed run asks for a tracker of
   * the same name.
   *
   * @return by default the class's simple name, without options
   */
  default RuleDescription describe() {
    String name = getClass().getSimpleName();
    return RuleDescription.of(name.isEmpty() ? "custom" : name);
  }

  /**
   * Returns what the tracker keeps beside its baseline, as numbers, for a snapshot: a count of
   * evaluations, say, or the losses before the last. Override this together with {@link
   * #restore(Map, SavedState)}.
   *
   * @return empty, the default, for a tracker whose baseline is its whole state
   */
  default SavedState state() {
    return SavedState.empty();
  }

  /**
   * Returns the same kind of tracker with a saved baseline, which is its whole state. Override this
   * in a tracker of your own if runs that use it are to be resumed.
   *
   * @param baseline what {@link #baseline()} gave
   * @return a tracker that continues exactly as the saved one would have
   * @throws IllegalArgumentException if the tracker cannot be restored, as by default
   */
  default ForgettingTracker restore(Map<String, Double> baseline) {
    Given.map(baseline, "baseline");
    throw new IllegalArgumentException(
        "forgetting tracker '"
            + describe().name()
            + "' does not restore a saved baseline: override restore(Map)");
  }

  /**
   * Returns the same kind of tracker with a saved baseline and what it kept beside that. Override
   * this in a tracker of your own that has {@link #state()}.
   *
   * @param baseline what {@link #baseline()} gave
   * @param state what {@link #state()} gave
   * @return a tracker that continues exactly as the saved one would have; by default that of {@link
   *     #restore(Map)}
   * @throws IllegalArgumentException if the tracker cannot be restored, or has state and does not
   *     override this
   */
  default ForgettingTracker restore(Map<String, Double> baseline, SavedState state) {
    Given.map(baseline, "baseline");
    if (!Given.notNull(state, "state").isEmpty()) {
      throw new IllegalArgumentException(
          "forgetting tracker '"
              + describe().name()
              + "' has saved state but does not restore any: override restore(Map, SavedState)");
    }
    return restore(baseline);
  }
}
