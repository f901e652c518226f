// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.detection.LabelledText;

class KeptTextsTest {
  private static List<String> kept(int most, List<String> texts) {
    KeptTexts kept = new KeptTexts(most);
    texts.forEach(kept::add);
    return kept.parts().stream().map(KeptTexts.Part::text).toList();
  }

  private static List<Integer> documents(List<String> texts) {
    KeptTexts kept = new KeptTexts(300);
    texts.forEach(kept::add);
    return kept.parts().stream().map(KeptTexts.Part::document).toList();
  }

  @Test
  void partsOfADocumentShareItsNumberUnlessThereAreFewDocuments() {
    String longText = "a".repeat(50_000);
    assertThat(documents(Collections.nCopies(8, "b".repeat(2_500))))
        .containsExactly(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
    assertThat(documents(Collections.nCopies(10, longText)).subList(0, 7))
        .containsExactly(0, 0, 0, 1, 1, 1, 2);
    assertThat(documents(List.of("c".repeat(9_000), "d".repeat(3_000))))
        .containsExactly(0, 1, 2, 3, 4, 5, 6);
  }

  @Test
  void keepsAMillionCharactersOfLongTexts() {
    List<String> texts =
        IntStream.range(0, 250).mapToObj(i -> (char) ('a' + i % 26) + "x".repeat(19_999)).toList();

    List<String> kept = kept(300, texts);

    assertThat(kept).hasSizeBetween(25, 50);
    assertThat(kept.stream().mapToInt(String::length).sum())
        .isLessThanOrEqualTo(KeptTexts.MOST_CHARACTERS);
    assertThat(kept.get(kept.size() - 1)).isIn(texts.subList(200, 250));
  }

  @Test
  void keepsTextsFromAllOverTheDomain() {
    List<String> texts = IntStream.range(0, 1000).mapToObj(i -> "text " + i).toList();

    List<String> kept = kept(100, texts);

    assertThat(kept).hasSizeBetween(50, 100).contains("text 0", "text 16", "text 512");
    assertThat(kept.get(kept.size() - 1)).isIn(texts.subList(900, 1000));
  }

  @Test
  void cutsFewTextsIntoBlocksAndLongOnesIntoParts() {
    assertThat(kept(300, List.of("a".repeat(11_000)))).hasSize(6);
    assertThat(kept(300, List.of("a".repeat(7_000)))).isEmpty();
    assertThat(kept(300, List.of("a".repeat(1_000_000)))).hasSize(50);
    assertThat(kept(0, List.of("a".repeat(1_000_000)))).isEmpty();
  }

  @Test
  void cutsBetweenCharacters() {
    String text = "a" + "😀".repeat(6_000);

    assertThat(String.join("", kept(300, List.of(text)))).isEqualTo(text);
    assertThat(kept(300, List.of(text)))
        .allMatch(block -> block.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF));
  }

  private static NaiveBayesTrainer trainer(List<String> law, List<String> code) {
    return NaiveBayesClassifier.trainer()
        .text("law", law)
        .text("code", code)
        .temperature(20, 0)
        .minimumKnownShare(0);
  }

  @Test
  void judgesATextAsIfItHadNotBeenTrainedOnIt() {
    List<String> law = new ArrayList<>();
    List<String> code = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      law.add("the court holds that the claim of party " + i % 5 + " is dismissed");
      code.add("for (int i = 0; i < " + i % 5 + "; i++) { court += the[i]; }");
    }
    String odd = "for the court holds i++ that is dismissed";
    law.add(odd);
    NaiveBayesClassifier whole = trainer(law, code).train();
    NaiveBayesClassifier without = trainer(law.subList(0, 30), code).train();
    int at = whole.heldOut().indexOf(new LabelledText("law", odd));

    // Where the text has no n-gram of its own the vocabulary is the same, and so is the answer.
    assertThat(whole.heldOutDocument(at)).isNotEqualTo(whole.heldOutDocument(at - 1));
    double alone = whole.classifyHeldOut(at, odd).orElseThrow().weight("law");
    assertThat(whole.heldOut()).hasSize(61);
    assertThat(alone).isLessThan(whole.classify(odd).orElseThrow().weight("law"));
    assertThat(alone).isCloseTo(without.classify(odd).orElseThrow().weight("law"), within(2e-3));
    assertThat(whole.classifyHeldOut(at, "holds that").orElseThrow().weight("law"))
        .isCloseTo(without.classify("holds that").orElseThrow().weight("law"), within(2e-3));
  }

  @Test
  void anNgramOfThatTextAloneIsUnknown() {
    List<String> law = new ArrayList<>(List.of("qqqqqq"));
    for (int i = 0; i < 30; i++) {
      law.add("the court holds");
    }
    NaiveBayesClassifier judge = trainer(law, Collections.nCopies(30, "int i = 0;")).train();

    assertThat(judge.classify("qqqqqq")).isPresent();
    assertThat(judge.classifyHeldOut(0, "qqqqqq")).isEmpty();
  }

  @Test
  void keepsNoneWhereADomainHasTooLittleOrNoneIsWantedOrItWasRead(@TempDir Path folder) {
    List<String> much = IntStream.range(0, 50).mapToObj(i -> "the court holds " + i).toList();
    List<String> code = IntStream.range(0, 50).mapToObj(i -> "for (int i = " + i).toList();
    NaiveBayesClassifier kept = trainer(much, code).train();
    kept.write(folder.resolve("judge"));

    assertThat(kept.heldOut()).hasSize(100);
    assertThat(trainer(much, ImmutableList.of("int i")).train().heldOut()).isEmpty();
    assertThat(trainer(much, code).heldOut(0).train().heldOut()).isEmpty();
    assertThat(NaiveBayesClassifier.read(folder.resolve("judge")).heldOut()).isEmpty();
    assertThat(NaiveBayesClassifier.read(folder.resolve("judge")).fingerprint())
        .isEqualTo(kept.fingerprint());
  }
}
