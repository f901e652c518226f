// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ObjectArrays;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.examples.MadeUpText;
import org.versatune.examples.model.LanguageModel;
import org.versatune.examples.model.PackedLanguageModel;

class TrainBaseModelTest {
  private static final String MIX = "boats=0.5,numbers=0.3,shouts=0.2";

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Versatune.run(
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        ObjectArrays.concat("train-base", arguments));
  }

  @Test
  void aModelIsTrainedMeasuredKeptAndPacked() throws IOException {
    String data = MadeUpText.write(folder.resolve("text")).toString();
    Path kept = folder.resolve("model.zip");
    Path packed = folder.resolve("packed.zip");

    int code =
        run(
            "--data",
            data,
            "--mix",
            MIX,
            "--steps",
            "3",
            "--batch",
            "4",
            "--vocabulary",
            "270",
            "--length",
            "16",
            "--width",
            "8",
            "--blocks",
            "1",
            "--heads",
            "2",
            "--shift",
            "--halves",
            "--seed",
            "4",
            "--out",
            kept.toString());

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString())
        .contains(
            "16 positions, shift",
            "3 steps of 4 x 16 tokens",
            "held out: ",
            "total variation",
            "boats");
    LanguageModel model = LanguageModel.read(kept);
    assertThat(model.network().getIterationCount()).isEqualTo(3);

    assertThat(
            run(
                "--data",
                data,
                "--mix",
                MIX,
                "--halves",
                "--measure",
                kept.toString(),
                "--pack",
                packed.toString()))
        .isZero();

    assertThat(out.toString()).contains("in half precision");
    try (InputStream in = Files.newInputStream(packed)) {
      PackedLanguageModel read = PackedLanguageModel.read(in);
      assertThat(read.model().tokenizer()).isEqualTo(model.tokenizer());
      assertThat(read.provenance())
          .containsEntry("steps", "3")
          .containsEntry("mix", "boats 0.500, numbers 0.300, shouts 0.200")
          .containsKeys("text", "held-out loss, nats/byte");
      // The sizes are the model's, not those that the options of a measurement happen to have.
      assertThat(read.provenance().get("command"))
          .contains("--length 16 --width 8 --blocks 1 --heads 2 --shift --halves");
    }
  }

  @Test
  void aMixThatIsNoneIsRefused() {
    String data = MadeUpText.write(folder.resolve("text")).toString();

    assertThat(run("--data", data, "--mix", "boats=0.5")).isEqualTo(2);
    assertThat(err.toString()).startsWith("error: ");
    assertThat(run("--data", data, "--mix", "boots=1")).isEqualTo(2);
    assertThat(run("--data", data, "--length", "1")).isEqualTo(2);
    assertThat(run("--data", data, "--heads", "3")).isEqualTo(2);
  }
}
