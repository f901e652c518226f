package org.versatune.examples.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import com.google.common.collect.ObjectArrays;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.examples.MadeUpText;
import org.versatune.examples.results.ExpansionStudy.ExpansionRun;
import org.versatune.examples.results.StrategyRun;
import org.versatune.examples.results.StudyResults;
import org.versatune.record.RunRecord;

/** The whole quickstart, on made-up text and a tiny budget. */
class QuickstartTest {
  private static final int STEPS = 3;

  @TempDir static Path folder;

  private static Path out;
  private static String printed;
  private static StudyResults results;

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
    results = StudyResults.read(out.resolve("results.json"));
  }

  private static String run(Path to, long seed, String... more) {
    return run(to, folder.resolve("cache"), seed, more);
  }

  private static String run(Path to, Path cache, long seed, String... more) {
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text, true);
    String[] arguments = {
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
    assertThat(results.provenance().seed()).isEqualTo(7);
    assertThat(results.provenance().baseModelFromCache()).isFalse();
    assertThat(results.provenance().command()).contains("--budget", "3");
    assertThat(results.provenance().data().checksum()).hasSize(64);
    assertThat(results.provenance().seconds())
        .containsKeys("text", "base model", "detection", "fostering/uniform", "total");
    assertThat(results.budget().fineTuningSteps()).isEqualTo(STEPS);
    assertThat(sum(results.base().trueMix())).isCloseTo(1, within(1e-12));
    assertThat(sum(results.detection().detected())).isCloseTo(1, within(1e-12));
    assertThat(results.detection().judge().accuracy()).isGreaterThan(0.9);
    assertThat(sum(results.detection().judge().realTextInTrueMix())).isCloseTo(1, within(1e-12));
    assertThat(at(results.detection().judge().realTextInTrueMix(), "boats"))
        .isCloseTo(at(results.base().trueMix(), "boats"), within(0.05));
    assertThat(results.detection().samples()).isNotEmpty();
    assertThat(results.reference().testLosses().keySet())
        .containsExactlyElementsOf(results.domains());
    assertThat(results.fostering())
        .extracting(StrategyRun::name)
        .containsExactly(
            "fostering",
            "open-gap",
            "constant",
            "uniform",
            "inverse",
            "proportional",
            "fostering{magnitude=5.0}");
    assertThat(results.expansion().target()).isEqualTo("boats");
    assertThat(results.expansion().runs())
        .extracting(run -> run.run().name())
        .containsExactly("expansion", "boats only", "boats half, rest uniform");
  }

  @Test
  void everyRunIsMeasuredAndRecorded() {
    for (StrategyRun run :
        Iterables.concat(
            results.fostering(),
            Iterables.transform(results.expansion().runs(), ExpansionRun::run))) {
      RunRecord record = RunRecord.read(out.resolve(run.recordFile()));
      assertThat(record.domains()).isEqualTo(results.domains());
      assertThat(run.evaluations()).hasSize(record.updates().size() + 1);
      assertThat(run.evaluations().get(0).step()).isZero();
      assertThat(run.evaluations()).extracting(StrategyRun.Evaluation::step).endsWith((long) STEPS);
      assertThat(run.evaluations().get(0).losses()).isEqualTo(results.base().validationLosses());
      run.evaluations()
          .forEach(point -> assertThat(sum(point.weights())).isCloseTo(1, within(1e-9)));
      assertThat(run.draws().values().stream().mapToLong(Long::longValue).sum())
          .as("sequences of %s", run.name())
          .isEqualTo((long) STEPS * results.budget().batchSize());
      assertThat(run.testLosses().values()).allMatch(loss -> loss > 0 && loss < 6);
      run.gain()
          .byDomain()
          .forEach(
              (domain, gain) ->
                  assertThat(gain)
                      .isCloseTo(
                          (at(results.base().testLosses(), domain) - at(run.testLosses(), domain))
                              / (at(results.base().testLosses(), domain)
                                  - at(results.reference().testLosses(), domain)),
                          within(1e-9)));
    }
  }

  @Test
  void theFixedMixesDrawWhatTheySay() {
    assertThat(run("uniform").draws().values()).containsOnly(32L);
    assertThat(results.expansion().runs().get(1).run().draws())
        .containsExactlyInAnyOrderEntriesOf(
            ImmutableMap.of("boats", 96L, "numbers", 0L, "shouts", 0L));
    assertThat(run("fostering").evaluations().get(0).weights())
        .isEqualTo(results.detection().detected());
  }

  @Test
  void trainingLearns() {
    // guessing costs ln 256 = 5.5 nats/token. A mix of three steps may lose on one domain what it
    // gains on another; three steps on one domain alone must gain there.
    assertThat(sum(results.base().testLosses()) / 3).isLessThan(2);
    assertThat(sum(results.reference().testLosses())).isLessThan(sum(results.base().testLosses()));
  }

  @Test
  void theReportAndTheTablesAreThere() throws IOException {
    assertThat(Files.readString(out.resolve("report.html"))).contains("<svg", "boats half");
    assertThat(printed)
        .contains("Detection:", "Reference losses:", "boats only", "fostering{magnitude=5.0}")
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

    StudyResults repeated = StudyResults.read(again.resolve("results.json"));
    assertThat(text).contains("read from");
    assertThat(repeated.provenance().baseModelFromCache()).isTrue();
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
    assertThat(withoutProvenance(StudyResults.read(uncached.resolve("results.json"))))
        .isEqualTo(withoutProvenance(results));
  }

  @Test
  void anotherSeedGivesAnotherResult() {
    Path other = folder.resolve("other");

    run(other, 8, "--target", "boats");

    assertThat(StudyResults.read(other.resolve("results.json")).base().testLosses())
        .isNotEqualTo(results.base().testLosses());
  }

  private static StrategyRun run(String name) {
    return results.fostering().stream()
        .filter(run -> run.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static StudyResults withoutProvenance(StudyResults all) {
    return new StudyResults(
        all.format(),
        results.provenance(),
        all.budget(),
        all.domains(),
        all.base(),
        all.detection(),
        all.reference(),
        all.fostering(),
        all.expansion());
  }

  private static double at(ImmutableMap<String, Double> map, String domain) {
    return map.getOrDefault(domain, Double.NaN);
  }

  private static double sum(ImmutableMap<String, Double> map) {
    return map.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
