// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.versatune.examples.MadeUpText;
import org.versatune.scheduling.Schedulers;

class QuickstartOptionsTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Versatune.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  @Test
  void helpNamesEveryOption() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains(
            "--seed",
            "--budget",
            "--out",
            "--data",
            "--model",
            "--train-base",
            "--target",
            "--scheduler",
            "--scheduler-options",
            "--list-schedulers",
            "--threads",
            "--cache",
            "--trace",
            "--bytes-per-domain",
            "--dry-run",
            "--version")
        .contains("Default: standard");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void theVersionIsTold() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).startsWith("VersaTune ");
  }

  @Test
  void everySchedulerIsListed() {
    assertThat(run("--list-schedulers")).isZero();
    assertThat(out.toString().lines().map(line -> line.substring(0, line.indexOf(' '))))
        .containsExactlyElementsOf(Schedulers.names());
    assertThat(out.toString()).contains("expansion").contains("needs target");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--seed x                                     | --seed",
        "--budget huge                                | budget 'huge' is none: give quick,"
            + " standard",
        "--budget 0                                   | budget '0'",
        "--bytes-per-domain 0                         | --bytes-per-domain is '0'; give a number",
        "--bytes-per-domain many                      | such as 800000, 500k, 2M, or all",
        "--bytes-per-domain 99999999999999G           | --bytes-per-domain is '99999999999999G'",
        "--model gpt                                  | --model is 'gpt'; there are transformer and"
            + " window",
        "--threads 0                                  | --threads is 0; it must be at least 1",
        "--scheduler nosuch                           | no built-in rule 'nosuch'; there are",
        "--scheduler fostering --scheduler-options x=1 | rule 'fostering' has no option [x]",
        "--scheduler fostering --scheduler-options magnitude=-1 | magnitude",
        "--scheduler expansion --scheduler-options step=-1 | step is -1",
        "--scheduler skill-it --scheduler-options rate=-1  | rate is -1",
        "--scheduler-options magnitude=1              | name it with --scheduler",
        "--frobnicate                                 | --frobnicate"
      })
  void badOptionsAreOneClearLine(String arguments, String message) {
    assertThat(
            run(Splitter.on(' ').omitEmptyStrings().splitToList(arguments).toArray(new String[0])))
        .isEqualTo(2);
    assertThat(err.toString())
        .startsWith("error: ")
        .contains(message)
        .doesNotContain("\tat ")
        .hasLineCount(2);
  }

  @Test
  void textThatIsNotThereIsOneLine() {
    assertThat(run("--data", "/nowhere/at/all", "--out", folder.resolve("out").toString()))
        .isEqualTo(2);
    assertThat(err.toString())
        .startsWith("error: ")
        .contains("/nowhere/at/all", "give a folder")
        .hasLineCount(1);
  }

  @Test
  void aRuleWhoseTargetIsNoDomainIsRefusedBeforeTraining() {
    String data = MadeUpText.write(folder.resolve("data")).toString();

    assertThat(
            run(
                "--data",
                data,
                "--budget",
                "1",
                "--scheduler",
                "expansion",
                "--scheduler-options",
                "target=poetry"))
        .isEqualTo(2);

    assertThat(err.toString()).contains("poetry", "boats", "numbers", "shouts").hasLineCount(2);
  }

  @Test
  void anUnknownTargetIsToldWithTheDomainsThereAre() {
    String data = MadeUpText.write(folder.resolve("data")).toString();

    assertThat(run("--data", data, "--target", "poetry", "--budget", "1")).isEqualTo(2);

    assertThat(err.toString()).contains("poetry", "boats", "numbers", "shouts");
  }

  @Test
  void oneDomainIsNoMix() throws IOException {
    Path data = folder.resolve("data");
    Files.createDirectories(data.resolve("alone"));
    for (int i = 0; i < 5; i++) {
      Files.writeString(data.resolve("alone/" + i + ".txt"), "text number " + i + " of its kind");
    }

    assertThat(run("--data", data.toString(), "--budget", "1")).isEqualTo(2);

    assertThat(err.toString()).contains("one domain only (alone)");
  }

  @Test
  void aFileInPlaceOfTheOutputFolderIsRefused() throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(file, "");

    assertThat(run("--out", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--out", "file", "give a folder").hasLineCount(1);

    assertThat(run("--out", file.resolve("below").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("below", "give").doesNotContain("Exception");
  }
}
