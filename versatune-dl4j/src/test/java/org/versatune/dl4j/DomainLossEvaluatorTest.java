// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

class DomainLossEvaluatorTest {

  static Stream<Arguments> kindsOfData() {
    return Stream.of(SmallNetworks.Kind.values())
        .flatMap(
            kind ->
                Stream.of(SmallData.Masks.values())
                    .flatMap(
                        masks ->
                            Stream.of(true, false)
                                .map(sparse -> Arguments.of(kind, masks, sparse))));
  }

  @ParameterizedTest
  @MethodSource("kindsOfData")
  void agreesWithTheHandComputationFromTheOutput(
      SmallNetworks.Kind kind, SmallData.Masks masks, boolean sparse) {
    Model model = SmallNetworks.sequences(kind, sparse, 0.1, 1);
    DataSet first = SmallData.sequences(1, 5, 4, sparse, masks);
    DataSet second = SmallData.sequences(2, 3, 6, sparse, masks);

    TokenLoss loss =
        DomainLossEvaluator.loss(model, new ExistingDataSetIterator(List.of(first, second)));

    TokenLoss expected = byHand(model, first, sparse).plus(byHand(model, second, sparse));
    assertThat(loss.tokens()).isEqualTo(expected.tokens());
    assertThat(loss.perToken()).isCloseTo(expected.perToken(), within(1e-5));
    if (masks != SmallData.Masks.NONE) {
      assertThat(loss.tokens()).isEqualTo((4 + 3 + 2 + 1 + 4) + (6 + 5 + 4));
    }
  }

  /** −log p of every label that counts, straight from the probabilities. */
  private static TokenLoss byHand(Model model, DataSet data, boolean sparse) {
    INDArray output = output(model, data);
    INDArray mask =
        data.getLabelsMaskArray() == null ? data.getFeaturesMaskArray() : data.getLabelsMaskArray();
    double total = 0;
    long tokens = 0;
    for (int i = 0; i < output.size(0); i++) {
      for (int t = 0; t < output.size(2); t++) {
        if (mask != null && mask.getDouble(i, t) == 0) {
          continue;
        }
        int label = 0;
        if (sparse) {
          label = data.getLabels().getInt(i, 0, t);
        } else {
          while (data.getLabels().getDouble(i, label, t) == 0) {
            label++;
          }
        }
        total -= Math.log(output.getDouble(i, label, t));
        tokens++;
      }
    }
    return new TokenLoss(total, tokens);
  }

  private static INDArray output(Model model, DataSet data) {
    INDArray mask = data.getFeaturesMaskArray();
    if (model instanceof MultiLayerNetwork network) {
      return network.output(data.getFeatures(), false, mask, null);
    }
    return ((ComputationGraph) model)
        .output(
            false,
            new INDArray[] {data.getFeatures()},
            mask == null ? null : new INDArray[] {mask})[0];
  }

  @ParameterizedTest
  @EnumSource(SmallNetworks.Kind.class)
  void countsEachExampleOfTwoDimensionalLabelsAsOneToken(SmallNetworks.Kind kind) {
    Model model = SmallNetworks.rows(kind);
    DataSet data = SmallData.rows(0, 0, 7);
    INDArray output = output(model, data);
    double total = 0;
    for (int i = 0; i < 7; i++) {
      total -= Math.log(output.getDouble(i, i % 3));
    }

    TokenLoss loss = DomainLossEvaluator.loss(model, SmallData.iterator(data, 3));

    assertThat(loss.tokens()).isEqualTo(7);
    assertThat(loss.perToken()).isCloseTo(total / 7, within(1e-5));
  }

  @ParameterizedTest
  @EnumSource(SmallNetworks.Kind.class)
  void leavesTheModelAsItWas(SmallNetworks.Kind kind) {
    DataSet masked = SmallData.sequences(3, 6, 5, true, SmallData.Masks.BOTH);
    DataSet plain = SmallData.sequences(4, 6, 5, true, SmallData.Masks.NONE);
    Model undisturbed = SmallNetworks.sequences(kind);
    Model evaluated = SmallNetworks.sequences(kind);
    DomainLossEvaluator evaluator =
        DomainLossEvaluator.of(ImmutableMap.of("law", SmallData.iterator(masked, 4)));
    CountingListener listener = new CountingListener();
    Network.of(evaluated).model();
    for (int step = 0; step < 4; step++) {
      Network.of(undisturbed).fit(plain);
      Network.of(evaluated).fit(plain);
      addListener(evaluated, listener);
      double score = evaluated.score();
      INDArray input = evaluated.input();
      evaluator.losses(evaluated);
      assertThat(evaluated.score()).isEqualTo(score);
      assertThat(evaluated.input()).isSameAs(input);
      removeListeners(evaluated);
    }

    assertThat(evaluated.params()).isEqualTo(undisturbed.params());
    assertThat(listener.calls()).isZero();
  }

  private static void addListener(Model model, CountingListener listener) {
    model.setListeners(List.of(listener));
  }

  private static void removeListeners(Model model) {
    model.setListeners(List.of());
  }

  @Test
  void resetsTheIteratorBeforeAndAfter() {
    DataSetIterator data =
        SmallData.iterator(SmallData.sequences(1, 5, 4, true, SmallData.Masks.NONE), 2);
    data.next();

    TokenLoss first =
        DomainLossEvaluator.loss(SmallNetworks.sequences(SmallNetworks.Kind.LAYERS), data);

    assertThat(first.tokens()).isEqualTo(20);
    assertThat(data.next().numExamples()).isEqualTo(2);
  }

  @Test
  void seesThatTheParametersChanged() {
    Model model = SmallNetworks.sequences(SmallNetworks.Kind.GRAPH);
    DataSet data = SmallData.pattern(2, 8, 5, 1);
    DomainLossEvaluator evaluator =
        DomainLossEvaluator.of(ImmutableMap.of("law", SmallData.iterator(data, 8)));
    double before = byHand(model, data, true).perToken();
    for (int i = 0; i < 60; i++) {
      Network.of(model).fit(data);
    }

    assertThat(evaluator.losses(model).get("law"))
        .isLessThan(before / 2)
        .isCloseTo(byHand(model, data, true).perToken(), within(1e-5));
  }

  @Test
  void countsTokensOfImagesAndOfMasksForEachOutput() {
    assertThat(LabelMasks.tokens(new DataSet(Nd4j.ones(2, 3, 4, 5), Nd4j.ones(2, 6, 4, 5))))
        .isEqualTo(40);
    INDArray perOutput = Nd4j.create(new double[][] {{1, 0, 0}, {0, 0, 0}});
    assertThat(LabelMasks.tokens(new DataSet(Nd4j.ones(2, 4), Nd4j.ones(2, 3), null, perOutput)))
        .isEqualTo(1);
    INDArray perExample = Nd4j.create(new double[][] {{1}, {0}});
    assertThat(
            LabelMasks.tokens(
                new DataSet(Nd4j.ones(2, 3, 4, 5), Nd4j.ones(2, 6, 4, 5), null, perExample)))
        .isEqualTo(20);
  }

  @Test
  void refusesAFractionalLabelsMask() {
    DataSet data = SmallData.sequences(1, 2, 3, true, SmallData.Masks.LABELS);
    data.getLabelsMaskArray().putScalar(0, 1, 0.25);
    DomainLossEvaluator evaluator =
        DomainLossEvaluator.of(ImmutableMap.of("law", new ExistingDataSetIterator(List.of(data))));

    assertThatThrownBy(() -> evaluator.losses(SmallNetworks.sequences(SmallNetworks.Kind.LAYERS)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("validation set of domain 'law'")
        .hasMessageContaining("0.25")
        .hasMessageContaining("0 and 1");
  }

  @Test
  void acceptsMasksOfOtherTypes() {
    DataSet data = SmallData.sequences(1, 2, 3, true, SmallData.Masks.LABELS);
    data.setLabelsMaskArray(data.getLabelsMaskArray().castTo(DataType.BOOL));

    assertThat(LabelMasks.tokens(LabelMasks.complete(data, "it"))).isEqualTo(3 + 2);
  }

  @Test
  void namesTheDomainWhoseSetIsEmptyOrDoesNotFit() {
    Model model = SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    assertThatThrownBy(
            () ->
                DomainLossEvaluator.of(
                        ImmutableMap.of("law", new ListDataSetIterator<>(List.of(), 4)))
                    .losses(model))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'law' is empty");
    assertThatThrownBy(
            () ->
                DomainLossEvaluator.of(
                        ImmutableMap.of(
                            "code",
                            SmallData.iterator(
                                new DataSet(Nd4j.ones(2, 3), Nd4j.ones(2, 9, 3)), 2)))
                    .losses(model))
        .hasMessageContaining("validation set of domain 'code' could not be evaluated");
    DataSet masked = SmallData.sequences(1, 2, 3, true, SmallData.Masks.LABELS);
    masked.getLabelsMaskArray().assign(0);
    assertThatThrownBy(
            () ->
                DomainLossEvaluator.of(
                        ImmutableMap.of("law", new ExistingDataSetIterator(List.of(masked))))
                    .losses(model))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'law' has no token that counts");
  }

  @Test
  void refusesAnotherKindOfModel() {
    Model layer = ((MultiLayerNetwork) SmallNetworks.rows(SmallNetworks.Kind.LAYERS)).getLayer(0);

    assertThatThrownBy(() -> Network.of(layer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MultiLayerNetwork");
  }

  /** Sums of floats depend on their order, and a resumed run begins with fresh iterators. */
  @Test
  void aShufflingSetIsReadInTheSameOrderEachTime() {
    Model model = SmallNetworks.rows(SmallNetworks.Kind.LAYERS);
    DataSet rows = SmallData.rows(0, 3, 61);
    DomainLossEvaluator evaluator =
        DomainLossEvaluator.of(Map.of("law", ShuffledDataSetIterator.of(rows, 3, 7)));
    Map<String, Double> first = evaluator.losses(model);

    for (int i = 0; i < 5; i++) {
      assertThat(evaluator.losses(model)).isEqualTo(first);
    }
  }
}
