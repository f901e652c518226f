// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.versatune.dl4j.NetworkTextGenerator;
import org.versatune.examples.model.PackedLanguageModel;

class EmbeddedBaseModelTest {
  private static PackedLanguageModel packed;

  @BeforeAll
  static void load() {
    packed = EmbeddedBaseModel.load();
  }

  @Test
  void itIsSmallEnoughToBeCarriedAlong() throws IOException {
    try (InputStream in = EmbeddedBaseModel.class.getResourceAsStream(EmbeddedBaseModel.RESOURCE)) {
      assertThat(in).isNotNull();
      assertThat(in.readAllBytes().length).isLessThan(3_000_000);
    }
  }

  @Test
  void itSaysWhereItComesFrom() {
    assertThat(packed.provenance())
        .containsKeys("command", "mix", "seed", "steps", "text")
        .hasEntrySatisfying("text", text -> assertThat(text).startsWith("SHA-256 "))
        .hasEntrySatisfying("command", command -> assertThat(command).startsWith("train-base "));
  }

  @Test
  void itWritesTextOfItsDomains() {
    NetworkTextGenerator generator = TransformerLanguageModel.generator(packed.model()).build();
    List<String> texts = generator.generate(40, 1);

    String all = String.join("\n", texts);
    assertThat(texts).hasSize(40);
    assertThat(texts).doesNotHaveDuplicates();
    // Words of English prose and of Java, which chance does not write.
    assertThat(all).contains(" the ", " of ").containsPattern("(return|public|import|int) ");
    assertThat(all.getBytes(UTF_8).length).isGreaterThan(40 * 60);
  }

  @Test
  void eachCallerGetsAModelOfItsOwn() {
    PackedLanguageModel other = EmbeddedBaseModel.load();

    assertThat(other.model().network().params()).isEqualTo(packed.model().network().params());
    other.model().network().params().muli(0);
    assertThat(packed.model().network().params().norm2Number().doubleValue()).isPositive();
  }
}
