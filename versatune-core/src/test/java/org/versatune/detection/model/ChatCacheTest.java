// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.Warnings;
import org.versatune.detection.JudgeException;
import org.versatune.detection.model.ChatServer.Reply;
import org.versatune.internal.Json;

/**
 * The file of answers: what it gives back, what is none, who may write it, and what it survives.
 */
class ChatCacheTest {
  private static final String JUDGE = "0123456789abcdef";

  @TempDir private Path folder;

  private static ChatAnswer answer(double... weights) {
    return new ChatAnswer(
        ChatAnswer.Kind.LABEL,
        Arrays.stream(weights).boxed().collect(ImmutableList.toImmutableList()),
        true,
        10,
        2);
  }

  /** Puts answers into a file, and leaves it. */
  private static void put(Path file, Map<String, ChatAnswer> answers) {
    try (ChatCache cache = ChatCache.open(file, JUDGE)) {
      answers.forEach((key, answer) -> cache.put(key, answer, JUDGE));
    }
  }

  private static Optional<ChatAnswer> get(Path file, String key, int domains) {
    try (ChatCache cache = ChatCache.open(file, JUDGE)) {
      return cache.get(key, domains);
    }
  }

  private static List<String> warnings(Runnable action) {
    try (Warnings warnings = new Warnings(ChatCache.class)) {
      action.run();
      return warnings.heard();
    }
  }

  @Test
  void givesBackWhatWasPut() {
    Path file = folder.resolve("new/cache.jsonl");
    ChatAnswer none = new ChatAnswer(ChatAnswer.Kind.NONE, ImmutableList.of(), false, 1, 1);
    put(file, ImmutableMap.of("a", answer(1.0 / 3, 2.0 / 3), "b", none));

    assertThat(get(file, "a", 2)).contains(answer(1.0 / 3, 2.0 / 3));
    assertThat(get(file, "b", 2)).contains(none);
    assertThat(get(file, "c", 2)).isEmpty();
    assertThat(get(file, "a", 3)).as("over other domains").isEmpty();
    assertThat(folder.resolve("new/cache.jsonl.lock")).doesNotExist();
  }

  @Test
  void everyCutOfTheFileLosesTheLastLineAndTheNextOneIsWhole() throws IOException {
    Path whole = folder.resolve("whole.jsonl");
    put(whole, ImmutableMap.of("a", answer(0.5, 0.5)));
    long first = Files.size(whole);
    put(whole, ImmutableMap.of("b", answer(0.25, 0.75)));
    byte[] bytes = Files.readAllBytes(whole);
    // Every place around the ends of lines, and some between.
    int[] cuts =
        IntStream.range(0, bytes.length)
            .filter(i -> i % 17 == 0 || Math.abs(i - first) < 3 || i > bytes.length - 3)
            .toArray();
    for (int cut : cuts) {
      Path file = folder.resolve("cut" + cut + ".jsonl");
      Files.write(file, Arrays.copyOf(bytes, cut));
      boolean hasFirst = cut >= first - 1;
      assertThat(get(file, "a", 2).isPresent()).isEqualTo(hasFirst);
      assertThat(get(file, "b", 2).isPresent()).isEqualTo(cut == bytes.length - 1);
      put(file, ImmutableMap.of("c", answer(1, 0)));
      assertThat(get(file, "a", 2).isPresent()).isEqualTo(hasFirst);
      assertThat(get(file, "c", 2)).contains(answer(1, 0));
    }
  }

  @Test
  void aLineThatWasAlteredIsLeftOutAndAWarningSaysSo() throws IOException {
    Path file = folder.resolve("cache.jsonl");
    put(file, ImmutableMap.of("a", answer(0.5, 0.5), "b", answer(0.25, 0.75)));
    Files.writeString(file, Files.readString(file).replace("0.25", "0.35"));

    assertThat(warnings(() -> assertThat(get(file, "b", 2)).isEmpty()))
        .singleElement()
        .asString()
        .contains("1 lines of the cache");
    assertThat(get(file, "a", 2)).isPresent();
  }

  static List<byte[]> foreign() {
    String later = "{\"key\":\"k\",\"answers\":[1]}";
    return List.of(
        "{\"text\":\"mine\"}".getBytes(UTF_8),
        "{\"text\":\"mine\"}\n{\"text\":\"too\"}\n".getBytes(UTF_8),
        "{\"judgement\":\"law\",\"sum\":\"x\"}\n".getBytes(UTF_8),
        "[1, 2]\n".getBytes(UTF_8),
        "\"law\"".getBytes(UTF_8),
        "law,0.5\n".getBytes(UTF_8),
        "{\"model\":\"x\", \"layers".getBytes(UTF_8),
        new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0},
        new byte[500],
        new byte[3 << 20],
        ("{\"judgement\":" + later + ",\"sum\":\"" + ChatCache.sum(body(later)) + "\"}")
            .getBytes(UTF_8));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> body(String json) {
    return (Map<String, Object>) Json.read(json);
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void anotherKindOfFileIsRefusedAndLeftAsItIs(byte[] content) throws IOException {
    Path file = folder.resolve("other.jsonl");
    Files.write(file, content);

    assertThatThrownBy(() -> ChatCache.open(file, JUDGE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other.jsonl")
        .hasMessageContaining("name another file");
    assertThat(Files.readAllBytes(file)).isEqualTo(content);
    assertThat(folder.resolve("other.jsonl.lock")).as("nobody has it").doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/full", "/dev/null"})
  void aDeviceIsRefused(String device) {
    assumeTrue(Files.exists(Path.of(device)));

    assertThatThrownBy(() -> ChatCache.open(Path.of(device), JUDGE))
        .hasMessageContaining("cannot use the cache of judgements " + device)
        .hasMessageContaining("name a regular file");
  }

  @Test
  void aFolderIsRefused() throws IOException {
    assertThatThrownBy(() -> ChatCache.open(folder, JUDGE))
        .hasMessageContaining("cannot use the cache of judgements")
        .hasMessageContaining("a folder");
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> ChatCache.open(file.resolve("cache.jsonl"), JUDGE))
        .hasMessageContaining("is no folder");
  }

  @Test
  void aSecondJudgeOfTheProcessThatHasNoAnswerThereIsSaidToo() {
    Path file = folder.resolve("cache.jsonl");
    put(file, ImmutableMap.of("a", answer(0.5, 0.5)));
    try (ChatCache first = ChatCache.open(file, JUDGE)) {
      assertThat(warnings(() -> ChatCache.open(file, JUDGE).close())).isEmpty();
      assertThat(warnings(() -> ChatCache.open(file, "another judge's").close()))
          .singleElement()
          .asString()
          .contains("holds 1 answers and none to this judge");
      assertThat(first.get("a", 2)).isPresent();
    }
  }

  @Test
  void aCacheOfAnotherJudgeIsSaid() {
    Path file = folder.resolve("cache.jsonl");
    put(file, ImmutableMap.of("a", answer(0.5, 0.5)));

    assertThat(warnings(() -> ChatCache.open(file, "another judge's").close()))
        .singleElement()
        .asString()
        .contains("holds 1 answers and none to this judge", "every text is asked for");
    assertThat(warnings(() -> ChatCache.open(file, JUDGE).close())).isEmpty();
  }

  @Test
  void aLineOfTheVersionBeforeIsRead() throws IOException {
    Path file = folder.resolve("cache.jsonl");
    String body =
        "{\"key\":\"a\",\"kind\":\"LABEL\",\"weights\":[0.5,0.5],\"soft\":true,"
            + "\"inputTokens\":10,\"outputTokens\":2}";
    Files.writeString(
        file, "{\"judgement\":" + body + ",\"sum\":\"" + ChatCache.sum(body(body)) + "\"}\n");

    assertThat(get(file, "a", 2)).contains(answer(0.5, 0.5));
  }

  /**
   * Whatever bytes are altered: what is read is what was put, or is left out, or the file refused.
   */
  @Test
  void noDamageGivesAnotherAnswer() throws IOException {
    Path file = folder.resolve("cache.jsonl");
    put(file, ImmutableMap.of("a", answer(0.5, 0.5), "b", answer(0.25, 0.75)));
    byte[] whole = Files.readAllBytes(file);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 1000; i++) {
      byte[] damaged = whole.clone();
      for (int times = random.nextInt(1, 4); times > 0; times--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, damaged);
      try {
        ChatCacheLines lines = ChatCacheLines.read(file, file);
        lines
            .answers()
            .forEach(
                (key, kept) ->
                    assertThat(kept.answer())
                        .isEqualTo(key.equals("a") ? answer(0.5, 0.5) : answer(0.25, 0.75)));
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("name another file");
      }
    }
  }

  /** What becomes of the file while it is used. */
  enum Harm {
    DELETED,
    FOLDER_DELETED,
    EMPTIED,
    CUT,
    REPLACED
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatIsHarmedWhileItIsUsedGetsBackWhatItLost(Harm harm) throws IOException {
    Path file = folder.resolve("in/cache.jsonl");
    List<String> said;
    try (ChatCache cache = ChatCache.open(file, JUDGE)) {
      cache.put("a", answer(0.5, 0.5), JUDGE);
      long first = Files.size(file);
      cache.put("b", answer(0.25, 0.75), JUDGE);
      byte[] bytes = Files.readAllBytes(file);
      switch (harm) {
        case DELETED -> Files.delete(file);
        case FOLDER_DELETED -> {
          Files.delete(file);
          Files.deleteIfExists(folder.resolve("in/cache.jsonl.lock"));
          Files.delete(folder.resolve("in"));
        }
        case EMPTIED -> Files.write(file, new byte[0]);
        case CUT -> Files.write(file, Arrays.copyOf(bytes, (int) first + 5));
        case REPLACED -> {
          Files.delete(file);
          Files.write(folder.resolve("other"), Arrays.copyOf(bytes, (int) first));
          Files.move(folder.resolve("other"), file);
        }
      }
      said = warnings(() -> cache.put("c", answer(1, 0), JUDGE));
    }
    assertThat(said).singleElement().asString().contains("was deleted, cut, replaced");
    assertThat(get(file, "a", 2)).isPresent();
    assertThat(get(file, "b", 2)).isPresent();
    assertThat(get(file, "c", 2)).isPresent();
    assertThat(said.get(0)).contains(harm == Harm.CUT || harm == Harm.REPLACED ? "2 answers" : "3");
  }

  @Test
  void judgesOfOneProcessShareAFileUnderAnyName() throws IOException {
    Path file = folder.resolve("cache.jsonl");
    Path link = Files.createSymbolicLink(folder.resolve("link.jsonl"), file);
    try (ChatServer server = new ChatServer((text, n, again) -> Reply.says("law"));
        ChatModelJudge one = ChatServer.judge(server.openAi().build()).cache(file).build();
        ChatModelJudge two = ChatServer.judge(server.openAi().build()).cache(link).build()) {
      assertThat(one.classify("text")).isPresent();
      assertThat(two.classify("text")).isPresent();
      assertThat(server.calls()).isEqualTo(1);
    }
    assertThat(Files.readAllLines(file)).hasSize(1);
  }

  private static Process java(Path in, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(arguments));
    int program = command.indexOf("JAVA");
    command.set(program, Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        program + 1,
        List.of(
            "-XX:-UsePerfData",
            "-cp",
            System.getProperty("java.class.path"),
            ChatCacheTest.class.getName()));
    return new ProcessBuilder(command).redirectErrorStream(true).redirectInput(in.toFile()).start();
  }

  /** Judges texts in another process, and says what came of it. */
  public static void main(String[] arguments) {
    try (ChatModelJudge judge =
        ChatServer.judge(ChatServer.openAi(arguments[0]).build())
            .cache(Path.of(arguments[1]))
            .build()) {
      int judged = 0;
      for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
        judged += judge.classify("text " + i).isPresent() ? 1 : 0;
      }
      System.out.println("JUDGED " + judged);
    } catch (IllegalStateException e) {
      System.out.println("REFUSED " + e.getMessage());
    }
  }

  private static String output(Process process) throws IOException {
    try (BufferedReader reader = process.inputReader(UTF_8)) {
      return String.join("\n", reader.lines().toList());
    }
  }

  @Test
  void anotherProcessIsRefusedUntilTheJudgeIsClosed() throws Exception {
    Path file = folder.resolve("cache.jsonl");
    Path empty = Files.createFile(folder.resolve("empty"));
    try (ChatServer server = new ChatServer((text, n, again) -> Reply.says("law"))) {
      ChatModelJudge judge = ChatServer.judge(server.openAi().build()).cache(file).build();
      assertThat(judge.classify("text 0")).isPresent();
      String refused = output(java(empty, "JAVA", server.url(), file.toString(), "3"));
      assertThat(refused)
          .contains("REFUSED the cache of judgements " + file.toRealPath())
          .contains("process " + ProcessHandle.current().pid(), "close that run first");
      judge.close();
      judge.close();

      assertThat(output(java(empty, "JAVA", server.url(), file.toString(), "3")))
          .contains("JUDGED 3");
      assertThat(server.calls()).as("text 0 was known").isEqualTo(3);
    }
  }

  @Test
  void processesThatStartTogetherNeitherAskTwiceNorTearLines() throws Exception {
    Path file = folder.resolve("cache.jsonl");
    Path empty = Files.createFile(folder.resolve("empty"));
    try (ChatServer server = new ChatServer((text, n, again) -> Reply.says("law"))) {
      List<Process> all = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        all.add(java(empty, "JAVA", server.url(), file.toString(), "200"));
      }
      List<String> said = new ArrayList<>();
      for (Process process : all) {
        said.add(output(process));
      }
      assertThat(said).allMatch(each -> each.contains("JUDGED 200") || each.contains("REFUSED"));
      assertThat(said).anyMatch(each -> each.contains("JUDGED 200"));
      assertThat(server.calls()).isEqualTo(200);
      assertThat(server.answered.values()).allMatch(times -> times.get() == 1);
      try (ChatModelJudge judge =
          ChatServer.judge(server.openAi().build()).cache(file).mostCalls(0).build()) {
        assertThat(IntStream.range(0, 200)).allMatch(i -> judge.classify("text " + i).isPresent());
      }
    }
    assertThat(Files.readAllLines(file)).hasSize(200).allMatch(line -> line.endsWith("}"));
  }

  /** A limit of the system on the size of files stands for a disk that is full. */
  @Test
  void aFullDiskEndsTheDetectionAndNothingThatFittedIsLost() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")));
    Path file = folder.resolve("cache.jsonl");
    Path empty = Files.createFile(folder.resolve("empty"));
    try (ChatServer server = new ChatServer((text, n, again) -> Reply.says("law"))) {
      // The words of the system are in English then.
      String limited = "export LC_ALL=C.UTF-8; ulimit -f 2; exec \"$@\"";
      String said =
          output(
              java(
                  empty,
                  "/bin/bash",
                  "-c",
                  limited,
                  "bash",
                  "JAVA",
                  server.url(),
                  file.toString(),
                  "50"));
      assertThat(said).contains("REFUSED cannot append to the cache of judgements " + file);
      assertThat(said).contains("File too large");
      int calls = server.calls();
      assertThat(calls).isBetween(2, 20);
      try (ChatModelJudge judge = ChatServer.judge(server.openAi().build()).cache(file).build()) {
        for (int i = 0; i < calls; i++) {
          assertThat(judge.classify("text " + i)).isPresent();
        }
        assertThat(judge.progress().calls()).as("the one that did not fit").isLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void whatCouldNotBeWrittenIsWrittenWithTheNext() throws IOException {
    Path file = folder.resolve("cache.jsonl");
    try (ChatCache cache = ChatCache.open(file, JUDGE)) {
      cache.put("a", answer(0.5, 0.5), JUDGE);
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      Files.createDirectory(file);
      assertThatThrownBy(() -> cache.put("b", answer(0.25, 0.75), JUDGE))
          .isInstanceOf(JudgeException.class);
      Files.delete(file);
      Files.write(file, bytes);
      cache.put("c", answer(1, 0), JUDGE);
    }
    assertThat(get(file, "b", 2)).isPresent();
    assertThat(new String(Files.readAllBytes(file), ISO_8859_1)).hasLineCount(3);
  }
}
