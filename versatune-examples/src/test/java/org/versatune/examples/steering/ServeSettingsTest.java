// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.examples.command.Versatune;
import org.versatune.processes.ChildProcess;

/** A server that goes on with a saved run under a plan that was changed. */
class ServeSettingsTest {
  @TempDir private Path folder;

  private int serve(String plan, String state) throws Exception {
    Files.writeString(folder.resolve("versatune.yaml"), plan);
    Process process =
        ChildProcess.limited(
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Versatune.class.getName(),
                    "serve",
                    "--config",
                    folder.resolve("versatune.yaml").toString(),
                    "--state",
                    folder.resolve(state).toString())
                .redirectError(folder.resolve("errors.txt").toFile())
                .redirectOutput(folder.resolve("answers.txt").toFile())
                .start());
    try (var requests = process.outputWriter(UTF_8)) {
      requests.write("{\"next\":3}\n{\"end\":true}\n");
    }
    return ChildProcess.exitCode(process);
  }

  @Test
  void aChangedSettingIsRefusedAndTheSavedRunStays() throws Exception {
    String plan = "domains: {law: law.jsonl, code: code.jsonl}\nfloor: 0.05\n";
    assertThat(serve(plan, "state.json")).isZero();
    byte[] saved = Files.readAllBytes(folder.resolve("state.json"));

    assertThat(serve(plan.replace("0.05", "0.1"), "state.json")).isEqualTo(2);
    assertThat(folder.resolve("errors.txt"))
        .content()
        .contains("'floor' is 0.1, and the run began with 0.05", "begin anew with another --state");
    assertThat(folder.resolve("state.json")).hasBinaryContent(saved);

    assertThat(serve("# A comment changes nothing.\n" + plan, "state.json")).isZero();
    assertThat(serve(plan.replace("0.05", "0.1"), "other.json")).isZero();
  }
}
