// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.internal.Json;

/** Labels, their probabilities, the cache, and what is read from a refusal. */
class ChatPartsTest {
  private static final ChatLabels LABELS = new ChatLabels(List.of("law", "science", "scripture"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "law",
        "Law",
        " LAW.\n",
        "**law**",
        "\"law\"",
        "`law`",
        "ｌａｗ",
        "{\"domain\": \"law\"}",
        "```json\n{\"domain\":\"LAW\"}\n```",
        "<think>science? no</think>\n\nlaw"
      })
  void readsALabelHoweverItIsWritten(String answer) {
    assertThat(LABELS.read(answer)).contains(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "It is law",
        "not law",
        "law or science",
        "lawyer",
        "Recht",
        "I cannot help with that.",
        "{\"domain\": \"la",
        "{\"domain\": \"law\", \"sure\": true}",
        "{\"label\": \"law\"}",
        "{\"domain\": 1}",
        "[\"law\"]",
        "<think>law"
      })
  void readsNothingElse(String answer) {
    assertThat(LABELS.read(answer)).isEmpty();
  }

  @Test
  void readsThatATextBelongsNowhere() {
    assertThat(LABELS.read("None of these.")).contains(3);
  }

  @Test
  void tellsNamesApartHoweverOddTheyAre() {
    List<String> answerable =
        List.of(
            "law",
            "lawful",
            "C",
            "C++",
            "C#",
            "İstanbul",
            "ısı",
            "🎮 games",
            "say \"hi\"",
            "a, b",
            ".NET",
            "domain",
            "x{y}");
    ChatLabels odd = new ChatLabels(answerable);
    for (int i = 0; i < answerable.size(); i++) {
      assertThat(odd.read(answerable.get(i))).contains(i);
      assertThat(odd.read("{\"domain\":" + Json.write(answerable.get(i)) + "}")).contains(i);
    }
    assertThat(odd.read("{\"domain\":\"{\\\"domain\\\":\\\"law\\\"}\"}")).isEmpty();
    assertThat(odd.read("law, lawful")).isEmpty();
    assertThat(odd.read("{\"domain\":\"law\",\"domain\":\"C\"}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{json}", "<think>hm</think>law", "```", "{\"domain\":\"law\"}"})
  void aNameThatNoAnswerCouldBeReadAsIsRefused(String name) {
    assertThatThrownBy(() -> new ChatLabels(List.of("law", name)))
        .hasMessageContaining("cannot name a domain");
  }

  @Test
  void anAnswerOfMegabytesOfBlanksIsReadLikeAnyOther() {
    String blanks = " \n".repeat(2_000_000);

    assertThat(LABELS.read("law" + blanks)).contains(0);
    assertThat(LABELS.read("law" + blanks + "x")).isEmpty();
    assertThat(LABELS.read("```" + blanks + "x```")).isEmpty();
    assertThat(LABELS.read("<think>" + blanks + "</think>law")).contains(0);
    assertThat(LABELS.read("{".repeat(1_000_000))).isEmpty();
  }

  private static TokenAlternatives token(String token, double p, Map<String, Double> others) {
    ImmutableMap.Builder<String, Double> logs = ImmutableMap.builder();
    others.forEach((other, q) -> logs.put(other, Math.log(q)));
    return new TokenAlternatives(token, Math.log(p), logs.buildOrThrow());
  }

  @Test
  void followsTheAnswerWhereTwoLabelsBeginAlike() {
    double[] p =
        new LabelProbabilities(LABELS.all())
            .of(
                "science",
                1,
                List.of(
                    token("sc", 0.8, Map.of("sc", 0.8, "law", 0.2)),
                    token("ience", 0.75, Map.of("ience", 0.75, "ripture", 0.25))))
            .orElseThrow();

    assertThat(p).containsExactly(new double[] {0.2, 0.6, 0.2, 0}, within(1e-12));
  }

  @Test
  void sharesABranchThatFitsSeveralLabelsAndLeavesOutWhatFitsNone() {
    double[] p =
        new LabelProbabilities(LABELS.all())
            .of("law", 0, List.of(token("law", 0.5, Map.of("s", 0.3, "The", 0.2))))
            .orElseThrow();

    assertThat(p).containsExactly(new double[] {0.625, 0.1875, 0.1875, 0}, within(1e-12));
  }

  @Test
  void findsTheLabelInsideOfStructuredAnswersAndBehindThoughts() {
    double[] p =
        new LabelProbabilities(LABELS.all())
            .of(
                "{\"domain\":\"law\"}",
                0,
                List.of(
                    token("law? ", 0.1, Map.of("science", 0.9)),
                    token("{\"", 1, Map.of()),
                    token("domain", 1, Map.of()),
                    token("\":\"law", 0.7, Map.of("\":\"science", 0.2, "\":\"none", 0.1)),
                    token("\"}", 1, Map.of())))
            .orElseThrow();

    assertThat(p).containsExactly(new double[] {0.7, 0.2, 0, 0.1}, within(1e-12));
  }

  @Test
  void givesNothingWhereTheTokensAreNotTheAnswer() {
    LabelProbabilities probabilities = new LabelProbabilities(LABELS.all());

    assertThat(probabilities.of("law", 0, List.of())).isEmpty();
    assertThat(probabilities.of("law", 0, List.of(token("science", 1, Map.of())))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2000",
    "0.25, 250",
    "0, 0",
    "-5, 0",
    "'Wed, 21 Oct 2015 07:28:05 GMT', 5000",
    "'Wed, 21 Oct 2015 07:27:00 GMT', 0"
  })
  void readsHowLongToWait(String value, long millis) {
    assertThat(RetryAfter.of(headers(Map.of("Retry-After", value)), NOW))
        .contains(Duration.ofMillis(millis));
  }

  private static final Instant NOW = Instant.parse("2015-10-21T07:28:00Z");

  private static HttpHeaders headers(Map<String, String> values) {
    ImmutableMap.Builder<String, List<String>> lists = ImmutableMap.builder();
    values.forEach((name, value) -> lists.put(name, List.of(value)));
    return HttpHeaders.of(lists.buildOrThrow(), (name, value) -> true);
  }

  @Test
  void goesByTheClockOfTheServerAndByMilliseconds() {
    assertThat(
            RetryAfter.of(
                headers(
                    Map.of(
                        "Retry-After", "Wed, 21 Oct 2015 07:28:05 GMT",
                        "Date", "Wed, 21 Oct 2015 07:27:55 GMT")),
                NOW))
        .contains(Duration.ofSeconds(10));
    assertThat(RetryAfter.of(headers(Map.of("retry-after-ms", "120", "retry-after", "1")), NOW))
        .contains(Duration.ofMillis(120));
    assertThat(RetryAfter.of(headers(Map.of("retry-after", "soon")), NOW)).isEmpty();
    assertThat(RetryAfter.of(headers(Map.of()), NOW)).isEmpty();
  }

  @Test
  void saysTheWordsOfAnErrorAndNothingElseOfIt() {
    assertThat(ErrorWords.of(400, bytes("{\"error\":{\"code\":\"context_length_exceeded\"}}")))
        .isEqualTo("HTTP 400, context_length_exceeded");
    assertThat(ErrorWords.of(400, bytes("{\"error\":{\"code\":\"sk-123\",\"type\":\"a b\"}}")))
        .isEqualTo("HTTP 400");
    assertThat(ErrorWords.of(502, bytes("<html>"))).isEqualTo("HTTP 502");
    assertThat(ErrorWords.isOurs("HTTP 400, context_length_exceeded")).isTrue();
    assertThat(ErrorWords.isOurs("HTTP 400, your key sk-1 is wrong")).isFalse();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ChatAnswer answer(double... weights) {
    return new ChatAnswer(
        ChatAnswer.Kind.LABEL,
        java.util.Arrays.stream(weights).boxed().collect(ImmutableList.toImmutableList()),
        true,
        10,
        2);
  }

  @Test
  void theCacheGivesBackWhatWasPut(@TempDir Path folder) {
    Path file = folder.resolve("new/cache.jsonl");
    ChatCache cache = new ChatCache(file, 2);
    cache.put("a", answer(1.0 / 3, 2.0 / 3));
    cache.put("b", new ChatAnswer(ChatAnswer.Kind.NONE, ImmutableList.of(), false, 1, 1));

    ChatCache read = new ChatCache(file, 2);
    assertThat(read.get("a")).contains(answer(1.0 / 3, 2.0 / 3));
    assertThat(read.get("b")).isEqualTo(cache.get("b")).isPresent();
    assertThat(read.get("c")).isEmpty();
    assertThat(new ChatCache(file, 3).get("a")).as("over other domains").isEmpty();
  }

  @Test
  void everyCutOfTheFileLosesTheLastLineAndTheNextOneIsWhole(@TempDir Path folder)
      throws IOException {
    Path whole = folder.resolve("whole.jsonl");
    ChatCache cache = new ChatCache(whole, 2);
    cache.put("a", answer(0.5, 0.5));
    long first = Files.size(whole);
    cache.put("b", answer(0.25, 0.75));
    byte[] bytes = Files.readAllBytes(whole);
    for (int cut = (int) first; cut < bytes.length; cut++) {
      Path file = folder.resolve("cut" + cut + ".jsonl");
      Files.write(file, java.util.Arrays.copyOf(bytes, cut));
      ChatCache from = new ChatCache(file, 2);
      assertThat(from.get("a")).isPresent();
      assertThat(from.get("b").isPresent()).isEqualTo(cut == bytes.length - 1);
      from.put("c", answer(1, 0));
      assertThat(new ChatCache(file, 2).get("a")).isPresent();
      assertThat(new ChatCache(file, 2).get("c")).contains(answer(1, 0));
    }
  }

  @Test
  void aLineThatWasAlteredIsLeftOut(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("cache.jsonl");
    ChatCache cache = new ChatCache(file, 2);
    cache.put("a", answer(0.5, 0.5));
    cache.put("b", answer(0.25, 0.75));
    Files.writeString(file, Files.readString(file).replace("0.25", "0.35"));

    assertThat(new ChatCache(file, 2).get("a")).isPresent();
    assertThat(new ChatCache(file, 2).get("b")).isEqualTo(Optional.empty());
  }

  @Test
  void anotherKindOfFileIsNotAppendedTo(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("texts.jsonl");
    Files.writeString(file, "{\"text\":\"mine\"}\n{\"text\":\"too\"}\n", StandardOpenOption.CREATE);

    assertThatThrownBy(() -> new ChatCache(file, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("texts.jsonl holds 2 lines and none of them is a judgement");
    assertThat(Files.readString(file)).hasLineCount(2);
    assertThatThrownBy(() -> new ChatCache(folder, 2))
        .hasMessageContaining("cannot use the cache of judgements")
        .hasMessageContaining("a folder");
  }
}
