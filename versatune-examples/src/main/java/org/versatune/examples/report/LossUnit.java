// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.versatune.examples.results.SeedResult;

/**
 * The unit of losses in tables: bits per byte, which compare between models of different tokens, or
 * nats/token where a study does not say how long tokens are.
 *
 * @param name for captions
 * @param factors what a loss in nats/token is multiplied by, by domain; 1 where there is none
 */
record LossUnit(String name, ImmutableMap<String, Double> factors) {
  /** The unit of a study, whose first seed says how long tokens are. */
  static LossUnit of(List<SeedResult> seeds) {
    if (seeds.isEmpty()) {
      return new LossUnit("nats/token", ImmutableMap.of());
    }
    ImmutableMap.Builder<String, Double> factors = ImmutableMap.builder();
    seeds
        .get(0)
        .base()
        .bytesPerToken()
        .forEach((domain, bytes) -> factors.put(domain, 1 / (bytes * Math.log(2))));
    return new LossUnit("bits per byte", factors.buildOrThrow());
  }

  double of(String domain, double loss) {
    return loss * factors.getOrDefault(domain, 1.0);
  }
}
