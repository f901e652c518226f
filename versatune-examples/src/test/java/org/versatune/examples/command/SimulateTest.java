// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ObjectArrays;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.VersaTune;
import org.versatune.scheduling.Schedulers;
import org.versatune.simulation.LossCurve;

class SimulateTest {
  private static final ImmutableMap<String, LossCurve> CURVES =
      ImmutableMap.of(
          "law", new LossCurve(0.2, 2.4, 0.3, 3000, 0),
          "code", new LossCurve(-0.3, 2.6, 0.35, 9000, 0));

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int simulate(String... args) {
    return Versatune.run(
        new PrintWriter(out), new PrintWriter(err), ObjectArrays.concat("simulate", args));
  }

  /** A run of constant weights whose losses follow the curves. */
  private String record(String name, double law) {
    Path file = folder.resolve(name);
    try (VersaTune run =
        VersaTune.builder()
            .initial(DomainDistribution.of(ImmutableList.of("law", "code"), law, 1 - law))
            .scheduler(Schedulers.constant())
            .referenceLosses(ImmutableMap.of("law", 1.7, "code", 0.9))
            .baseLosses(losses(0, 0))
            .record(file)
            .build()) {
      for (int step = 1; step <= 400; step++) {
        run.plan(16);
        if (step % 40 == 0) {
          double drawn = step * 16.0;
          run.report(Feedback.at(step).losses(losses(law * drawn, (1 - law) * drawn)));
        }
      }
    }
    return file.toString();
  }

  private static ImmutableMap<String, Double> losses(double law, double code) {
    ImmutableMap.Builder<String, Double> losses = ImmutableMap.builder();
    CURVES.forEach(
        (domain, curve) ->
            losses.put(domain, curve.loss(curve.seen() + (domain.equals("law") ? law : code))));
    return losses.buildOrThrow();
  }

  @Test
  void theDocumentedTablesAreWhatTheCommandPrints() throws IOException {
    assertThat(simulate("--target", "medicine")).isZero();
    assertThat(simulate("--update-every", "1000", "--scheduler", "fostering,open-gap")).isZero();
    assertThat(simulate("--scheduler", "uniform,fostering", "--protect", "0.01")).isZero();
    String documented =
        Files.readString(Path.of("").toAbsolutePath().resolveSibling("docs/simulation.md"));
    assertThat(out.toString().lines().filter(line -> line.startsWith("|")))
        .hasSize(18)
        .allSatisfy(line -> assertThat(documented).contains(line));
    assertThat(out.toString()).contains("240000 examples in 7500 steps").contains("Made-up");
  }

  @Test
  void recordsAreFittedAndValidated() {
    int code =
        simulate(
            "--record",
            record("uniform.jsonl", .5),
            record("skewed.jsonl", .2),
            "--validate",
            record("other.jsonl", .7),
            "--scheduler",
            "constant,fostering",
            "--replicates",
            "10",
            "--examples",
            "3200",
            "--epochs",
            "1",
            "--batch",
            "16",
            "--update-every",
            "20");
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("Loss curves of 2 runs, error of the fit law 0.0")
        .contains("3200 examples in 200 steps of 16")
        .containsPattern("\\| fostering \\| \\d\\.\\d{3} \\[\\d\\.\\d{3}, \\d\\.\\d{3}]")
        .contains("other.jsonl, along its draws:")
        .containsPattern("mean error 0\\.\\d %");
  }

  @Test
  void someDomainsAreProtectedEachWithinItsOwnTolerance() {
    assertThat(
            simulate(
                "--scheduler", "uniform", "--protect", "code=0.05,general", "--examples", "60"))
        .as("%s", err)
        .isZero();
    assertThat(out.toString())
        .contains("| past their limits |")
        .containsPattern("\\| uniform, protected \\|.*\\| none \\|");
  }

  @Test
  void whatCannotBeUsedIsOneLineAndExitCode2() {
    assertThat(simulate("--record", folder.resolve("none.jsonl").toString())).isEqualTo(2);
    assertThat(err.toString().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("error: ")
                    .contains("none.jsonl", "there is no such file")
                    .doesNotContain("Exception", "--help"));
    assertThat(simulate("--target", "tax")).isEqualTo(2);
    assertThat(err.toString()).contains("'tax'");
    assertThat(simulate("--protect", "code=much")).isEqualTo(2);
    assertThat(err.toString()).contains("'code=much'");
    assertThat(simulate("--protect", "tax")).isEqualTo(2);
    assertThat(err.toString()).contains("unknown domain 'tax'");
    assertThat(simulate("--protect", "-1")).isEqualTo(2);
    assertThat(err.toString()).contains("within is -1.0");
    assertThat(simulate("--scheduler", "magic")).isEqualTo(2);
    assertThat(err.toString()).contains("magic");
  }
}
