// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** The hand-written backward passes against central differences, for every single parameter. */
class GradientTest {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-6;
  private static final int B = 2;
  private static final int T = 5;

  private static final double[][] SHORT_ROWS = {{1, 1, 1, 1, 1}, {1, 1, 0, 0, 0}};

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void withoutMasks(boolean shift) {
    check(shift, TinyTransformer.batch(DataType.DOUBLE, B, T));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void withLabelsMask(boolean shift) {
    check(shift, TinyTransformer.masked(TinyTransformer.batch(DataType.DOUBLE, B, T), SHORT_ROWS));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void withALabelsMaskThatWeighsTokens(boolean shift) {
    double[][] weights = {{0.5, 2, 1, 0, 1}, {0.25, 1, 0, 0, 3}};

    check(shift, TinyTransformer.masked(TinyTransformer.batch(DataType.DOUBLE, B, T), weights));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void withFeaturesMask(boolean shift) {
    DataSet batch = TinyTransformer.batch(DataType.DOUBLE, B, T);
    double[][] holes = {{1, 0, 1, 1, 1}, {0, 0, 1, 1, 0}};
    batch.setFeaturesMaskArray(Nd4j.createFromArray(holes));
    batch.setLabelsMaskArray(Nd4j.createFromArray(holes));

    check(shift, batch);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aGraphGivesTheGradientOfTheLayersInARow(boolean shift) {
    MultiLayerNetwork network = TinyTransformer.create(DataType.DOUBLE, shift);
    ComputationGraph graph = network.toComputationGraph();
    DataSet batch =
        TinyTransformer.masked(TinyTransformer.batch(DataType.DOUBLE, B, T), SHORT_ROWS);
    INDArray mask = batch.getLabelsMaskArray();
    graph.setLayerMaskArrays(null, new INDArray[] {mask});
    graph.setInputs(batch.getFeatures());
    graph.setLabels(batch.getLabels());
    graph.computeGradientAndScore();

    assertThat(graph.gradient().gradient()).isEqualTo(gradient(network, batch));
    assertThat(graph.score()).isCloseTo(network.score(), within(1e-12));
    assertThat(graph.score(batch, false)).isCloseTo(network.score(batch, false), within(1e-12));
  }

  private static void check(boolean shift, DataSet batch) {
    MultiLayerNetwork network = TinyTransformer.create(DataType.DOUBLE, shift);
    INDArray analytic = gradient(network, batch);
    INDArray parameters = network.params();
    for (long i = 0; i < parameters.length(); i++) {
      double value = parameters.getDouble(i);
      parameters.putScalar(i, value + STEP);
      double above = network.score(batch, true) * B;
      parameters.putScalar(i, value - STEP);
      double below = network.score(batch, true) * B;
      parameters.putScalar(i, value);
      double numeric = (above - below) / (2 * STEP);
      double scale = Math.max(1e-2, Math.abs(numeric));
      assertThat(Math.abs(analytic.getDouble(i) - numeric) / scale)
          .as(
              "parameter %s (%s): %s against %s",
              i, name(network, i), analytic.getDouble(i), numeric)
          .isLessThan(TOLERANCE);
    }
  }

  private static INDArray gradient(MultiLayerNetwork network, DataSet batch) {
    network.setLayerMaskArrays(batch.getFeaturesMaskArray(), batch.getLabelsMaskArray());
    network.setInput(batch.getFeatures());
    network.setLabels(batch.getLabels());
    network.computeGradientAndScore();
    INDArray gradient = network.gradient().gradient().dup();
    network.clearLayerMaskArrays();
    return gradient;
  }

  private static @Nullable String name(MultiLayerNetwork network, long index) {
    long from = 0;
    for (Map.Entry<String, INDArray> parameter : network.paramTable().entrySet()) {
      from += parameter.getValue().length();
      if (index < from) {
        return parameter.getKey();
      }
    }
    return null;
  }
}
