// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that can be read and is unlike the text of every domain is declined where asked for. */
class UnlikeTextTest {
  private static NaiveBayesTrainer trainer(int characters) {
    NaiveBayesTrainer trainer = NaiveBayesClassifier.trainer().minimumKnownShare(0);
    for (int j = 1; j <= 3; j++) {
      trainer.text(
          "language " + j, Sentences.language(j).texts(characters / 1_000, 1_000, 100 + j));
    }
    return trainer;
  }

  private static double declined(NaiveBayesClassifier classifier, List<String> texts) {
    return texts.stream().filter(text -> classifier.classify(text).isEmpty()).count()
        / (double) texts.size();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void declinesAnotherLanguageInTheSameLetters(int ngramLength) {
    NaiveBayesClassifier classifier =
        trainer(200_000).ngramLength(ngramLength).declineUnlike(0.01).train();
    NaiveBayesClassifier without = trainer(200_000).ngramLength(ngramLength).train();

    for (int length : new int[] {100, 400, 2_000}) {
      List<String> foreign = Sentences.language(4).texts(100, length, 7);
      // Without one known n-gram a text is declined in any case.
      assertThat(declined(without, foreign)).isLessThan(0.2);
      assertThat(declined(classifier, foreign)).as("%s characters", length).isGreaterThan(0.98);
    }
  }

  @Test
  void acceptsNewTextOfItsDomains() {
    NaiveBayesClassifier classifier = trainer(200_000).declineUnlike(0.01).train();

    for (int j = 1; j <= 3; j++) {
      for (int length : new int[] {30, 100, 400, 2_000}) {
        assertThat(declined(classifier, Sentences.language(j).texts(200, length, 50 + j)))
            .as("language %s, %s characters", j, length)
            .isLessThan(0.04);
      }
    }
    assertThat(classifier.leastLogLikelihood("language 1", 100))
        .isBetween(-12.0, -4.0)
        .isLessThan(classifier.leastLogLikelihood("language 1", 400));
    assertThat(classifier.leastLogLikelihood("language 1", 4_000))
        .isEqualTo(classifier.leastLogLikelihood("language 1", 100_000));
    assertThat(classifier.toString()).contains("texts unlike all domains declined");
  }

  @Test
  void aHigherShareDeclinesMore() {
    List<String> own = Sentences.language(2).texts(400, 100, 77);
    double before = 0;
    for (double share : new double[] {0.05, 0.15, 0.4}) {
      double declined = declined(trainer(200_000).declineUnlike(share).train(), own);
      assertThat(declined).isBetween(share / 10, 2 * share).isGreaterThan(before);
      before = declined;
    }
  }

  @Test
  void itsOwnTextsAreDeclinedAsNewOnesAre() {
    NaiveBayesClassifier classifier = trainer(200_000).declineUnlike(0.1).train();
    int declined = 0;
    for (int i = 0; i < classifier.heldOut().size(); i++) {
      String piece = classifier.heldOut().get(i).text().substring(0, 100);
      declined += classifier.classifyHeldOut(i, piece).isEmpty() ? 1 : 0;
    }
    assertThat(declined / (double) classifier.heldOut().size()).isBetween(0.03, 0.2);
  }

  @Test
  void theFileKeepsTheLimitsAndIsOfTheOldVersionWithoutThem(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("judge");
    NaiveBayesClassifier classifier = trainer(100_000).declineUnlike(0.05).train();
    classifier.write(file);
    NaiveBayesClassifier read = NaiveBayesClassifier.read(file);

    assertThat(version(file)).isEqualTo(3);
    assertThat(read.fingerprint()).isEqualTo(classifier.fingerprint());
    for (String text :
        ImmutableList.<String>builder()
            .addAll(Sentences.language(1).texts(100, 100, 5))
            .addAll(Sentences.language(4).texts(100, 100, 5))
            .build()) {
      assertThat(read.classify(text)).isEqualTo(classifier.classify(text));
    }
    NaiveBayesClassifier without = trainer(100_000).train();
    without.write(file);
    assertThat(version(file)).isEqualTo(2);
    assertThat(without.fingerprint()).isNotEqualTo(classifier.fingerprint());
    assertThat(NaiveBayesClassifier.read(file).leastLogLikelihood("language 1", 100))
        .isEqualTo(Double.NEGATIVE_INFINITY);
  }

  private static int version(Path file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file)).getInt(8);
  }

  @Test
  void tooLittleTextAndOtherSharesAreErrors() {
    assertThatThrownBy(() -> trainer(10_000).declineUnlike(0.01).train())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("domain 'language 1' has too little text")
        .hasMessageContaining("declineUnlike");
    for (double share : new double[] {-0.1, 0.51, Double.NaN}) {
      assertThatThrownBy(() -> trainer(1_000).declineUnlike(share))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("declineUnlike is " + share);
    }
  }
}
