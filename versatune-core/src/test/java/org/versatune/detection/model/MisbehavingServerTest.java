// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.detection.Detection;
import org.versatune.detection.DetectionProgress;
import org.versatune.detection.DomainClassifier;
import org.versatune.detection.DomainDetector;
import org.versatune.detection.model.ChatServer.Reply;
import org.versatune.processes.ChildProcess;

/** A judge over a server that does everything wrong that servers do, and a detection by it. */
class MisbehavingServerTest {
  private static final int TEXTS = 1000;
  private static final String SECRET = "Confidential";
  private static final ImmutableList<String> DOMAINS = ImmutableList.of("law", "medicine", "code");

  /** The text of a number: its domain is the number modulo three. */
  private static String text(int i) {
    return SECRET + " text number " + i + " about " + DOMAINS.get(i % 3) + "\nwith a second line";
  }

  private static ImmutableList<String> texts(int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(MisbehavingServerTest::text)
        .collect(ImmutableList.toImmutableList());
  }

  private static int number(String text) {
    return Integer.parseInt(text.split(" ", -1)[3]);
  }

  /** By number modulo 20, three texts apart: each mistake hits texts of every domain. */
  private static Reply misbehave(String text, int before, boolean again) {
    int i = number(text);
    String right = DOMAINS.get(i % 3);
    Reply good = Reply.says(right);
    String echo = "{\"error\":{\"message\":\"key " + ChatServer.KEY + " text " + SECRET + "\"}}";
    boolean first = before == 0;
    return switch (i % 20) {
      case 1 -> first ? Reply.status(429, echo).header("Retry-After", "0") : good;
      case 2 -> first ? Reply.status(429, echo).header("retry-after-ms", "2") : good;
      case 3 -> before < 3 ? Reply.status(429, echo) : good;
      case 4 -> before < 2 ? Reply.status(500, echo) : good;
      case 5 -> first ? good.cutOff() : good;
      case 6 -> first ? Reply.raw("<html>" + SECRET + " bad gateway</html>") : good;
      case 7 -> first ? Reply.raw("{\"choices\":[") : good;
      case 8 -> again ? good : Reply.says("It is about " + right + ".");
      case 9 -> Reply.says("sports");
      case 10 -> Reply.says("");
      case 11 -> Reply.says("").with("message.refusal", SECRET + " is nothing I can sort");
      case 12 -> Reply.says(" **" + right.toUpperCase(Locale.ROOT) + "**.");
      case 13 -> Reply.says("Rechtswissenschaft");
      case 14 -> again ? good : Reply.says(right).with("finish_reason", "length");
      case 15 -> Reply.says(ChatLabels.NONE);
      case 16 -> first ? Reply.raw("{\"choices\":[]}") : good;
      default -> good;
    };
  }

  /** Texts whose every answer is no label, and those that belong nowhere: 9, 10, 11, 13 and 15. */
  private static boolean isDeclined(int i) {
    int kind = i % 20;
    return kind == 9 || kind == 10 || kind == 11 || kind == 13 || kind == 15;
  }

  /** Texts whose first answer is no label: from 8 to 11, 13 and 14. */
  private static boolean isAskedTwice(int i) {
    int kind = i % 20;
    return (kind >= 8 && kind <= 11) || kind == 13 || kind == 14;
  }

  private static DomainDetector.Builder detector(DomainClassifier judge) {
    return DomainDetector.builder()
        .generator((count, seed) -> texts(0, count))
        .classifier(judge)
        .domains(DOMAINS)
        .rounds(1)
        .samplesPerRound(TEXTS)
        .declinedShare(0.3)
        .threads(16);
  }

  private static void eachAnsweredOnce(ChatServer server) {
    for (int i = 0; i < TEXTS; i++) {
      String text = text(i);
      assertThat(server.answered).as("text %s", i).containsKey(text);
      assertThat(server.answered.get(text)).as("text %s", i).hasValue(1);
      boolean twice = isAskedTwice(i);
      assertThat(server.answered.containsKey(text + " (again)")).as("text %s", i).isEqualTo(twice);
      if (twice) {
        assertThat(server.answered.get(text + " (again)")).as("text %s", i).hasValue(1);
      }
    }
  }

  private static void isRight(Detection detection) {
    long[] accepted = new long[3];
    long declined = 0;
    for (int i = 0; i < TEXTS; i++) {
      if (isDeclined(i)) {
        declined++;
      } else {
        accepted[i % 3]++;
      }
    }
    assertThat(detection.declined()).isEqualTo(declined).isEqualTo(250);
    assertThat(detection.failed()).isZero();
    assertThat(detection.topCounts().values())
        .containsExactly(accepted[0], accepted[1], accepted[2]);
    for (int j = 0; j < 3; j++) {
      assertThat(detection.distribution().weight(j)).isCloseTo(accepted[j] / 750.0, within(1e-12));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16})
  void judgesEachOfAThousandTextsOnceAndSaysNothingOfKeysOrTexts(int threads, @TempDir Path folder)
      throws IOException {
    List<String> said = new ArrayList<>();
    Handler handler = listening(said);
    Logger.getLogger("").addHandler(handler);
    Path cache = folder.resolve("cache.jsonl");
    try (ChatServer server = new ChatServer(MisbehavingServerTest::misbehave)) {
      ChatModelJudge judge = ChatServer.judge(server.openAi().build()).cache(cache).build();
      Detection first = detector(judge).threads(threads).build().detect();

      isRight(first);
      eachAnsweredOnce(server);
      assertThat(judge.progress().texts()).isEqualTo(TEXTS);
      assertThat(judge.progress().declined()).isEqualTo(250);
      assertThat(judge.progress().calls()).isEqualTo(server.calls());

      int calls = server.calls();
      judge.close();
      ChatModelJudge second = ChatServer.judge(server.openAi().build()).cache(cache).build();
      assertThat(detector(second).build().detect()).isEqualTo(first);
      assertThat(server.calls()).as("a second run makes no call").isEqualTo(calls);
      assertThat(second.progress().fromCache()).isEqualTo(TEXTS);
      second.close();
      said.add(judge + " " + judge.progress() + first + first.provenance());
    } finally {
      Logger.getLogger("").removeHandler(handler);
    }
    assertThat(Files.readString(cache)).doesNotContain(SECRET, ChatServer.KEY);
    assertThat(String.join("\n", said)).doesNotContain(SECRET, ChatServer.KEY);
  }

  private static Handler listening(List<String> said) {
    return new Handler() {
      @Override
      public void publish(LogRecord message) {
        said.add(message.getMessage() + message.getThrown());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  @Test
  void anErrorInTheMiddleLosesNoAnswerAndTheDetectionGoesOnFromIt(@TempDir Path folder)
      throws IOException {
    Path cache = folder.resolve("cache.jsonl");
    try (ChatServer server = new ChatServer(MisbehavingServerTest::misbehave)) {
      ChatModelJudge judge = ChatServer.judge(server.openAi().build()).cache(cache).build();
      AtomicInteger texts = new AtomicInteger();
      DomainClassifier dying =
          text -> {
            if (texts.incrementAndGet() == 400) {
              throw new OutOfMemoryError("for the test");
            }
            return judge.classify(text);
          };
      List<DetectionProgress> kept = new ArrayList<>();
      assertThatThrownBy(() -> detector(dying).onProgress(kept::add).build().detect())
          .isInstanceOf(OutOfMemoryError.class);

      judge.close();
      ChatModelJudge again = ChatServer.judge(server.openAi().build()).cache(cache).build();
      isRight(detector(again).build().resume(kept.get(kept.size() - 1)));
      eachAnsweredOnce(server);
    }
  }

  @Test
  void aKilledProcessLosesNoAnswerThatHadCome(@TempDir Path folder) throws Exception {
    Path cache = folder.resolve("cache.jsonl");
    // Text 300 and what follows get no answer before the process is killed.
    try (ChatServer server =
        new ChatServer(
            (text, before, again) -> {
              Reply reply = misbehave(text, before, again);
              return number(text) < 300 ? reply : reply.heldBack();
            })) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  MisbehavingServerTest.class.getName(),
                  server.url(),
                  cache.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("out.txt").toFile())
              .start();
      var unusedLimit = ChildProcess.limited(process);
      while (process.isAlive() && lines(cache) < answers(300)) {
        Thread.sleep(20);
      }
      assertThat(process.isAlive()).as(Files.readString(folder.resolve("out.txt"))).isTrue();
      var unusedCode = ChildProcess.exitCode(process.destroyForcibly());
      // The answers that were held back are asked for again: they had not come.
      server.released.countDown();

      ChatModelJudge judge = ChatServer.judge(server.openAi().build()).cache(cache).build();
      long before = calls(server, 300);
      isRight(detector(judge).build().detect());
      assertThat(calls(server, 300)).as("calls for what was judged").isEqualTo(before);
      assertThat(judge.progress().fromCache()).isEqualTo(300);
    }
  }

  /** How often the first texts were asked about. */
  private static long calls(ChatServer server, int texts) {
    return server.asked.entrySet().stream()
        .filter(entry -> number(entry.getKey()) < texts)
        .mapToLong(entry -> entry.getValue().get())
        .sum();
  }

  /** How many answers the first texts take: one each, and a second after no label. */
  private static long answers(int texts) {
    return texts + IntStream.range(0, texts).filter(MisbehavingServerTest::isAskedTwice).count();
  }

  private static long lines(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try (var lines = Files.lines(file)) {
      return lines.count();
    }
  }

  /** The process that is killed. */
  public static void main(String[] args) {
    ChatModelJudge judge =
        ChatServer.judge(ChatServer.openAi(args[0]).build())
            .cache(Path.of(args[1]))
            .timeout(Duration.ofMinutes(10))
            .build();
    Detection unused = detector(judge).build().detect();
  }
}
