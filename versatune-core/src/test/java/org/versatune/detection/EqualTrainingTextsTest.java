// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.versatune.Warnings;
import org.versatune.detection.bayes.NaiveBayesClassifier;
import org.versatune.detection.bayes.NaiveBayesTrainer;
import org.versatune.detection.model.EmbeddingJudge;
import org.versatune.detection.model.EmbeddingTrainer;

/** Judges that learn from texts which two domains have in common. */
class EqualTrainingTextsTest {
  private static List<String> texts(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "the text of number " + i + " says " + i * i + " and more")
        .toList();
  }

  private static NaiveBayesTrainer bayes() {
    return NaiveBayesClassifier.trainer();
  }

  @Test
  void theSameTextsOfTwoDomainsAreRefused() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                bayes()
                    .text("law", texts(0, 30))
                    .text("code", texts(30, 60))
                    .text("statutes", texts(0, 30))
                    .train())
        .withMessageContaining("domains 'law' and 'statutes' have the same 30 texts")
        .withMessageContaining("give each domain its own texts");
    assertThatIllegalStateException()
        .isThrownBy(
            () -> embeddings().text("law", texts(0, 30)).text("statutes", texts(0, 30)).train())
        .withMessageContaining("domains 'law' and 'statutes' have the same 30 texts");
  }

  @Test
  void manyTextsInCommonAreWarnedOfOnce() {
    try (Warnings warnings = new Warnings(NaiveBayesTrainer.class)) {
      assertThat(bayes().text("law", texts(0, 30)).text("code", texts(20, 60)).train()).isNotNull();
      assertThat(warnings.heard())
          .singleElement()
          .asString()
          .contains(
              "10 of the 30 different texts of domain 'law' (33 %) are texts of domain 'code' too",
              "Give each text to one domain");
    }
    try (Warnings warnings = new Warnings(EmbeddingTrainer.class)) {
      assertThat(embeddings().text("law", texts(0, 30)).text("code", texts(20, 60)).train())
          .isNotNull();
      assertThat(warnings.heard()).singleElement().asString().contains("33 %");
    }
  }

  @Test
  void textsOfTheirOwnAreNot() {
    try (Warnings warnings = new Warnings(NaiveBayesTrainer.class)) {
      assertThat(bayes().text("law", texts(0, 30)).text("code", texts(28, 60)).train()).isNotNull();
      assertThat(warnings.heard()).isEmpty();
    }
  }

  private static EmbeddingTrainer embeddings() {
    return EmbeddingJudge.trainer(new Lengths()).ngramTexts(0);
  }

  /** Embeds a text by counts of its letters. */
  private static final class Lengths implements EmbeddingModel {
    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
      return Response.from(segments.stream().map(segment -> embedding(segment.text())).toList());
    }

    private static Embedding embedding(String text) {
      float[] counts = new float[8];
      text.chars().forEach(c -> counts[c % 8]++);
      return Embedding.from(counts);
    }
  }
}
