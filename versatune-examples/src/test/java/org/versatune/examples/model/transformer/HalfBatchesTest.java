// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.examples.model.BaseModel;

/** Base models that are trained on halves of batches. */
class HalfBatchesTest {
  @TempDir static Path folder;
  private static MadeUpTokens text;

  @BeforeAll
  static void read() {
    text = MadeUpTokens.in(folder);
  }

  /** Keeps the scores. */
  private static final class Scores extends BaseTrainingListener {
    private final List<Double> all = new ArrayList<>();

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      all.add(model.score());
    }
  }

  private static BaseModel training(int batch) {
    return text.training().batchSize(batch).steps(12).seed(3);
  }

  private static double difference(MultiLayerNetwork one, MultiLayerNetwork other) {
    return one.params().sub(other.params()).normmaxNumber().doubleValue();
  }

  /** Also where the halves are unequal, and where one of them is empty. */
  @ParameterizedTest
  @ValueSource(ints = {6, 5, 1})
  void onOneThreadAndOnTwoTheModelIsTheSame(int batch) {
    Scores scores = new Scores();
    MultiLayerNetwork one = training(batch).inHalves(1).listener(scores).train().network();
    MultiLayerNetwork two = training(batch).inHalves(2).train().network();
    assertThat(two.params()).isEqualTo(one.params());
    assertThat(two.updaterState()).isEqualTo(one.updaterState());
    assertThat(one.getIterationCount()).isEqualTo(12);
    assertThat(one.getEpochCount()).isEqualTo(1);
    assertThat(one.getListeners()).isEmpty();
    assertThat(scores.all).hasSize(12);
  }

  /** Rounding alone makes a difference, and Adam divides it by small numbers. */
  @Test
  void theModelIsThatOfWholeBatchesButForRounding() {
    Scores whole = new Scores();
    Scores halves = new Scores();
    MultiLayerNetwork one = training(6).listener(whole).train().network();
    MultiLayerNetwork two = training(6).inHalves(2).listener(halves).train().network();

    assertThat(difference(one, two)).isLessThan(1e-3);
    assertThat(difference(one, text.training().batchSize(6).steps(11).seed(3).train().network()))
        .isGreaterThan(1e-3);
    for (int i = 0; i < 12; i++) {
      assertThat(halves.all.get(i)).isCloseTo(whole.all.get(i), within(1e-3));
    }
  }

  @Test
  void halvesAreTwo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> training(6).inHalves(3))
        .withMessageContaining("3 threads; 1 or 2");
  }
}
