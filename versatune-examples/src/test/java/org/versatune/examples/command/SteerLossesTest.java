// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.examples.steering.Steering;

/** Losses that are not those of the round: of an earlier training, of another step, begun anew. */
class SteerLossesTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path plan;
  private Path losses;

  @BeforeEach
  void writePlan() throws IOException {
    Files.writeString(folder.resolve("law.jsonl"), "{\"text\":1}\n".repeat(50));
    Files.writeString(folder.resolve("code.jsonl"), "{\"text\":2}\n".repeat(50));
    losses = folder.resolve("losses.jsonl");
    plan =
        Files.writeString(
            folder.resolve("versatune.yaml"),
            """
            domains: {law: law.jsonl, code: code.jsonl}
            batch: 2
            steps: 10
            rounds: 3
            command: [sh, train.sh, "{step}"]
            losses: {form: plain, path: losses.jsonl}
            """);
  }

  private int versatune(String command) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Versatune.run(
        new PrintWriter(out, true), new PrintWriter(err, true), command, "--config", plan + "");
  }

  private void loss(long step, double law) throws IOException {
    Files.writeString(
        losses,
        "{\"step\":" + step + ",\"losses\":{\"law\":" + law + ",\"code\":1}}\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  @Test
  void theStepsThatThereAreAreNamed() throws IOException {
    assertThat(versatune("compose")).isZero();
    loss(4, 2);
    loss(8, 1.9);

    assertThat(versatune("update")).isEqualTo(2);

    assertThat(err.toString())
        .contains("losses.jsonl, which has some at steps [4, 8]: there are none at step 10");
    assertThat(folder.resolve("versatune/round-00001.json")).doesNotExist();
  }

  /** The folder of the run was removed, and the trainer's was not. */
  @Test
  @DisabledOnOs(OS.WINDOWS) // The trainer is a command of a Unix shell.
  void lossesOfAnEarlierTrainingAreNotTaken() throws IOException {
    Files.writeString(
        folder.resolve("train.sh"),
        "echo '{\"step\":'$1',\"losses\":{\"law\":1.'$1',\"code\":1}}' >> losses.jsonl\n");
    loss(10, 1.5);

    assertThat(versatune("compose")).isZero();
    assertThat(out.toString()).contains("warning: the log", "has losses at step 10 already");
    assertThat(versatune("steer")).isEqualTo(2);
    assertThat(err.toString()).contains("move its log and its checkpoints away", "run update");
    assertThat(folder.resolve("versatune/trainer-00001.log")).doesNotExist();

    Files.delete(losses);
    assertThat(versatune("steer")).as("%s", err).isZero();
    assertThat(out.toString()).doesNotContain("already", "begin anew");
  }

  /** A trainer that has not gone on from its checkpoint has other losses at the steps before. */
  @Test
  void aTrainerThatBeganAnewIsWarnedOf() throws IOException {
    assertThat(versatune("compose")).isZero();
    loss(10, 2);
    assertThat(versatune("update")).isZero();
    assertThat(versatune("compose")).isZero();
    loss(10, 2.0001);
    loss(20, 1.9);
    assertThat(versatune("update")).isZero();
    assertThat(out.toString()).as("the same checkpoint, evaluated again").doesNotContain("anew");

    assertThat(versatune("compose")).isZero();
    Files.delete(losses);
    loss(10, 2.1);
    loss(20, 2.2);
    loss(30, 1.8);
    assertThat(versatune("update")).isZero();
    assertThat(out.toString())
        .contains(
            "the losses of step 20 are not those that round 2 ended with (law 2.2000, and it was"
                + " 1.9000)",
            "did not begin anew");
  }

  /** Somebody runs update while another process steers. */
  @Test
  void whileAnotherSteersNothingIsTakenIn() throws IOException {
    try (Steering steering = new Steering(plan, line -> {})) {
      assertThat(steering.compose()).isPresent();
      loss(10, 2);

      assertThat(versatune("update")).isEqualTo(2);

      assertThat(err.toString()).contains("record.jsonl");
      assertThat(folder.resolve("versatune/round-00001.json")).doesNotExist();
      assertThat(steering.update(0)).isEqualTo(10);
    }
    assertThat(folder.resolve("versatune/round-00001.json")).exists();
  }
}
