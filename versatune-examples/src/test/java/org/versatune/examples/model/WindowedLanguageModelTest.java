// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;

class WindowedLanguageModelTest {
  @TempDir Path folder;

  private static final WindowedLanguageModel MODEL = new WindowedLanguageModel();
  private static final BytePairTokenizer BYTES = BytePairTokenizer.ofBytes();
  private static final String TEXT = "the quick brown fox jumps over the lazy dog again and again";

  private static DataSet batch(int length, String... documents) {
    TokenSequences sequences = new TokenSequences(BYTES, List.of(documents), length);
    return sequences.batch(sequences.sample(documents.length, 1));
  }

  @Test
  void aPredictionDependsOnTheWindowAndNothingElse() {
    MultiLayerNetwork model = MODEL.create(BYTES, 1, 1e-3, 10);
    DataSet batch = batch(40, TEXT);
    INDArray before = model.output(batch.getFeatures()).dup();
    int changed = 20;
    INDArray features = batch.getFeatures().dup();
    features.putScalar(0, changed, 'Z');

    INDArray after = model.output(features);

    for (int t = 0; t < 40; t++) {
      double difference =
          before
              .get(NDArrayIndex.point(0), NDArrayIndex.all(), NDArrayIndex.point(t))
              .distance1(
                  after.get(NDArrayIndex.point(0), NDArrayIndex.all(), NDArrayIndex.point(t)));
      boolean inside = t >= changed && t < changed + WindowedLanguageModel.WINDOW;
      if (inside) {
        assertThat(difference).as("position %s", t).isPositive();
      } else {
        assertThat(difference).as("position %s", t).isZero();
      }
    }
  }

  @Test
  void trainingLearnsAndLeavesMaskedPositionsOut() {
    MultiLayerNetwork model = MODEL.create(BYTES, 1, 5e-3, 60);
    DataSet batch = batch(64, TEXT, "a short one");
    double tokens = batch.getLabelsMaskArray().sumNumber().doubleValue();
    double start = model.score(batch, false) * 2 / tokens;

    for (int step = 0; step < 60; step++) {
      model.fit(batch);
    }

    assertThat(start).isCloseTo(Math.log(256), within(0.3));
    assertThat(model.score(batch, false) * 2 / tokens).isLessThan(1.0);
  }

  @Test
  void fineTuningStartsFromTheModelAndLeavesItAlone() {
    MultiLayerNetwork base = MODEL.create(BYTES, 1, 1e-3, 10);
    DataSet batch = batch(64, TEXT);
    base.fit(batch);
    INDArray parameters = base.params().dup();

    MultiLayerNetwork copy = MODEL.fineTuning(base, 1e-2, 5);

    assertThat(copy.params()).isEqualTo(parameters);
    copy.fit(batch);
    assertThat(copy.params()).isNotEqualTo(parameters);
    assertThat(base.params()).isEqualTo(parameters);
    assertThat(copy.getLearningRate(0)).isCloseTo(1e-2 * 4 / 5, within(1e-12));
  }

  @Test
  void aSavedModelGoesOnWithTheSameLearningRate() throws IOException {
    MultiLayerNetwork model = MODEL.create(BYTES, 1, 1e-2, 5);
    DataSet batch = batch(64, TEXT);
    model.fit(batch);
    File file = folder.resolve("model.zip").toFile();
    ModelSerializer.writeModel(model, file, true);
    MultiLayerNetwork restored = ModelSerializer.restoreMultiLayerNetwork(file, true);

    model.fit(batch);
    restored.fit(batch);

    assertThat(restored.getLearningRate(0)).isCloseTo(1e-2 * 3 / 5, within(1e-12));
    assertThat(restored.params()).isEqualTo(model.params());
  }

  @Test
  void theSameSeedGivesTheSameModel() {
    assertThat(MODEL.create(BYTES, 3, 1e-3, 10).params())
        .isEqualTo(MODEL.create(BYTES, 3, 1e-3, 10).params())
        .isNotEqualTo(MODEL.create(BYTES, 4, 1e-3, 10).params());
  }
}
