// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.versatune.detection.ClassifierEvaluation;
import org.versatune.detection.CorrectedShares;
import org.versatune.detection.Detection;
import org.versatune.detection.DomainDetector;
import org.versatune.detection.LabelledText;

class EmbeddingJudgeTest {
  private static final ImmutableList<String> LAW =
      ImmutableList.of("court", "claim", "party", "judge", "statute", "appeal", "the", "of", "is");
  private static final ImmutableList<String> CODE =
      ImmutableList.of("int", "return", "void", "class", "loop", "array", "the", "of", "is");

  /** Embeds a text by its letter pairs, hashed to a unit vector of 64 numbers. */
  private static final class LetterPairs implements EmbeddingModel {
    private final int dimension;

    LetterPairs(int dimension) {
      this.dimension = dimension;
    }

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
      List<Embedding> all = new ArrayList<>();
      for (TextSegment segment : segments) {
        float[] vector = new float[dimension];
        String text = segment.text();
        for (int i = 0; i + 1 < text.length(); i++) {
          vector[Math.floorMod(31 * text.charAt(i) + 7 * text.charAt(i + 1), dimension)]++;
        }
        Embedding embedding = Embedding.from(vector);
        embedding.normalize();
        all.add(embedding);
      }
      return Response.from(all);
    }

    @Override
    public int dimension() {
      return dimension;
    }

    @Override
    public String modelName() {
      return "letter pairs";
    }
  }

  private static String text(List<String> words, int length, SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(words.get(random.nextInt(words.size()))).append(' ');
    }
    return text.toString();
  }

  private static List<String> texts(List<String> words, int count, int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(text(words, length, random));
    }
    return texts;
  }

  private static EmbeddingTrainer trainer() {
    return EmbeddingJudge.trainer(new LetterPairs(64))
        .text("law", texts(LAW, 40, 600, 1))
        .text("code", texts(CODE, 40, 600, 2));
  }

  private static ImmutableList<LabelledText> fresh(int length) {
    ImmutableList.Builder<LabelledText> all = ImmutableList.builder();
    texts(LAW, 100, length, 3).forEach(text -> all.add(new LabelledText("law", text)));
    texts(CODE, 100, length, 4).forEach(text -> all.add(new LabelledText("code", text)));
    return all.build();
  }

  @Test
  void placesTextsAndIsAboutAsSureAsItIsRight() {
    EmbeddingJudge judge = trainer().train();

    for (int length : new int[] {10, 100, 400}) {
      ClassifierEvaluation trial = ClassifierEvaluation.of(judge, judge.domains(), fresh(length));
      assertThat(trial.accuracy()).isGreaterThan(length == 10 ? 0.75 : 0.97);
      assertThat(Math.abs(trial.accuracy() - trial.meanConfidence()))
          .as("length %s", length)
          .isLessThan(0.12);
    }
    assertThat(judge.classify("  ")).isEmpty();
    assertThat(judge.domains()).containsExactly("law", "code");
  }

  @Test
  void judgesItsOwnTextsByTheOthers() {
    List<String> law = texts(LAW, 40, 600, 1);
    // One text of law is code by every letter: only a judge that saw it may know better.
    law.set(0, text(CODE, 600, new SplittableRandom(9)));
    EmbeddingJudge judge =
        EmbeddingJudge.trainer(new LetterPairs(64))
            .text("law", law)
            .text("code", texts(CODE, 40, 600, 2))
            .train();

    String odd = judge.heldOut().get(0).text();
    assertThat(judge.heldOut()).hasSize(80);
    assertThat(judge.classifyHeldOut(0, odd).orElseThrow().weight("law"))
        .isLessThan(judge.classify(odd).orElseThrow().weight("law"))
        .isLessThan(0.5);
  }

  @Test
  void aDetectionTakesItsErrorsOut() {
    EmbeddingJudge judge = trainer().train();

    Detection detection =
        DomainDetector.builder()
            .generator(
                (count, seed) -> {
                  SplittableRandom random = new SplittableRandom(seed);
                  ImmutableList.Builder<String> all = ImmutableList.builder();
                  for (int i = 0; i < count; i++) {
                    all.add(text(random.nextInt(10) < 7 ? LAW : CODE, 20, random));
                  }
                  return all.build();
                })
            .classifier(judge)
            .domains(judge.domains())
            .samplesPerRound(200)
            .rounds(2)
            .seed(1)
            .build()
            .detect();

    CorrectedShares corrected = detection.corrected().orElseThrow();
    assertThat(corrected.texts()).isEqualTo(80);
    assertThat(corrected.intervals().values().asList().get(0).contains(0.7)).isTrue();
  }

  @Test
  void theSameTextsGiveTheSameJudge() {
    assertThat(trainer().train().toString())
        .isEqualTo(trainer().train().toString())
        .contains("letter pairs (LetterPairs)", "[law, code]", "SHA-256 ")
        .isNotEqualTo(trainer().textsPerDomain(20).train().toString());
  }

  @Test
  void learnsFromWhatNgramsWriteAndIsTriedOnTheGivenTexts() {
    EmbeddingJudge judge = trainer().train();
    EmbeddingJudge without = trainer().ngramTexts(0).train();

    assertThat(judge.toString())
        .isEqualTo(trainer().ngramTexts(100).train().toString())
        .isNotEqualTo(without.toString())
        .isNotEqualTo(trainer().ngramTexts(99).train().toString());
    assertThat(judge.heldOut()).isEqualTo(without.heldOut()).hasSize(80);
    // Text without sense is to be declined, so it is not learnt from unless both are asked for.
    assertThat(trainer().declineUnlike(0.01).train().toString())
        .isEqualTo(trainer().declineUnlike(0.01).ngramTexts(0).train().toString())
        .isNotEqualTo(trainer().declineUnlike(0.01).ngramTexts(10).train().toString());
    assertThatThrownBy(() -> trainer().ngramTexts(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ngramTexts is -1; it must be at least 0");
  }

  @Test
  void isTriedOnWhatNgramsWriteWhereAskedTo() {
    List<String> law = texts(LAW, 40, 600, 1);
    // One document of law is of the kitchen: n-grams of its fold alone may know its words.
    law.set(3, text(List.of("onion", "butter", "pepper"), 600, new SplittableRandom(9)));
    EmbeddingJudge judge =
        EmbeddingJudge.trainer(new LetterPairs(64))
            .text("law", law)
            .text("code", texts(CODE, 40, 600, 2))
            .tryOnNgramTexts(true)
            .train();

    assertThat(judge.heldOut()).hasSize(200).doesNotHaveDuplicates();
    assertThat(documents(judge)).hasSize(200).doesNotHaveDuplicates();
    assertThat(judge.heldOut()).map(LabelledText::text).doesNotContainAnyElementsOf(law);
    List<Integer> kitchen =
        IntStream.range(0, 200)
            .filter(i -> judge.heldOut().get(i).text().contains("onion"))
            .boxed()
            .toList();
    assertThat(kitchen).isNotEmpty().allMatch(i -> judge.heldOutDocument(i) % 5 == 3);
    assertThat(IntStream.range(0, 200).filter(i -> placedRightly(judge, i)).count())
        .isGreaterThan(160);
    assertThatThrownBy(() -> trainer().ngramTexts(4).tryOnNgramTexts(true).train())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("there are 4 of each domain; set ngramTexts to 5 or more");
    assertThatThrownBy(() -> trainer().declineUnlike(0.01).tryOnNgramTexts(true).train())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("there are 0 of each domain");
    assertThatThrownBy(() -> trainer().ngramTexts(Integer.MAX_VALUE).train())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("ngramTexts is 2147483647; with 2 domains it must be 214748364 or less");
  }

  private static boolean placedRightly(EmbeddingJudge judge, int i) {
    LabelledText text = judge.heldOut().get(i);
    return judge.classifyHeldOut(i, text.text()).orElseThrow().weight(text.domain()) > 0.5;
  }

  @Test
  void fewTextsAreCutIntoBlocks() {
    EmbeddingJudge judge =
        EmbeddingJudge.trainer(new LetterPairs(64))
            .text("law", texts(LAW, 1, 10_000, 1))
            .text("code", texts(CODE, 1, 10_000, 2))
            .train();

    assertThat(judge.heldOut()).hasSizeBetween(40, 42);
    // One text may hold a thousand documents.
    assertThat(documents(judge)).doesNotHaveDuplicates();
  }

  private static List<Integer> documents(EmbeddingJudge judge) {
    return IntStream.range(0, judge.heldOut().size()).mapToObj(judge::heldOutDocument).toList();
  }

  @Test
  void blocksOfOneDocumentCountAsOneAndAreJudgedWithoutEachOther() {
    List<String> law = texts(LAW, 8, 2_000, 1);
    // One document of law is code by every letter: its blocks must not vouch for each other.
    law.set(3, text(CODE, 2_000, new SplittableRandom(9)));
    EmbeddingJudge judge =
        EmbeddingJudge.trainer(new LetterPairs(64))
            .text("law", law)
            .text("code", texts(CODE, 40, 600, 2))
            .train();

    assertThat(documents(judge)).isSorted();
    assertThat(documents(judge).stream().distinct()).hasSize(48);
    List<Integer> odd =
        IntStream.range(0, judge.heldOut().size())
            .filter(i -> judge.heldOutDocument(i) == 3)
            .boxed()
            .toList();
    assertThat(odd).hasSizeGreaterThan(3);
    assertThat(odd)
        .allSatisfy(
            i ->
                assertThat(
                        judge
                            .classifyHeldOut(i, judge.heldOut().get(i).text())
                            .orElseThrow()
                            .weight("law"))
                    .isLessThan(0.5));
    assertThatThrownBy(() -> judge.heldOutDocument(judge.heldOut().size()))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void textsThatAreAllAlikeDoNotBreakIt() {
    EmbeddingJudge judge =
        EmbeddingJudge.trainer(new LetterPairs(64))
            .text("law", java.util.Collections.nCopies(30, "the court"))
            .text("code", java.util.Collections.nCopies(30, "int i = 0;"))
            .train();

    assertThat(judge.classify("the court").orElseThrow().weight("law")).isGreaterThan(0.9);
    assertThat(judge.classify("int i = 0;").orElseThrow().weight("code")).isGreaterThan(0.9);
  }

  @Test
  void declinesWhatIsUnlikeAllDomainsWhereAskedTo() {
    List<String> kitchen = List.of("onion", "butter", "pepper", "soup", "fry", "chop", "the", "is");
    EmbeddingJudge judge = trainer().declineUnlike(0.01).train();

    for (int length : new int[] {100, 400}) {
      List<String> foreign = texts(kitchen, 100, length, 5);
      assertThat(foreign).filteredOn(text -> judge.classify(text).isEmpty()).hasSizeGreaterThan(95);
      assertThat(foreign).allMatch(text -> trainer().train().classify(text).isPresent());
      assertThat(fresh(length))
          .filteredOn(text -> judge.classify(text.text()).isEmpty())
          .hasSizeLessThan(12);
    }
    assertThat(judge.heldOut())
        .filteredOn(
            text -> judge.classifyHeldOut(judge.heldOut().indexOf(text), text.text()).isEmpty())
        .hasSizeLessThan(8);
    assertThat(judge.toString()).contains("texts unlike all domains declined");
    assertThatThrownBy(() -> trainer().declineUnlike(0.6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("declineUnlike is 0.6; it must be 0 to 0.5");
  }

  @Test
  void errorsNameTheDomain() {
    EmbeddingModel model = new LetterPairs(8);

    assertThatThrownBy(() -> EmbeddingJudge.trainer(model).text("law", List.of("a b")).train())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1 domains have texts");
    assertThatThrownBy(() -> trainer().text("art", List.of("a b", " ")).train())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("domain 'art' has 1 texts or blocks");
    assertThatThrownBy(() -> trainer().textsPerDomain(4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4");
  }
}
