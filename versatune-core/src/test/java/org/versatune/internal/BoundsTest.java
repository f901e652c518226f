// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BoundsTest {
  private static final List<String> DOMAINS = List.of("a", "b", "c");
  private static final double ANY = Double.POSITIVE_INFINITY;

  private static Bounds of(double[] floor, double[] cap, double... epochs) {
    return Bounds.of(DOMAINS, floor, cap, epochs, new double[] {10, 10, 3});
  }

  private static double[] all(double number) {
    return new double[] {number, number, number};
  }

  @Test
  void aDomainMayBeDrawnTheWholePartOfEpochsTimesSizeUpToRounding() {
    Bounds bounds = of(all(0), all(1), .25, Math.nextDown(.3), ANY);

    assertThat(bounds.isExhausted(0, 1)).isFalse();
    assertThat(bounds.isExhausted(0, 2)).isTrue();
    assertThat(bounds.isExhausted(1, 2)).isFalse();
    assertThat(bounds.isExhausted(1, 3)).isTrue();
    assertThat(bounds.isExhausted(2, Long.MAX_VALUE)).isFalse();
    assertThat(bounds.limitDraws()).isTrue();
    assertThat(of(all(0), all(1), ANY, ANY, ANY).limitDraws()).isFalse();
  }

  @Test
  void anExhaustedDomainHasNoWeightAndNoFloor() {
    Bounds.Moment left = of(all(.1), all(.8), 1, ANY, ANY).after(new long[] {10, 0, 0});

    assertThat(left.exhausted()).isEqualTo(1);
    assertThat(left.capsAreLifted()).isFalse();
    assertThat(left.least(0)).isZero();
    assertThat(left.greatest(0)).isZero();
    assertThat(left.least(1)).isEqualTo(.1);
    assertThat(left.project(new double[] {.5, .4, .1}))
        .containsExactly(new double[] {0, .8, .2}, Offset.offset(1e-12));
  }

  @Test
  void capsThatCannotCarryOneAreLifted() {
    Bounds.Moment left = of(all(0), all(.4), 1, 1, ANY).after(new double[] {10, 10, 0});

    assertThat(left.capsAreLifted()).isTrue();
    assertThat(left.project(new double[] {.4, .4, .2})).containsExactly(0, 0, 1);
  }

  @Test
  void capsWhoseSumIsBelowOneByRoundingAloneHold() {
    double[] cap = {.5, .3, .7 - 1e-15};
    Bounds.Moment left = of(all(0), cap, 1, ANY, ANY).after(new long[] {10, 0, 0});

    assertThat(cap[1] + cap[2]).isLessThan(1);
    assertThat(left.capsAreLifted()).isFalse();
    assertThat(left.project(new double[] {.2, .4, .4}))
        .containsExactly(new double[] {0, .3, .7}, Offset.offset(1e-12));
  }

  @Test
  void nothingIsLeftWhereTheOthersHaveNoWeightAndNoFloor() {
    Bounds.Moment none = of(all(0), all(1), 1, ANY, ANY).after(new long[] {10, 0, 0});
    Bounds.Moment floored =
        of(new double[] {0, .1, 0}, all(1), 1, ANY, ANY).after(new long[] {10, 0, 0});

    assertThat(none.leaveSomethingOf(new double[] {1, 0, 0})).isFalse();
    assertThat(floored.leaveSomethingOf(new double[] {1, 0, 0})).isTrue();
  }

  @Test
  void drawsAreAllowedAsFarAsDomainsWithWeightGo() {
    Bounds bounds = of(all(0), all(1), 1, 1, 1);
    double[] weights = {.5, .5, 0};

    assertThat(bounds.allow(12, new long[] {4, 4, 0}, j -> weights[j])).isTrue();
    assertThat(bounds.allow(13, new long[] {4, 4, 0}, j -> weights[j])).isFalse();
  }

  @Test
  void aPositiveWeightIsNotProjectedAway() {
    Bounds.Moment floored = of(new double[] {0, .9, 0}, all(1), ANY, ANY, ANY).after(new long[3]);

    assertThat(floored.project(new double[] {1 - 2e-12, 1e-12, 1e-12})[2]).isEqualTo(1e-12);
  }

  @Test
  void bordersThatCannotHoldAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(all(.5), all(1), ANY, ANY, ANY))
        .withMessage(
            "the lower bounds sum to 1.5, more than 1: {a=0.5, b=0.5, c=0.5}; lower the floors");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(all(0), all(.25), ANY, ANY, ANY))
        .withMessageContaining("the upper bounds sum to 0.75, less than 1")
        .withMessageContaining("raise the caps");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(new double[] {0, .5, 0}, new double[] {1, .4, 1}, ANY, ANY, ANY))
        .withMessage("floor 0.5 of domain 'b' is above its cap 0.4");
  }
}
