// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.Feedback;
import org.versatune.VersaTune;
import org.versatune.internal.JsonObject;
import org.versatune.record.RunRecord;
import org.versatune.scheduling.Protection;

/** A plan that protects domains: what it does to the weights, and what the commands say of it. */
class ProtectedSteerTest {
  private static final Map<String, Double> BASE = Map.of("law", 2.0, "code", 1.0);

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeRows() throws IOException {
    for (String domain : new String[] {"law", "code"}) {
      Files.writeString(folder.resolve(domain + ".jsonl"), "{\"text\":1}\n".repeat(50));
    }
  }

  private int versatune(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Versatune.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private String plan(String protect) throws IOException {
    Path plan = folder.resolve("versatune.yaml");
    Files.writeString(
        plan,
        """
        domains: {law: law.jsonl, code: code.jsonl}
        protect: PROTECT
        batch: 2
        steps: 10
        rounds: 3
        losses: {form: plain, path: losses.jsonl}
        watch: [report]
        """
            .replace("PROTECT", protect));
    return plan.toString();
  }

  /** One round by hand, whose losses a trainer wrote. */
  private void round(String plan, String... lines) throws IOException {
    assertThat(versatune("compose", "--config", plan)).as("%s", err).isZero();
    Path losses = folder.resolve("losses.jsonl");
    String before = Files.exists(losses) ? Files.readString(losses) : "";
    Files.writeString(losses, before + String.join("\n", lines) + "\n");
    assertThat(versatune("update", "--config", plan)).as("%s", err).isZero();
  }

  private static String losses(long step, double law, double code) {
    return "{\"step\":" + step + ",\"losses\":{\"law\":" + law + ",\"code\":" + code + "}}";
  }

  private static JsonObject of(JsonObject status, String domain) {
    return status.object("protected").object(domain);
  }

  @Test
  void aPromiseIsBrokenAndKeptAgain() throws IOException {
    String plan = plan("{code: 0.02}");
    assertThat(versatune("status", "--config", plan, "--json")).as("%s", err).isZero();
    assertThat(out.toString()).doesNotContain("protected");

    round(plan, losses(0, 2, 1), losses(10, 1.9, 1.1));
    assertThat(out.toString()).contains("step 10: ", "past their limits: code by 0.080 of 1.020");
    assertThat(versatune("status", "--config", plan, "--json")).as("%s", err).isZero();
    JsonObject broken = of(JsonObject.read(out.toString()), "code");
    assertThat(broken.number("limit")).isEqualTo(1.02);
    assertThat(broken.number("excess")).isEqualTo(1.1 - 1.02);
    assertThat(broken.number("pressure")).isGreaterThan(5);
    assertThat(broken.value("isKept")).isEqualTo(false);
    assertThat(versatune("status", "--config", plan)).isZero();
    assertThat(out.toString())
        .contains("code may not end above 1.0200: broken, its last loss is 1.1000; pressure ");

    assertThat(versatune("compose", "--config", plan)).as("%s", err).isZero();
    assertThat(versatune("status", "--config", plan)).isZero();
    assertThat(out.toString()).as("in mid-round, from the record").contains("broken, its last");

    round(plan, losses(20, 1.9, 1.0));
    assertThat(out.toString()).contains("all limits are kept");
    assertThat(versatune("status", "--config", plan)).isZero();
    assertThat(out.toString())
        .contains("code may not end above 1.0200: kept, its last loss is 1.0000")
        .doesNotContain("law may not");
    assertThat(folder.resolve("versatune/run.html")).content().contains("kept");

    RunRecord record = RunRecord.read(folder.resolve("versatune/record.jsonl"));
    try (VersaTune run =
        VersaTune.builder()
            .domains("law", "code")
            .protect(Protection.of(Map.of("code", 0.02)))
            .build()) {
      run.report(Feedback.at(0).losses(BASE));
      run.report(Feedback.at(10).losses(Map.of("law", 1.9, "code", 1.1)));
      run.report(Feedback.at(20).losses(Map.of("law", 1.9, "code", 1.0)));
      assertThat(record.updates().get(2).weights()).isEqualTo(run.weights());
    }
  }

  @Test
  void theThreeFormsAreAllDomainsSomeAndEachItsOwn() throws IOException {
    for (String form : new String[] {"0.01", "[law, code]", "{law: 0.01, code: 0.01}"}) {
      Path before = folder.resolve("versatune");
      String plan = plan(form) + "";
      Files.deleteIfExists(folder.resolve("losses.jsonl"));
      if (Files.exists(before)) {
        Files.move(before, folder.resolve("old " + form.length()));
      }
      round(plan, losses(0, 2, 1), losses(10, 1.9, 1.1));
      assertThat(versatune("status", "--config", plan, "--json")).as("%s", err).isZero();
      JsonObject status = JsonObject.read(out.toString());
      assertThat(of(status, "law").value("isKept")).isEqualTo(true);
      assertThat(of(status, "code").value("isKept")).isEqualTo(false);
    }
  }

  @Test
  void lossesOfTheBaseModelAreAskedFor() throws IOException {
    String plan = plan("law");
    assertThat(versatune("compose", "--config", plan)).as("%s", err).isZero();
    Files.writeString(folder.resolve("losses.jsonl"), losses(10, 1.9, 1.1) + "\n");
    assertThat(versatune("update", "--config", plan)).isEqualTo(2);
    assertThat(err.toString()).contains("none at step 0", "'protect'", "'baseLosses'");
    assertThat(folder.resolve("versatune/round-00001.json")).doesNotExist();

    Files.writeString(
        folder.resolve("losses.jsonl"), losses(0, 2, 1) + "\n" + losses(10, 1.9, 1.1) + "\n");
    assertThat(versatune("update", "--config", plan)).as("%s", err).isZero();
    assertThat(out.toString()).contains("all limits are kept");
  }

  @Test
  void aRunKeepsItsProtection() throws IOException {
    String plan = plan("{code: 0.02}");
    round(plan, losses(0, 2, 1), losses(10, 1.9, 1.1));
    plan("{code: 0.5}");
    assertThat(versatune("compose", "--config", plan)).isEqualTo(2);
    assertThat(err.toString()).contains("'protect' is {\"code\":0.5}", "{\"code\":0.02}");
  }
}
