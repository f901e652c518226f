// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import org.junit.jupiter.api.Test;

class CautionsTest {
  private static final ImmutableList<String> DOMAINS = ImmutableList.of("law", "code", "web");
  private static final ImmutableMap<String, Double> BASE =
      ImmutableMap.of("law", 2.0, "code", 1.5, "web", 3.0);

  @Test
  void aSpecialistThatIsHardlyBetterIsNamedApartFromOneThatIsNot() {
    ImmutableList<String> cautions =
        Cautions.ofGains(DOMAINS, BASE, ImmutableMap.of("law", 1.8, "code", 1.499, "web", 3.0));

    assertThat(cautions).hasSize(2);
    assertThat(cautions.get(0)).contains("no better than the base model (web)");
    assertThat(cautions.get(1)).contains("(code)").contains("nothing to gain");
  }

  @Test
  void whereThereIsNothingToGainNoGainIsMeasured() {
    Run run =
        new Run(
            new RunKey(new Group("fostering", "x1", "", 10), new Choice("a", "uniform"), 1),
            "a",
            "a.jsonl",
            "none",
            Measures.of(
                "",
                BASE,
                ImmutableMap.of("law", 1.8, "code", 1.4986, "web", 2.96),
                ImmutableMap.of("law", 1.9, "code", 1.53, "web", 2.96),
                ImmutableMap.of(),
                1));

    // The specialist of code is 0.1 % better: a gain of 21 below 0 would say nothing.
    assertThat(run.byDomain(Measures.GAIN)).containsOnlyKeys("law", "web");
    assertThat(run.measure(Measures.MEAN_GAIN)).isCloseTo(.75, within(1e-9));
    assertThat(run.worstDomain()).isEqualTo("law");
    assertThat(run.measure(Measures.MAX_FORGETTING)).isCloseTo(.02, within(1e-9));
    assertThat(run.mostForgotten()).isEqualTo("code");
  }

  @Test
  void specialistsThatAreBetterNeedNoCaution() {
    assertThat(
            Cautions.ofGains(DOMAINS, BASE, ImmutableMap.of("law", 1.8, "code", 1.4, "web", 2.9)))
        .isEmpty();
  }
}
