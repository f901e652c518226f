package org.versatune.tracking;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.versatune.Baseline;
import org.versatune.ForgettingTracker;

/**
 * Compares with the evaluation before: what is observed replaces the baseline. A domain that an
 * evaluation lacks keeps its last loss.
 */
record PreviousLossTracker(ImmutableMap<String, Double> baseline) implements ForgettingTracker {
  @Override
  public ImmutableMap<String, Double> forgetting(Map<String, Double> losses) {
    notNull(losses, "losses");
    return ForgettingDegree.of(losses, baseline);
  }

  @Override
  public ForgettingTracker observe(Map<String, Double> observed) {
    notNull(observed, "losses");
    ImmutableMap<String, Double> losses = Losses.baseline(observed);
    if (losses.keySet().asList().equals(baseline.keySet().asList())) {
      return new PreviousLossTracker(losses);
    }
    Map<String, Double> moved = new LinkedHashMap<>(baseline);
    moved.putAll(losses);
    return new PreviousLossTracker(ImmutableMap.copyOf(moved));
  }

  @Override
  public Baseline kind() {
    return Baseline.PREVIOUS;
  }

  @Override
  public ForgettingTracker restore(Map<String, Double> saved) {
    return ForgettingTrackers.restore(kind(), saved);
  }
}
