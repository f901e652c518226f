// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.versatune.examples.MadeUpText;

/** A dry run finds what a real one would find before it trains, and makes nothing. */
class DryRunTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  @BeforeEach
  void text() throws IOException {
    MadeUpText.write(folder.resolve("data"));
    Files.writeString(folder.resolve("file"), "");
    Files.writeString(
        folder.resolve("texts.jsonl"), "{\"text\": \"one\"}\n{\"text\": \"other\"}\n");
  }

  private int run(List<String> arguments) {
    return Versatune.run(
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        arguments.stream()
            .map(argument -> argument.replace("FOLDER", folder.toString()))
            .toArray(String[]::new));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.map(Path::toString).sorted().toList();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "quickstart --target poetry | --target 'poetry' is no domain of the text; there are [boats,",
        "quickstart --scheduler expansion --scheduler-options target=poetry | poetry",
        "quickstart --out FOLDER/file/out | FOLDER/file is a file; give a folder",
        "quickstart --cache FOLDER/file | --cache FOLDER/file: FOLDER/file is a file",
        "study FOLDER/plan.yaml | the expansion names target 'poetry'",
        "train-base --mix poetry=1 | the mix names domain 'poetry'",
        "train-base --mix boats=0.5 | weights sum to 0.5",
        "train-base --mix boats=0.5,boats=0.5 | --mix names 'boats' twice",
        "train-base --mix boats=half | the share of 'boats' is 'half', no number",
        "train-base --vocabulary 100 | --vocabulary is 100; it must be at least 256",
        "train-base --heads 3 | cannot be divided into 3 heads",
        "train-base --steps 3 --minutes 1 | --minutes and --steps both say",
        "train-base --measure FOLDER/file --width 8 --steps 4 | [--width, --steps] would have no",
        "train-base --measure FOLDER/none | there is no model FOLDER/none",
        "detect FOLDER/none.jsonl | FOLDER/none.jsonl",
        "detect FOLDER/texts.jsonl --rounds 9 | 9",
        "detect FOLDER/texts.jsonl --rounds 1 --mix FOLDER/texts.jsonl | would write over",
        "detect FOLDER/texts.jsonl --rounds 1 --losses FOLDER/none.jsonl | none.jsonl",
        "detect --mix FOLDER/file/mix.json | FOLDER/file is a file",
        "detect --held-out FOLDER/other | [poetry] and the judge knows [boats,",
        "detect --judge chat --bytes-per-domain 5k | alone takes [--bytes-per-domain, --data], and",
        "detect --votes 3 | a served model alone takes [--votes]: add --judge chat"
      })
  void whatAnOptionNamesIsChecked(String arguments, String message) throws IOException {
    MadeUpText.write(folder.resolve("other"));
    Path poetry = folder.resolve("other/poetry");
    try (Stream<Path> domains = Files.list(folder.resolve("other"))) {
      for (Path domain : domains.sorted().toList()) {
        if (domain.endsWith("boats") || domain.endsWith("boats.txt")) {
          Files.move(domain, poetry);
        } else {
          MoreFiles.deleteRecursively(domain, RecursiveDeleteOption.ALLOW_INSECURE);
        }
      }
    }
    Files.writeString(
        folder.resolve("plan.yaml"),
        StudyCommandTest.PLAN.replace("targets: [shouts]", "targets: [poetry]"));
    List<String> before = files();

    assertThat(
            run(
                ImmutableList.<String>builder()
                    .addAll(Splitter.on(' ').split(arguments))
                    .add("--dry-run", "--data", "FOLDER/data")
                    .build()))
        .as(err.toString())
        .isEqualTo(2);

    assertThat(err.toString())
        .contains("error: ")
        .contains(message.replace("FOLDER", folder.toString()))
        .doesNotContain("should not happen");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void whatIsRightIsSaidAndNothingIsMade() throws IOException {
    List<String> before = files();
    for (String command :
        List.of(
            "quickstart --target boats --out FOLDER/new/out --cache FOLDER/new/cache",
            "train-base --mix boats=0.5,shouts=0.5 --out FOLDER/new/model.zip",
            "detect FOLDER/texts.jsonl --rounds 1 --mix FOLDER/new/mix.json")) {
      assertThat(
              run(
                  ImmutableList.<String>builder()
                      .addAll(Splitter.on(' ').split(command))
                      .add("--dry-run", "--data", "FOLDER/data")
                      .build()))
          .as("%s: %s", command, err)
          .isZero();
      assertThat(out.toString()).contains("A dry run: nothing was trained or written.");
    }
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aServedJudgeIsCheckedAndNotAsked() {
    String options =
        "detect FOLDER/texts.jsonl --rounds 1 --judge chat --dry-run --base-url"
            + " http://127.0.0.1:1/v1 --model m --domain a=x --cache FOLDER/cache.jsonl";
    assertThat(run(Splitter.on(' ').splitToList(options))).isEqualTo(2);
    assertThat(err.toString()).contains("a served judge needs at least two domains");
    assertThat(run(Splitter.on(' ').splitToList(options + " --domain b=y"))).isZero();
    assertThat(out.toString()).contains("A served judge learns from no text", "nothing was asked");
    assertThat(folder.resolve("cache.jsonl")).doesNotExist();
  }
}
