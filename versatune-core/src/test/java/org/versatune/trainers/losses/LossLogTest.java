// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.versatune.Feedback;
import org.versatune.InvalidLossPolicy;
import org.versatune.VersaTune;
import org.versatune.trainers.losses.TrainerLogs.Evaluation;

class LossLogTest {
  private static final ImmutableList<String> DOMAINS = ImmutableList.of("law", "medicine", "code");
  private static final Feedback FIRST =
      Feedback.at(100).losses(ImmutableMap.of("law", 2.25, "medicine", 2.5, "code", 1.125));
  private static final Feedback SECOND =
      Feedback.at(200).losses(ImmutableMap.of("law", 2.125, "medicine", 2.375, "code", 1.0625));

  @TempDir private Path folder;

  static ImmutableList<String> forms() {
    return LossLog.forms();
  }

  private static Path golden(String name) {
    return Path.of("src/test/resources/org/versatune/trainers/losses").resolve(name);
  }

  private static LossLog log(String form, Path path) {
    return LossLog.builder(form, path).domains(DOMAINS).build();
  }

  /** The files of these folders are in the form that each trainer's sources write. */
  @ParameterizedTest
  @CsvSource({
    "huggingface, huggingface/trainer_state.json",
    "huggingface, huggingface",
    "llama-factory, llama-factory/trainer_state.json",
    "ms-swift, ms-swift/logging.jsonl",
    "ms-swift, ms-swift",
    "ms-swift, ms-swift-megatron/logging.jsonl",
    "nemo-automodel, nemo-automodel",
    "megatron-lm, megatron-lm/train.log",
    "megatron-lm, megatron-lm",
    "olmo-core, olmo-core",
    "plain, plain/losses.jsonl"
  })
  void readsWhatEachTrainerWrites(String form, String path) {
    assertThat(log(form, golden(path)).read()).containsExactly(FIRST, SECOND);
    assertThat(log(form, golden(path)).poll()).containsExactly(FIRST, SECOND);
  }

  @Test
  void readsLossesOfTrainingWhereAskedTo() {
    assertThat(log("ms-swift-train", golden("ms-swift")).read())
        .containsExactly(
            Feedback.at(100).losses(Map.of("law", 2.3, "medicine", 2.6, "code", 1.2)),
            Feedback.at(200).losses(Map.of("law", 2.3, "medicine", 2.6, "code", 1.2)));
  }

  @Test
  void aRunTakesTheReports() {
    try (VersaTune run = VersaTune.builder().domains(DOMAINS).build()) {
      log("plain", golden("plain/losses.jsonl")).read().forEach(run::report);

      assertThat(run.reportedStep()).isEqualTo(200);
    }
  }

  @Test
  void everyFormSaysHowItIsSwitchedOn() {
    assertThat(LossLog.forms())
        .hasSize(8)
        .allSatisfy(form -> assertThat(LossLog.howTo(form)).isNotBlank());
    assertThatThrownBy(() -> LossLog.howTo("axolotl"))
        .hasMessageContaining("'axolotl'")
        .hasMessageContaining("ms-swift");
  }

  /** Whatever the moment at which a growing log is looked at, each step comes once and whole. */
  @ParameterizedTest
  @MethodSource("forms")
  void aGrowingLogIsReadAtEveryByte(String form) throws IOException {
    List<Evaluation> all = new ArrayList<>();
    List<Feedback> expected = new ArrayList<>();
    Path whole = folder.resolve("whole");
    Path growing = folder.resolve("growing");
    Files.createDirectories(growing);
    LossLog log = log(form, TrainerLogs.path(form, growing));
    List<Feedback> read = new ArrayList<>();
    for (int step = 1; step <= 2; step++) {
      ImmutableMap<String, Double> losses =
          ImmutableMap.of("law", 2.0 / step, "medicine", 3.0 / step, "code", 1.0 / step);
      all.add(Evaluation.of(step * 100L, losses));
      expected.add(Feedback.at(step * 100L).losses(losses));
      TrainerLogs.write(form, whole, all);
      for (Path file : files(whole)) {
        byte[] bytes = Files.readAllBytes(file);
        Path copy = growing.resolve(String.valueOf(file.getFileName()));
        int from =
            TrainerLogs.isRewritten(form) || !Files.exists(copy) ? 0 : (int) Files.size(copy);
        for (int length = from; length <= bytes.length; length++) {
          if (TrainerLogs.isRewritten(form)) {
            Files.write(copy, Arrays.copyOf(bytes, length));
          } else {
            Files.write(
                copy,
                Arrays.copyOfRange(bytes, from, length),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
            from = length;
          }
          read.addAll(log.poll());
        }
      }
      assertThat(read).isEqualTo(expected);
    }
    assertThat(log.read()).isEmpty();
    assertThat(log(form, TrainerLogs.path(form, growing)).read()).isEqualTo(expected);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void nothingIsThereYet() {
    for (String form : LossLog.forms()) {
      assertThat(log(form, folder.resolve("later/still")).poll()).isEmpty();
    }
  }

  @Test
  void theLastLineMayLackItsEnd() throws IOException {
    Path file = folder.resolve("a.jsonl");
    Files.writeString(
        file, line(100, 2.25, 2.5, 1.125) + "\r\n\n" + line(200, 2.125, 2.375, 1.0625));
    LossLog log = log("plain", file);

    assertThat(log.poll()).containsExactly(FIRST);
    assertThat(log.read()).containsExactly(SECOND);
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstLine() throws IOException {
    Path file = folder.resolve("a.jsonl");
    Files.writeString(file, "\uFEFF" + line(100, 2.25, 2.5, 1.125) + "\n");
    Path state = folder.resolve("trainer_state.json");
    Files.writeString(state, "\uFEFF" + Files.readString(golden("huggingface/trainer_state.json")));

    assertThat(log("plain", file).read()).containsExactly(FIRST);
    assertThat(log("huggingface", state).read()).containsExactly(FIRST, SECOND);
  }

  private static String line(long step, double law, double medicine, double code) {
    return "{\"step\": "
        + step
        + ", \"losses\": {\"law\": "
        + law
        + ", \"medicine\": "
        + medicine
        + ", \"code\": "
        + code
        + "}}";
  }

  @Test
  void whatIsRepeatedCountsOnce() throws IOException {
    Path file = folder.resolve("a.jsonl");
    String first = line(100, 2.25, 2.5, 1.125) + "\n";
    Files.writeString(file, first + first + line(200, 2.125, 2.375, 1.0625) + "\n");

    assertThat(log("plain", file).read()).containsExactly(FIRST, SECOND);
  }

  @Test
  void aTrainerThatStartedAgainIsRefusedOrFollowed() throws IOException {
    Path file = folder.resolve("a.jsonl");
    Files.writeString(file, line(100, 2.25, 2.5, 1.125) + "\n" + line(200, 9, 9, 9) + "\n");
    LossLog follows = LossLog.builder("plain", file).domains(DOMAINS).restarts().build();
    LossLog refuses = log("plain", file);
    assertThat(follows.poll()).hasSize(2);
    assertThat(refuses.poll()).hasSize(2);
    // From the checkpoint of step 100 on, other losses this time.
    append(file, line(150, 3, 3, 3) + "\n" + line(200, 2.125, 2.375, 1.0625) + "\n");
    append(file, line(300, 1, 1, 1) + "\n");

    assertThat(follows.poll()).extracting(Feedback::step).containsExactly(300L);
    assertThatThrownBy(refuses::poll)
        .hasMessageContaining(file + ", line 3")
        .hasMessageContaining("step 150 comes after step 200")
        .hasMessageContaining("restarts()");
    assertThatThrownBy(refuses::poll).as("again").hasMessageContaining("line 3");
    assertThat(LossLog.builder("plain", file).domains(DOMAINS).restarts().build().read())
        .as("the later lines count")
        .extracting(Feedback::step)
        .containsExactly(100L, 150L, 200L, 300L);
    assertThat(LossLog.builder("plain", file).domains(DOMAINS).restarts().build().read())
        .contains(SECOND);
  }

  private static void append(Path file, String text) throws IOException {
    Files.write(file, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
  }

  @Test
  void aFileThatIsCutIsNoticed() throws IOException {
    Path file = folder.resolve("a.jsonl");
    Files.writeString(file, line(100, 2.25, 2.5, 1.125) + "\n" + line(200, 9, 9, 9) + "\n");
    LossLog follows = LossLog.builder("plain", file).domains(DOMAINS).restarts().build();
    LossLog refuses = log("plain", file);
    assertThat(follows.poll()).hasSize(2);
    assertThat(refuses.poll()).hasSize(2);
    Files.writeString(file, line(300, 1, 1, 1) + "\n");

    assertThatThrownBy(refuses::poll)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("after line 2")
        .hasMessageContaining("restarts()");
    assertThat(follows.poll()).extracting(Feedback::step).containsExactly(300L);
  }

  @Test
  void aFileThatIsReplacedByALongerOneIsNoticed() throws IOException {
    Path file = folder.resolve("a.jsonl");
    Files.writeString(file, line(100, 2.25, 2.5, 1.125) + "\n");
    LossLog log = log("plain", file);
    assertThat(log.poll()).hasSize(1);
    Files.writeString(
        file, line(101, 2.25, 2.5, 1.125) + "\n" + line(200, 2.125, 2.375, 1.0625) + "\n");

    assertThatThrownBy(log::poll).hasMessageContaining("written anew");
  }

  @Test
  void namesOfTheTrainerAreTranslatedOrPassedOver() throws IOException {
    Path file = folder.resolve("a.jsonl");
    Files.writeString(
        file,
        "{\"step\": 100, \"losses\": {\"legal_eval\": 2.25, \"code\": 1.125, \"medicine\": 2.5,"
            + " \"probe\": NaN}}\n");

    assertThat(
            LossLog.builder("plain", file)
                .domains(DOMAINS)
                .names(Map.of("legal_eval", "law"))
                .ignore(List.of("probe"))
                .build()
                .read())
        .containsExactly(FIRST);
    assertThatThrownBy(
            () ->
                LossLog.builder("plain", file)
                    .domains(DOMAINS)
                    .names(Map.of("legal_eval", "laws"))
                    .build())
        .hasMessageContaining("'laws'");
    assertThatThrownBy(
            () ->
                LossLog.builder("plain", file)
                    .domains(DOMAINS)
                    .names(Map.of("a", "law", "b", "law"))
                    .build())
        .hasMessageContaining("'law' has two names");
    assertThatThrownBy(() -> LossLog.builder("plain", file).build())
        .hasMessageContaining("domains");
  }

  @Test
  void stepsThatAreNotWantedArePassedOver() throws IOException {
    Path file = folder.resolve("a.jsonl");
    Files.writeString(
        file,
        "{\"step\": 50, \"losses\": {\"law\": NaN}}\n"
            + "{\"step\": 60, \"losses\": {\"other\": 1}}\n"
            + line(100, 2.25, 2.5, 1.125)
            + "\n");

    assertThat(
            LossLog.builder("plain", file)
                .domains(DOMAINS)
                .steps(step -> step == 100)
                .build()
                .read())
        .containsExactly(FIRST);
  }

  @Test
  void whatCannotBeUsedIsSkippedByPolicy() throws IOException {
    Path file = folder.resolve("a.jsonl");
    Files.writeString(
        file,
        "{\"step\": 50, \"losses\": {\"law\": NaN, \"medicine\": 1, \"code\": 1}}\n"
            + "{\"step\": 60, \"losses\": {\"law\": 1}}\n"
            + line(100, 2.25, 2.5, 1.125)
            + "\n");

    assertThat(
            LossLog.builder("plain", file)
                .domains(DOMAINS)
                .onInvalidLoss(InvalidLossPolicy.SKIP)
                .build()
                .read())
        .containsExactly(FIRST);
  }

  @Test
  void theLatestCheckpointIsRead() throws IOException {
    for (int step : new int[] {9, 100, 20}) {
      Path checkpoint = Files.createDirectories(folder.resolve("checkpoint-" + step));
      Path state =
          TrainerLogs.write(
              "huggingface",
              checkpoint,
              List.of(Evaluation.of(step, Map.of("law", 1.0, "medicine", 1.0, "code", 1.0))));
      Files.setLastModifiedTime(state, java.nio.file.attribute.FileTime.fromMillis(1000L * step));
    }

    assertThat(log("huggingface", folder).read()).extracting(Feedback::step).containsExactly(100L);
  }
}
