package org.versatune;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.versatune.internal.Given;

/**
 * Measures how much of a domain a model has lost: the forgetting degree φ_j = max((ℓ_j − d_j)/d_j,
 * 0) of VersaTune's phase 2b (arXiv 2411.11266), against a baseline d_j that the tracker keeps.
 *
 * <p>A tracker is an immutable value: {@link #observe} gives the tracker that has seen one
 * evaluation more. Implementations stand in {@code org.versatune.tracking}.
 */
public interface ForgettingTracker {

  /**
   * The forgetting degree at some losses, without taking them in.
   *
   * @param losses validation loss by domain, nats/token, finite and at least 0
   * @return φ by domain, at least 0, dimensionless; 0 for a domain that has no baseline yet
   * @throws InvalidFeedbackException if a loss is not finite or negative; it names the domain
   */
  ImmutableMap<String, Double> forgetting(Map<String, Double> losses);

  /**
   * The tracker after an evaluation.
   *
   * @param losses validation loss by domain, nats/token, finite and at least 0; a loss of 0 leaves
   *     the baseline of its domain as it was, since nothing can be divided by it
   * @return a tracker whose baseline takes these losses into account
   * @throws InvalidFeedbackException if a loss is not finite or negative; it names the domain
   */
  ForgettingTracker observe(Map<String, Double> losses);

  /**
   * The baseline d_j that the next losses are compared with.
   *
   * @return loss by domain, nats/token; domains not yet seen are absent
   */
  ImmutableMap<String, Double> baseline();

  /**
   * Which baseline the tracker keeps.
   *
   * @return the kind
   */
  Baseline kind();

  /**
   * The tracker's name, for the run record and for knowing it again when a run is resumed.
   *
   * @return by default the class's simple name, without options
   */
  default RuleDescription describe() {
    String name = getClass().getSimpleName();
    return RuleDescription.of(name.isEmpty() ? "custom" : name);
  }

  /**
   * The same kind of tracker with a baseline that was saved, which is its whole state. A tracker of
   * the user's own overrides this if runs that use it are to be resumed.
   *
   * @param baseline what {@link #baseline()} gave
   * @return a tracker that goes on as the saved one would have
   * @throws IllegalArgumentException if the tracker cannot be restored, as by default
   */
  default ForgettingTracker restore(Map<String, Double> baseline) {
    Given.map(baseline, "baseline");
    throw new IllegalArgumentException(
        "forgetting tracker '"
            + describe().name()
            + "' does not restore a saved baseline: override restore(Map)");
  }
}
