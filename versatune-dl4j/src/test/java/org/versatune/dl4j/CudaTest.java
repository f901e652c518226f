// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.versatune.VersaTune;

/** The whole loop on an NVIDIA card; skipped where the backend computes on the CPU. */
@Tag("gpu")
class CudaTest {

  @BeforeEach
  void needsACard() {
    assumeTrue(Nd4jBackend.isCuda(), "the ND4J backend is not CUDA: build with -Pcuda on a card");
  }

  @ParameterizedTest
  @EnumSource(SmallNetworks.Kind.class)
  void trainsEvaluatesAndWrites(SmallNetworks.Kind kind) {
    VersaTune run = Runs.run().updateEvery(5).build();
    Model model = SmallNetworks.sequences(kind);
    MixtureListener listener = Runs.validated(run).evaluateBaseBeforeTraining().build();
    model.setListeners(List.of(listener));
    Runs.fit(model, Runs.patterns(run).epochBatches(20).prefetch(true).build(), 2);

    assertThat(listener.trainedBatches()).isEqualTo(40);
    assertThat(run.reportedStep()).isEqualTo(40);
    DataSet data = SmallData.pattern(2, 6, 6, 9);
    INDArray output = Network.of(model).output(data.getFeatures(), null);
    double total = 0;
    for (int i = 0; i < 6; i++) {
      for (int t = 0; t < 6; t++) {
        total -= Math.log(output.getDouble(i, data.getLabels().getInt(i, 0, t), t));
      }
    }
    assertThat(DomainLossEvaluator.loss(model, SmallData.iterator(data, 4)).perToken())
        .isCloseTo(total / 36, within(1e-5));
    assertThat(
            NetworkTextGenerator.builder(model)
                .beginId(SmallNetworks.BEGIN)
                .maxLength(5)
                .build()
                .generate(3, 1))
        .hasSize(3);
  }
}
