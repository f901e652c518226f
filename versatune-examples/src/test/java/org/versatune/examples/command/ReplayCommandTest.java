// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.Feedback;
import org.versatune.VersaTune;
import org.versatune.scheduling.Schedulers;

class ReplayCommandTest {
  @TempDir Path folder;
  private final StringWriter printed = new StringWriter();

  @BeforeEach
  void record() {
    try (VersaTune run =
        VersaTune.builder()
            .domains("law", "code")
            .scheduler(Schedulers.constant())
            .referenceLosses(ImmutableMap.of("law", 1.0, "code", 1.0))
            .record(folder.resolve("run.jsonl"))
            .build()) {
      run.plan(8);
      run.report(Feedback.at(1).losses(ImmutableMap.of("law", 3.0, "code", 1.5)));
    }
  }

  private int replay(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "replay";
    all[1] = folder.resolve("run.jsonl").toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    PrintWriter writer = new PrintWriter(printed, true);
    return Versatune.run(writer, writer, all);
  }

  @Test
  void theWeightsOfAnotherRuleStandBesideTheRecordedOnes() {
    // Fostering multiplies by 1 + γ: 1 + (3 − 1)/3 and 1 + (1.5 − 1)/1.5, which is 5 to 4.
    assertThat(replay("--scheduler", "fostering")).as("%s", printed).isZero();
    assertThat(printed.toString())
        .contains("| law | 0.5000 | 0.5556 |", "| code | 0.5000 | 0.4444 |")
        .contains("the last of 1 reports", "largest difference at any report is 0.0556")
        .contains("does not show what the rule would have achieved");
  }

  @Test
  void theRecordedRuleGivesTheRecordedWeights() {
    assertThat(replay("--scheduler", "constant")).isZero();
    assertThat(printed.toString())
        .contains("largest difference at any report is 0.0000")
        .doesNotContain("cut off");
  }

  @Test
  void aRecordThatIsCutOffIsReplayedUpToThereAndSaysSo() throws IOException {
    Path record = folder.resolve("run.jsonl");
    String whole = Files.readString(record);
    Files.writeString(record, whole.substring(0, whole.length() - 9));

    assertThat(replay("--scheduler", "fostering")).as("%s", printed).isZero();
    assertThat(printed.toString())
        .contains("the last of 0 reports", "The last line of the record is cut off and left out.");
  }

  @Test
  void whatCannotBeReplayedIsOneLine() {
    assertThat(replay()).isEqualTo(2);
    assertThat(replay("--scheduler", "expansion")).isEqualTo(2);
    assertThat(replay("--scheduler", "skill-it")).isEqualTo(2);
    assertThat(printed.toString().lines().filter(line -> line.startsWith("error: ")))
        .satisfiesExactly(
            line -> assertThat(line).contains("replay needs a rule", "open-gap"),
            line ->
                assertThat(line)
                    .contains("expansion", "add --scheduler-options target=")
                    .doesNotContain("Schedulers"),
            line -> assertThat(line).contains("skill-it", "'influence'", "is a table"));
  }
}
