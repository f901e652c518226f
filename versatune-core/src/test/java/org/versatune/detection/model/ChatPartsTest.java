// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.internal.Json;

/** Labels, and what is read from a refusal. */
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
            "café",
            "cafe",
            "straße",
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
    // Other cases and forms of the same name.
    assertThat(odd.read("istanbul"))
        .isEqualTo(odd.read("İSTANBUL"))
        .isEqualTo(odd.read("İstanbul"));
    assertThat(odd.read("STRASSE")).isEqualTo(odd.read("straße"));
    assertThat(odd.read("CAFE\u0301")).isEqualTo(odd.read("café")).isNotEqualTo(odd.read("cafe"));
    assertThat(odd.read("law\u200B")).contains(0);
    assertThat(odd.read("{\"domain\":\"law\",\"domain\":\"C\"}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{json}", "<think>hm</think>law", "```", "{\"domain\":\"law\"}"})
  void aNameThatNoAnswerCouldBeReadAsIsRefused(String name) {
    assertThatThrownBy(() -> new ChatLabels(List.of("law", name)))
        .hasMessageContaining("cannot name a domain");
  }

  @ParameterizedTest
  @CsvSource({"law, LAW", "İstanbul, istanbul", "straße, STRASSE", "ﬁnance, finance", "ısı, isi"})
  void namesThatNoAnswerTellsApartAreRefused(String one, String other) {
    assertThatThrownBy(() -> new ChatLabels(List.of(one, other)))
        .hasMessageContaining("'" + one + "' and '" + other + "' apart; rename one");
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "400|{'error':{'code':'context_length_exceeded'}}|HTTP 400, context_length_exceeded",
        "400|{'error':{'code':'sk-123','type':'a b'}}|HTTP 400",
        "502|<html>|HTTP 502",
        "400|{'error':{'message':'sk-1: maximum context length is 9 tokens','code':400}}"
            + "|HTTP 400, context_length_exceeded",
        "400|[{'error':{'code':400,'message':'API key not valid.','status':'INVALID_ARGUMENT'}}]"
            + "|HTTP 400, INVALID_ARGUMENT, invalid_api_key",
        "404|{'error':'model ^sk-1^ not found'}|HTTP 404",
        "403|{'error':{'code':403,'message':'x','metadata':{'flagged_input':'secret'}}}"
            + "|HTTP 403, content_filter",
        "429|{'error':{'code':'insufficient_quota','type':'insufficient_quota'}}"
            + "|HTTP 429, insufficient_quota"
      })
  void saysTheWordsOfAnErrorAndNothingElseOfIt(int status, String body, String words) {
    assertThat(ErrorWords.of(status, body.replace('\'', '"'))).hasToString(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{'error':{'code':402,'message':'pay'}}|HTTP 200 with error 402",
        "{'error':{'code':'429','type':'rate_limit_error'}}|HTTP 200 with error 429, rate_limit_error",
        "{'error':{'code':'insufficient_quota'}}|HTTP 200 with error 402, insufficient_quota",
        "{'error':'model sk-1 not found'}|HTTP 200 with error 404, model_not_found",
        "{'error':{}}|HTTP 200 with error 500",
        "{'object':'error','code':400,'message':'context length'}"
            + "|HTTP 200 with error 400, context_length_exceeded",
        "{'choices':[{'error':{'code':502},'message':{'content':'law'}}]}|HTTP 200 with error 502"
      })
  void findsAnErrorInAnAnswerThatClaimsSuccess(String body, String words) {
    assertThat(ErrorWords.inside(bytes(body.replace('\'', '"'))).orElseThrow()).hasToString(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[{\"message\":{\"content\":\"law\"}}],\"error\":null}",
        "{\"choices\":[{\"message\":{\"content\":\"law\"}}],\"error\":{\"code\":0}}",
        "{\"message\":{\"content\":\"law\"},\"error\":\"\"}",
        "{\"choices\":[]}",
        "[]",
        "null",
        "<html>"
      })
  void findsNoErrorElsewhere(String body) {
    assertThat(ErrorWords.inside(bytes(body))).isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
