// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.Feedback;
import org.versatune.VersaTune;
import org.versatune.record.RunRecord;

class LiveReportTest {
  private static final String RELOAD = "<meta http-equiv=\"refresh\" content=\"10\"/>\n";

  @Test
  void thePageIsThatOfTheRecordAfterEachUpdate(@TempDir Path folder) throws IOException {
    Path record = folder.resolve("run.jsonl");
    Path page = folder.resolve("live/run.html");
    Path expected = folder.resolve("expected.html");
    try (VersaTune run =
        VersaTune.builder()
            .domains("law", "code")
            .record(record)
            .watch(new LiveReport(record, page))
            .build()) {
      assertThat(page).exists();
      for (int step = 1; step <= 3; step++) {
        run.plan(4);
        run.report(Feedback.at(step).losses(Map.of("law", 2.0 / step, "code", 1.0)));

        RecordReport.write(RunRecord.read(record), "run.jsonl", expected);
        assertThat(Files.readString(page)).contains(RELOAD);
        assertThat(Files.readString(page).replace(RELOAD, ""))
            .isEqualTo(Files.readString(expected));
      }
    }
    assertThat(Files.readString(page)).as("the run is over").isEqualTo(Files.readString(expected));
  }

  @Test
  void aRunThatGoesOnInAnotherProcessStillReloads(@TempDir Path folder) throws IOException {
    Path record = folder.resolve("run.jsonl");
    Path page = folder.resolve("run.html");
    for (boolean isOver : new boolean[] {false, true}) {
      VersaTune.builder()
          .domains("law", "code")
          .record(record)
          .watch(new LiveReport(record, page, () -> isOver))
          .build()
          .close();
      assertThat(Files.readString(page).contains(RELOAD)).isEqualTo(!isOver);
      Files.delete(record);
    }
  }

  @Test
  void thePageSaysWhichPromisesWereKept(@TempDir Path folder) throws IOException {
    Path record = folder.resolve("run.jsonl");
    Path page = folder.resolve("run.html");
    try (VersaTune run =
        VersaTune.builder()
            .domains("law", "code", "general")
            .baseLosses(Map.of("law", 2.0, "code", 1.0, "general", 3.0))
            .protect("law", "general")
            .within(0.01)
            .record(record)
            .build()) {
      run.plan(4);
      run.report(Feedback.at(1).losses(Map.of("law", 2.125, "code", 1.5, "general", 3.0)));
    }
    RecordReport.write(RunRecord.read(record), "run", page);

    assertThat(Files.readString(page).replaceAll("<[^>]*>|\\s+", " ").replaceAll(" +", " "))
        .contains("limit pressure promise", "3.030 1.00 kept")
        .containsPattern("2\\.020 [0-9.]+ broken");
  }
}
