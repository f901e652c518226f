// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EstimateTest {
  private static final int TRIALS = 40_000;

  /** Of so many trials the share is within .0033 of the true one, three standard deviations. */
  private static double coverage(int replicates, ToDoubleFunction<Random> number) {
    Random random = new Random(20 + replicates);
    int held = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      double[] drawn =
          DoubleStream.generate(() -> number.applyAsDouble(random)).limit(replicates).toArray();
      // The value is told by the interval alone, not widening it.
      double middle = DoubleStream.of(drawn).sum() / replicates;
      held += Estimate.of(middle, drawn).holds(number.applyAsDouble(random)) ? 1 : 0;
    }
    return (double) held / TRIALS;
  }

  @ParameterizedTest
  @ValueSource(ints = {39, 40, 60, 100, 150})
  void aFurtherReplicateIsHeld19TimesOutOf20(int replicates) {
    assertThat(coverage(replicates, Random::nextGaussian)).isEqualTo(0.95, within(0.005));
    assertThat(coverage(replicates, Random::nextDouble)).isEqualTo(0.95, within(0.005));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 10, 20, 38})
  void fewReplicatesHoldItAtLeastAsOften(int replicates) {
    assertThat(coverage(replicates, Random::nextGaussian)).isBetween(0.945, 0.965);
  }

  @Test
  void theIntervalHoldsTheValueAndTheEndsThatTheReplicatesTell() {
    double[] replicates = DoubleStream.iterate(1, x -> x + 1).limit(79).toArray();
    assertThat(Estimate.of(40, replicates)).isEqualTo(new Estimate(40, 2, 78, 79));
    assertThat(Estimate.of(100, replicates)).isEqualTo(new Estimate(100, 2, 100, 79));
    assertThat(Estimate.of(-3, replicates)).isEqualTo(new Estimate(-3, -3, 78, 79));
    assertThat(Estimate.of(1.5, new double[0])).isEqualTo(new Estimate(1.5, 1.5, 1.5, 0));
  }

  @Test
  void oneReplicateIsRefused() {
    assertThatThrownBy(() -> CurveFit.to(CurveFitTest.training(0.01, 1)).replicates(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("replicates is 1; it must be at least 2, or 0 for no error bars");
  }
}
