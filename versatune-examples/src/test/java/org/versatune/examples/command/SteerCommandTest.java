// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.jerolba.carpet.CarpetWriter;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.versatune.Feedback;
import org.versatune.VersaTune;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;
import org.versatune.processes.ChildProcess;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunRecord;
import org.versatune.trainers.losses.LossLog;
import org.versatune.trainers.losses.TrainerLogs;

/** {@code versatune steer} with a stand-in for a trainer, in a process of its own each round. */
class SteerCommandTest {
  private static final int ROUNDS = 5;
  private static final long STEPS = 10;
  private static final int BATCH = 4;
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeRows() throws IOException {
    Files.createDirectories(folder.resolve("data/code"));
    StringBuilder law = new StringBuilder();
    for (int row = 0; row < 70; row++) {
      law.append("{\"source\": \"law\", \"text\": \"§ ").append(row).append("\"}\n");
    }
    Files.writeString(folder.resolve("data/law.jsonl"), law);
    StringBuilder code = new StringBuilder();
    for (int row = 0; row < 30; row++) {
      code.append("{\"source\":\"code\",\"text\":\"x = ").append(row).append("\"}\n");
    }
    Files.writeString(folder.resolve("data/code/rows.jsonl"), code);
  }

  private Path plan(String form, String stop) throws IOException {
    List<String> command =
        List.of(
            JAVA,
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            StandInTrainer.class.getName(),
            form,
            "{segment}",
            folder.resolve("out").toString(),
            "{step}",
            "{steps}",
            stop);
    Path plan = folder.resolve("versatune.yaml");
    Files.writeString(
        plan,
        Json.write(
            ImmutableMap.<String, Object>builder()
                .put("domains", ImmutableMap.of("law", "data/law.jsonl", "code", "data/code"))
                .put("referenceLosses", ImmutableMap.of("law", 1.2, "code", 1.1))
                .put("floor", 0.1)
                .put("seed", 5)
                .put("batch", BATCH)
                .put("steps", STEPS)
                .put("rounds", ROUNDS)
                .put("command", command)
                .put(
                    "losses",
                    ImmutableMap.of(
                        "form",
                        form,
                        "path",
                        TrainerLogs.path(form, folder.resolve("out")).toString()))
                .put("watch", ImmutableList.of("csv", "tensorboard", "report"))
                .buildOrThrow()));
    return plan;
  }

  private int versatune(String... arguments) {
    return Versatune.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  /** The weights that the library gives in process, after each report. */
  private static List<Map<String, Double>> inProcess() {
    List<Map<String, Double>> weights = new ArrayList<>();
    try (VersaTune run =
        VersaTune.builder()
            .domains("law", "code")
            .referenceLosses(ImmutableMap.of("law", 1.2, "code", 1.1))
            .floor(0.1)
            .seed(5)
            .build()) {
      for (int round = 1; round <= ROUNDS; round++) {
        run.plan((int) STEPS * BATCH);
        if (round == 1) {
          run.report(Feedback.at(0).losses(StandInTrainer.losses(Map.of())));
        }
        run.report(Feedback.at(round * STEPS).losses(StandInTrainer.losses(run.draws())));
        weights.add(run.weights().asMap());
      }
    }
    return weights;
  }

  private List<Map<String, Double>> recorded() {
    return RunRecord.read(folder.resolve("versatune/record.jsonl")).updates().stream()
        .filter(update -> update.step() > 0)
        .map(RecordedUpdate::weights)
        .map(weights -> (Map<String, Double>) weights.asMap())
        .toList();
  }

  static ImmutableList<String> forms() {
    return LossLog.forms();
  }

  /** The trainer of round 3 fails the first time; started again, everything comes out the same. */
  @ParameterizedTest
  @MethodSource("forms")
  void fiveRoundsGiveTheWeightsOfTheLibrary(String form) throws IOException {
    String plan = plan(form, "no").toString();
    assertThat(versatune("steer", "--config", plan)).as("%s", err).isZero();
    assertThat(recorded()).isEqualTo(inProcess());
    assertThat(out.toString()).contains("round 5 of 5", "left", "all 5 rounds are done");

    assertThat(versatune("steer", "--config", plan)).as("once more: nothing to do").isZero();
    assertThat(recorded()).isEqualTo(inProcess());
  }

  @ParameterizedTest
  @MethodSource("forms")
  void aTrainerThatFailsGoesOnWhenStartedAgain(String form) throws IOException {
    String plan = plan(form, "fail").toString();

    assertThat(versatune("steer", "--config", plan)).isEqualTo(1);
    assertThat(err.toString()).contains("round 3", "exit code 7", "trainer-00003.log");
    assertThat(versatune("steer", "--config", plan, "--json")).as("%s", err).isZero();

    assertThat(recorded()).isEqualTo(inProcess());
    JsonObject answer = JsonObject.read(out.toString().lines().reduce((a, b) -> b).orElseThrow());
    assertThat(answer.numbers("weights")).isEqualTo(inProcess().get(ROUNDS - 1));
  }

  @Test
  void composeAndUpdateDoTheSameByHand() throws IOException, InterruptedException {
    String plan = plan("plain", "no").toString();
    assertThat(versatune("update", "--config", plan)).as("nothing composed").isEqualTo(2);
    for (int round = 1; round <= ROUNDS; round++) {
      out.getBuffer().setLength(0);
      assertThat(versatune("compose", "--config", plan, "--json")).as("%s", err).isZero();
      JsonObject composed = JsonObject.read(out.toString());
      assertThat(composed.integer("round")).isEqualTo(round);
      String first = out.toString();
      out.getBuffer().setLength(0);
      assertThat(versatune("compose", "--config", plan, "--json")).isZero();
      assertThat(out.toString()).as("the same segment").isEqualTo(first);
      assertThat(versatune("update", "--config", plan)).as("not trained").isEqualTo(2);
      StandInTrainer.main(
          "plain",
          composed.text("segment"),
          folder.resolve("out").toString(),
          Long.toString(round * STEPS),
          Long.toString(STEPS),
          "no");
      assertThat(versatune("update", "--config", plan)).as("%s", err).isZero();
      assertThat(versatune("update", "--config", plan)).as("twice").isEqualTo(2);
    }
    assertThat(recorded()).isEqualTo(inProcess());
    out.getBuffer().setLength(0);
    assertThat(versatune("status", "--config", plan, "--json")).as("%s", err).isZero();
    JsonObject status = JsonObject.read(out.toString());
    assertThat(status.integer("roundsDone")).isEqualTo(ROUNDS);
    assertThat(status.numbers("weights")).isEqualTo(inProcess().get(ROUNDS - 1));
    out.getBuffer().setLength(0);
    assertThat(versatune("status", "--config", plan)).isZero();
    assertThat(out.toString()).contains("5 of 5 rounds done", "law", "code");
  }

  /** Steering and its trainer are killed in the middle of a round. */
  @Test
  void killedInTheMiddleItGoesOnWhereItWas() throws Exception {
    String plan = plan("megatron-lm", "wait").toString();
    Process steering =
        new ProcessBuilder(
                JAVA,
                "-cp",
                System.getProperty("java.class.path"),
                Versatune.class.getName(),
                "steer",
                "--config",
                plan)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("steer.txt").toFile())
            .start();
    var unusedLimit = ChildProcess.limited(steering);
    Path marker = folder.resolve("out/stopped");
    while (steering.isAlive() && !(Files.exists(marker) && Files.size(marker) > 0)) {
      Thread.sleep(20);
    }
    var unusedCode = ChildProcess.exitCode(steering.destroyForcibly());
    assertThat(marker).exists();

    assertThat(versatune("steer", "--config", plan)).as("the trainer still runs").isEqualTo(2);
    assertThat(err.toString()).contains("still runs");
    ProcessHandle trainer =
        ProcessHandle.of(Long.parseLong(Files.readString(marker))).orElseThrow();
    trainer.destroyForcibly();
    trainer.onExit().get(1, TimeUnit.MINUTES);
    assertThat(versatune("steer", "--config", plan)).as("%s", err).isZero();

    assertThat(recorded()).isEqualTo(inProcess());
  }

  /** A row as the users of Parquet have it. */
  public record Row(String text) {}

  @Test
  void parquetComesWithTheCommand() throws IOException {
    Files.delete(folder.resolve("data/law.jsonl"));
    try (OutputStream file = Files.newOutputStream(folder.resolve("data/law.parquet"));
        CarpetWriter<Row> writer = new CarpetWriter<>(file, Row.class)) {
      writer.write(new Row("§ 1"));
    }
    Path plan = folder.resolve("versatune.yaml");
    assertThat(versatune("init", folder.resolve("data").toString(), "--out", plan.toString()))
        .as("%s", err)
        .isZero();
    assertThat(versatune("compose", "--config", plan.toString())).as("%s", err).isZero();
    assertThat(Files.readAllLines(folder.resolve("versatune/current.jsonl")))
        .contains("{\"text\":\"§ 1\"}");
  }

  @Test
  void initWritesAPlanThatNamesTheDomains() throws IOException {
    Path plan = folder.resolve("versatune.yaml");

    assertThat(versatune("init", folder.resolve("data").toString(), "--out", plan.toString()))
        .as("%s", err)
        .isZero();

    assertThat(Files.readString(plan))
        .contains("\"code\": \"data/code\"   # 30 rows", "\"law\": \"data/law.jsonl\"   # 70 rows");
    assertThat(versatune("compose", "--config", plan.toString())).as("%s", err).isZero();
    assertThat(out.toString())
        .contains("again and again (code 53 times, law 22 times)", "epochCap");
    assertThat(versatune("init", folder.resolve("data").toString(), "--out", plan.toString()))
        .isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "llama-factory | --max_steps 50 | disable_shuffling",
        "llama-factory | --disable_shuffling true --ignore_data_skip true | ignore_data_skip",
        "llama-factory | --disable_shuffling true --max_steps 10 | 50",
        "llama-factory | disable_shuffling=true max_steps={step} | lr_scheduler_type",
        "llama-factory | disable_shuffling=true max_steps={step} lr_scheduler_type=cosine | cosine",
        "llama-factory | disable_shuffling=false max_steps=50 | 'disable_shuffling' is false in 'command'",
        "llama-factory | train.yaml | 'disable_shuffling' is false in FOLDER/train.yaml;",
        "ms-swift | --dataset_shuffle false | train_dataloader_shuffle",
        "trl | --train_sampling_strategy random | sequential",
        "axolotl | --shuffle_merged_datasets false | curriculum_sampling"
      })
  void settingsThatBreakTheOrderAreRefused(String trainer, String options, String says)
      throws IOException {
    Path plan = folder.resolve("versatune.yaml");
    Files.writeString(folder.resolve("train.yaml"), "disable_shuffling: false\nmax_steps: 50\n");
    List<String> command = new ArrayList<>(List.of("train"));
    command.addAll(List.of(options.split(" ")));
    Files.writeString(
        plan,
        Json.write(
            Map.of(
                "domains",
                Map.of("law", "data/law.jsonl"),
                "batch",
                4,
                "steps",
                10,
                "rounds",
                5,
                "trainer",
                trainer,
                "domainField",
                "channel",
                "command",
                command,
                "losses",
                Map.of("form", "plain", "path", "losses.jsonl"))));

    assertThat(versatune("steer", "--config", plan.toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains("error:")
        .contains(says.replace("FOLDER/", folder + File.separator));
    assertThat(folder.resolve("versatune")).doesNotExist();
  }

  /** The words in braces name the round; a trainer that would not end its round is warned of. */
  @Test
  @DisabledOnOs(OS.WINDOWS) // The trainer is a command of a Unix shell.
  void aRoundEndsByItsStep() throws IOException {
    for (String steps : new String[] {"{step}", "20"}) {
      Path home = folder.resolve("steps " + steps.length());
      Path plan = home.resolve("versatune.yaml");
      Files.createDirectories(home);
      Files.writeString(home.resolve("law.jsonl"), "{\"text\":1}\n".repeat(30));
      Files.writeString(
          home.resolve("train.sh"),
          """
          echo "$@" >> said.txt; s=${2#max_steps=}
          [ "$s" = 20 ] && [ ! -e losses.jsonl ] && s=10
          echo '{"step":'$s',"losses":{"law":1.'$s'}}' >> losses.jsonl
          """);
      Files.writeString(
          plan,
          """
          domains: {law: law.jsonl}
          batch: 2
          steps: 10
          rounds: 2
          trainer: llama-factory
          losses: {form: plain, path: losses.jsonl}
          command: [sh, train.sh, "dataset={name}", "max_steps=MOST", lr_scheduler_type=constant,
            disable_shuffling=true]
          """
              .replace("MOST", steps));
      out.getBuffer().setLength(0);

      assertThat(versatune("steer", "--config", plan.toString())).as("%s", err).isZero();

      assertThat(out.toString().contains("has to stop at {step} by itself"))
          .isEqualTo(steps.equals("20"));
      assertThat(Files.readString(home.resolve("said.txt")))
          .contains("dataset=segment-00001 max_steps=" + steps.replace("{step}", "10"))
          .contains("dataset=segment-00002 max_steps=20");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | domains",
        "domains: {law: missing.jsonl} | missing.jsonl",
        "domains: {law: data/law.jsonl}\\nrule: nonsense | nonsense",
        "domains: {law: data/law.jsonl}\\nfloor: 2 | floor",
        "domains: {law: data/law.jsonl}\\nwatch: [tensorbord] | tensorbord",
        "domains: {law: data/law.jsonl}\\ntrainer: mine | mine",
        "domains: {law: data/law.jsonl}\\nlosses: {form: x, path: y} | there is no form",
        "domains: {law: data/law.jsonl}\\nlosses: {form: plain} | path",
        "domains: {law: data/law.jsonl}\\nruleOptions: {a: 1} | ruleOptions",
        "domains: {law: data/law.jsonl}\\nreferenceLosses: {code: 1} | law",
        "domains: [law] | line 1",
        "domains: {law: data/law.jsonl}\\n  bad | line",
        "domains: {law: data/law.jsonl}\\nbatches: 4 | batches"
      })
  void aPlanThatCannotBeUsedIsRefused(String yaml, String says) throws IOException {
    Path plan = folder.resolve("versatune.yaml");
    String text = yaml.replace("\\n", "\n");
    Files.writeString(plan, text + (text.equals("{}") ? "" : "\nbatch: 4\nsteps: 10\nrounds: 5\n"));

    assertThat(versatune("compose", "--config", plan.toString())).as("%s", err).isEqualTo(2);
    assertThat(err.toString()).contains(says);
    assertThat(folder.resolve("versatune/segments/segment-00001.jsonl")).doesNotExist();
  }
}
