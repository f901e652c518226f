// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.versatune.detection.LabelledText;
import org.versatune.detection.NgramLanguageModel;
import org.versatune.detection.SecondOpinion;
import org.versatune.detection.TextLoss;
import org.versatune.examples.model.transformer.EmbeddedBaseModel;

class DocumentLossTest {
  private static final int LENGTH = 64;
  private static final LanguageModel BASE = EmbeddedBaseModel.load().model();

  /** −Σ ln P(token | those before), from the network's own output. */
  private static double byHand(int begin, ImmutableIntArray tokens, int from, int to) {
    INDArray ids = Nd4j.zeros(1, to - from);
    for (int t = from; t < to; t++) {
      ids.putScalar(0, t - from, t == from ? begin : tokens.get(t - 1));
    }
    INDArray p = BASE.network().output(ids);
    double nats = 0;
    for (int t = from; t < to; t++) {
      nats -= Math.log(p.getDouble(0, tokens.get(t), t - from));
    }
    return nats;
  }

  @Test
  void isWhatTheNetworkSaysOfEachToken() {
    String text = "Mr President, ladies and gentlemen, the Commission proposes a directive.";
    ImmutableIntArray tokens = BASE.tokenizer().encode(text);

    assertThat(tokens.length()).isLessThan(LENGTH);
    assertThat(BASE.textLoss(LENGTH).nats(text))
        .isCloseTo(
            byHand(BASE.tokenizer().documentStart(), tokens, 0, tokens.length()), within(1e-2));
  }

  @Test
  void aLongTextIsReadToItsEnd() {
    String text = "public static int size() { return values.length; } ".repeat(12);
    ImmutableIntArray tokens = BASE.tokenizer().encode(text);
    double nats = 0;
    for (int from = 0; from < tokens.length(); from += LENGTH) {
      int begin = from == 0 ? BASE.tokenizer().documentStart() : BASE.tokenizer().continuation();
      nats += byHand(begin, tokens, from, Math.min(from + LENGTH, tokens.length()));
    }

    assertThat(tokens.length() % LENGTH).isNotZero();
    assertThat(tokens.length()).isGreaterThan(2 * LENGTH);
    assertThat(BASE.textLoss(LENGTH).nats(text)).isCloseTo(nats, within(5e-2));
  }

  /** The model was trained on much code and hardly any law; both texts below are new to it. */
  @Test
  void theEmbeddedModelKnowsCodeBetterThanLaw() {
    ImmutableList.Builder<LabelledText> heldOut = ImmutableList.builder();
    for (int i = 0; i < 8; i++) {
      heldOut.add(
          new LabelledText(
              "code",
              "public final class Range"
                  + i
                  + "<T> {\n  private final T lower;\n\n  public boolean isEmpty() {\n    return lower"
                  + " == null;\n  }\n}\n"));
      heldOut.add(
          new LabelledText(
              "law",
              "Article "
                  + i
                  + ". The lessee shall forfeit his estate where the covenantor hath wilfully waived"
                  + " the usufruct thereof."));
    }
    TextLoss even =
        NgramLanguageModel.train(
            List.of("public final class A { private int b; }", "the lessee shall waive a covenant"),
            6,
            1000);
    SecondOpinion opinion =
        SecondOpinion.builder(heldOut.build())
            .model(BASE.textLoss(LENGTH))
            .yardsticks(ImmutableMap.of("code", even, "law", even))
            .measure();

    assertThat(opinion.ranking()).containsExactly("code", "law");
    assertThat(opinion.knowledge().get("code"))
        .satisfies(code -> assertThat(code.modelLoss()).isBetween(0.1, 2.0));
  }

  @Test
  void anEmptyTextAndAShortLengthAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BASE.textLoss(LENGTH).nats(""))
        .withMessageContaining("empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BASE.textLoss(1))
        .withMessageContaining("length is 1");
  }
}
