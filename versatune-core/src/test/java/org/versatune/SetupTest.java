// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import org.junit.jupiter.api.Test;

class SetupTest {
  private static Setup setup(double law) {
    return Setup.of(DomainDistribution.uniform("law", "code"))
        .with(Signal.BASE_LOSS, ImmutableMap.of("law", law, "code", 2.5));
  }

  @Test
  void isAValue() {
    assertThat(setup(3)).isEqualTo(setup(3)).hasSameHashCodeAs(setup(3)).isNotEqualTo(setup(3.1));
    assertThat(setup(3)).isNotEqualTo(Setup.of(DomainDistribution.uniform("law", "code")));
    assertThat(setup(3))
        .isNotEqualTo(setup(3).with(Signal.DOMAIN_SIZE, ImmutableMap.of("law", 1, "code", 2)));
  }

  @Test
  void showsWhatIsKnown() {
    assertThat(setup(3))
        .hasToString("Setup from {law=0.5, code=0.5} with {BASE_LOSS={law=3.0, code=2.5}}");
  }
}
