// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossHinge;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.versatune.VersaTune;
import org.versatune.scheduling.Schedulers;

/** Features and labels from which nothing good is learnt, and which no exception tells of. */
class SuspectDataTest {
  private final VersaTune run = Runs.run().scheduler(Schedulers.constant()).build();

  /** Training on rows of three domains, of which that of medicine is given. */
  private MultiDomainDataSetIterator training(DataSet medicine) {
    MultiDomainDataSetIterator.Builder builder = MultiDomainDataSetIterator.builder(run);
    DataType type = medicine.getFeatures().dataType();
    for (int j = 0; j < Runs.DOMAINS.size(); j++) {
      DataSet rows = SmallData.rows(j, 0, 10);
      rows.setFeatures(rows.getFeatures().castTo(type));
      rows.setLabels(rows.getLabels().castTo(type));
      builder.source(
          Runs.DOMAINS.get(j), new ExistingDataSetIterator(List.of(j == 1 ? medicine : rows)));
    }
    return builder.batchSize(8).epochBatches(20).build();
  }

  private static MultiLayerNetwork network(ILossFunction loss, Activation activation) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new DenseLayer.Builder().nIn(4).nOut(5).activation(Activation.TANH).build())
                .layer(new OutputLayer.Builder(loss).nIn(5).nOut(3).activation(activation).build())
                .build());
    network.init();
    return network;
  }

  private List<String> trained(DataSet medicine, MultiLayerNetwork network) {
    DataSetIterator train = training(medicine);
    network.setListeners(MixtureListener.builder(run).build());
    return ListenerChecksTest.logged(() -> network.fit(train, 2));
  }

  @ParameterizedTest
  @CsvSource({"FLOAT,NaN", "FLOAT,Infinity", "DOUBLE,-Infinity", "HALF,NaN", "BFLOAT16,Infinity"})
  void aNumberThatIsNotFiniteIsNamedOnce(DataType type, double number) {
    DataSet medicine = SmallData.rows(1, 0, 10);
    medicine.setFeatures(medicine.getFeatures().castTo(type));
    medicine.setLabels(medicine.getLabels().castTo(type));
    medicine.getFeatures().putScalar(6, 3, number);
    medicine.getLabels().putScalar(8, 0, number);
    DataSetIterator train = training(medicine);
    List<String> lines =
        ListenerChecksTest.logged(
            () -> {
              while (train.hasNext()) {
                assertThat(train.next().numExamples()).isEqualTo(8);
              }
            });
    assertThat(lines)
        .singleElement()
        .asString()
        .contains("example 7 of pass 1 of the source of domain 'medicine'", "features", "NaN");
  }

  /** What a preprocessor of mixed batches replaces does no harm. */
  @Test
  void aNumberThatAPreprocessorReplacesIsNoneOfOurs() {
    DataSet medicine = SmallData.rows(1, 0, 10);
    medicine.getFeatures().putScalar(6, 3, Double.NaN);
    MultiDomainDataSetIterator train = training(medicine);
    train.setPreProcessor(
        (DataSetPreProcessor)
            batch -> {
              INDArray features = ((DataSet) batch).getFeatures();
              for (int i = 0; i < features.size(0); i++) {
                features.putScalar(i, 3, 0);
              }
            });
    assertThat(
            ListenerChecksTest.logged(
                () -> {
                  while (train.hasNext()) {
                    assertThat(train.next().getFeatures().sumNumber().doubleValue()).isFinite();
                  }
                }))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 2})
  void oneHotLabelsThatSumToAnotherNumberAreNamedOnce(double sum) {
    DataSet medicine = SmallData.rows(1, 0, 10);
    for (int row : new int[] {4, 7}) {
      medicine.getLabels().getRow(row).muli(sum);
    }
    assertThat(trained(medicine, network(new LossMCXENT(), Activation.SOFTMAX)))
        .singleElement()
        .asString()
        .contains(
            "The labels of example 5 of pass 1 of the source of domain 'medicine'",
            "sum to " + sum + " over the classes, and not to 1",
            "LossMCXENT",
            "mask what does not count");
  }

  @Test
  void labelsThatAreNoClassesAreAsTheyAre() {
    DataSet medicine = SmallData.rows(1, 0, 10);
    medicine.getLabels().muli(-3);
    assertThat(trained(medicine, network(new LossMSE(), Activation.IDENTITY))).isEmpty();
  }

  @Test
  void softLabelsAndExamplesThatDoNotCountAreFine() {
    DataSet medicine = SmallData.rows(1, 0, 10);
    medicine.setLabels(Nd4j.valueArrayOf(new long[] {10, 3}, 1 / 3.0).castTo(DataType.FLOAT));
    medicine.getLabels().getRow(2).assign(0);
    medicine.setLabelsMaskArray(Nd4j.ones(10, 1));
    medicine.getLabelsMaskArray().putScalar(2, 0, 0);
    assertThat(trained(medicine, network(new LossMCXENT(), Activation.SOFTMAX))).isEmpty();
  }

  @Test
  void probabilitiesAboveOneAreNamed() {
    DataSet medicine = SmallData.rows(1, 0, 10);
    medicine.getLabels().putScalar(0, 2, 7);
    assertThat(trained(medicine, network(new LossBinaryXENT(), Activation.SIGMOID)))
        .singleElement()
        .asString()
        .contains("example 1 of pass 1", "hold 7.0", "LossBinaryXENT");
  }

  /** The loss of a margin is of two sides, and a class that is 0 is on neither. */
  @Test
  void zerosUnderAHingeLossAreNamed() {
    assertThat(trained(SmallData.rows(1, 0, 10), network(new LossHinge(), Activation.TANH)))
        .hasSize(3)
        .allMatch(line -> line.contains("hold 0.0, where the loss knows -1 and 1 only"));
  }

  @ParameterizedTest
  @EnumSource(SmallNetworks.Kind.class)
  void aStepWithoutAClassIsNamedInSequencesToo(SmallNetworks.Kind kind) {
    MultiDomainDataSetIterator.Builder builder = MultiDomainDataSetIterator.builder(run);
    for (int j = 0; j < Runs.DOMAINS.size(); j++) {
      // Masked at the end, where labels are zero as well; and one step of code, which counts.
      DataSet data = SmallData.sequences(j, 12, 6, false, SmallData.Masks.BOTH);
      for (int i = 0; i < 12; i++) {
        for (int t = 0; t < 6; t++) {
          if (data.getLabelsMaskArray().getDouble(i, t) == 0 || (j == 2 && i == 3 && t == 1)) {
            for (int k = 0; k < SmallNetworks.VOCABULARY; k++) {
              data.getLabels().putScalar(new int[] {i, k, t}, 0);
            }
          }
        }
      }
      builder.source(Runs.DOMAINS.get(j), SmallData.iterator(data, 5));
    }
    MultiDomainDataSetIterator train = builder.batchSize(8).epochBatches(20).build();
    var model = SmallNetworks.sequences(kind, false, 0, 1);
    model.setListeners(List.of(MixtureListener.builder(run).build()));
    assertThat(ListenerChecksTest.logged(() -> Runs.fit(model, train, 1)))
        .singleElement()
        .asString()
        .contains("example 4 of pass 1 of the source of domain 'code'", "sum to 0.0");
  }

  @ParameterizedTest
  @ValueSource(doubles = {7, -1, 2.5})
  void anIdThatIsNoClassIsRefusedBeforeItIsTrainedOn(double id) {
    MultiDomainDataSetIterator.Builder builder = MultiDomainDataSetIterator.builder(run);
    for (int j = 0; j < Runs.DOMAINS.size(); j++) {
      DataSet data = SmallData.pattern(j + 1, 12, 6, j);
      if (j == 1) {
        data.getLabels().putScalar(new int[] {2, 0, 5}, id);
      }
      builder.source(Runs.DOMAINS.get(j), SmallData.iterator(data, 5));
    }
    MultiDomainDataSetIterator train = builder.batchSize(32).epochBatches(3).build();
    MultiLayerNetwork network =
        (MultiLayerNetwork) SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    INDArray before = network.params().dup();
    network.setListeners(MixtureListener.builder(run).build());
    assertThatThrownBy(() -> network.fit(train))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("example 3 of pass 1 of the source of domain 'medicine'")
        .hasMessageContaining("has the label " + id + ", and the network has the classes 0 to 6");
    assertThat(network.params()).isEqualTo(before);
  }

  private static DataSet channelsLast(long seed) {
    DataSet ids = SmallData.sequences(seed, 6, 5, false, SmallData.Masks.NONE);
    INDArray steps = ids.getLabels().permute(0, 2, 1).dup();
    return new DataSet(steps.dup(), steps);
  }

  /** The losses would be finite, and of 7 steps where there are 5. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void labelsWithTheChannelsLastAreRefusedWhereTokensAreCounted(boolean inBatches) {
    VersaTune own =
        Runs.run().scheduler(inBatches ? Schedulers.onlineDataMixing() : Runs.worstFirst()).build();
    MultiDomainDataSetIterator.Builder builder = MultiDomainDataSetIterator.builder(own);
    MixtureListener.Builder listener = MixtureListener.builder(own);
    for (int j = 0; j < Runs.DOMAINS.size(); j++) {
      builder.source(Runs.DOMAINS.get(j), ShuffledDataSetIterator.of(channelsLast(j), j));
      listener.validation(Runs.DOMAINS.get(j), SmallData.iterator(channelsLast(9 + j), 6));
    }
    MultiDomainDataSetIterator train = builder.batchSize(4).epochBatches(3).build();
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new LSTM.Builder().nIn(7).nOut(4).dataFormat(RNNFormat.NWC).build())
                .layer(
                    new RnnOutputLayer.Builder(new LossMCXENT())
                        .nIn(4)
                        .nOut(7)
                        .activation(Activation.SOFTMAX)
                        .dataFormat(RNNFormat.NWC)
                        .build())
                .build());
    network.init();
    network.setListeners(listener.build());
    List<String> lines =
        ListenerChecksTest.logged(
            () ->
                assertThatThrownBy(() -> network.fit(train))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("have their channels last")
                    .hasMessageContaining("labels of shape [b, n, T]"));
    assertThat(lines).isEmpty();
  }

  @Test
  void aPreprocessorThatLeavesExamplesOutIsRefused() {
    MultiDomainDataSetIterator train = training(SmallData.rows(1, 0, 10));
    train.setPreProcessor(
        (DataSetPreProcessor)
            batch -> {
              DataSet data = (DataSet) batch;
              data.setFeatures(data.getFeatures().getRows(0, 1));
              data.setLabels(data.getLabels().getRows(0, 1));
            });
    assertThatThrownBy(train::next)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the preprocessor of mixed batches made 2 examples of 8")
        .hasMessageContaining("in the sources");
    train.setPreProcessor(null);
    assertThat(train.next().numExamples()).isEqualTo(8);
  }

  /** The loss of examples without a class is 0, which makes that of the domain too low. */
  @Test
  void aValidationSetWithoutClassesIsNamedOnce() {
    DataSet code = SmallData.rows(2, 0, 6);
    code.getLabels().getRow(4).assign(0);
    DomainLossEvaluator evaluator =
        DomainLossEvaluator.builder()
            .validation("law", SmallData.iterator(SmallData.rows(0, 0, 6), 4))
            .validation("code", SmallData.iterator(code, 4))
            .build();
    MultiLayerNetwork network = network(new LossMCXENT(), Activation.SOFTMAX);
    assertThat(
            ListenerChecksTest.logged(
                () -> assertThat(evaluator.losses(network)).isEqualTo(evaluator.losses(network))))
        .singleElement()
        .asString()
        .contains("The labels of example 5 of the validation set of domain 'code'", "sum to 0.0");
  }
}
