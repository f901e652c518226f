// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.versatune.examples.results.Numbers;

class NumbersTest {
  @Test
  void gainsCarryTheirSignUnlessTheyReadAsZero() {
    assertThat(Numbers.gain(0.1234)).isEqualTo("+0.123");
    assertThat(Numbers.gain(-0.4206)).isEqualTo("\u22120.421");
    assertThat(Numbers.gain(-0.0001)).isEqualTo("0.000");
    assertThat(Numbers.gain(0.0001)).isEqualTo("0.000");
    assertThat(Numbers.gain(Double.NaN)).isEqualTo("undefined");
  }

  @Test
  void percentAndDurations() {
    assertThat(Numbers.percent(0.10249)).isEqualTo("10.2\u00A0%");
    assertThat(Numbers.percent(Double.NaN)).isEqualTo("undefined");
    assertThat(Numbers.duration(3.21)).isEqualTo("3.2 s");
    assertThat(Numbers.duration(271.4)).isEqualTo("4 min 31 s");
  }

  @Test
  void theBestAreAllThatReadAlike() {
    assertThat(GroupTables.best(List.of(0.1, 0.50001, 0.5, Double.NaN), Numbers::gain, 1))
        .containsExactly(false, true, true, false);
    assertThat(GroupTables.best(List.of(0.1, 0.5), Numbers::gain, -1)).containsExactly(true, false);
    assertThat(GroupTables.best(List.of(0.5, 0.5), Numbers::gain, 1)).containsExactly(false, false);
    assertThat(GroupTables.best(List.of(Double.NaN, Double.NaN), Numbers::gain, 1))
        .containsExactly(false, false);
    assertThat(GroupTables.best(List.of(), Numbers::gain, 1)).isEmpty();
  }
}
