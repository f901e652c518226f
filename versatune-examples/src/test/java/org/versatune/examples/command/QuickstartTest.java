// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.collect.ObjectArrays;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.examples.MadeUpText;
import org.versatune.examples.results.DetectionResult;
import org.versatune.examples.results.Evaluation;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Measures;
import org.versatune.examples.results.Run;
import org.versatune.examples.results.SeedResult;
import org.versatune.examples.results.StudyResults;
import org.versatune.record.RunRecord;

/** The whole quickstart with the window, on made-up text and a tiny budget. */
class QuickstartTest {
  private static final int STEPS = 3;

  @TempDir static Path folder;

  private static Path out;
  private static String printed;
  private static StudyResults results;
  private static SeedResult seed;

  @BeforeAll
  static void runOnce() {
    MadeUpText.write(folder.resolve("data"));
    out = folder.resolve("first");
    printed =
        run(
            out,
            7,
            "--threads",
            "2",
            "--target",
            "boats",
            "--scheduler",
            "fostering",
            "--scheduler-options",
            "magnitude=5");
    results = StudyResults.read(out);
    seed = results.seeds().get(0);
  }

  private static String run(Path to, long seed, String... more) {
    return run(to, folder.resolve("cache"), seed, more);
  }

  private static String run(Path to, Path cache, long seed, String... more) {
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text, true);
    String[] arguments = {
      "--model", "window",
      "--data", folder.resolve("data").toString(),
      "--cache", cache.toString(),
      "--budget", Integer.toString(STEPS),
      "--seed", Long.toString(seed),
      "--out", to.toString()
    };
    int code = Versatune.run(writer, writer, ObjectArrays.concat(arguments, more, String.class));
    assertThat(code).as("%s", text).isZero();
    return text.toString();
  }

  @Test
  void theResultsHoldEveryStage() {
    assertThat(results.domains()).containsExactly("boats", "numbers", "shouts");
    assertThat(results.seeds()).extracting(SeedResult::seed).containsExactly(7L);
    assertThat(results.provenance().path("seeds").get(0).asLong()).isEqualTo(7);
    assertThat(fromCache(results)).isZero();
    assertThat(results.provenance().path("command").asString()).contains("--budget 3");
    assertThat(requireNonNull(results.text()).checksum()).hasSize(64);
    assertThat(results.provenance().path("seconds").propertyNames())
        .contains("text", "base model", "detection", "fostering/uniform", "total");
    assertThat(seed.specialists().keySet()).containsExactly(STEPS);
    assertThat(sum(seed.base().trueMix())).isCloseTo(1, within(1e-12));
    assertThat(sum(seed.detection().detected())).isCloseTo(1, within(1e-12));
    DetectionResult.Corrected corrected = seed.detection().corrected();
    assertThat(corrected).isNotNull();
    assertThat(sum(corrected.shares())).isCloseTo(1, within(1e-9));
    assertThat(corrected.lowest().keySet()).containsExactlyElementsOf(results.domains());
    assertThat(seed.detection().mix()).isEqualTo(corrected.shares());
    assertThat(printed)
        .contains("corrected share [95 %]", "with the judge's errors taken out", "second opinion");
    assertThat(seed.detection().judge().accuracy()).isGreaterThan(0.9);
    assertThat(sum(seed.detection().judge().realTextInTrueMix())).isCloseTo(1, within(1e-12));
    assertThat(at(seed.detection().judge().realTextInTrueMix(), "boats"))
        .isCloseTo(at(seed.base().trueMix(), "boats"), within(0.05));
    assertThat(seed.detection().samples()).isNotEmpty();
    assertThat(seed.reference().test().keySet()).containsExactlyElementsOf(results.domains());
    assertThat(strategies("fostering"))
        .containsExactly(
            "fostering", "open-gap", "constant", "uniform", "inverse", "fostering{magnitude=5.0}");
    assertThat(results.groups("expansion")).extracting(Group::target).containsExactly("boats");
    assertThat(strategies("expansion"))
        .containsExactly("expansion", "boats only", "boats half, rest uniform");
  }

  @Test
  void everyRunIsMeasuredAndRecorded() {
    for (Run run : results.runs()) {
      RunRecord record = RunRecord.read(out.resolve(run.record()));
      List<Evaluation> evaluations = evaluations(run);
      assertThat(record.domains()).isEqualTo(results.domains());
      assertThat(evaluations).hasSize(record.updates().size() + 1);
      assertThat(evaluations.get(0).step()).isZero();
      assertThat(evaluations).extracting(Evaluation::step).endsWith((long) STEPS);
      assertThat(evaluations.get(0).losses()).isEqualTo(seed.base().losses().validation());
      evaluations.forEach(point -> assertThat(sum(point.weights())).isCloseTo(1, within(1e-9)));
      assertThat(sum(run.byDomain(Measures.DRAWS)))
          .as("sequences of %s", run.key())
          .isEqualTo(STEPS * 32.0);
      assertThat(run.byDomain(Measures.LOSS).values()).allMatch(loss -> loss > 0 && loss < 6);
      run.byDomain(Measures.GAIN)
          .forEach(
              (domain, gain) ->
                  assertThat(gain)
                      .isCloseTo(
                          (at(seed.base().losses().test(), domain)
                                  - run.measure(Measures.LOSS + domain))
                              / (at(seed.base().losses().test(), domain)
                                  - at(seed.reference().test(), domain)),
                          within(1e-9)));
    }
  }

  @Test
  void theFixedMixesDrawWhatTheySay() {
    assertThat(run("uniform").byDomain(Measures.DRAWS).values()).containsOnly(32.0);
    assertThat(run("boats only").byDomain(Measures.DRAWS))
        .containsExactlyInAnyOrderEntriesOf(
            ImmutableMap.of("boats", 96.0, "numbers", 0.0, "shouts", 0.0));
    assertThat(evaluations(run("fostering")).get(0).weights()).isEqualTo(seed.detection().mix());
  }

  @Test
  void trainingLearns() {
    // guessing costs ln 256 = 5.5 nats/token. A mix of three steps may lose on one domain what it
    // gains on another; three steps on one domain alone must gain there.
    assertThat(sum(seed.base().losses().test()) / 3).isLessThan(2);
    assertThat(sum(seed.reference().test())).isLessThan(sum(seed.base().losses().test()));
  }

  @Test
  void theReportAndTheTablesAreThere() throws IOException {
    assertThat(Files.readString(out.resolve("report.html"))).contains("<svg", "boats half");
    assertThat(printed)
        .contains("Detection:", "Reference losses", "boats only", "fostering{magnitude=5.0}")
        .doesNotContain("Exception");
  }

  @Test
  void anotherRunGivesTheSameWhateverTheThreadsAndTheCache() {
    String[] rule = {
      "--target", "boats", "--scheduler", "fostering", "--scheduler-options", "magnitude=5"
    };
    Path again = folder.resolve("again");

    String text =
        run(again, 7, ObjectArrays.concat(rule, new String[] {"--threads", "1"}, String.class));

    StudyResults repeated = StudyResults.read(again);
    assertThat(text).contains("read from");
    assertThat(fromCache(repeated)).isOne();
    assertThat(withoutProvenance(repeated)).isEqualTo(withoutProvenance(results));
  }

  @Test
  void aCacheThatCannotBeWrittenIsAWarningAndChangesNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("no-folder"), "");
    Path uncached = folder.resolve("uncached");

    String text =
        run(
            uncached,
            file.resolve("models"),
            7,
            "--target",
            "boats",
            "--scheduler",
            "fostering",
            "--scheduler-options",
            "magnitude=5");

    assertThat(text)
        .containsOnlyOnce("warning: the base model cannot be kept")
        .contains("--cache names another folder")
        .doesNotContain("Exception");
    assertThat(withoutProvenance(StudyResults.read(uncached)))
        .isEqualTo(withoutProvenance(results));
  }

  @Test
  void anotherSeedGivesAnotherResult() {
    Path other = folder.resolve("other");

    run(other, 8, "--target", "boats");

    assertThat(StudyResults.read(other).seeds().get(0).base().losses().test())
        .isNotEqualTo(seed.base().losses().test());
  }

  private static List<String> strategies(String study) {
    return results.runs().stream()
        .filter(run -> run.key().group().study().equals(study))
        .map(run -> run.key().choice().strategy())
        .toList();
  }

  private static Run run(String name) {
    return results.runs().stream()
        .filter(run -> run.key().choice().strategy().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<Evaluation> evaluations(Run run) {
    return results.evaluations().stream()
        .filter(evaluation -> evaluation.key().equals(run.key()))
        .toList();
  }

  private static long fromCache(StudyResults of) {
    return of.provenance().path("baseModelsFromCache").asLong();
  }

  /** Everything that depends on plan, text and seed alone: no times and no commit. */
  private static List<Object> withoutProvenance(StudyResults all) {
    return List.of(
        all.domains(),
        all.seeds(),
        all.text(),
        all.evaluations(),
        all.runs().stream()
            .map(
                run ->
                    new Run(
                        run.key(),
                        run.rule(),
                        run.record(),
                        "",
                        ImmutableMap.copyOf(
                            Maps.filterKeys(
                                run.measures(), name -> !name.equals(Measures.SECONDS)))))
            .toList());
  }

  private static double at(ImmutableMap<String, Double> map, String domain) {
    return map.getOrDefault(domain, Double.NaN);
  }

  private static double sum(ImmutableMap<String, Double> map) {
    return map.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
