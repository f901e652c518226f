// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NgramLanguageModelTest {
  private static final long ALL = 1_000_000;

  @Test
  void givesTheProbabilitiesOfWittenAndBell() {
    NgramLanguageModel model = NgramLanguageModel.train(List.of("aab"), 2, ALL);
    // Alone: 3 bytes, 2 different. Behind the beginning: a once. Behind a: a once, b once.
    double a = (2 + 2 / 256.0) / 5;
    double b = (1 + 2 / 256.0) / 5;
    double first = (1 + 1 * a) / 2;
    double ab = (1 + 2 * b) / 4;

    assertThat(model.nats("ab")).isCloseTo(-Math.log(first) - Math.log(ab), within(1e-12));
    // After b nothing was ever read, so the byte's own frequency counts.
    assertThat(model.nats("abb") - model.nats("ab")).isCloseTo(-Math.log(b), within(1e-12));
    assertThat(NgramLanguageModel.train(List.of("aab"), 1, ALL).nats("b"))
        .isCloseTo(-Math.log(b), within(1e-12));
  }

  @Property(tries = 60)
  void probabilitiesOfAllNextBytesSumToOne(
      @ForAll @StringLength(min = 1, max = 60) String text,
      @ForAll @StringLength(max = 8) String before,
      @ForAll @IntRange(min = 1, max = 7) int length) {
    NgramLanguageModel model = NgramLanguageModel.train(List.of(text, "abcabd"), length, ALL);
    byte[] context = (text.substring(0, text.length() / 2) + before).getBytes(UTF_8);
    double without = model.nats(context);
    double sum = 0;
    for (int next = 0; next < 256; next++) {
      byte[] longer = Arrays.copyOf(context, context.length + 1);
      longer[context.length] = (byte) next;
      double p = Math.exp(without - model.nats(longer));
      assertThat(p).isPositive();
      sum += p;
    }

    assertThat(sum).isCloseTo(1, within(1e-9));
  }

  /** Counts every n-gram of every text in a map, as the formula reads. */
  private static double bySlowCounts(List<String> texts, int length, String asked) {
    Map<String, Map<Character, Integer>> following = new HashMap<>();
    for (String text : texts) {
      String marked = "\uFFFF".repeat(length) + bytes(text);
      for (int i = length; i < marked.length(); i++) {
        for (int n = 0; n < length; n++) {
          following
              .computeIfAbsent(marked.substring(i - n, i), unused -> new HashMap<>())
              .merge(marked.charAt(i), 1, Integer::sum);
        }
      }
    }
    String marked = "\uFFFF".repeat(length) + bytes(asked);
    double nats = 0;
    for (int i = length; i < marked.length(); i++) {
      double p = 1.0 / 256;
      for (int n = 0; n < length && following.containsKey(marked.substring(i - n, i)); n++) {
        Map<Character, Integer> counts =
            following.getOrDefault(marked.substring(i - n, i), Map.of());
        int all = counts.values().stream().mapToInt(c -> c).sum();
        int different = counts.size();
        p = (counts.getOrDefault(marked.charAt(i), 0) + different * p) / (all + different);
      }
      nats -= Math.log(p);
    }
    return nats;
  }

  private static String bytes(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  @Property(tries = 200)
  void countsAsTheFormulaReads(
      @ForAll @Size(min = 1, max = 5)
          List<@StringLength(max = 12) @Chars({'a', 'b', 'é', '漢'}) String> texts,
      @ForAll @StringLength(max = 12) @Chars({'a', 'b', 'é', '漢', 'x'}) String asked,
      @ForAll @IntRange(min = 1, max = 7) int length) {
    List<String> all = new ArrayList<>(texts);
    all.add("ab");

    assertThat(NgramLanguageModel.train(all, length, ALL).nats(asked))
        .isEqualTo(bySlowCounts(all, length, asked));
  }

  @Test
  void aTextIsCutAtTheByteHoweverLongItIs() {
    String smiles = "\uD83D\uDE00".repeat(1000);

    for (int most = 1; most < 10; most++) {
      assertThat(NgramLanguageModel.train(List.of(smiles), 3, most))
          .hasToString("3-gram model of " + most + " bytes");
      double cut = NgramLanguageModel.train(List.of(smiles), 3, most).nats(smiles);
      double whole =
          NgramLanguageModel.train(List.of("\uD83D\uDE00".repeat(5)), 3, most).nats(smiles);
      assertThat(cut).isEqualTo(whole);
    }
  }

  /** By what is allocated, since what is held depends on when garbage is collected. */
  @Test
  void takesFewBytesOfMemoryForAByteOfText() {
    StringBuilder random = new StringBuilder();
    SplittableRandom draws = new SplittableRandom(1);
    while (random.length() < 1_000_000) {
      random.append((char) (' ' + draws.nextInt(90)));
    }
    List<String> texts = List.of(random.toString());
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    NgramLanguageModel model = NgramLanguageModel.train(texts, 6, ALL);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    // Five bytes that it keeps and as many to sort. Random text has the most different n-grams: a
    // table of them took 96 million bytes.
    assertThat(allocated).isBetween(5_000_000L, 16_000_000L);
    assertThat(model.nats("abc")).isPositive();
  }

  @Test
  void knowsItsTextBetterByLongerNgramsAndOtherTextWorse() {
    String text = "the court upheld the verdict of the lower court. ".repeat(20);
    double last = Double.POSITIVE_INFINITY;
    for (int length = 1; length <= NgramLanguageModel.LONGEST; length += 2) {
      NgramLanguageModel model = NgramLanguageModel.train(List.of(text), length, ALL);
      double own = model.nats(text);
      assertThat(own).isLessThan(last);
      assertThat(model.nats("Zahlwörter 漢字 😀".repeat(70))).isFinite().isGreaterThan(own);
      last = own;
    }
  }

  @Test
  void readsNoMoreThanItMay() {
    NgramLanguageModel cut = NgramLanguageModel.train(List.of("abcdef", "xyz"), 3, 4);

    assertThat(cut.nats("efxyz"))
        .isEqualTo(NgramLanguageModel.train(List.of("abcd"), 3, ALL).nats("efxyz"));
    assertThat(cut).hasToString("3-gram model of 4 bytes");
  }

  @Test
  void writesTextsAsOftenAsItPredictsThem() {
    NgramLanguageModel model = NgramLanguageModel.train(List.of("abab", "ba", "bc"), 3, ALL);
    int texts = 40_000;
    Map<String, Long> counts =
        LongStream.range(0, texts)
            .mapToObj(seed -> model.write(2, seed))
            .collect(Collectors.groupingBy(text -> text, Collectors.counting()));

    for (String text : List.of("ab", "ba", "bc", "aa", "bb", "ac", "cb")) {
      double p = Math.exp(-model.nats(text));
      assertThat(counts.getOrDefault(text, 0L) / (double) texts)
          .as(text)
          .isCloseTo(p, within(4 * Math.sqrt(p * (1 - p) / texts)));
    }
    assertThat(model.write(200, 3))
        .isEqualTo(model.write(200, 3))
        .isNotEqualTo(model.write(200, 4));
  }

  @Test
  void writesTheWordsOfItsTextAndNoHalfACharacter() {
    NgramLanguageModel model =
        NgramLanguageModel.train(List.of("Grüße, 漢字 und 😀 aus Köln. ".repeat(50)), 7, ALL);
    for (int bytes = 1; bytes < 60; bytes++) {
      // The first byte may be the middle of a character, where n-grams know nothing yet.
      String text = model.write(bytes, bytes);
      assertThat(text).doesNotEndWith("\uFFFD").doesNotContainPattern(".\uFFFD");
      assertThat(text.replace("\uFFFD", "").getBytes(UTF_8))
          .hasSizeBetween(Math.max(0, bytes - 6), bytes);
    }
    assertThat(model.write(2_000, 1)).contains("Grüße", "漢字", "😀");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.write(0, 1))
        .withMessageContaining("bytes is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.write(Integer.MAX_VALUE, 1))
        .withMessageContaining("bytes is 2147483647; it must be 1 to 536870911");
  }

  @Test
  void yardsticksOfAllDomainsReadAsMuch() {
    ImmutableMap<String, TextLoss> models =
        NgramLanguageModel.trainEach(
            ImmutableMap.of("long", List.of("abc".repeat(100)), "short", List.of("xyz", "", "w")));

    assertThat(models.keySet()).containsExactly("long", "short");
    assertThat(models.values()).map(Object::toString).containsOnly("6-gram model of 4 bytes");
  }

  @Test
  void saysWhatIsWrongWithItsText() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NgramLanguageModel.train(List.of("", ""), 3, ALL))
        .withMessageContaining("no text");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NgramLanguageModel.trainEach(Map.of("law", List.of(""))))
        .withMessageContaining("'law'");
    for (int length : new int[] {0, 8}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> NgramLanguageModel.train(List.of("a"), length, ALL))
          .withMessageContaining(String.format(Locale.ROOT, "length is %d", length));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NgramLanguageModel.train(List.of("a"), 3, 0))
        .withMessageContaining("mostBytes is 0");
  }
}
