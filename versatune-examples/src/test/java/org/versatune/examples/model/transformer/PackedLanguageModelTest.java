// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.versatune.examples.corpora.Split;
import org.versatune.examples.model.LanguageModel;
import org.versatune.examples.model.PackedLanguageModel;

class PackedLanguageModelTest {
  private static final ImmutableMap<String, String> PROVENANCE =
      ImmutableMap.of("seed", "1", "mix", "uniform");

  private static MadeUpTokens text;
  private static LanguageModel model;

  @BeforeAll
  static void train(@TempDir Path folder) {
    text = MadeUpTokens.in(folder);
    model = text.training().train();
  }

  private static byte[] packed() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PackedLanguageModel.write(model, PROVENANCE, out);
    return out.toByteArray();
  }

  private static PackedLanguageModel read(byte[] bytes) throws IOException {
    return PackedLanguageModel.read(new ByteArrayInputStream(bytes));
  }

  @Test
  void whatIsReadIsTheModelInHalfPrecision() throws IOException {
    PackedLanguageModel read = read(packed());

    INDArray before = model.network().params();
    INDArray after = read.model().network().params();
    assertThat(after.dataType()).isEqualTo(DataType.FLOAT);
    assertThat(after).isNotEqualTo(before);
    for (long i = 0; i < before.length(); i++) {
      // Half of the last of 11 bits, and below 6e-5 the least step there is.
      double error = Math.abs(before.getDouble(i)) * 0x1p-11 + 0x1p-25;
      assertThat(after.getDouble(i)).isCloseTo(before.getDouble(i), within(error));
    }
    assertThat(read.model().tokenizer()).isEqualTo(model.tokenizer());
    assertThat(read.provenance()).isEqualTo(PROVENANCE);
    text.data()
        .lossesPerByte(read.model().network(), Split.TEST, 20)
        .forEach(
            (domain, loss) ->
                assertThat(loss)
                    .isCloseTo(
                        text.data().lossesPerByte(model.network(), Split.TEST, 20).get(domain),
                        within(1e-3)));
  }

  @Test
  void theModelReadTrainsOn() throws IOException {
    PackedLanguageModel read = read(packed());
    INDArray before = read.model().network().params().dup();

    read.model().network().fit(text.data().training(4, 1).values().asList().get(0).next());

    assertThat(read.model().network().params()).isNotEqualTo(before);
    assertThat(read.model().network().params().isNaN().any()).isFalse();
  }

  @Test
  void theSameModelGivesTheSameBytesInHalfTheSpace() throws IOException {
    assertThat(packed()).isEqualTo(packed());
    assertThat(read(packed()).model().network().params())
        .isEqualTo(read(packed()).model().network().params());
  }

  @Test
  void packingTwiceLosesNothingMore() throws IOException {
    LanguageModel once = read(packed()).model();
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    PackedLanguageModel.write(once, PROVENANCE, again);

    assertThat(again.toByteArray()).isEqualTo(packed());
  }

  @Test
  void whatIsNoPackedModelIsRefused() throws IOException {
    assertThatThrownBy(() -> read(new byte[0]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no packed language model");
    byte[] cut = Arrays.copyOf(packed(), packed().length / 2);
    assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);
  }
}
