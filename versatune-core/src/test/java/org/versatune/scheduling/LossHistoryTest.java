// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LossHistoryTest {
  /** However many reports came, the entries are evenly spread over them, from the first one on. */
  @Property(tries = 40)
  void isEvenlySpreadOverTheRun(@ForAll @IntRange(min = 2, max = 5000) int reports) {
    LossHistory history = LossHistory.empty();
    for (int i = 1; i <= reports; i++) {
      history = history.with(i, new double[] {i});
    }

    double[] amounts = history.amounts();
    assertThat(amounts).hasSizeLessThanOrEqualTo(256);
    assertThat(amounts.length).isGreaterThanOrEqualTo(Math.min(reports, 128));
    assertThat(amounts[0]).isEqualTo(1);
    double gap = amounts[1] - amounts[0];
    for (int i = 1; i < amounts.length; i++) {
      assertThat(amounts[i] - amounts[i - 1]).isEqualTo(gap);
    }
    assertThat(reports - amounts[amounts.length - 1]).isLessThan(gap);
    assertThat(history.losses(0)).containsExactly(amounts);
    assertThat(Arrays.stream(amounts).allMatch(a -> a == Math.rint(a))).isTrue();
  }
}
