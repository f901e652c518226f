// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Setup;
import org.versatune.Signal;

/** The numbers that the golden vectors were computed from: three domains, a, b and c. */
final class Example {
  static final List<String> DOMAINS = List.of("a", "b", "c");
  static final Offset<Double> GOLDEN = Offset.offset(1e-9);
  static final DomainDistribution W = DomainDistribution.of(DOMAINS, .5, .3, .2);
  static final ImmutableMap<String, Double> LOSSES = byDomain(2, 1.5, 3);
  static final ImmutableMap<String, Double> REFERENCES = byDomain(1.8, 1.6, 2.2);

  private Example() {}

  static ImmutableMap<String, Double> byDomain(double a, double b, double c) {
    return ImmutableMap.of("a", a, "b", b, "c", c);
  }

  static Setup setup() {
    return Setup.of(W).with(Signal.REFERENCE_LOSS, REFERENCES);
  }

  static Feedback losses(long step, double a, double b, double c) {
    return Feedback.at(step).losses(byDomain(a, b, c));
  }

  static Feedback losses() {
    return Feedback.at(1).losses(LOSSES);
  }

  static Map<String, Double> only(String domain, double value) {
    return ImmutableMap.of(domain, value);
  }
}
