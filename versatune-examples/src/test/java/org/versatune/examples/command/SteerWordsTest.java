// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.versatune.examples.steering.PlanFile;
import org.versatune.internal.JsonObject;

/** What the command says of a run by a plan: of its epoch caps, and of its settings. */
class SteerWordsTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeRows() throws IOException {
    Files.writeString(folder.resolve("law.jsonl"), "{\"text\":\"a\"}\n".repeat(6));
    Files.writeString(folder.resolve("code.jsonl"), "{\"text\":\"b\"}\n".repeat(500));
  }

  private int versatune(String command, String... options) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] arguments = new String[options.length + 3];
    arguments[0] = command;
    arguments[1] = "--config";
    arguments[2] = folder.resolve("versatune.yaml").toString();
    System.arraycopy(options, 0, arguments, 3, options.length);
    return Versatune.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private void plan(String settings) throws IOException {
    Files.writeString(
        folder.resolve("versatune.yaml"),
        """
        domains: {law: law.jsonl, code: code.jsonl}
        batch: 4
        steps: 10
        rounds: 3
        losses: {form: plain, path: losses.jsonl}
        """
            + settings);
  }

  @Test
  void aDomainAtItsEpochCapIsSpokenOfOnceByComposeAndAlwaysByStatus() throws IOException {
    plan("epochCap: 1.5\n");
    String said = "'epochCap' 1.5 is reached by [law]: no more of their rows come";
    assertThat(versatune("status")).as("%s", err).isZero();
    assertThat(out.toString()).doesNotContain("epochCap");

    assertThat(versatune("compose")).as("%s", err).isZero();
    assertThat(Splitter.on("warning: " + said).split(out.toString())).hasSize(2);
    assertThat(out.toString()).contains("a higher 'epochCap' in another 'folder'");
    assertThat(versatune("status")).isZero();
    assertThat(out.toString()).contains("\n" + said);
    assertThat(versatune("status", "--json")).isZero();
    assertThat(out.toString()).contains("\"atEpochCap\":[\"law\"]");

    Files.writeString(
        folder.resolve("losses.jsonl"), "{\"step\":10,\"losses\":{\"law\":2,\"code\":1}}\n");
    assertThat(versatune("update")).as("%s", err).isZero();
    assertThat(versatune("compose")).as("%s", err).isZero();
    assertThat(out.toString()).contains("round 2").doesNotContain("epochCap");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rule: open-gap | give referenceLosses, the loss that a specialist",
        "rule: expansion | 'rule' without 'ruleOptions': rule 'expansion' needs option 'target'",
        "initial: {law: 0.5, code: 0.6} | give weights that sum to 1",
        "domainField: text | name another domainField"
      })
  void theRemedyIsASettingOfThePlan(String settings, String says) throws IOException {
    plan(settings + "\n");
    assertThat(versatune("compose")).isEqualTo(2);
    assertThat(err.toString()).contains(says);
  }

  @Test
  void theRowsAreCountedForARuleThatNeedsTheirNumbers() throws IOException {
    plan("rule: temperature\n");
    assertThat(versatune("compose")).as("%s", err).isZero();
    assertThat(versatune("status", "--json")).isZero();
    double law = Math.sqrt(6) / (Math.sqrt(6) + Math.sqrt(500));
    assertThat(JsonObject.read(out.toString()).object("weights").number("law"))
        .isCloseTo(law, within(1e-9));

    Files.delete(folder.resolve("code.jsonl"));
    plan("folder: other\nrule: temperature\n");
    PlanFile without = new PlanFile(folder.resolve("versatune.yaml"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> without.open(null, null, ImmutableList.of()))
        .withMessageContainingAll("line 7: 'rule' temperature needs the rows", "code.jsonl");
  }

  @Test
  void namesThatTheLogHasAreGivenInThePlan() throws IOException {
    plan("");
    assertThat(versatune("compose")).as("%s", err).isZero();
    Files.writeString(
        folder.resolve("losses.jsonl"), "{\"step\":10,\"losses\":{\"law\":2,\"java\":1}}\n");
    assertThat(versatune("update")).isEqualTo(2);
    assertThat(err.toString())
        .contains("with option 'names' of the losses, or pass over it with option 'ignore'");
  }

  /** Warnings of the library go to the log of the process, not through the command. */
  @Test
  void theLogNamesSettingsOfThePlan() throws IOException {
    plan("rule: open-gap\nreferenceLosses: {law: 1, code: 1}\n");
    StringBuilder logged = new StringBuilder();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord message) {
            if (isLoggable(message)) {
              logged.append(new SimpleFormatter().formatMessage(message)).append('\n');
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger.getLogger("").addHandler(handler);
    try {
      assertThat(versatune("compose")).as("%s", err).isZero();
      Files.writeString(
          folder.resolve("losses.jsonl"), "{\"step\":10,\"losses\":{\"law\":2,\"code\":3}}\n");
      assertThat(versatune("update")).as("%s", err).isZero();
    } finally {
      Logger.getLogger("").removeHandler(handler);
    }
    assertThat(logged.toString())
        .contains("To give it BASE_LOSS: give baseLosses, the loss of the base model");
  }
}
