package org.versatune.tracking;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.versatune.Baseline;
import org.versatune.ForgettingTracker;

/** Compares with the lowest loss seen so far, the base loss included (our choice as an option). */
record BestLossTracker(ImmutableMap<String, Double> baseline) implements ForgettingTracker {
  @Override
  public ImmutableMap<String, Double> forgetting(Map<String, Double> losses) {
    notNull(losses, "losses");
    return ForgettingDegree.of(losses, baseline);
  }

  @Override
  public ForgettingTracker observe(Map<String, Double> observed) {
    notNull(observed, "losses");
    ImmutableMap<String, Double> losses = Losses.baseline(observed);
    Map<String, Double> moved = new LinkedHashMap<>(baseline);
    losses.forEach((domain, loss) -> moved.merge(domain, loss, Math::min));
    return new BestLossTracker(ImmutableMap.copyOf(moved));
  }

  @Override
  public Baseline kind() {
    return Baseline.BEST;
  }

  @Override
  public ForgettingTracker restore(Map<String, Double> saved) {
    return ForgettingTrackers.restore(kind(), saved);
  }
}
