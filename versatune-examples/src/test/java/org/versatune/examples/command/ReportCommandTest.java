// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.versatune.Feedback;
import org.versatune.VersaTune;
import org.versatune.processes.ChildProcess;
import org.versatune.scheduling.Protection;
import org.versatune.scheduling.Schedulers;

class ReportCommandTest {
  @TempDir Path folder;
  private final StringWriter printed = new StringWriter();

  private int report(String... arguments) {
    PrintWriter writer = new PrintWriter(printed, true);
    String[] all = new String[arguments.length + 1];
    all[0] = "report";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Versatune.run(writer, writer, all);
  }

  @Test
  void aRunRecordBecomesAPage() throws IOException {
    Path record = folder.resolve("run.jsonl");
    try (VersaTune run =
        VersaTune.builder()
            .domains("law", "code")
            .scheduler(Schedulers.constant())
            .baseLosses(ImmutableMap.of("law", 3.0, "code", 2.0))
            .referenceLosses(ImmutableMap.of("law", 1.0, "code", 1.0))
            .record(record)
            .build()) {
      for (int step = 1; step <= 2; step++) {
        run.plan(8);
        run.report(
            Feedback.at(step).losses(ImmutableMap.of("law", 3.0 - step, "code", 1.8 + 0.2 * step)));
      }
    }
    assertThat(report(record.toString())).as("%s", printed).isZero();
    assertThat(printed.toString()).contains("run.html");
    Document page = Jsoup.parse(Files.readString(folder.resolve("run.html")));
    assertThat(page.select("svg > title").eachText())
        .contains("Weights over training steps", "Validation loss on law");
    // (3 − 1) / (3 − 1) = 1 and (2 − 2.2) / (2 − 1) = −0.2; 2.2 is 10 % above the 2 before; 8 of 16
    // draws.
    assertThat(page.select("#domains tbody tr").eachText())
        .containsExactly(
            "law 1.000 +1.000 0.0 % 8 0.500 0.500", "code 2.200 \u22120.200 10.0 % 8 0.500 0.500");
    assertThat(page.select("#run").text()).contains("rule constant", "updates 2", "events none");
  }

  /** The pressure on protected domains is drawn, and a domain of no known loss is not "kept". */
  @Test
  void aProtectedRunShowsLimitPressureAndPromise() throws IOException {
    Path record = folder.resolve("run.jsonl");
    try (VersaTune run =
        VersaTune.builder()
            .domains("law", "code", "web")
            .baseLosses(ImmutableMap.of("law", 2.0, "code", 2.0, "web", 2.0))
            .protect(Protection.of(ImmutableMap.of("law", 0.01, "web", 0.01)))
            .record(record)
            .build()) {
      run.report(Feedback.at(1).losses(ImmutableMap.of("law", 2.5, "code", 1.0)));
      run.report(Feedback.at(2).losses(ImmutableMap.of("law", 2.4, "code", 1.0)));
    }

    assertThat(report(record.toString())).as("%s", printed).isZero();

    Document page = Jsoup.parse(Files.readString(folder.resolve("run.html")));
    assertThat(page.select("svg").text()).contains("Pressure on protected domains", "limit");
    assertThat(page.select("#domains thead th").eachText())
        .endsWith("limit", "pressure", "promise");
    assertThat(page.select("#domains tbody tr").eachText())
        .satisfiesExactly(
            law -> assertThat(law).matches("law .* 2\\.020 \\d+\\.\\d\\d broken"),
            code -> assertThat(code).doesNotContain("kept", "broken"),
            web -> assertThat(web).endsWith(" 2.020 1.00 no loss"));
  }

  @Test
  void aPageNeverReplacesItsRecord() throws IOException {
    Path record = folder.resolve("run.html");
    VersaTune.builder().domains("law", "code").record(record).build().close();
    byte[] before = Files.readAllBytes(record);

    assertThat(report(record.toString())).isEqualTo(2);
    assertThat(report(record.toString(), "--out", record.toString())).isEqualTo(2);
    assertThat(printed.toString()).contains("would replace the run record", "--out");
    assertThat(record).hasBinaryContent(before);
  }

  @ParameterizedTest
  @CsvSource({"docs/results, en", "docs/results/language-model, ar-EG"})
  void committedResultsAreRenderedAgainWhateverTheLocale(String committed, String locale)
      throws IOException {
    Path results = Path.of("").toAbsolutePath().resolveSibling(committed);
    Path page = folder.resolve("page.html");
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag(locale));
      assertThat(report(results.toString(), "--out", page.toString())).as("%s", printed).isZero();
    } finally {
      Locale.setDefault(before);
    }
    assertThat(page).hasSameBinaryContentAs(results.resolve("report.html"));
  }

  @Test
  void anOptionBeforeTheCommandIsRefusedButForTraceAndHelp() {
    PrintWriter writer = new PrintWriter(printed, true);
    String none = folder.resolve("none.jsonl").toString();
    assertThat(Versatune.run(writer, writer, "--seed", "7", "report", none)).isEqualTo(2);
    assertThat(printed.toString()).contains("--seed is given before 'report'");
    assertThat(Versatune.run(writer, writer, "--help", "report", none)).isZero();
    assertThat(Versatune.run(writer, writer, "--trace", "report", none)).isEqualTo(2);
    assertThat(printed.toString()).contains("there is no such file");
  }

  @Test
  void whatIsNoRecordIsOneLine() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Path record = folder.resolve("run.jsonl");
    try (VersaTune run = VersaTune.builder().domains("law", "code").record(record).build()) {
      run.plan(8);
    }
    assertThat(report(folder.resolve("none.jsonl").toString())).isEqualTo(2);
    assertThat(report(empty.toString())).isEqualTo(2);
    assertThat(report(record.toString(), "--out", empty.toString())).isEqualTo(2);
    assertThat(printed.toString().lines().filter(line -> line.startsWith("error: ")))
        .satisfiesExactly(
            line -> assertThat(line).contains("none.jsonl", "there is no such file"),
            line -> assertThat(line).contains("runs.csv", "not there"),
            line -> assertThat(line).containsOnlyOnce("it is a folder; name a regular file"));
  }

  /** A process follows a run in this one until it is asked to end. */
  @Test
  @DisabledOnOs(OS.WINDOWS) // Where a process that is ended has no last word.
  void aRunThatGoesOnIsFollowed() throws Exception {
    Path record = folder.resolve("run.jsonl");
    Path page = folder.resolve("page.html");
    try (VersaTune run = VersaTune.builder().domains("law", "code").record(record).build()) {
      Process following = following(record, page);
      try {
        waitFor(following, page, "updates 0");
        run.report(Feedback.at(1).losses(ImmutableMap.of("law", 2.0, "code", 1.0)));
        waitFor(following, page, "updates 1");
        assertThat(Files.readString(page)).contains("http-equiv=\"refresh\"");
        following.destroy();
        var unused = ChildProcess.exitCode(following);
        assertThat(Files.readString(page)).doesNotContain("http-equiv=\"refresh\"");
        assertThat(Jsoup.parse(Files.readString(page)).select("#run").text()).contains("updates 1");
      } finally {
        following.destroyForcibly();
      }
    }
    assertThat(report("--follow", folder.toString())).isEqualTo(2);
    assertThat(printed.toString()).contains("--follow is for a run record");
  }

  /** One line says so, without a stack trace, and the page stays. */
  @Test
  @DisabledOnOs(OS.WINDOWS) // Where a file that is open cannot be deleted.
  void aRecordThatVanishesEndsTheFollowing() throws Exception {
    Path record = folder.resolve("run.jsonl");
    Path page = folder.resolve("page.html");
    VersaTune.builder().domains("law", "code").record(record).build().close();
    Process following = following(record, page);
    try {
      waitFor(following, page, "updates 0");
      Files.delete(record);
      assertThat(ChildProcess.exitCode(following)).isEqualTo(2);
    } finally {
      following.destroyForcibly();
    }
    assertThat(Files.readAllLines(folder.resolve("printed.txt")))
        .filteredOn(line -> !line.startsWith("report:") && !line.startsWith("following"))
        .singleElement(STRING)
        .startsWith("error: ")
        .contains("run record " + record);
    assertThat(page).exists();
  }

  private Process following(Path record, Path page) throws IOException {
    return ChildProcess.limited(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Versatune.class.getName(),
                "report",
                "--follow",
                record.toString(),
                "--out",
                page.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("printed.txt").toFile())
            .start());
  }

  private static void waitFor(Process process, Path page, String text) throws Exception {
    while (process.isAlive()
        && !(Files.exists(page)
            && Jsoup.parse(Files.readString(page)).select("#run").text().contains(text))) {
      Thread.sleep(20);
    }
    assertThat(process.isAlive()).as("it goes on").isTrue();
  }
}
