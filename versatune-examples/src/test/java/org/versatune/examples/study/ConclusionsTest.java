// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.versatune.examples.results.Choice;
import org.versatune.examples.results.Conclusion;
import org.versatune.examples.results.Conclusion.Verdict;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.MeasureSummary;
import org.versatune.examples.results.Measures;
import org.versatune.examples.results.Run;
import org.versatune.examples.results.RunKey;

/** What follows from runs whose outcome is made up, so that the answers are known. */
class ConclusionsTest {
  private static final StudyPlan PLAN =
      StudyPlan.parse(
          """
          seeds: [1, 2, 3]
          base: {steps: 1, batchSize: 1, sequenceLength: 1, learningRate: 1,
                 detectionSamples: 2, detectionCharacters: 8}
          fineTuning: {batchSize: 1, sequenceLength: 1, learningRate: 1, evaluations: 1,
                       validationSequences: 1, testSequences: 1}
          inputSteps: 4
          fostering:
            steps: [10]
            starts: [detected]
            baseline: uniform
            strategies: [{name: uniform, starts: [uniform]}, {name: fostering, rule: fostering}]
          expansion:
            targets: [a, b]
            steps: 10
            baseline: only
            rival: half
            equalGain: 0.95
            stops: [0.9, 1.5]
            strategies:
              - {name: only, mix: {target: 1}}
              - {name: half, mix: {target: 0.5}, lengths: [1, 2]}
              - {name: expansion, rule: expansion, lengths: [1, 2]}
          """);

  private static Run fostering(String strategy, long seed, double mean, double worst) {
    return run(
        new RunKey(
            new Group("fostering", "x1", "", 10),
            new Choice(strategy, strategy.equals("uniform") ? "uniform" : "detected"),
            seed),
        ImmutableMap.of("mean_gain", mean, "worst_gain", worst, "mean_forgetting", .15));
  }

  private static Run expansion(
      String strategy, String target, int length, long seed, double gain, double forgotten) {
    return run(
        new RunKey(
            new Group("expansion", "x" + length, target, 10),
            new Choice(strategy, strategy.equals("expansion") ? "detected" : "mix"),
            seed),
        ImmutableMap.of("target_gain", gain, "mean_forgetting", forgotten / 2));
  }

  private static Run run(RunKey key, ImmutableMap<String, Double> measures) {
    return new Run(key, key.choice().strategy(), "none.jsonl", "none", measures);
  }

  private static ImmutableList<Run> runs() {
    ImmutableList.Builder<Run> runs = ImmutableList.builder();
    for (long seed = 1; seed <= 3; seed++) {
      double noise = seed / 100.0;
      runs.add(fostering("uniform", seed, .3 + noise, -.3));
      runs.add(fostering("fostering", seed, .29 + noise, -.3 + noise));
      for (String target : new String[] {"a", "b"}) {
        runs.add(expansion("only", target, 1, seed, 1, .2));
        runs.add(expansion("half", target, 1, seed, .7, .06 + noise));
        runs.add(expansion("half", target, 2, seed, .97, .10 + noise));
        runs.add(expansion("expansion", target, 1, seed, .6, .02));
        runs.add(expansion("expansion", target, 2, seed, .96, .05));
      }
    }
    return runs.build();
  }

  private static Map<String, Conclusion> answers() {
    ImmutableMap.Builder<String, Conclusion> answers = ImmutableMap.builder();
    for (Conclusion answer : Conclusions.of(PLAN, new Summary(PLAN, runs()))) {
      answers.put(answer.question(), answer);
    }
    return answers.buildOrThrow();
  }

  private static Conclusion about(String... words) {
    return answers().values().stream()
        .filter(answer -> Stream.of(words).allMatch(answer.question()::contains))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void fosteringIsHeldAgainstUniformWeights() {
    assertThat(about("35.21 %").verdict()).isEqualTo(Verdict.REFUTED);
    Conclusion higher = about("higher mean gain");
    assertThat(higher.verdict()).isEqualTo(Verdict.REFUTED);
    assertThat(higher.estimate()).isCloseTo(-.01, within(1e-9));
    assertThat(about("better worst domain").verdict()).isEqualTo(Verdict.CONFIRMED);
  }

  @Test
  void expansionIsHeldAgainstTheTargetOnlyAtEqualBudgetAndAtEqualGain() {
    Conclusion oneBudget = about("all targets", "in one budget");
    assertThat(oneBudget.verdict()).isEqualTo(Verdict.CONFIRMED);
    assertThat(oneBudget.estimate()).isCloseTo(.9, within(1e-9));
    Conclusion equal = about("all targets", "equal target gain (2 budgets)");
    assertThat(equal.estimate()).isCloseTo(.75, within(1e-9));
    Conclusion rival = about("all targets", "less than \"half\" (2 budgets)");
    assertThat(rival.verdict()).isEqualTo(Verdict.CONFIRMED);
    assertThat(rival.threshold()).isZero();
  }

  @Test
  void runsCompareWhereTheirTargetsHaveGainedTheSame() {
    // "expansion": 0.6 and 0.96, .9 is 5/6 of the way from .02 to .05 of forgetting.
    Conclusion only = about("\"expansion\" of a forgets", "\"only\"", "stopped at", "0.90");
    assertThat(only.estimate()).isCloseTo(1 - .045 / .18, within(1e-9));
    assertThat(only.verdict()).isEqualTo(Verdict.CONFIRMED);
    Conclusion half = about("\"expansion\" of all targets", "less than \"half\"", "stopped at");
    assertThat(half.verdict()).isEqualTo(Verdict.CONFIRMED);
    // .06 and .10 at .7 and .97, plus the noise of each seed.
    double average = 0;
    for (long seed = 1; seed <= 3; seed++) {
      average += (1 - .045 / (.06 + .04 * .2 / .27 + seed / 100.0)) / 3;
    }
    assertThat(half.estimate()).isCloseTo(average, within(1e-9));
    assertThat(answers().keySet()).noneMatch(question -> question.contains("1.50"));
    assertThat(new Summary(PLAN, runs()).lines())
        .filteredOn(line -> line.group().stopped() && line.measure().equals("target_gain"))
        .hasSize(3 * 3)
        .allSatisfy(line -> assertThat(line.mean()).isCloseTo(.9, within(1e-9)));
  }

  @Test
  void whatOneSeedDoesNotReachHasNoStop() {
    ImmutableList<Run> runs =
        runs().stream()
            .filter(run -> run.key().seed() != 2 || run.key().group().length() == 1)
            .collect(ImmutableList.toImmutableList());
    assertThat(new Summary(PLAN, runs).lines())
        .filteredOn(line -> line.group().stopped())
        .extracting(MeasureSummary::strategy)
        .containsOnly("only");
  }

  @Test
  void nothingIsSaidOfAShareOfAMeanGainBelowZero() {
    ImmutableList<Run> below =
        ImmutableList.of(
            fostering("uniform", 1, -.2, -1),
            fostering("uniform", 2, .01, -1),
            fostering("fostering", 1, -.1, -.3),
            fostering("fostering", 2, .02, -.3));
    assertThat(Conclusions.of(PLAN, new Summary(PLAN, below)))
        .extracting(Conclusion::question)
        .noneMatch(question -> question.contains("35.21 %"))
        .anyMatch(question -> question.contains("higher mean gain"));
  }

  private static Run confirmation(String strategy, long seed, double gain, double forgotten) {
    return run(
        new RunKey(new Group("confirmation", "x1", "", 10), new Choice(strategy, "uniform"), seed),
        ImmutableMap.<String, Double>builder()
            .put("mean_gain", gain)
            .put("loss_a", 1.0)
            .put("forgetting_a", 0.0)
            .put("loss_b", 1 + forgotten)
            .put("forgetting_b", forgotten)
            .put("error_b", .02)
            .put("rise_error_b", .002)
            .buildOrThrow());
  }

  @Test
  void aPromiseIsHeldAgainstItsLimitAndTheBestFixedMix() {
    StudyPlan plan =
        StudyPlan.parse(
            """
            seeds: [1, 2]
            base: {steps: 1, batchSize: 1, sequenceLength: 1, learningRate: 1,
                   detectionSamples: 2, detectionCharacters: 8}
            fineTuning: {batchSize: 1, sequenceLength: 1, learningRate: 1, evaluations: 1,
                         validationSequences: 1, testSequences: 1}
            inputSteps: 4
            fostering:
              steps: [10]
              starts: [uniform]
              baseline: uniform
              strategies: [{name: uniform}, {name: kept, protect: {within: 0.01}}]
            confirmation: {seeds: [6, 7], steps: [10], strategies: [uniform, kept]}
            frontier: {seed: 1, steps: [10], rounds: [4], kept: 1, within: 0.01}
            """);
    ImmutableList.Builder<Run> runs = ImmutableList.builder();
    for (long seed = 6; seed <= 7; seed++) {
      runs.add(confirmation("uniform", seed, .2, .05));
      // Half a per cent past the limit: within the error of the loss, and past that of the rise.
      runs.add(confirmation("kept", seed, .3, .015));
      runs.add(confirmation("best fixed mix", seed, .3 + seed / 1000.0, 0));
    }
    Summary summary = new Summary(plan, runs.build());
    ImmutableList<Conclusion> answers = Conclusions.of(plan, summary);

    assertThat(answers)
        .extracting(Conclusion::question)
        .hasSize(4)
        .allMatch(question -> question.startsWith("\"kept\""));
    assertThat(answers)
        .extracting(Conclusion::verdict)
        .containsExactly(Verdict.REFUTED, Verdict.CONFIRMED, Verdict.REFUTED, Verdict.CONFIRMED);
    assertThat(answers).extracting(Conclusion::estimate).startsWith(.5, 1.0, .5);
    assertThat(answers.get(3).estimate()).isCloseTo(.3 - .95 * .3065, within(1e-9));
    assertThat(summary.lines())
        .filteredOn(line -> "best fixed mix".equals(line.baseline()))
        .extracting(MeasureSummary::strategy)
        .containsExactly("uniform", "kept");
    assertThat(summary.lines()).extracting(MeasureSummary::measure).doesNotContain("error_b");
  }

  @Test
  void theIntervalDecides() {
    assertThat(Conclusions.verdict(new Interval(.5, .4, .6, 5), .4)).isEqualTo(Verdict.CONFIRMED);
    assertThat(Conclusions.verdict(new Interval(.5, .4, .6, 5), .5)).isEqualTo(Verdict.UNDECIDED);
    assertThat(Conclusions.verdict(new Interval(.5, .4, .6, 5), .61)).isEqualTo(Verdict.REFUTED);
  }

  @Test
  void theSummaryPairsEverySeedWithTheBaseline() {
    MeasureSummary line =
        new Summary(PLAN, runs())
            .lines().stream()
                .filter(l -> l.study().equals("fostering") && l.strategy().equals("fostering"))
                .filter(l -> l.measure().equals(Measures.MEAN_GAIN))
                .findFirst()
                .orElseThrow();
    assertThat(line.n()).isEqualTo(3);
    assertThat(line.baseline()).isEqualTo("uniform");
    assertThat(line.difference()).isCloseTo(-.01, within(1e-9));
    assertThat(line.differenceLow()).isCloseTo(-.01, within(1e-9));
    assertThat(line.low()).isLessThan(line.mean());
  }
}
