// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.versatune.Feedback;
import org.versatune.Signal;
import org.versatune.VersaTune;
import org.versatune.detection.TextGenerator;

/** Losses by domain of a graph with several inputs and outputs. */
class SeveralOutputsTest {
  private final ComputationGraph graph = SmallGraphs.twoByTwo();
  private final MultiDataSet data = SmallGraphs.data(1, 6, 5, true);

  /** −Σ log p of the right class and their number, for both outputs, from the activations. */
  private double[] byHand() {
    graph.setLayerMaskArrays(data.getFeaturesMaskArrays(), null);
    INDArray[] output = graph.output(false, data.getFeatures());
    graph.clearLayerMaskArrays();
    double steps = 0;
    int tokens = 0;
    double whole = 0;
    for (int i = 0; i < 6; i++) {
      for (int t = 0; t < 5; t++) {
        if (data.getFeaturesMaskArray(0).getInt(i, t) == 1) {
          steps -= Math.log(output[0].getDouble(i, (i + t + 1) % 3, t));
          tokens++;
        }
      }
      whole -= Math.log(output[1].getDouble(i, (i + 1) % 2));
    }
    return new double[] {steps / tokens, whole / 6, tokens + 6};
  }

  private DomainLossEvaluator.Builder evaluator() {
    return DomainLossEvaluator.builder()
        .validation("law", ShuffledMultiDataSetIterator.of(data, 3, 4));
  }

  private TokenLoss law(DomainLossEvaluator.Builder evaluator) {
    return requireNonNull(evaluator.build().tokenLosses(graph).get("law"));
  }

  @Test
  void lossesAreSummedOverOutputsByTheirWeights() {
    double[] expected = byHand();
    TokenLoss equal = law(evaluator());
    double weighted = law(evaluator().outputWeight("whole", 0.25)).perToken();
    double alone = law(evaluator().outputWeight("steps", 0)).perToken();

    assertThat(equal.perToken()).isCloseTo(expected[0] + expected[1], within(1e-5));
    assertThat(equal.tokens()).isEqualTo((long) expected[2]);
    assertThat(weighted).isCloseTo(expected[0] + 0.25 * expected[1], within(1e-5));
    assertThat(alone).isCloseTo(expected[1], within(1e-5));
    assertThat(
            DomainLossEvaluator.loss(graph, ShuffledMultiDataSetIterator.of(data, 1, 6)).perToken())
        .isCloseTo(expected[0] + expected[1], within(1e-5));
  }

  @Test
  void anOutputWithoutLabelsIsLeftOut() {
    double[] expected = byHand();
    data.setLabelsMaskArray(new INDArray[] {null, Nd4j.zeros(6, 1)});

    assertThat(evaluator().build().losses(graph).get("law")).isCloseTo(expected[0], within(1e-5));
  }

  @Test
  void weightsOfOutputsAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> evaluator().outputWeight("hole", 1).build().losses(graph))
        .withMessageContaining("'hole'")
        .withMessageContaining("[steps, whole]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                evaluator().outputWeight("steps", 0).outputWeight("whole", 0).build().losses(graph))
        .withMessageContaining("nothing is left");
    for (double wrong : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> evaluator().outputWeight("steps", wrong))
          .withMessageContaining("'steps'");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> evaluator().outputWeight("steps", 1).outputWeight("steps", 1))
        .withMessageContaining("two weights");
  }

  @Test
  void dataOfAnotherNumberOfArraysAreRefused() {
    DomainLossEvaluator rows =
        DomainLossEvaluator.of(Map.of("law", SmallData.iterator(SmallData.rows(0, 0, 6), 3)));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> rows.losses(graph))
        .withMessageContaining("validation set of domain 'law'")
        .withMessageContaining("2 inputs and 2 outputs");
  }

  @Test
  void everySignalIsMeasured() {
    AskingRule rule =
        new AskingRule(
            Signal.VALIDATION_LOSS,
            Signal.BATCH_LOSS,
            Signal.TOKEN_EXCESS,
            Signal.GRADIENT_PRODUCTS);
    VersaTune run = VersaTune.builder().domains("law", "code").scheduler(rule).build();
    MultiDomainMultiDataSetIterator training = SmallGraphs.training(run).epochBatches(4).build();
    ComputationGraph reference = SmallGraphs.twoByTwo();
    reference.params().muli(0.5);
    graph.setListeners(
        SmallGraphs.validated(run)
            .gradientData("law", SmallGraphs.iterator(0, 6))
            .gradientData("code", SmallGraphs.iterator(2, 6))
            .gradientBatchSize(3)
            .referenceNetwork(reference)
            .outputWeight("whole", 2)
            .evaluateEvery(2)
            .build());
    graph.fit(training);

    assertThat(rule.got).hasSize(2);
    for (Feedback report : rule.got) {
      assertThat(report.losses()).containsOnlyKeys("law", "code");
      assertThat(report.values(Signal.BATCH_LOSS).values()).allMatch(loss -> loss > 0 && loss < 9);
      assertThat(report.values(Signal.TOKEN_EXCESS).values()).allMatch(excess -> excess >= 0);
      assertThat(report.gradientProducts().get("law", "law")).isPositive();
    }
  }

  /** The gradient of one parameter array, against differences of the loss itself. */
  @Test
  void gradientsAreThoseOfTheSumOverOutputs() {
    Network network = Network.of(graph).still();
    Batch batch = LabelMasks.complete(Batch.of(data, "it"), "it");
    INDArray gradient = network.gradient(batch, "it");
    INDArray parameters = network.parameters();
    double worst = 0;
    for (int n = 0; n < parameters.length(); n += 17) {
      double before = parameters.getDouble(n);
      parameters.putScalar(n, before + 5e-3);
      double above = total(network, batch);
      parameters.putScalar(n, before - 5e-3);
      double below = total(network, batch);
      parameters.putScalar(n, before);
      worst = Math.max(worst, Math.abs((above - below) / 1e-2 - gradient.getDouble(n)));
    }

    assertThat(worst).isLessThan(0.02);
    assertThat(gradient.norm2Number().doubleValue()).isGreaterThan(1);
  }

  private static double total(Network network, Batch batch) {
    return network.losses(batch, "it").stream().mapToDouble(TokenLoss::total).sum();
  }

  @Test
  void whatNeedsOneOutputSaysSo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReferenceLosses.builder(graph))
        .withMessageContaining("2 inputs and 2 outputs")
        .withMessageContaining("reference losses are measured for a network with one input");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> {
              TextGenerator unused = NetworkTextGenerator.builder(graph).build();
            })
        .withMessageContaining("one input and one output");
  }
}
