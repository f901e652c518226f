// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SimplexProjectionTest {
  private static final Offset<Double> GOLDEN = Offset.offset(1e-9);

  private static double[] project(double[] weights, double lo, double hi) {
    return SimplexProjection.project(weights, same(lo, weights.length), same(hi, weights.length));
  }

  private static double[] same(double value, int length) {
    double[] array = new double[length];
    Arrays.fill(array, value);
    return array;
  }

  @Test
  void goldenVectors() {
    assertThat(project(new double[] {.9, .1, 0}, 0, .5)).containsExactly(.5, .5, 0);
    assertThat(project(new double[] {.6, .3, .07, .03}, .05, .5))
        .containsExactly(new double[] {.5, .3648648649, .0851351351, .05}, GOLDEN);
  }

  @Test
  void restGoesToZeroWeightsAtOneCommonLevelWithinTheirBounds() {
    double[] x =
        SimplexProjection.project(
            new double[] {1, 0, 0, 0}, new double[] {0, .05, 0, 0}, new double[] {.4, 1, .1, 1});

    assertThat(x).containsExactly(new double[] {.4, .25, .1, .25}, GOLDEN);
  }

  @Test
  void refusesBoundsThatContradict() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> project(new double[] {.5, .5}, .6, 1))
        .withMessageContaining("lower bounds sum to 1.2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> project(new double[] {.5, .5}, 0, .4))
        .withMessageContaining("upper bounds sum to 0.8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> project(new double[] {.5, .5}, .3, .2))
        .withMessageContaining("weight 0 has the bounds 0.3 and 0.2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> project(new double[] {.5, Double.NaN}, 0, 1))
        .withMessageContaining("weight 1 is NaN");
  }

  @Test
  void tenFloorsOfATenthLeaveOnlyTheUniformMix() {
    assertThat(project(new double[] {.91, .01, .01, .01, .01, .01, .01, .01, .01, .01}, .1, 1))
        .containsExactly(same(.1, 10));
  }

  @Test
  void weightsThatAreTooSmallToDivideByKeepTheirRatio() {
    double[] x =
        SimplexProjection.project(
            new double[] {1e-320, 2e-320, 1}, same(0, 3), new double[] {1, 1, .4});

    assertThat(x[2]).isEqualTo(.4);
    assertThat(x[1] / x[0]).isBetween(1.9, 2.1);
    assertThat(DoubleStream.of(x).sum()).isEqualTo(1, GOLDEN);
  }

  /** Bounds hold exactly, the sum within 1e-12, and the Karush-Kuhn-Tucker conditions hold. */
  @Property
  void isTheNearestPointWithinTheBounds(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int k) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] w = new double[k];
    double[] lo = new double[k];
    double[] hi = new double[k];
    double[] inside = new double[k];
    for (int j = 0; j < k; j++) {
      w[j] = random.nextInt(5) == 0 ? 0 : Math.exp(-20 * random.nextDouble());
      inside[j] = random.nextInt(6) == 0 ? 0 : random.nextDouble();
    }
    double sum = DoubleStream.of(inside).sum();
    for (int j = 0; j < k; j++) {
      // Bounds around some point of the simplex can be met.
      inside[j] = sum == 0 ? 1.0 / k : inside[j] / sum;
      lo[j] = random.nextBoolean() ? 0 : inside[j] * random.nextDouble();
      hi[j] = random.nextInt(3) == 0 ? 1 : inside[j] + (1 - inside[j]) * random.nextDouble();
    }

    double[] x = SimplexProjection.project(w, lo, hi);

    assertThat(DoubleStream.of(x).sum()).isEqualTo(1, org.assertj.core.data.Offset.offset(1e-12));
    double c = 0;
    for (int j = 0; j < k; j++) {
      assertThat(x[j]).isBetween(lo[j], hi[j]);
      if (w[j] > 0 && x[j] > lo[j] && x[j] < hi[j]) {
        c = x[j] / w[j];
      }
    }
    if (c > 0) {
      for (int j = 0; j < k; j++) {
        double expected = Math.min(Math.max(c * w[j], lo[j]), hi[j]);
        assertThat(x[j]).isEqualTo(expected, org.assertj.core.data.Offset.offset(1e-12));
      }
    }
  }

  @Property(tries = 200)
  void doesNotMoveWhatIsWithinTheBounds(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int k) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] w = random.doubles(k, 0.001, 1).toArray();
    double[] x = project(w, .5 / k, 1);

    assertThat(project(x, .5 / k, 1)).containsExactly(x);
  }

  @Test
  void carriesAHundredThousandDomains() {
    int k = 100_000;
    double[] w = new SplittableRandom(7).doubles(k).map(u -> Math.exp(12 * u)).toArray();

    double[] x = project(w, .5 / k, 4.0 / k);

    assertThat(DoubleStream.of(x).sum()).isEqualTo(1, org.assertj.core.data.Offset.offset(1e-12));
    assertThat(DoubleStream.of(x)).allMatch(value -> value >= .5 / k && value <= 4.0 / k);
  }
}
