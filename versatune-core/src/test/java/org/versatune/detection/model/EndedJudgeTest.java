// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.THROWABLE;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.detection.DetectionException;
import org.versatune.detection.DomainDetector;
import org.versatune.detection.JudgeException;
import org.versatune.detection.model.ChatServer.Reply;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.SoleWriter;

/** A judge that is interrupted, closed, or out of means while it judges. */
class EndedJudgeTest {
  /** What came of a text on a thread of its own. */
  private static CompletableFuture<Object> judged(
      ChatModelJudge judge, String text, List<Thread> threads) {
    CompletableFuture<Object> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(judge.classify(text));
              } catch (RuntimeException e) {
                result.complete(e);
              }
            });
    threads.add(thread);
    thread.start();
    return result;
  }

  @Test
  void whereTheThreadThatAsksIsInterruptedAnotherOneAsksInItsPlace() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (ChatServer server =
            new ChatServer(
                (text, n, again) -> {
                  asked.countDown();
                  return n == 0 ? Reply.says("code").heldBack() : Reply.says("law");
                });
        ChatModelJudge judge = ChatServer.judge(server.openAi().build()).build()) {
      List<Thread> threads = new ArrayList<>();
      CompletableFuture<Object> first = judged(judge, "text", threads);
      assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
      CompletableFuture<Object> second = judged(judge, "text", threads);
      long start = System.nanoTime();
      while (threads.get(1).getState() != Thread.State.WAITING) {
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.MINUTES.toNanos(1));
        Thread.onSpinWait();
      }
      threads.get(0).interrupt();

      assertThat(first.get(1, TimeUnit.MINUTES))
          .asInstanceOf(THROWABLE)
          .hasMessageContaining("interrupted");
      assertThat(second.get(1, TimeUnit.MINUTES)).asString().contains("law");
      assertThat(server.calls()).isEqualTo(2);
    }
  }

  @Test
  void aJudgeThatIsClosedEndsItsCallsAndGivesTheCacheBack(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("cache.jsonl");
    CountDownLatch asked = new CountDownLatch(1);
    try (ChatServer server =
        new ChatServer(
            (text, n, again) -> {
              if (text.equals("known")) {
                return Reply.says("law");
              }
              asked.countDown();
              return Reply.says("law").heldBack();
            })) {
      ChatModelJudge judge = ChatServer.judge(server.openAi().build()).cache(file).build();
      assertThat(judge.classify("known")).isPresent();
      CompletableFuture<Object> underWay = judged(judge, "text", new ArrayList<>());
      assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
      judge.close();
      judge.close();

      assertThat(underWay.get(1, TimeUnit.MINUTES))
          .isInstanceOfSatisfying(
              JudgeException.class,
              e -> assertThat(e.scope()).isEqualTo(JudgeException.Scope.DETECTION))
          .asInstanceOf(THROWABLE)
          .hasMessageContaining("the judge was closed");
      assertThat(judge.classify("known")).isPresent();
      assertThatThrownBy(() -> judge.classify("new")).hasMessageContaining("the judge was closed");
      SoleWriter.of(AtomicFiles.target(file), "the cache").close();
    }
  }

  /** The answer came, and before it was kept the last judge was closed. */
  @Test
  void anAnswerThatComesAfterTheCacheWasGivenBackIsNotWritten(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("cache.jsonl");
    ChatAnswer answer =
        new ChatAnswer(ChatAnswer.Kind.LABEL, ImmutableList.of(0.5, 0.5), true, 10, 2);
    ChatCache one = ChatCache.open(file, "judge");
    ChatCache two = ChatCache.open(file, "judge");
    one.put("a", answer, "judge");
    one.close();
    one.put("b", answer, "judge"); // A judge that shares it has it still.
    two.close();
    byte[] before = Files.readAllBytes(file);

    try (SoleWriter other = SoleWriter.of(AtomicFiles.target(file), "the cache")) {
      assertThatThrownBy(() -> two.put("c", answer, "judge"))
          .isInstanceOfSatisfying(
              JudgeException.class,
              e -> assertThat(e.scope()).isEqualTo(JudgeException.Scope.DETECTION))
          .hasMessageContaining("the judge was closed before an answer came");
      assertThat(other).isNotNull();
    }
    assertThat(file).hasBinaryContent(before);
    assertThat(two.get("b", 2)).contains(answer);
    assertThat(two.get("c", 2)).isEmpty();
  }

  /** Budgets of nothing: what is in the cache is judged, and the first call ends the detection. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 5})
  void aBudgetOfFewCallsMakesNoMore(int most, @TempDir Path folder) throws Exception {
    Path file = folder.resolve("cache.jsonl");
    try (ChatServer server = new ChatServer((text, n, again) -> Reply.says("law"))) {
      try (ChatModelJudge judge =
          ChatServer.judge(server.openAi().build()).cache(file).mostCalls(most).build()) {
        assertThatThrownBy(
                () ->
                    DomainDetector.builder()
                        .generator(
                            (count, seed) ->
                                ImmutableList.of("a", "b", "c", "d", "e", "f", "g", "h"))
                        .classifier(judge)
                        .domains(judge.domains())
                        .rounds(1)
                        .samplesPerRound(8)
                        .threads(8)
                        .build()
                        .detect())
            .isInstanceOf(DetectionException.class)
            .hasMessageContaining(most + " of " + most + " calls are made; raise mostCalls")
            .satisfies(
                e ->
                    assertThat(Throwables.getCausalChain(e))
                        .hasAtLeastOneElementOfType(JudgeException.class));
      }
      assertThat(server.calls()).isEqualTo(most);
      try (ChatModelJudge judge =
          ChatServer.judge(server.openAi().build()).cache(file).mostCalls(8 - most).build()) {
        for (String text : List.of("a", "b", "c", "d", "e", "f", "g", "h")) {
          assertThat(judge.classify(text)).isPresent();
        }
      }
      assertThat(server.calls()).isEqualTo(8);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 100})
  void aBudgetOfFewTokensMakesNoCall(long most) throws Exception {
    try (ChatServer server = new ChatServer((text, n, again) -> Reply.says("law"));
        ChatModelJudge judge = ChatServer.judge(server.openAi().build()).mostTokens(most).build()) {
      assertThatThrownBy(() -> judge.classify("text"))
          .hasMessageContaining("0 of " + most + " tokens are used")
          .hasMessageContaining("raise mostTokens");
      assertThat(judge.classify(" ")).isEqualTo(Optional.empty());
      assertThat(server.calls()).isZero();
    }
  }
}
