// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LossCurvesTest {
  private static final LossCurve CURVE = new LossCurve(Math.log(0.5), Math.log(4), 0.5, 100, 0);

  @Test
  void lossIsWhatIsLeftPlusWhatCanBeLearnt() {
    assertThat(CURVE.baseLoss()).isEqualTo(0.5 + 4 / 10.0, within(1e-12));
    assertThat(CURVE.loss(400)).isEqualTo(0.5 + 4 / 20.0, within(1e-12));
    assertThat(LossCurves.of(Map.of("a", CURVE)).baseLosses().get("a")).isEqualTo(CURVE.baseLoss());
  }

  @Test
  void withoutOverwritingExamplesAddUp() {
    LossCurves curves =
        LossCurves.of(ImmutableMap.of("a", CURVE, "b", CURVE))
            .withInfluence(ImmutableTable.of("b", "a", 0.25));
    EffectiveExamples effective = new EffectiveExamples(curves);
    effective.train(new double[] {60, 960});
    double[] losses = new double[2];
    effective.losses(losses);
    assertThat(losses[0]).isEqualTo(CURVE.loss(100 + 60 + 0.25 * 960), within(1e-12));
    assertThat(losses[1]).isEqualTo(CURVE.loss(100 + 960), within(1e-12));
    effective.restart();
    effective.losses(losses);
    assertThat(losses).containsOnly(CURVE.baseLoss());
  }

  @Test
  void otherDomainsOverwriteAtAConstantRate() {
    LossCurve fading = new LossCurve(Math.log(0.5), Math.log(4), 0.5, 100, 0.001);
    EffectiveExamples effective =
        new EffectiveExamples(LossCurves.of(ImmutableMap.of("a", fading, "b", CURVE)));
    effective.train(new double[] {0, 700});
    double[] losses = new double[2];
    effective.losses(losses);
    assertThat(losses[0]).isEqualTo(fading.loss(100 * Math.exp(-0.7)), within(1e-12));
  }

  @Property(tries = 200)
  void cuttingAStretchInPiecesChangesNothing(
      @ForAll @DoubleRange(min = 0, max = 1) double share,
      @ForAll @DoubleRange(min = 0, max = 0.01) double overwriting,
      @ForAll @DoubleRange(min = 0, max = 1) double influence,
      @ForAll @IntRange(min = 2, max = 200) int pieces) {
    LossCurve fading = new LossCurve(-0.5, 1.2, 0.4, 500, overwriting);
    LossCurves curves =
        LossCurves.of(ImmutableMap.of("a", fading, "b", fading))
            .withInfluence(ImmutableTable.of("a", "b", influence));
    double[] whole = losses(curves, share, 1);
    double[] cut = losses(curves, share, pieces);
    for (int j = 0; j < 2; j++) {
      assertThat(cut[j]).isEqualTo(whole[j], within(1e-10));
      assertThat(cut[j]).isGreaterThan(Math.exp(-0.5));
    }
  }

  private static double[] losses(LossCurves curves, double share, int pieces) {
    EffectiveExamples effective = new EffectiveExamples(curves);
    for (int i = 0; i < pieces; i++) {
      effective.train(new double[] {1000 * share / pieces, 1000 * (1 - share) / pieces});
    }
    double[] losses = new double[2];
    effective.losses(losses);
    return losses;
  }

  @Test
  void theClosedFormAgreesWithGoingExampleByExample() {
    LossCurves truth = SyntheticRuns.truth();
    double[] mix = {.3, .05, .4, .05, .15, .05};
    var measured =
        SyntheticRuns.run(truth, step -> mix, 200, 200, 0, 1).updates().get(0).feedback().losses();
    EffectiveExamples effective = new EffectiveExamples(truth);
    double[] examples = mix.clone();
    for (int j = 0; j < 6; j++) {
      examples[j] *= 200 * 32;
    }
    effective.train(examples);
    double[] losses = new double[6];
    effective.losses(losses);
    for (int j = 0; j < 6; j++) {
      assertThat(losses[j]).isEqualTo(measured.values().asList().get(j), within(1e-6));
    }
  }

  @Test
  void badNumbersAreNamed() {
    assertThatThrownBy(() -> new LossCurve(Double.NaN, 1, 1, 1, 0))
        .hasMessageContaining("e is NaN");
    assertThatThrownBy(() -> new LossCurve(1, Double.NaN, 1, 1, 0))
        .hasMessageContaining("a is NaN");
    assertThatThrownBy(() -> new LossCurve(1, 1, 0, 1, 0)).hasMessageContaining("alpha is 0");
    assertThatThrownBy(() -> new LossCurve(1, 1, 1, 0, 0)).hasMessageContaining("seen is 0");
    assertThatThrownBy(() -> new LossCurve(1, 1, 1, 1, 1)).hasMessageContaining("overwriting is 1");
    assertThatThrownBy(() -> LossCurves.of(Map.of())).hasMessageContaining("no loss curve");
    LossCurves curves = LossCurves.of(ImmutableMap.of("a", CURVE, "b", CURVE));
    assertThatThrownBy(() -> curves.withInfluence(ImmutableTable.of("a", "c", 1.0)))
        .hasMessageContaining("'c'");
    assertThatThrownBy(() -> curves.withInfluence(ImmutableTable.of("a", "a", 1.0)))
        .hasMessageContaining("on itself");
    assertThatThrownBy(() -> curves.withInfluence(ImmutableTable.of("a", "b", -1.0)))
        .hasMessageContaining("'a' on 'b' is -1");
  }
}
