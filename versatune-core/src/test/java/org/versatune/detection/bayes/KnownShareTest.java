// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Doubles;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that a judge cannot read is declined, whatever the few words say that it knows. */
class KnownShareTest {
  private static final ImmutableList<String> UNREADABLE =
      ImmutableList.<String>builder()
          .add("国家尊重和保障人权，任何公民享有宪法和法律规定的权利，同时必须履行宪法和法律规定的义务。")
          .add("日本国民は、正当に選挙された国会における代表者を通じて行動し、この憲法を確定する。")
          .add("모든 국민은 인간으로서의 존엄과 가치를 가지며, 행복을 추구할 권리를 가진다.")
          .add("يولد جميع الناس أحرارا متساوين في الكرامة والحقوق، وقد وهبوا عقلا وضميرا.")
          .add("כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם. כולם חוננו בתבונה.")
          .add("มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ")
          .add("सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता प्राप्त है।")
          .add("ყველა ადამიანი იბადება თავისუფალი და თანასწორი თავისი ღირსებითა და უფლებებით.")
          .add("Բոլոր մարդիկ ծնվում են ազատ ու հավասար իրենց արժանապատվությամբ ու իրավունքներով։")
          .add("የሰው ልጅ ሁሉ ሲወለድ ነጻና በክብርና በመብትም እኩልነት ያለው ነው። የተፈጥሮ ማስተዋልና ሕሊና አለው።")
          .add(
              "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα.")
          .add("Все люди рождаются свободными и равными в своем достоинстве и правах.")
          .add("48151623421415926535897932384626433832795028841971693993751058209749")
          .add("4815 16234 21415 92653 58979, 32384.62643 38327 95028 84197 16939")
          .add(
              "😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏😐😑😒😓😔😕😖😗😘😙😚😛😜😝😞😟😠😡😢😣😤😥😦😧😨😩")
          .add(Base64.getEncoder().encodeToString(bytes(60)))
          .build();

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static NaiveBayesTrainer trainer(int characters) {
    NaiveBayesTrainer trainer = NaiveBayesClassifier.trainer();
    for (int j = 1; j <= 3; j++) {
      trainer.text("language " + j, texts(j, characters));
    }
    return trainer;
  }

  /** Many short texts, as each keeps to a few words. */
  private static ImmutableList<String> texts(int language, int characters) {
    int count = Math.max(20, characters / 2000);
    return Sentences.language(language).texts(count, characters / count, language);
  }

  /** The text plain, and with some 40 characters of a domain, an address and numbers inside. */
  private static Stream<String> withKnownPartsInside(String text, int language) {
    String words = Sentences.language(language).texts(1, 30, 77).get(0);
    int half = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2);
    String before = text.substring(0, half);
    String after = text.substring(half);
    String page = (text + "\n").repeat(5);
    return Stream.of(
        text,
        before + " http://www.example.com/index.html " + after,
        before + " john.smith@example.com, 12 Main Street 10001 " + after,
        page + words,
        page + words + page + "http://www." + words.strip().replace(' ', '.') + ".com/ 2024-01-15",
        words + page);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void declinesWhatItCannotReadWhateverIsInside(int ngramLength) {
    NaiveBayesClassifier learnt = trainer(40_000).ngramLength(ngramLength).train();
    NaiveBayesClassifier before =
        trainer(40_000).ngramLength(ngramLength).minimumKnownShare(0).train();
    int certain = 0;
    for (int language = 1; language <= 3; language++) {
      for (String unreadable : UNREADABLE) {
        for (String text : withKnownPartsInside(unreadable, language).toList()) {
          assertThat(learnt.classify(text)).as(text).isEmpty();
          certain +=
              before.classify(text).filter(p -> Doubles.max(p.toArray()) > 0.9).isPresent() ? 1 : 0;
        }
      }
    }
    assertThat(certain).isGreaterThan(100);
  }

  @ParameterizedTest
  @ValueSource(ints = {2_000, 10_000, 40_000, 200_000})
  void acceptsTextOfEveryDomainThatItHasNotSeen(int characters) {
    NaiveBayesClassifier classifier = trainer(characters).train();
    int declined = 0;
    int all = 0;
    for (int language = 1; language <= 3; language++) {
      for (int length : new int[] {30, 100, 400, 5_000}) {
        for (String text : Sentences.language(language).texts(100, length, 1_000 + length)) {
          declined += classifier.classify(text).isEmpty() ? 1 : 0;
          all++;
        }
      }
    }
    assertThat((double) declined / all).isLessThan(0.005);
  }

  @Test
  void readsADomainInAnotherScriptAndStillDeclinesAThird() {
    String chinese = UNREADABLE.get(0);
    List<String> pages = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      int from = random.nextInt(chinese.length() - 20);
      pages.add(chinese.substring(from, from + 20) + chinese.substring(0, from));
    }
    NaiveBayesClassifier classifier = trainer(40_000).text("Chinese", pages).train();

    assertThat(classifier.classify(chinese).orElseThrow().weight("Chinese")).isGreaterThan(0.9);
    String words = Sentences.language(1).texts(1, 30, 77).get(0);
    for (String other : UNREADABLE.subList(2, UNREADABLE.size())) {
      assertThat(classifier.classify(other.repeat(3) + words)).as(other).isEmpty();
    }
  }

  @Test
  void countsARepeatedSentenceOnceWhereThereIsLittleText() {
    NaiveBayesTrainer trainer = NaiveBayesClassifier.trainer();
    trainer.text("law", Collections.nCopies(200, "the court shall hear the parties"));
    trainer.text("code", Collections.nCopies(200, "for (i = 0; i < n; i++) return;"));
    NaiveBayesClassifier classifier = trainer.train();

    assertThat(classifier.minimumKnownShare("law", 30)).isCloseTo(0.5, within(1e-12));
    assertThat(classifier.classify("the parties shall hear the other court")).isPresent();
  }

  @Test
  void saysWhatItAsksFor() {
    NaiveBayesClassifier classifier = trainer(200_000).train();

    assertThat(classifier.minimumKnownShare("language 1", 400)).isBetween(0.6, 0.79);
    assertThat(classifier.minimumKnownShare("language 1", 25))
        .isLessThan(classifier.minimumKnownShare("language 1", 100));
    assertThat(classifier.minimumKnownShare("language 1", 1_000_000))
        .isCloseTo(classifier.minimumKnownShare("language 1", 400), within(0.01));
    assertThat(classifier.toString()).contains("of which a long text has at least ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> classifier.minimumKnownShare("language 4", 25))
        .withMessageContaining("language 4");
  }

  @Test
  void takesAShareThatIsGiven() {
    NaiveBayesTrainer half = trainer(10_000).ngramLength(1).minimumKnownShare(0.5);

    assertThat(half.train().minimumKnownShare("language 2", 7)).isCloseTo(0.5, within(1e-12));
    assertThat(half.train().classify("abcdЖЖЖЖ")).isPresent();
    assertThat(half.train().classify("abcdЖЖЖЖЖ")).isEmpty();
    assertThat(half.minimumKnownShare(0).train().classify("aЖЖЖЖЖЖЖЖ")).isPresent();
    assertThat(half.minimumKnownShare(1).train().classify("abcd")).isPresent();
    assertThat(half.minimumKnownShare(1).train().classify("abcdЖ")).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> half.minimumKnownShare(1.1))
        .withMessage("minimumKnownShare is 1.1; it must be 0 to 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> half.minimumKnownShare(Double.NaN))
        .withMessageContaining("minimumKnownShare is NaN");
  }

  @Property(tries = 200)
  void asksForMoreOfALongerText(
      @ForAll @DoubleRange(max = 0.8) double base,
      @ForAll @DoubleRange(max = 20) double perRoot,
      @ForAll @IntRange(min = 1, max = 1000) int longest,
      @ForAll @IntRange(max = 2000) int ngrams) {
    KnownShareLimit limit = new KnownShareLimit(base, perRoot, longest);

    assertThat(limit.at(ngrams)).isBetween(0.0, 1.0).isLessThanOrEqualTo(limit.at(ngrams + 1));
    assertThat(limit.at(longest + ngrams)).isEqualTo(limit.at(longest));
  }

  @Property(tries = 100)
  void aGivenShareIsTheLimitOfEveryLength(
      @ForAll @DoubleRange(max = 1) double share, @ForAll @IntRange(max = 2000) int ngrams) {
    assertThat(KnownShareLimit.fixed(share).at(ngrams)).isCloseTo(share, within(1e-12));
  }
}
