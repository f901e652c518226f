// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.Warnings;
import org.versatune.detection.bayes.NaiveBayesClassifier;

class SecondOpinionTest {
  private static final ImmutableList<String> DOMAINS = ImmutableList.of("law", "code", "cooking");

  private static final ImmutableMap<String, String> WORDS =
      ImmutableMap.of(
          "law", "the court upheld dismissed appeal verdict plaintiff contract",
          "code", "public static void return null throws new int",
          "cooking", "stir boil salt pepper butter onion simmer serve");

  private static List<String> sentences(String domain, int count, long seed) {
    Random random = new Random(seed);
    List<String> words = List.of(requireNonNull(WORDS.get(domain)).split(" "));
    List<String> sentences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder sentence = new StringBuilder();
      for (int w = 0; w < 12; w++) {
        sentence.append(words.get(random.nextInt(words.size()))).append(' ');
      }
      sentences.add(sentence.toString());
    }
    return sentences;
  }

  private static ImmutableList<LabelledText> heldOut() {
    ImmutableList.Builder<LabelledText> texts = ImmutableList.builder();
    for (String domain : DOMAINS) {
      sentences(domain, 30, 1).forEach(text -> texts.add(new LabelledText(domain, text)));
    }
    return texts.build();
  }

  private static ImmutableMap<String, List<String>> training() {
    ImmutableMap.Builder<String, List<String>> texts = ImmutableMap.builder();
    DOMAINS.forEach(domain -> texts.put(domain, sentences(domain, 200, 2)));
    return texts.buildOrThrow();
  }

  /** An n-gram model that has read some sentences of each domain: what it knows is known. */
  private static NgramLanguageModel base(int law, int code, int cooking) {
    List<String> read = new ArrayList<>();
    read.addAll(sentences("law", law, 3));
    read.addAll(sentences("code", code, 3));
    read.addAll(sentences("cooking", cooking, 3));
    return NgramLanguageModel.train(read, 6, 10_000_000);
  }

  private static SecondOpinion opinion(TextLoss model) {
    return SecondOpinion.builder(heldOut())
        .model(model)
        .yardsticks(NgramLanguageModel.trainEach(training()))
        .measure();
  }

  private static Detection detection(int law, int code, int cooking) {
    var trainer = NaiveBayesClassifier.trainer();
    training().forEach(trainer::text);
    List<String> written = new ArrayList<>();
    written.addAll(sentences("law", law, 4));
    written.addAll(sentences("code", code, 4));
    written.addAll(sentences("cooking", cooking, 4));
    Collections.shuffle(written, new Random(5));
    return DomainDetector.builder()
        .generator(WrittenTexts.of(written))
        .classifier(trainer.train())
        .domains(DOMAINS)
        .rounds(4)
        .samplesPerRound(written.size() / 4)
        .build()
        .detect();
  }

  private static List<String> warnings(Runnable work) {
    try (Warnings warnings = new Warnings(Detection.class)) {
      work.run();
      return warnings.heard();
    }
  }

  @Test
  void ranksDomainsByHowMuchTheModelHasReadOfThem() {
    SecondOpinion opinion = opinion(base(300, 30, 2));

    assertThat(opinion.ranking()).containsExactly("law", "code", "cooking");
    assertThat(opinion.knowledge().keySet()).containsExactlyElementsOf(DOMAINS);
    DomainKnowledge law = requireNonNull(opinion.knowledge().get("law"));
    assertThat(law.texts()).isEqualTo(30);
    assertThat(law.knowledge()).isCloseTo(law.yardstickLoss() - law.modelLoss(), within(1e-12));
    assertThat(law.interval().contains(law.knowledge())).isTrue();
    assertThat(law.modelLoss()).isLessThan(law.byteEntropy());
    assertThat(opinion.toString()).startsWith("knowledge in nats/byte beside the yardstick: law ");
  }

  @Test
  void agreesWhereTheModelWritesWhatItKnows() {
    Detection detection = detection(300, 80, 20);
    List<Detection> both = new ArrayList<>();

    assertThat(warnings(() -> both.add(detection.withSecondOpinion(opinion(base(300, 30, 2))))))
        .isEmpty();
    assertThat(both.get(0).disagreements()).isEmpty();
    assertThat(both.get(0).secondOpinion()).isPresent();
    assertThat(both.get(0).distribution()).isEqualTo(detection.distribution());
    assertThat(both.get(0)).isNotEqualTo(detection);
    assertThat(both.get(0).toString())
        .contains("knowledge in nats/byte")
        .doesNotContain("disagree");
    assertThat(detection.disagreements()).isEmpty();
    assertThat(detection.secondOpinion()).isEmpty();
  }

  @Test
  void saysOnceWhereTheModelWritesWhatItKnowsLeast() {
    Detection detection = detection(20, 80, 300);
    List<Detection> both = new ArrayList<>();

    List<String> warnings =
        warnings(
            () -> {
              Detection with = detection.withSecondOpinion(opinion(base(300, 30, 2)));
              both.add(with);
              assertThat(with.disagreements()).isEqualTo(with.disagreements());
            });

    assertThat(both.get(0).disagreements().get(0))
        .satisfies(
            worst -> {
              assertThat(worst.domain()).isEqualTo("cooking");
              assertThat(worst.betterKnown()).contains("law");
              assertThat(worst.difference()).isGreaterThan(0.1);
            });
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("finds more of 'cooking' than of 'law'", "knows 'law' better");
    assertThat(both.get(0).toString()).contains(warnings.get(0));
  }

  @Test
  void aDomainThatIsWrittenAndNotKnownAtAllIsNamed() {
    // As if the model wrote law by heart and predicted none: every byte at 1 of 256.
    TextLoss knowsNoLaw =
        text ->
            text.contains("court") || text.contains("verdict") || text.contains("appeal")
                ? text.length() * Math.log(256)
                : text.length() * 0.5;

    assertThat(detection(300, 40, 40).withSecondOpinion(opinion(knowsNoLaw)).disagreements())
        .anySatisfy(
            found -> {
              assertThat(found.betterKnown()).isEmpty();
              assertThat(found.toString())
                  .contains("finds much of 'law'", "worse than the frequencies of its bytes");
            });
  }

  @Test
  void fewTextsAndCloseSharesAreNoDisagreement() {
    // The losses rank them the other way round, but neither the shares nor the losses are sure.
    assertThat(detection(20, 24, 24).withSecondOpinion(opinion(base(50, 40, 40))).disagreements())
        .isEmpty();
  }

  @Property(tries = 30)
  void swappingModelAndYardstickTurnsTheSign(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.1, max = 5) double scale) {
    TextLoss one = text -> scale * text.length() + (text.hashCode() & 0xFF) / 64.0;
    TextLoss other = text -> text.length() + (text.hashCode() >> 8 & 0xFF) / 64.0;
    SecondOpinion.Builder builder = SecondOpinion.builder(heldOut()).seed(seed);
    SecondOpinion there = builder.model(one).yardstick(other).measure();
    SecondOpinion back = builder.model(other).yardstick(one).measure();

    there
        .knowledge()
        .forEach(
            (domain, k) -> {
              DomainKnowledge turned = requireNonNull(back.knowledge().get(domain));
              assertThat(turned.knowledge()).isCloseTo(-k.knowledge(), within(1e-12));
              assertThat(turned.standardError()).isCloseTo(k.standardError(), within(1e-12));
              assertThat(turned.interval().lowerEndpoint())
                  .isCloseTo(-k.interval().upperEndpoint(), within(1e-9));
            });
    assertThat(builder.model(one).yardstick(other).measure())
        .isEqualTo(there)
        .hasSameHashCodeAs(there)
        .isNotEqualTo(back);
  }

  @Property(tries = 20)
  void aModelIsItsOwnYardstick(@ForAll @IntRange(min = 1, max = 400) int law) {
    TextLoss model = base(law, 10, 100);

    assertThat(
            SecondOpinion.builder(heldOut())
                .model(model)
                .yardstick(model)
                .resolution(0)
                .measure()
                .knowledge()
                .values())
        .allSatisfy(
            k -> {
              assertThat(k.knowledge()).isZero();
              assertThat(k.standardError()).isZero();
            });
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -1})
  void anImpossibleLossIsNamedWithoutTheText(double loss) {
    List<LabelledText> texts = new ArrayList<>(heldOut());
    texts.set(32, new LabelledText("code", "my secret"));

    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                SecondOpinion.builder(texts)
                    .model(text -> text.equals("my secret") ? loss : 1)
                    .yardstick(text -> 1)
                    .measure())
        .withMessageContaining("the model has a loss of " + loss)
        .withMessageContaining("text 2 of domain 'code'")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
  }

  @Test
  void saysWhatIsMissing() {
    SecondOpinion.Builder builder = SecondOpinion.builder(heldOut());
    assertThatIllegalStateException()
        .isThrownBy(builder::measure)
        .withMessageContaining("model(...)");
    assertThatIllegalStateException()
        .isThrownBy(builder.model(text -> 1)::measure)
        .withMessageContaining("yardsticks(NgramLanguageModel.trainEach(trainingTexts))");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.yardsticks(Map.of("law", text -> 1, "code", text -> 1)))
        .withMessageContaining("'cooking' has no yardstick");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.resolution(Double.NaN))
        .withMessageContaining("resolution is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.resolution(-1))
        .withMessageContaining("resolution is -1.0");
  }

  @Test
  void saysWhatIsWrongWithHeldOutTexts() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecondOpinion.builder(heldOut().subList(0, 34)))
        .withMessageContaining("domain 'code' has 4 held-out texts; give at least 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecondOpinion.builder(heldOut().subList(0, 30)))
        .withMessageContaining("two domains");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecondOpinion.builder(List.of(new LabelledText("law", ""))))
        .withMessageContaining("held-out text 0, of domain 'law', is empty");
    assertThatNullPointerException()
        .isThrownBy(() -> SecondOpinion.builder(Collections.singletonList(null)));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                detection(20, 20, 20)
                    .withSecondOpinion(
                        SecondOpinion.builder(heldOut().subList(0, 60))
                            .model(text -> 1)
                            .yardstick(text -> 1)
                            .measure()))
        .withMessageContaining("the second opinion is on [law, code] and the detection over");
  }
}
