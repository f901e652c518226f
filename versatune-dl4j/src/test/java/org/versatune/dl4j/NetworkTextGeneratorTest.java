// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

class NetworkTextGeneratorTest {

  private static Model trained(SmallNetworks.Kind kind) {
    Model model = SmallNetworks.sequences(kind);
    Network network = Network.of(model);
    for (int i = 0; i < 80; i++) {
      network.fit(SmallData.pattern(2, 16, 6, i));
    }
    return model;
  }

  private static NetworkTextGenerator.Builder generator(Model model) {
    return NetworkTextGenerator.builder(model).beginId(SmallNetworks.BEGIN).maxLength(9);
  }

  @ParameterizedTest
  @EnumSource(SmallNetworks.Kind.class)
  void writesWhatTheNetworkLearnt(SmallNetworks.Kind kind) {
    ImmutableList<ImmutableIntArray> texts =
        generator(trained(kind)).temperature(0.2).build().generateIds(20, 3);

    assertThat(texts).hasSize(20);
    for (ImmutableIntArray text : texts) {
      assertThat(text.length()).isEqualTo(9);
      for (int t = 1; t < text.length(); t++) {
        assertThat(text.get(t)).isEqualTo((text.get(t - 1) + 2) % SmallNetworks.VOCABULARY);
      }
    }
    assertThat(texts.stream().map(text -> text.get(0)).distinct().count()).isGreaterThan(3);
  }

  @ParameterizedTest
  @EnumSource(SmallNetworks.Kind.class)
  void theWindowOfTheReceptiveFieldGivesTheSameText(SmallNetworks.Kind kind) {
    Model model = trained(kind);

    assertThat(generator(model).window(SmallNetworks.WINDOW).build().generateIds(12, 5))
        .isEqualTo(generator(model).build().generateIds(12, 5));
  }

  @Test
  void theSeedDecidesAndTheNumberOfStreamsDoesNot() {
    Model model = SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    ImmutableList<ImmutableIntArray> texts = generator(model).streams(4).build().generateIds(10, 8);

    assertThat(generator(model).streams(4).build().generateIds(10, 8)).isEqualTo(texts);
    assertThat(generator(model).streams(7).build().generateIds(10, 8)).isEqualTo(texts);
    assertThat(generator(model).streams(4).build().generateIds(3, 8))
        .isEqualTo(texts.subList(0, 3));
    assertThat(generator(model).streams(4).build().generateIds(10, 9)).isNotEqualTo(texts);
  }

  @Test
  void endsItsCallWhenInterruptedAndWritesTheSameAfterwards() {
    Model model = SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    NetworkTextGenerator generator = generator(model).build();
    ImmutableList<ImmutableIntArray> texts = generator.generateIds(3, 8);

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> generator.generate(3, 8))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("interrupted after 0 of at most 9 ids of a text");
    assertThat(Thread.interrupted()).isTrue();

    assertThat(generator.generateIds(3, 8)).isEqualTo(texts);
  }

  @Test
  void endsAtTheEndId() {
    ImmutableList<ImmutableIntArray> texts =
        generator(trained(SmallNetworks.Kind.LAYERS))
            .endId(4)
            .temperature(0.1)
            .build()
            .generateIds(30, 1);

    for (ImmutableIntArray text : texts) {
      assertThat(text.asList()).doesNotContain(4);
      assertThat(text.length()).isLessThan(7);
      if (!text.isEmpty()) {
        assertThat(text.get(text.length() - 1)).isEqualTo(2);
      }
    }
    assertThat(texts).anyMatch(ImmutableIntArray::isEmpty);
  }

  @Test
  void recurrentStepsGiveTheSameTextAsTheWholeSequence() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(2)
                .updater(new Adam(0.02))
                .list()
                .layer(
                    new EmbeddingSequenceLayer.Builder()
                        .nIn(8)
                        .nOut(5)
                        .inferInputLength(true)
                        .build())
                .layer(new LSTM.Builder().nIn(5).nOut(9).activation(Activation.TANH).build())
                .layer(
                    new RnnOutputLayer.Builder(new LossSparseMCXENT())
                        .nIn(9)
                        .nOut(7)
                        .activation(Activation.SOFTMAX)
                        .dataFormat(RNNFormat.NCW)
                        .build())
                .build());
    network.init();
    for (int i = 0; i < 20; i++) {
      network.fit(SmallData.pattern(3, 8, 6, i));
    }

    assertThat(generator(network).recurrent().build().generateIds(6, 4))
        .isEqualTo(generator(network).build().generateIds(6, 4));
  }

  @Test
  void decodesBytesLeniently() {
    TokenDecoder utf8 = TokenDecoder.utf8();

    assertThat(utf8.decode(new int[] {72, 105, 256, 0xC3, 0xA9})).isEqualTo("Hié");
    assertThat(utf8.decode(new int[] {65, 0xC3, 65})).isEqualTo("A\uFFFDA");
    assertThat(utf8.decode(new int[0])).isEmpty();
    assertThat(
            generator(SmallNetworks.sequences(SmallNetworks.Kind.LAYERS))
                .decoder(ids -> "n" + ids.length)
                .build()
                .generate(2, 1))
        .containsExactly("n9", "n9");
  }

  @Test
  void refusesBadOptionsAndNetworksWithoutProbabilities() {
    Model model = SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    assertThatThrownBy(() -> generator(model).temperature(-1)).hasMessageContaining("-1.0");
    assertThatThrownBy(() -> generator(model).topP(0)).hasMessageContaining("top-p is 0.0");
    assertThatThrownBy(() -> generator(model).topK(0)).hasMessageContaining("top-k is 0");
    assertThatThrownBy(() -> generator(model).build().generate(0, 1))
        .hasMessageContaining("count is 0");
    model.params().assign(Float.NaN);
    assertThatThrownBy(() -> generator(model).build().generate(1, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("NaN");
  }
}
