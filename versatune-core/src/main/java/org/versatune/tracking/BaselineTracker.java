// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.tracking;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.versatune.Baseline;
import org.versatune.ForgettingTracker;

/**
 * Measures forgetting against one loss of each domain.
 *
 * @param kind what that loss is: the loss of the evaluation before, of the base model, or the
 *     lowest
 * @param baseline the loss d by domain, nats/token; a domain without one has shown no forgetting
 *     yet
 */
record BaselineTracker(Baseline kind, ImmutableMap<String, Double> baseline)
    implements ForgettingTracker {
  @Override
  public ImmutableMap<String, Double> forgetting(Map<String, Double> losses) {
    return ForgettingDegree.against(baseline, losses);
  }

  /**
   * {@inheritDoc}
   *
   * <p>A domain without a baseline takes the observed loss, whatever the kind; one that was not
   * observed keeps what it has.
   */
  @Override
  public ForgettingTracker observe(Map<String, Double> observed) {
    ImmutableMap<String, Double> losses = Losses.baseline(observed);
    if (kind == Baseline.PREVIOUS && losses.keySet().asList().equals(baseline.keySet().asList())) {
      return new BaselineTracker(kind, losses);
    }
    Map<String, Double> moved = new LinkedHashMap<>(baseline);
    switch (kind) {
      case PREVIOUS -> moved.putAll(losses);
      case BASE -> losses.forEach(moved::putIfAbsent);
      case BEST -> losses.forEach((domain, loss) -> moved.merge(domain, loss, Math::min));
    }
    return new BaselineTracker(kind, ImmutableMap.copyOf(moved));
  }

  @Override
  public ForgettingTracker restore(Map<String, Double> saved) {
    return ForgettingTrackers.restore(kind, saved);
  }
}
