// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.DomainDistribution;

class WrittenTextsTest {
  @TempDir Path folder;

  private Path file(String... lines) throws IOException {
    return Files.write(folder.resolve("samples.jsonl"), List.of(lines));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"one\"",
        "{\"text\":\"one\"}",
        "{\"prompt\":\"\",\"text\":[\"one\"]}",
        "{\"prompt\":\"p\",\"response\":\"one\",\"index\":3}",
        "{\"prompt\":\"p \",\"generated_text\":\"p one\"}",
        "[{\"generated_text\":\"one\"}]",
        "{\"instruction\":\"i\",\"input\":\"\",\"output\":\"one\"}",
        "{\"request_id\":\"0\",\"prompt\":\"\",\"prompt_token_ids\":[1],"
            + "\"outputs\":[{\"index\":0,\"text\":\"one\",\"token_ids\":[5,6]}],\"finished\":true}",
        "{\"id\":\"c\",\"choices\":[{\"index\":0,\"text\":\"one\",\"finish_reason\":\"stop\"}]}",
        "{\"custom_id\":\"r\",\"response\":{\"status_code\":200,\"body\":{\"choices\":"
            + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"one\"}}]}}}",
        "{\"completion\":\"one\",\"score\":0.5,\"ok\":true,\"x\":null}"
      })
  void readsTheFormsOfSamplers(String line) throws IOException {
    assertThat(WrittenTexts.read(file(line)).texts()).containsExactly("one");
  }

  @Test
  void readsSeveralOutputsOfALineInTheirOrderAndSkipsBlankLines() throws IOException {
    WrittenTexts texts =
        WrittenTexts.read(
            file(
                "\uFEFF{\"outputs\":[\"a\",\"\"]}",
                "",
                "{\"outputs\":[{\"text\":\"c\"}]}\r",
                "  "));

    assertThat(texts.texts()).containsExactly("a", "", "c");
    assertThat(texts.prompted()).isZero();
  }

  @Test
  void saysHowManyHadAPrompt() throws IOException {
    assertThat(
            WrittenTexts.read(
                    file(
                        "{\"prompt\":\"Say:\",\"response\":\"a\"}",
                        "{\"prompt\":\" \",\"response\":\"b\"}"))
                .prompted())
        .isEqualTo(1);
  }

  @Test
  void unpacksAndReadsAFieldOfAnotherName() throws IOException {
    Path packed = folder.resolve("samples.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write("{\"resps\":[[\"a\"]],\"text\":\"x\"}\n".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(WrittenTexts.read(packed, "resps").texts()).containsExactly("a");
    assertThatThrownBy(() -> WrittenTexts.read(packed, "resp"))
        .hasMessageContaining("line 1 has no field 'resp'; it has [resps, text]");
  }

  @Test
  void namesFileAndLineAndQuotesNoText() throws IOException {
    for (String bad :
        List.of(
            "{\"text\":\"Secret",
            "Secret words",
            "{\"Secret\":1}{",
            "{\"text\":1}",
            "3",
            "null",
            "{\"text\":\"Secret\",\"response\":\"Secret\"}",
            "{\"title\":\"Secret\"}",
            "[]",
            "{\"prompt\":\"\",\"outputs\":[]}",
            "{\"choices\":[]}",
            "[[],[[]]]",
            "{\"text\":\"Secret\",\"text\":\"Secret\"}")) {
      Path file = file("{\"text\":\"fine\"}", bad);
      assertThatThrownBy(() -> WrittenTexts.read(file))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("samples.jsonl, line 2")
          .hasMessageNotContaining("Secret")
          .hasNoCause();
    }
    Path noUtf8 = Files.write(folder.resolve("latin.jsonl"), new byte[] {'"', (byte) 0xE9, '"'});
    assertThatThrownBy(() -> WrittenTexts.read(noUtf8)).hasMessageContaining("not UTF-8");
    byte[] zstd = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 4};
    Path packed = Files.write(folder.resolve("texts.jsonl.zst"), zstd);
    assertThatThrownBy(() -> WrittenTexts.read(packed)).hasMessageContaining("packed with zstd");
    Path cut = Files.write(folder.resolve("cut.jsonl.gz"), new byte[] {0x1F, (byte) 0x8B, 8, 0});
    assertThatThrownBy(() -> WrittenTexts.read(cut)).hasMessageContaining("cut short or damaged");
    assertThatThrownBy(() -> WrittenTexts.read(file())).hasMessageContaining("holds no text");
    assertThatThrownBy(() -> WrittenTexts.read(file("# only", "# comments")))
        .hasMessageContaining("line 1 is not JSON");
    assertThatThrownBy(() -> WrittenTexts.read(folder)).hasMessageContaining("a folder");
    assertThatThrownBy(() -> WrittenTexts.read(folder.resolve("none")))
        .hasMessageContaining("there is no");
  }

  @Test
  void leavesOutWhatTheModelDidNotWrite() throws IOException {
    WrittenTexts texts =
        WrittenTexts.read(
            file(
                "[{\"prompt\":\"The law\",\"generated_text\":\"The law says\"},"
                    + "{\"prompt\":\"A drug\",\"generated_text\":\"A drug heals\"}]",
                "{\"generated_text\":[{\"role\":\"user\",\"content\":\"Write!\"},"
                    + "{\"role\":\"assistant\",\"content\":\"written\"}]}",
                "[{\"role\":\"user\",\"content\":\"Write!\"}]",
                "{\"choices\":[{\"message\":{\"role\":\"model\",\"content\":\"more\"}}]}"));

    assertThat(texts.texts()).containsExactly(" says", " heals", "written", "more");
    assertThat(texts.prompted()).isEqualTo(3);
  }

  /** Judges by the first letter, and counts. */
  private static DomainClassifier judge(AtomicInteger calls) {
    return text -> {
      calls.incrementAndGet();
      return Optional.of(
          DomainDistribution.of(
              List.of("a", "b"), text.startsWith("a") ? 1 : 0, text.startsWith("a") ? 0 : 1));
    };
  }

  private static DomainDetector.Builder detector(TextGenerator texts, DomainClassifier judge) {
    return DomainDetector.builder().generator(texts).classifier(judge).domains("a", "b");
  }

  @Test
  void judgesEachTextOnceInTheOrderOfTheFileWhateverTheSeed() {
    WrittenTexts texts =
        WrittenTexts.of(
            IntStream.range(0, 12).mapToObj(i -> i % 3 == 0 ? "a" + i : "b" + i).toList());
    List<String> seen = new ArrayList<>();
    AtomicInteger calls = new AtomicInteger();
    Detection detection =
        detector(texts, judge(calls))
            .rounds(3)
            .samplesPerRound(texts.perRound(3))
            .seed(7)
            .onText(text -> seen.add(text.text()))
            .build()
            .detect();

    assertThat(seen).isEqualTo(texts.texts());
    assertThat(calls).hasValue(12);
    assertThat(detection.distribution().weight("a")).isEqualTo(1.0 / 3);
    assertThat(detection.provenance().generator()).startsWith("WrittenTexts{12 of ");
  }

  @Test
  void goesOnWithTheRoundThatFailed() {
    WrittenTexts texts = WrittenTexts.of(IntStream.range(0, 12).mapToObj(i -> "a" + i).toList());
    AtomicInteger calls = new AtomicInteger();
    DomainClassifier judge = judge(calls);
    DomainClassifier failing =
        text -> {
          if (text.equals("a6")) {
            throw new JudgeException("over", JudgeException.Scope.DETECTION);
          }
          return judge.classify(text);
        };
    List<DetectionProgress> kept = new ArrayList<>();
    assertThatThrownBy(
            () ->
                detector(texts, failing)
                    .rounds(3)
                    .samplesPerRound(4)
                    .threads(1)
                    .onJudgeFailure(JudgeFailurePolicy.DECLINE)
                    .declinedShare(1)
                    .onProgress(kept::add)
                    .build()
                    .detect())
        .isInstanceOf(DetectionException.class)
        .hasMessageContaining("round 2, text 2: the classifier failed: ");

    Detection rest =
        detector(texts, judge).rounds(3).samplesPerRound(4).build().resume(kept.get(1));
    assertThat(rest.accepted()).isEqualTo(12);
    assertThat(calls).hasValue(12);
  }

  @Test
  void tooFewTextsAreSaidBeforeAnythingIsJudged() {
    WrittenTexts texts = WrittenTexts.of(List.of("a", "b", "c"));

    assertThatThrownBy(
            () -> detector(texts, judge(new AtomicInteger())).rounds(2).samplesPerRound(2).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the list of texts holds 3 texts, and 2 rounds of 2 need 4");
    assertThatThrownBy(() -> texts.perRound(4)).hasMessageContaining("too few for 4 rounds");
    assertThatThrownBy(() -> texts.round(2, 2, 0)).hasMessageContaining("round 2");
    assertThatThrownBy(() -> WrittenTexts.of(List.of())).hasMessageContaining("holds no text");
  }
}
