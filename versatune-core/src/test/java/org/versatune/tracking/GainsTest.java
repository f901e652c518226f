// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.versatune.InvalidFeedbackException;

class GainsTest {
  private static final Map<String, Double> BASE =
      ImmutableMap.of("law", 2.0, "code", 3.0, "science", 1.0);
  private static final Map<String, Double> REFERENCE =
      ImmutableMap.of("law", 1.0, "code", 1.0, "science", 1.0);

  @Test
  void gainsLieBetweenBaseModelAndSpecialist() {
    Gains gains =
        Gains.of(BASE, REFERENCE, ImmutableMap.of("law", 1.25, "code", 4.0, "science", 1.5));
    assertThat(gains.byDomain()).containsExactly(Map.entry("law", 0.75), Map.entry("code", -0.5));
    assertThat(gains.undefined()).containsExactly("science");
    assertThat(gains.mean()).hasValue(0.125);
    assertThat(gains.min()).hasValue(-0.5);
    assertThat(gains.forgetting())
        .isEqualTo(ImmutableMap.of("law", 0.0, "code", 1.0 / 3, "science", 0.5));
    assertThat(gains.meanForgettingBeside("code")).isEqualTo(0.25, within(1e-15));
    assertThat(gains.maxForgettingBeside("code")).isEqualTo(0.5);
    assertThat(gains.maxForgettingBeside("science")).isEqualTo(1.0 / 3);
  }

  @Test
  void aPromiseIsBrokenPastItsLimit() {
    Gains gains =
        Gains.of(BASE, REFERENCE, ImmutableMap.of("law", 2.02, "code", 3.5, "science", 0.5));

    assertThat(gains.excess(ImmutableMap.of("code", .1, "law", .01)).entrySet())
        .containsExactly(Map.entry("code", 3.5 - 3 * 1.1), Map.entry("law", 0.0));
    assertThat(gains.excess(Map.of("science", 0))).isEqualTo(Map.of("science", -.5));
    assertThatThrownBy(() -> gains.excess(Map.of("medicine", .1)))
        .hasMessageContaining("'medicine'");
    assertThatThrownBy(() -> gains.excess(Map.of("law", -.1)))
        .hasMessageContainingAll("'law'", "-0.1");
  }

  @Test
  void endPointsAreExact() {
    assertThat(Gains.of(BASE, REFERENCE, BASE).byDomain().values()).containsOnly(0.0);
    assertThat(Gains.of(BASE, REFERENCE, REFERENCE).byDomain().values()).containsOnly(1.0);
  }

  @Test
  void nothingToCompareIsEmptyAndNotZero() {
    Gains gains = Gains.of(Map.of("a", 1.0), Map.of("a", 1.0), Map.of("a", 0.5));
    assertThat(gains.mean()).isEmpty();
    assertThat(gains.min()).isEmpty();
    assertThat(gains.meanForgettingBeside("a")).isZero();
    assertThat(gains.maxForgettingBeside("a")).isZero();
  }

  @Test
  void badInputNamesTheDomain() {
    assertThatThrownBy(() -> Gains.of(Map.of(), REFERENCE, BASE))
        .isInstanceOf(InvalidFeedbackException.class)
        .hasMessageContaining("'law' has no base loss");
    assertThatThrownBy(() -> Gains.of(BASE, Map.of("code", 1.0), BASE))
        .hasMessageContaining("'law' has no reference loss");
    assertThatThrownBy(() -> Gains.of(BASE, REFERENCE, Map.of("law", Double.NaN)))
        .hasMessageContaining("'law' is NaN");
    assertThatThrownBy(() -> Gains.of(BASE, REFERENCE, BASE).meanForgettingBeside("tax"))
        .hasMessageContaining("'tax'");
  }
}
