// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * Plans that cannot be used: one line that names the plan, the line in it, the value and what to
 * do, and nothing is written.
 */
class BadPlansTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeRows() throws IOException {
    for (String domain : new String[] {"law", "code"}) {
      Files.writeString(folder.resolve(domain + ".jsonl"), "{\"text\":\"a\",\"n\":1}\n".repeat(20));
    }
  }

  private int compose(Path plan) {
    return Versatune.run(
        new PrintWriter(out, true), new PrintWriter(err, true), "compose", "--config", plan + "");
  }

  /**
   * A plan without fault, but for one setting.
   *
   * @param setting takes the place of the setting of the same name, or is one more
   * @param line where the message says that the fault is; 0 where it is about the plan as a whole
   * @param says what the message holds
   */
  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/steering/bad-plans.txt", delimiter = '|', maxCharsPerColumn = 5000)
  void isRefused(String setting, int line, String says) throws IOException {
    String text = setting.replace("\\n", "\n").replace("\\t", "\t");
    StringBuilder plan = new StringBuilder();
    for (String good :
        new String[] {
          "domains: {law: law.jsonl, code: code.jsonl}",
          "seed: 1",
          "batch: 2",
          "steps: 3",
          "rounds: 2",
          "losses: {form: plain, path: losses.jsonl}"
        }) {
      if (!text.startsWith(good.substring(0, good.indexOf(':') + 1))) {
        plan.append(good).append('\n');
      }
    }
    Path file = folder.resolve("versatune.yaml");
    Files.writeString(file, plan + text + "\n");

    assertThat(compose(file)).as("%s", out).isEqualTo(2);

    assertThat(err.toString()).startsWith("error: ").contains(says);
    Matcher place =
        Pattern.compile(Pattern.quote(file.toString()) + "(, line (\\d+))?")
            .matcher(err.toString());
    assertThat(place.find()).as("%s", err).isTrue();
    assertThat(place.group(2)).as("%s", err).isEqualTo(line == 0 ? null : Integer.toString(line));
    assertThat(folder.resolve("versatune")).doesNotExist();
  }

  @Test
  void filesThatAreNoPlansAreNamed() throws IOException {
    Path file = folder.resolve("versatune.yaml");
    for (byte[] content :
        new byte[][] {
          {},
          "\n# nothing\n".getBytes(StandardCharsets.UTF_8),
          "---\n".getBytes(StandardCharsets.UTF_8),
          "text".getBytes(StandardCharsets.UTF_8),
          "[1, 2]".getBytes(StandardCharsets.UTF_8),
          "domains: {law: law.jsonl".getBytes(StandardCharsets.UTF_8),
          "domains: \"caf\u00e9\"".getBytes(StandardCharsets.ISO_8859_1),
          "domains: {}".getBytes(StandardCharsets.UTF_16),
          new byte[100]
        }) {
      Files.write(file, content);
      err.getBuffer().setLength(0);
      assertThat(compose(file)).as("%s", err).isEqualTo(2);
      assertThat(err.toString()).contains(file.toString());
    }
    for (Path none : new Path[] {folder, folder.resolve("none.yaml")}) {
      err.getBuffer().setLength(0);
      assertThat(compose(none)).as("%s", err).isEqualTo(2);
      assertThat(err.toString()).contains(none.toString());
    }
    assertThat(folder.resolve("versatune")).doesNotExist();
  }
}
