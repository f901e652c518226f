// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

class TransformerNetworkTest {
  private static final int B = 3;
  private static final int T = 6;

  @TempDir Path folder;

  @Test
  void aModelKnowsItsSizes() {
    TransformerSizes sizes = new TransformerSizes(7, 12, 3, 4, 20, true);
    MultiLayerNetwork network = new MultiLayerNetwork(sizes.configuration(9, 1, new Sgd(0.1)));
    network.init();

    assertThat(TransformerLanguageModel.sizes(network)).isEqualTo(sizes);
    assertThat(
            TransformerLanguageModel.sizes(TransformerLanguageModel.fineTuning(network, 1e-3, 5)))
        .isEqualTo(sizes);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPositionSeesNothingThatComesLater(boolean shift) {
    MultiLayerNetwork network = TinyTransformer.create(DataType.FLOAT, shift);
    INDArray ids = TinyTransformer.batch(DataType.FLOAT, B, T).getFeatures();
    INDArray before = network.output(ids).dup();
    for (int changed = 0; changed < T; changed++) {
      INDArray other = ids.dup();
      other.putScalar(1, changed, (ids.getInt(1, changed) + 1) % TinyTransformer.VOCABULARY);
      INDArray after = network.output(other);
      for (int t = 0; t < T; t++) {
        boolean same = at(after, t).equalsWithEps(at(before, t), 0);
        assertThat(same).as("position %s after a change at %s", t, changed).isEqualTo(t < changed);
      }
    }
  }

  private static INDArray at(INDArray output, int t) {
    return output.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(t));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsMaskedOutChangesNothingElse(boolean shift) {
    MultiLayerNetwork network = TinyTransformer.create(DataType.FLOAT, shift);
    DataSet batch = TinyTransformer.batch(DataType.FLOAT, 1, T);
    INDArray mask = Nd4j.createFromArray(new float[][] {{1, 0, 1, 1, 0, 1}});
    INDArray before = network.output(batch.getFeatures(), false, mask, null).dup();
    INDArray other = batch.getFeatures().dup();
    other.putScalar(0, 1, 0).putScalar(0, 4, 0);

    INDArray after = network.output(other, false, mask, null);

    assertThat(other).isNotEqualTo(batch.getFeatures());
    for (int t : new int[] {0, 2, 3, 5}) {
      assertThat(at(after, t)).isEqualTo(at(before, t));
    }
  }

  @ParameterizedTest
  @CsvSource({"FLOAT, false", "DOUBLE, false", "FLOAT, true", "DOUBLE, true"})
  void stepsWithStoredKeysGiveWhatTheWholeSequenceGives(DataType type, boolean shift) {
    MultiLayerNetwork network = TinyTransformer.create(type, shift);
    INDArray ids = TinyTransformer.batch(type, B, T).getFeatures();
    INDArray whole = network.output(ids).dup();
    double tolerance = type == DataType.FLOAT ? 1e-6 : 1e-14;

    ComputationGraph graph = network.toComputationGraph();
    for (int t = 0; t < T; t++) {
      INDArray step = ids.get(NDArrayIndex.all(), NDArrayIndex.interval(t, t + 1)).dup();
      assertClose(network.rnnTimeStep(step), at(whole, t), tolerance);
      assertClose(graph.rnnTimeStep(step)[0], at(whole, t), tolerance);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void piecesOfAnyLengthGoOnFromWhatIsStored(boolean shift) {
    MultiLayerNetwork network = TinyTransformer.create(DataType.DOUBLE, shift);
    INDArray ids = TinyTransformer.batch(DataType.DOUBLE, B, T).getFeatures().reshape(B, 1, T);
    INDArray whole = network.output(ids).dup();
    for (int[] piece : new int[][] {{0, 2}, {2, 3}, {3, 6}}) {
      INDArray part = ids.get(all(), all(), NDArrayIndex.interval(piece[0], piece[1])).dup();
      INDArray expected = whole.get(all(), all(), NDArrayIndex.interval(piece[0], piece[1]));
      assertClose(network.rnnTimeStep(part), expected, 1e-14);
    }
  }

  private static org.nd4j.linalg.indexing.INDArrayIndex all() {
    return NDArrayIndex.all();
  }

  private static void assertClose(INDArray actual, INDArray expected, double tolerance) {
    double difference =
        actual.dup('c').reshape('c', expected.shape()).sub(expected).normmaxNumber().doubleValue();
    assertThat(difference).isLessThan(tolerance);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theStoredStateIsTakenOutAndPutBack(boolean shift) {
    MultiLayerNetwork network = TinyTransformer.create(DataType.DOUBLE, shift);
    INDArray ids = TinyTransformer.batch(DataType.DOUBLE, B, T).getFeatures();
    INDArray next = ids.get(NDArrayIndex.all(), NDArrayIndex.interval(2, 3)).dup();
    network.rnnTimeStep(ids.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 1)).dup());
    network.rnnTimeStep(ids.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 2)).dup());
    List<Map<String, INDArray>> states = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      states.add(network.rnnGetPreviousState(i));
    }
    INDArray expected = network.rnnTimeStep(next).dup();

    MultiLayerNetwork other = new MultiLayerNetwork(network.getLayerWiseConfigurations().clone());
    other.init(network.params().dup(), false);
    for (int i = 0; i < 3; i++) {
      other.rnnSetPreviousState(i, states.get(i));
    }

    assertThat(other.rnnTimeStep(next)).isEqualTo(expected);
    Map<String, INDArray> state = states.get(1);
    if (shift) {
      assertThat(state).containsOnlyKeys("keys", "values", "beforeAttention", "beforeHidden");
      assertThat(requireNonNull(state.get("beforeHidden")).shape()).containsExactly(B, 2, 4);
    } else {
      assertThat(state).containsOnlyKeys("keys", "values");
    }
    assertThat(requireNonNull(state.get("keys")).shape()).containsExactly(B, 2, 2, 2);
    Map<String, INDArray> partly = new HashMap<>(state);
    partly.remove("keys");
    assertThatThrownBy(() -> other.rnnSetPreviousState(1, partly))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a state of [")
        .hasMessageContaining("this layer's is of [keys, values");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void clearedStateBeginsAnewWithOtherSequences(boolean shift) {
    MultiLayerNetwork network = TinyTransformer.create(DataType.DOUBLE, shift);
    INDArray begin = Nd4j.valueArrayOf(new long[] {2, 1}, (double) TinyTransformer.BEGIN);
    INDArray first = network.rnnTimeStep(begin).dup();
    network.rnnTimeStep(begin);
    INDArray three = Nd4j.valueArrayOf(new long[] {3, 1}, (double) TinyTransformer.BEGIN);
    assertThatThrownBy(() -> network.rnnTimeStep(three))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 sequences after a step of 2")
        .hasMessageContaining("rnnClearPreviousState");

    network.rnnClearPreviousState();

    assertThat(network.rnnTimeStep(begin)).isEqualTo(first);
  }

  @Test
  void manyStepsGrowTheRoomForThem() {
    TransformerSizes sizes = new TransformerSizes(200, 4, 1, 1, 4);
    MultiLayerConfiguration configuration =
        sizes.configuration(TinyTransformer.VOCABULARY, 1, new Sgd(1));
    configuration.setDataType(DataType.DOUBLE);
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    INDArray ids = TinyTransformer.batch(DataType.DOUBLE, 2, 200).getFeatures();
    INDArray whole = network.output(ids).dup();
    for (int t = 0; t < 200; t++) {
      INDArray step = ids.get(NDArrayIndex.all(), NDArrayIndex.interval(t, t + 1)).dup();
      assertClose(network.rnnTimeStep(step), at(whole, t), 1e-12);
    }
  }

  @Test
  void theOutputLayerComputesWhatTheStockOneDoes() {
    MultiLayerNetwork fast = outputOnly(new NextTokenOutput(5, 7));
    MultiLayerNetwork stock =
        outputOnly(
            new RnnOutputLayer.Builder(new LossSparseMCXENT())
                .dataFormat(RNNFormat.NCW)
                .activation(Activation.SOFTMAX)
                .nIn(5)
                .nOut(7)
                .build());
    stock.setParams(fast.params());
    DataSet ids = TinyTransformer.batch(DataType.DOUBLE, B, 4);
    DataSet batch =
        new DataSet(
            Nd4j.randn(DataType.DOUBLE, B, 5, 4),
            ids.getLabels(),
            null,
            Nd4j.createFromArray(new double[][] {{1, 1, 1, 1}, {1, 0, 0, 0}, {1, 1, 0, 1}}));

    assertClose(fast.output(batch.getFeatures()), stock.output(batch.getFeatures()), 1e-12);
    assertThat(fast.score(batch)).isCloseTo(stock.score(batch), within(1e-12));
    assertClose(fast.scoreExamples(batch, false), stock.scoreExamples(batch, false), 1e-12);
    fast.fit(batch);
    stock.fit(batch);
    assertClose(fast.params(), stock.params(), 1e-12);
    assertThat(fast.score()).isCloseTo(stock.score(), within(1e-12));
  }

  private static MultiLayerNetwork outputOnly(org.deeplearning4j.nn.conf.layers.Layer layer) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.1))
                .list()
                .layer(layer)
                .build());
    network.init();
    return network;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSavedNetworkTrainsOnAsIfItHadNeverStopped(boolean shift) throws IOException {
    MultiLayerNetwork unbroken = TinyTransformer.create(DataType.FLOAT, shift, adam());
    DataSet batch = TinyTransformer.batch(DataType.FLOAT, B, T);
    for (int i = 0; i < 3; i++) {
      unbroken.fit(batch);
    }
    MultiLayerNetwork network = TinyTransformer.create(DataType.FLOAT, shift, adam());
    network.fit(batch);
    File file = folder.resolve("model.zip").toFile();
    ModelSerializer.writeModel(network, file, true);
    MultiLayerNetwork restored = ModelSerializer.restoreMultiLayerNetwork(file, true);
    restored.fit(batch);
    restored.fit(batch);

    assertThat(restored.params()).isEqualTo(unbroken.params());
    assertThat(restored.updaterState()).isEqualTo(unbroken.updaterState());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSavedGraphTrainsOnAsIfItHadNeverStopped(boolean shift) throws IOException {
    ComputationGraph unbroken =
        TinyTransformer.create(DataType.FLOAT, shift, adam()).toComputationGraph();
    DataSet batch = TinyTransformer.batch(DataType.FLOAT, B, T);
    unbroken.fit(batch);
    File file = folder.resolve("graph.zip").toFile();
    ModelSerializer.writeModel(unbroken, file, true);
    ComputationGraph restored = ModelSerializer.restoreComputationGraph(file, true);
    unbroken.fit(batch);
    restored.fit(batch);

    assertThat(restored.params()).isEqualTo(unbroken.params());
  }

  private static Adam adam() {
    return TinyTransformer.SIZES.updater(1e-2, 10);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theConfigurationComesBackFromJson(boolean shift) {
    MultiLayerConfiguration configuration =
        TinyTransformer.create(DataType.DOUBLE, shift, adam()).getLayerWiseConfigurations();

    MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(configuration.toJson());

    assertThat(read).isEqualTo(configuration).hasSameHashCodeAs(configuration);
    assertThat(read.toJson()).isEqualTo(configuration.toJson());
  }

  @Test
  void trainingLearnsASequenceByHeart() {
    MultiLayerNetwork network =
        TinyTransformer.create(DataType.FLOAT, TinyTransformer.SIZES.updater(3e-2, 300));
    DataSet batch = TinyTransformer.batch(DataType.FLOAT, 1, T);
    for (int i = 0; i < 200; i++) {
      network.fit(batch);
    }

    assertThat(network.score(batch, false) / T).isLessThan(0.1);
  }

  @Test
  void theSameSeedGivesTheSameNetworkAndRepeatedTrainingTheSameParameters() {
    DataSet batch = TinyTransformer.batch(DataType.FLOAT, B, T);
    List<INDArray> parameters = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      MultiLayerNetwork network = TinyTransformer.create(DataType.FLOAT);
      network.fit(batch);
      network.fit(batch);
      parameters.add(network.params());
    }

    assertThat(parameters.get(0)).isEqualTo(parameters.get(1));
  }

  @Test
  void batchesOfOtherSizesInBetweenMakeNoDifference() {
    DataSet batch = TinyTransformer.batch(DataType.FLOAT, B, T);
    MultiLayerNetwork plain = TinyTransformer.create(DataType.FLOAT);
    plain.fit(batch);
    plain.fit(batch);
    MultiLayerNetwork network = TinyTransformer.create(DataType.FLOAT);
    network.fit(batch);
    network.output(TinyTransformer.batch(DataType.FLOAT, 7, 4).getFeatures());
    network.score(TinyTransformer.batch(DataType.FLOAT, 1, 2));
    network.fit(batch);

    assertThat(network.params()).isEqualTo(plain.params());
  }

  @Test
  void parametersOfALayerKeepTheirPlaces() {
    MultiLayerNetwork network = TinyTransformer.create(DataType.DOUBLE);
    INDArray parameters = network.params().dup();
    for (int i = 0; i < network.getnLayers(); i++) {
      if (network.getLayer(i).numParams() > 0) {
        network.getLayer(i).setParams(network.getLayer(i).params().dup());
      }
    }

    assertThat(network.params()).isEqualTo(parameters);
  }

  @Test
  void whatCannotBeReadIsRefused() {
    MultiLayerNetwork network = TinyTransformer.create(DataType.FLOAT);
    assertRefused(network, Nd4j.createFromArray(new float[][] {{7, 9}}), "9.0 is no id", "0 to 8");
    assertRefused(network, Nd4j.createFromArray(new float[][] {{7, 0.5f}}), "0.5 is no id");
    assertRefused(
        network, Nd4j.zeros(1, 7), "a sequence of 7 positions, and the network has learned 6");
    assertRefused(network, Nd4j.zeros(1, 2, 3), "ids of shape [1, 2, 3]");
    DataSet batch = TinyTransformer.batch(DataType.FLOAT, 1, 3);
    batch.getLabels().putScalar(0, 0, 2, 7);
    assertThatThrownBy(() -> network.fit(batch))
        .hasMessageContaining("a label of 7.0; the network predicts tokens 0 to 6");
    batch.setLabelsMaskArray(Nd4j.createFromArray(new float[][] {{1, 1, 0}}));
    network.fit(batch);
    batch.setLabels(Nd4j.zeros(1, 7, 3));
    assertThatThrownBy(() -> network.fit(batch)).hasMessageContaining("they must be ids [b, 1, T]");
  }

  private static void assertRefused(MultiLayerNetwork network, INDArray ids, String... message) {
    assertThatThrownBy(() -> network.output(ids))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(message);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void clonesSummariesAndMemoryReportsWork(boolean shift) {
    MultiLayerNetwork network = TinyTransformer.create(DataType.FLOAT, shift);
    DataSet batch = TinyTransformer.batch(DataType.FLOAT, B, T);

    MultiLayerNetwork clone = network.clone();
    network.fit(batch);

    assertThat(clone.params()).isNotEqualTo(network.params());
    clone.fit(batch);
    assertThat(clone.params()).isEqualTo(network.params());
    assertThat(network.summary()).contains("TransformerBlock", "NextTokenOutput");
    assertThat(network.memoryInfo(8, InputType.feedForward(T))).contains("TransformerBlock");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aGraphMayStateItsInputType(boolean shift) {
    MultiLayerNetwork network = TinyTransformer.create(DataType.FLOAT, shift);
    ComputationGraphConfiguration.GraphBuilder graph =
        new NeuralNetConfiguration.Builder().graphBuilder().addInputs("ids");
    String before = "ids";
    for (int i = 0; i < network.getnLayers(); i++) {
      graph.addLayer("layer" + i, network.getLayer(i).conf().getLayer().clone(), before);
      before = "layer" + i;
    }
    ComputationGraph stated =
        new ComputationGraph(
            graph.setOutputs(before).setInputTypes(InputType.feedForward(T)).build());
    stated.init(network.params().dup(), false);
    INDArray ids = TinyTransformer.batch(DataType.FLOAT, B, T).getFeatures();

    assertThat(stated.outputSingle(ids)).isEqualTo(network.output(ids));
  }

  @Test
  void truncatedBackpropagationIsRefused() {
    Model network = TinyTransformer.create(DataType.FLOAT);
    RecurrentLayer block = (RecurrentLayer) ((MultiLayerNetwork) network).getLayer(1);

    assertThatThrownBy(block::rnnGetTBPTTState)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("BackpropType.Standard");
  }

  @Test
  void sizesThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> new TransformerSizes(8, 10, 1, 3, 4))
        .hasMessageContaining("a width of 10 cannot be divided into 3 heads");
    assertThatThrownBy(() -> new TransformerSizes(8, 10, 0, 2, 4))
        .hasMessageContaining("blocks is 0");
    assertThatThrownBy(() -> new TransformerSizes(8, 3, 1, 1, 4, true))
        .hasMessageContaining("a width of 3 is too small for the shift");
    assertThatThrownBy(() -> new TransformerSizes(0, 4, 1, 1, 4))
        .hasMessageContaining("length is 0");
    assertThatThrownBy(() -> new TokenEmbedding(TinyTransformer.SIZES, 0))
        .hasMessageContaining("a layer from 0 to 4 values");
  }
}
