// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(cautions.get(1)).contains("(code)").contains("divides by very little");
  }

  @Test
  void specialistsThatAreBetterNeedNoCaution() {
    assertThat(
            Cautions.ofGains(DOMAINS, BASE, ImmutableMap.of("law", 1.8, "code", 1.4, "web", 2.9)))
        .isEmpty();
  }
}
