// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Throwables;
import dev.langchain4j.http.client.jdk.JdkHttpClientBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.Warnings;
import org.versatune.detection.JudgeException;
import org.versatune.detection.model.ChatServer.Reply;

/** Errors of servers, whatever status they come with: what is repeated, cut, declined or fatal. */
class RefusedCallsTest {
  private static final String TEXT = "Confidential text";
  private static final String MESSAGE = ",\"message\":\"" + ChatServer.KEY + " " + TEXT + "\"";

  private static Reply error(int status, String fields) {
    return Reply.status(status, "{\"error\":{" + fields.replace('\'', '"') + MESSAGE + "}}");
  }

  private static void isDiscreet(Throwable thrown) {
    assertThat(Throwables.getStackTraceAsString(thrown)).doesNotContain(ChatServer.KEY, TEXT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "200|'code':402|HTTP 200 with error 402|nothing left to spend",
        "200|'code':'insufficient_quota'|insufficient_quota|nothing left to spend",
        "429|'code':'insufficient_quota','type':'insufficient_quota'|HTTP 429|nothing left to spend",
        "429|'type':'exceeded_current_quota_error'|HTTP 429|nothing left to spend",
        "403|'code':'billing_not_active'|billing_not_active|nothing left to spend",
        "402|'code':402|HTTP 402|nothing left to spend",
        "200|'code':401|HTTP 200 with error 401|check the key",
        "200|'type':'authentication_error'|authentication_error|check the key",
        "401|'code':'invalid_api_key'|invalid_api_key|check the key",
        "403|'code':'x1'|HTTP 403|check the key",
        "404|'code':'model_not_found'|model_not_found|the model's name",
        "400|'code':'model_not_found'|HTTP 400, model_not_found|the model's name",
        "404|'code':'DeploymentNotFound'|DeploymentNotFound|the model's name"
      })
  void whatFailsForEveryTextStopsAtOnceAndKeepsWhatWasJudged(
      int status, String fields, String what, String remedy, @TempDir Path folder)
      throws IOException {
    Path cache = folder.resolve("cache.jsonl");
    try (ChatServer server =
        new ChatServer(
            (text, n, again) ->
                text.equals("before") || n > 0 ? Reply.says("law") : error(status, fields))) {
      try (ChatModelJudge judge = ChatServer.judge(server.openAi().build()).cache(cache).build()) {
        assertThat(judge.classify("before")).isPresent();
        assertThatThrownBy(() -> judge.classify(TEXT))
            .isInstanceOfSatisfying(
                JudgeException.class,
                e -> assertThat(e.scope()).isEqualTo(JudgeException.Scope.DETECTION))
            .hasMessageContaining(what)
            .hasMessageContaining(remedy)
            .hasMessageContaining("what was judged is in the cache")
            .satisfies(RefusedCallsTest::isDiscreet);
      }
      assertThat(server.calls()).as("nothing is repeated").isEqualTo(2);
      // The account was paid for.
      try (ChatModelJudge judge = ChatServer.judge(server.openAi().build()).cache(cache).build()) {
        assertThat(judge.classify("before")).isPresent();
        assertThat(judge.classify(TEXT)).isPresent();
        assertThat(judge.progress().calls()).isEqualTo(1);
      }
    }
  }

  /** What a client of LangChain4j passes on is the body, of which the words are read as well. */
  @Test
  void aQuotaThatIsUsedUpStopsWithLangChain4jsOwnClient() throws IOException {
    try (ChatServer server =
        new ChatServer((text, n, again) -> error(429, "'code':'insufficient_quota'"))) {
      var model = server.openAi().httpClientBuilder(new JdkHttpClientBuilder()).build();
      assertThatThrownBy(() -> ChatServer.judge(model).build().classify(TEXT))
          .hasMessageContaining("HTTP 429, insufficient_quota")
          .hasMessageContaining("nothing left to spend")
          .satisfies(RefusedCallsTest::isDiscreetMessage);
      assertThat(server.calls()).isEqualTo(1);
    }
  }

  private static void isDiscreetMessage(Throwable thrown) {
    assertThat(thrown.getMessage()).doesNotContain(ChatServer.KEY, TEXT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "200|'code':429",
        "200|'code':'rate_limit_exceeded'",
        "200|'code':503",
        "200|'type':'overloaded_error'",
        "200|'type':'server_error'",
        "429|'code':'rate_limit_exceeded'",
        "529|'type':'overloaded_error'"
      })
  void whatMayPassIsRepeated(int status, String fields) throws IOException {
    try (ChatServer server =
        new ChatServer((text, n, again) -> n < 2 ? error(status, fields) : Reply.says("law"))) {
      ChatModelJudge judge = ChatServer.judge(server.openAi().build()).build();
      assertThat(judge.classify(TEXT).orElseThrow().weight("law")).isEqualTo(1);
      assertThat(judge.progress().repeated()).isEqualTo(2);
    }
  }

  @Test
  void anErrorInsideOfAChoiceOrOfOllamaIsOneToo() throws IOException {
    String choice =
        "{\"choices\":[{\"error\":{\"code\":502"
            + MESSAGE
            + "},\"finish_reason\":\"error\",\"message\":{\"role\":\"assistant\",\"content\":\"law\"}}]}";
    try (ChatServer server =
        new ChatServer((text, n, again) -> n == 0 ? Reply.raw(choice) : Reply.says("code"))) {
      assertThat(
              ChatServer.judge(server.openAi().build())
                  .build()
                  .classify(TEXT)
                  .orElseThrow()
                  .weight("code"))
          .isEqualTo(1);
    }
    try (ChatServer server =
        new ChatServer(
            (text, n, again) ->
                Reply.raw("{\"error\":\"model '" + ChatServer.KEY + "' not found\"}"))) {
      assertThatThrownBy(() -> ChatServer.judge(server.ollama().build()).build().classify(TEXT))
          .hasMessageContaining("HTTP 200 with error 404, model_not_found")
          .hasMessageContaining("the model's name")
          .satisfies(RefusedCallsTest::isDiscreet);
      assertThat(server.calls()).isEqualTo(1);
    }
  }

  /** Answers of other programs: the message says what they are, not which exception they cause. */
  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "{}", "{\"choices\":null}", "{\"choices\":[]}", "<html>"})
  void anAnswerOfAnotherProgramIsSaid(String body) throws IOException {
    try (ChatServer server = new ChatServer((text, n, again) -> Reply.raw(body))) {
      assertThatThrownBy(
              () ->
                  ChatServer.judge(server.openAi().build())
                      .retries(1, Duration.ZERO)
                      .build()
                      .classify(TEXT))
          .hasMessageContaining(
              "failed 2 times, of late with an answer that is none of a chat model")
          .hasMessageContaining("check that the address is that of such an interface");
    }
  }

  @Test
  void aTextThatTheProviderFiltersIsDeclined() throws IOException {
    try (ChatServer server =
        new ChatServer(
            (text, n, again) ->
                text.equals(TEXT) ? error(400, "'code':'content_filter'") : Reply.says("law"))) {
      ChatModelJudge judge = ChatServer.judge(server.openAi().build()).build();
      assertThat(judge.classify(TEXT)).isEmpty();
      assertThat(judge.classify("another")).isPresent();
      assertThat(server.asked.get(TEXT)).hasValue(1);
      assertThat(server.asked).doesNotContainKey(TEXT + " (again)");
    }
  }

  private static List<String> warnings(Runnable action) {
    try (Warnings warnings = new Warnings(ChatModelJudge.class)) {
      action.run();
      return warnings.heard();
    }
  }

  /** A user whose texts are all declined learns why, once and without a text. */
  @ParameterizedTest
  @CsvSource({
    "'I think, law', length, cut off at the limit of tokens, 4",
    "'', stop, an answer was empty, 4",
    "'Confidential text', stop, was no name of a domain, 4",
    "law, content_filter, the provider refused a text, 2"
  })
  void whyTextsAreDeclinedIsSaidOnce(String content, String reason, String says, int calls)
      throws IOException {
    try (ChatServer server =
        new ChatServer((text, n, again) -> Reply.says(content).with("finish_reason", reason))) {
      ChatModelJudge judge = ChatServer.judge(server.openAi().build()).build();
      List<String> said =
          warnings(
              () -> {
                assertThat(judge.classify(TEXT)).isEmpty();
                assertThat(judge.classify("another")).isEmpty();
              });
      assertThat(said).singleElement().asString().contains(says).doesNotContain("Confidential");
      assertThat(server.calls()).isEqualTo(calls);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "400|{'error':{'code':'context_length_exceeded'}}",
        "400|{'object':'error','message':'maximum context length is 2048 tokens','code':400}",
        "400|{'error':{'message':'This model has a context length of 9, sk-1','code':400}}",
        "413|<html>Request Entity Too Large</html>",
        "500|{'error':{'message':'the request exceeds the available context size'}}",
        "200|{'error':{'code':'context_length_exceeded'}}"
      })
  void aTextThatIsTooLongForTheModelIsCutAndAWarningSaysSo(int status, String body)
      throws IOException {
    try (ChatServer server =
        new ChatServer(
            (text, n, again) ->
                text.length() > 300
                    ? Reply.status(status, body.replace('\'', '"'))
                    : Reply.says("law"))) {
      ChatModelJudge judge = ChatServer.judge(server.openAi().build()).mostTokens(3000).build();
      List<String> said =
          warnings(
              () -> {
                assertThat(judge.classify("a".repeat(1000))).isPresent();
                assertThat(judge.classify("b".repeat(900))).isPresent();
                assertThat(judge.classify("c".repeat(300))).isPresent();
              });
      assertThat(said.stream().filter(each -> each.contains("takes no text of"))).hasSize(1);
      assertThat(server.asked)
          .containsOnlyKeys(
              "a".repeat(1000),
              "a".repeat(500),
              "a".repeat(250),
              "b".repeat(900),
              "b".repeat(450),
              "b".repeat(225),
              "c".repeat(300));
      int calls = server.calls();
      assertThat(judge.classify("a".repeat(1000))).isPresent();
      assertThat(server.calls()).as("kept under the whole text").isEqualTo(calls);
    }
  }

  @Test
  void aQuestionThatIsTooLongWithoutAnyTextIsSaid() throws IOException {
    try (ChatServer server = new ChatServer((text, n, again) -> Reply.status(413, ""))) {
      assertThatThrownBy(
              () -> ChatServer.judge(server.openAi().build()).build().classify("a".repeat(4000)))
          .isInstanceOfSatisfying(
              JudgeException.class, e -> assertThat(e.scope()).isEqualTo(JudgeException.Scope.TEXT))
          .hasMessageContaining("HTTP 413")
          .hasMessageContaining("descriptions of the domains");
      assertThat(server.calls()).isLessThan(10);
    }
  }
}
