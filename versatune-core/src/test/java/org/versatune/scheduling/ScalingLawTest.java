// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ScalingLawTest {
  private static final double[] AMOUNTS =
      IntStream.rangeClosed(1, 60).mapToDouble(i -> 500.0 * i).toArray();

  private static double[] along(ScalingLaw curve) {
    return DoubleStream.of(AMOUNTS).map(curve::lossAt).toArray();
  }

  @Property(tries = 60)
  void findsTheCurveThatMadeTheLosses(
      @ForAll @DoubleRange(min = 1, max = 4) double a,
      @ForAll @DoubleRange(min = -1, max = 1.5) double e,
      @ForAll @DoubleRange(min = 0.2, max = 0.7) double alpha) {
    ScalingLaw truth = new ScalingLaw(a, e, alpha);

    ScalingLaw fit = ScalingLaw.fit(AMOUNTS, along(truth)).orElseThrow();

    for (double n : AMOUNTS) {
      assertThat(fit.lossAt(n)).isEqualTo(truth.lossAt(n), within(1e-3 * truth.lossAt(n)));
    }
    assertThat(fit.lossAt(60_000))
        .isEqualTo(truth.lossAt(60_000), within(1e-2 * truth.lossAt(60_000)));
  }

  @Test
  void isNotLedAstrayBySingleLosses() {
    ScalingLaw truth = new ScalingLaw(3, .5, .4);
    double[] losses = along(truth);
    losses[5] *= 3;
    losses[40] *= 2;

    ScalingLaw fit = ScalingLaw.fit(AMOUNTS, losses).orElseThrow();

    assertThat(fit.lossAt(20_000)).isEqualTo(truth.lossAt(20_000), within(2e-3));
    assertThat(fit.alpha()).isEqualTo(.4, within(.02));
  }

  @Test
  void readsTheDecayThroughNoise() {
    ScalingLaw truth = new ScalingLaw(3, .5, .4);
    SplittableRandom random = new SplittableRandom(3);
    double[] losses = along(truth);
    for (int i = 0; i < losses.length; i++) {
      losses[i] *= 1 + .002 * (random.nextDouble() - .5);
    }

    assertThat(ScalingLaw.fit(AMOUNTS, losses).orElseThrow().alpha()).isEqualTo(.4, within(.05));
  }

  @Test
  void needsFourDifferentAmounts() {
    assertThat(ScalingLaw.fit(new double[] {1, 2, 3, 3}, new double[] {4, 3, 2, 2})).isEmpty();
  }

  @Test
  void takesLossesOfAnySizeAndOnesThatDoNotMove() {
    double[] still = DoubleStream.of(AMOUNTS).map(n -> 1e-9).toArray();
    double[] large = DoubleStream.of(AMOUNTS).map(n -> 1e3 + 1e5 / n).toArray();

    assertThat(ScalingLaw.fit(AMOUNTS, still).orElseThrow().lossAt(7000))
        .isEqualTo(1e-9, within(1e-12));
    assertThat(ScalingLaw.fit(AMOUNTS, large).orElseThrow().lossAt(7000))
        .isEqualTo(1e3 + 1e5 / 7000, within(1.0));
  }

  @Test
  void refusesLossesThatHaveNoLogarithm() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScalingLaw.fit(new double[] {1, 2}, new double[] {1, 0}))
        .withMessageContaining("loss after 2.0 is 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScalingLaw.fit(new double[] {0, 2}, new double[] {1, 1}))
        .withMessageContaining("amount of training is 0.0");
  }
}
