// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.DomainDistribution;
import org.versatune.detection.DetectionException;
import org.versatune.detection.DomainDetector;
import org.versatune.detection.JudgeException;
import org.versatune.detection.JudgeFailurePolicy;
import org.versatune.detection.model.ChatServer.Reply;

/** How calls are repeated, limited, counted and given up. */
class ChatCallsTest {
  private static final class TestClock implements CallClock {
    final AtomicLong now = new AtomicLong();

    @Override
    public long nanos() {
      return now.get();
    }

    @Override
    public void sleep(long nanos) {
      now.addAndGet(nanos);
    }
  }

  private static DomainDistribution hard(String domain) {
    return DomainDistribution.of(
        ImmutableMap.of(
            "law", domain.equals("law") ? 1 : 0,
            "medicine", domain.equals("medicine") ? 1 : 0,
            "code", domain.equals("code") ? 1 : 0));
  }

  @Test
  void asksOnceForTextsThatComeTwiceAtTheSameTime() throws Exception {
    try (ChatServer server = new ChatServer((text, n, again) -> Reply.says("law").heldBack())) {
      ChatModelJudge judge = ChatServer.judge(server.openAi().build()).build();
      List<CompletableFuture<Object>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        CompletableFuture<Object> one = new CompletableFuture<>();
        all.add(one);
        new Thread(() -> one.complete(judge.classify("the same"))).start();
      }
      server.released.countDown();
      for (CompletableFuture<Object> one : all) {
        assertThat(one.get()).isEqualTo(java.util.Optional.of(hard("law")));
      }
      assertThat(server.calls()).isEqualTo(1);
      assertThat(judge.progress().fromCache()).isEqualTo(7);
    }
  }

  @Test
  void waitsAsLongAsTheServerAsksAndAllCallsDo() throws IOException {
    TestClock clock = new TestClock();
    try (ChatServer server =
        new ChatServer(
            (text, n, again) ->
                n == 0 && text.equals("a")
                    ? Reply.status(429, "").header("Retry-After", "37")
                    : Reply.says("law"))) {
      ChatModelJudge judge = ChatServer.judge(server.openAi().build()).clock(clock).build();

      assertThat(judge.classify("a")).isPresent();
      assertThat(clock.now).hasValue(Duration.ofSeconds(37).toNanos());
      assertThat(judge.progress().repeated()).isEqualTo(1);
    }
  }

  @Test
  void aServerThatAsksForNoPauseAndRefusesAgainIsLeftAloneForLongerAndLonger() throws IOException {
    TestClock clock = new TestClock();
    try (ChatServer server =
        new ChatServer((text, n, again) -> Reply.status(429, "").header("Retry-After", "0"))) {
      ChatModelJudge judge =
          ChatServer.judge(server.openAi().build())
              .clock(clock)
              .retries(3, Duration.ofSeconds(1))
              .mostTokens(400)
              .build();

      assertThatThrownBy(() -> judge.classify("a"))
          .hasMessageContaining("failed 4 times")
          .hasMessageContaining("HTTP 429");
      assertThat(clock.now.get())
          .isBetween(Duration.ofSeconds(3).toNanos(), Duration.ofSeconds(6).toNanos());
    }
  }

  @Test
  void doesNotWaitForHoursAndSaysSo() throws IOException {
    try (ChatServer server =
        new ChatServer((text, n, again) -> Reply.status(429, "").header("Retry-After", "7200"))) {
      ChatModelJudge judge = ChatServer.judge(server.openAi().build()).build();

      assertThatThrownBy(() -> judge.classify("a"))
          .isInstanceOfSatisfying(
              JudgeException.class,
              e -> assertThat(e.scope()).isEqualTo(JudgeException.Scope.DETECTION))
          .hasMessageContaining("wait 2 h before")
          .hasMessageContaining("go on then");
    }
  }

  @Test
  void spacesCallsByTheRateLimit() throws IOException {
    TestClock clock = new TestClock();
    try (ChatServer server = new ChatServer((text, n, again) -> Reply.says("law"))) {
      ChatModelJudge judge =
          ChatServer.judge(server.openAi().build()).clock(clock).callsPerMinute(120).build();
      for (int i = 0; i < 5; i++) {
        assertThat(judge.classify("text " + i)).isPresent();
      }
      assertThat(clock.now).hasValue(Duration.ofSeconds(2).toNanos());
    }
  }

  @Test
  void pausesTwiceAsLongAfterEachFailureAndGivesUp() throws IOException {
    TestClock clock = new TestClock();
    try (ChatServer server = new ChatServer((text, n, again) -> Reply.status(500, ""))) {
      ChatModelJudge judge =
          ChatServer.judge(server.openAi().build())
              .clock(clock)
              .retries(3, Duration.ofSeconds(1))
              .build();

      assertThatThrownBy(() -> judge.classify("a"))
          .isInstanceOfSatisfying(
              JudgeException.class, e -> assertThat(e.scope()).isEqualTo(JudgeException.Scope.TEXT))
          .hasMessageContaining("failed 4 times")
          .hasMessageContaining("HTTP 500");
      assertThat(server.calls()).isEqualTo(4);
      assertThat(clock.now.get())
          .isBetween(Duration.ofMillis(3500).toNanos(), Duration.ofSeconds(7).toNanos());
    }
  }

  @Test
  void aWrongKeyStopsTheDetectionAtOnceWhateverThePolicy() throws IOException {
    String body =
        "{\"error\":{\"message\":\"Incorrect key "
            + ChatServer.KEY
            + "\","
            + "\"code\":\"invalid_api_key\",\"type\":\""
            + ChatServer.KEY
            + "\"}}";
    try (ChatServer server = new ChatServer((text, n, again) -> Reply.status(401, body))) {
      ChatModelJudge judge = ChatServer.judge(server.openAi().build()).build();

      assertThatThrownBy(
              () ->
                  DomainDetector.builder()
                      .generator(
                          (count, seed) ->
                              com.google.common.collect.ImmutableList.of("private words"))
                      .classifier(judge)
                      .domains(judge.domains())
                      .samplesPerRound(1)
                      .onJudgeFailure(JudgeFailurePolicy.DECLINE)
                      .declinedShare(1)
                      .build()
                      .detect())
          .isInstanceOf(DetectionException.class)
          .hasMessageContaining("HTTP 401, invalid_api_key")
          .hasMessageContaining("check the key")
          .satisfies(
              e -> {
                java.io.StringWriter trace = new java.io.StringWriter();
                e.printStackTrace(new java.io.PrintWriter(trace));
                assertThat(trace.toString()).doesNotContain(ChatServer.KEY, "private words");
              });
      assertThat(server.calls()).isEqualTo(1);
    }
  }

  @Test
  void aRefusedRequestIsNotRepeatedAndSaysWhatToSwitchOff() throws IOException {
    String body = "{\"error\":{\"param\":\"logprobs\",\"type\":\"invalid_request_error\"}}";
    try (ChatServer server = new ChatServer((text, n, again) -> Reply.status(400, body))) {
      assertThatThrownBy(() -> ChatServer.judge(server.openAi().build()).build().classify("a"))
          .hasMessageContaining("HTTP 400, invalid_request_error, logprobs")
          .hasMessageContaining("switch them off");
      assertThat(server.calls()).isEqualTo(1);
    }
  }

  @Test
  void leavesASlowServerAfterItsTimeAndTriesAgain() throws IOException {
    try (ChatServer server =
        new ChatServer(
            (text, n, again) -> n == 0 ? Reply.says("law").heldBack() : Reply.says("code"))) {
      ChatModelJudge judge =
          ChatServer.judge(server.openAi().build()).timeout(Duration.ofSeconds(3)).build();

      assertThat(judge.classify("a")).contains(hard("code"));
      assertThat(judge.progress().calls()).isEqualTo(2);
    }
  }

  @Test
  void keepsToTheBudgetOfCallsAndGoesOnFromTheCache(@TempDir Path folder) throws IOException {
    try (ChatServer server = new ChatServer((text, n, again) -> Reply.says("law"))) {
      Path cache = folder.resolve("cache.jsonl");
      ChatModelJudge judge =
          ChatServer.judge(server.openAi().build()).mostCalls(2).cache(cache).build();
      assertThat(judge.classify("a")).isPresent();
      assertThat(judge.classify("b")).isPresent();
      assertThat(judge.classify("a")).isPresent();

      assertThatThrownBy(() -> judge.classify("c"))
          .isInstanceOf(JudgeException.class)
          .hasMessageContaining("2 of 2 calls")
          .hasMessageContaining("raise mostCalls");
      assertThat(server.calls()).isEqualTo(2);

      judge.close();
      ChatModelJudge more = ChatServer.judge(server.openAi().build()).cache(cache).build();
      assertThat(more.classify("a")).isPresent();
      assertThat(more.classify("c")).isPresent();
      assertThat(server.calls()).isEqualTo(3);
    }
  }

  @Test
  void keepsToTheBudgetOfTokens() throws IOException {
    try (ChatServer server = new ChatServer((text, n, again) -> Reply.says("law"))) {
      ChatModelJudge judge = ChatServer.judge(server.openAi().build()).mostTokens(1000).build();
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 20; i++) {
                  assertThat(judge.classify("text " + i)).isPresent();
                }
              })
          .hasMessageContaining("of 1000 tokens")
          .hasMessageContaining("raise mostTokens");
      assertThat(server.calls() * 102).isLessThanOrEqualTo(1000);
      assertThat(server.calls()).isGreaterThan(3);
    }
  }

  @Test
  void saysTimeAndCostLeft() throws IOException {
    TestClock clock = new TestClock();
    List<ChatJudgeProgress> heard = new ArrayList<>();
    try (ChatServer server = new ChatServer((text, n, again) -> Reply.says("law"))) {
      ChatModelJudge judge =
          ChatServer.judge(server.openAi().build())
              .clock(clock)
              .callsPerMinute(60)
              .expectedTexts(11)
              .pricesPerMillionTokens(2, 10)
              .onProgress(heard::add)
              .build();
      for (int i = 0; i < 5; i++) {
        assertThat(judge.classify("text " + i)).isPresent();
      }
    }
    ChatJudgeProgress last = heard.get(4);
    assertThat(heard).hasSize(5);
    assertThat(last.elapsed()).isEqualTo(Duration.ofSeconds(4));
    assertThat(last.timeLeft()).contains(Duration.ofMillis(4800));
    assertThat(last.cost().orElseThrow()).isCloseTo(5 * (100 * 2e-6 + 2 * 10e-6), within(1e-12));
    assertThat(last.costLeft().orElseThrow()).isCloseTo(6 * 220e-6, within(1e-12));
    assertThat(last.toString()).contains("5 of 11 texts", "5 calls", "510 tokens", "left");
  }

  @Test
  void aCacheThatCannotBeWrittenEndsTheDetectionBeforeMoreIsPaidFor(@TempDir Path folder)
      throws IOException {
    try (ChatServer server = new ChatServer((text, n, again) -> Reply.says("law"))) {
      Path cache = folder.resolve("cache.jsonl");
      ChatModelJudge judge = ChatServer.judge(server.openAi().build()).cache(cache).build();
      assertThat(judge.classify("a")).isPresent();
      Files.delete(cache);
      Files.createDirectory(cache);

      assertThatThrownBy(() -> judge.classify("b"))
          .isInstanceOfSatisfying(
              JudgeException.class,
              e -> assertThat(e.scope()).isEqualTo(JudgeException.Scope.DETECTION))
          .hasMessageContaining("cannot append to the cache of judgements")
          .hasMessageContaining("a folder");
      assertThat(judge.classify("b")).as("its answer had come").isPresent();
      assertThat(server.calls()).isEqualTo(2);
    }
  }
}
