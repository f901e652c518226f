package org.versatune.examples.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.versatune.examples.results.ForgettingSummary;
import org.versatune.examples.results.GainSummary;
import org.versatune.examples.results.StrategyRun;

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
            strategies:
              - {name: only, mix: {target: 1}}
              - {name: half, mix: {target: 0.5}, lengths: [1, 2]}
              - {name: expansion, rule: expansion, lengths: [1, 2]}
          """);

  private static FinishedRun fostering(String strategy, long seed, double mean, double worst) {
    return run(
        new RunKey(
            "fostering",
            strategy,
            strategy.equals("uniform") ? "uniform" : "detected",
            "",
            10,
            1,
            seed),
        mean,
        worst,
        null,
        ImmutableMap.of("a", .1, "b", .2));
  }

  private static FinishedRun expansion(
      String strategy, String target, int length, long seed, double gain, double forgotten) {
    return run(
        new RunKey(
            "expansion",
            strategy,
            strategy.equals("expansion") ? "detected" : "mix",
            target,
            10,
            length,
            seed),
        .1,
        -.1,
        gain,
        ImmutableMap.of(target.equals("a") ? "b" : "a", forgotten, "c", 0.0));
  }

  private static FinishedRun run(
      RunKey key,
      double mean,
      double worst,
      @Nullable Double targetGain,
      ImmutableMap<String, Double> forgetting) {
    return new FinishedRun(
        key,
        key.strategy(),
        new StrategyRun(
            key.strategy(),
            key.strategy(),
            "none.jsonl",
            ImmutableList.of(),
            ImmutableMap.of("a", 1L, "b", 1L),
            ImmutableMap.of("a", 2.0, "b", 3.0),
            new GainSummary(
                ImmutableMap.of("a", mean, "b", worst), ImmutableList.of(), mean, worst, "b"),
            new ForgettingSummary(forgetting, .1, .2, "b")),
        forgetting,
        targetGain,
        ImmutableMap.of("commit", "none"),
        1);
  }

  private static ImmutableList<FinishedRun> runs() {
    ImmutableList.Builder<FinishedRun> runs = ImmutableList.builder();
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

  private static Map<String, Conclusions.Answer> answers() {
    ImmutableMap.Builder<String, Conclusions.Answer> answers = ImmutableMap.builder();
    for (Conclusions.Answer answer : new Conclusions(PLAN, new Summary(PLAN, runs())).answers()) {
      answers.put(answer.question(), answer);
    }
    return answers.buildOrThrow();
  }

  private static Conclusions.Answer about(String... words) {
    return answers().values().stream()
        .filter(answer -> Stream.of(words).allMatch(answer.question()::contains))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void fosteringIsHeldAgainstUniformWeights() {
    assertThat(about("35.21 %").verdict()).isEqualTo("refuted");
    Conclusions.Answer higher = about("higher mean gain");
    assertThat(higher.verdict()).isEqualTo("refuted");
    assertThat(higher.estimate()).isCloseTo(-.01, within(1e-9));
    assertThat(about("better worst domain").verdict()).isEqualTo("confirmed");
  }

  @Test
  void expansionIsHeldAgainstTheTargetOnlyAtEqualBudgetAndAtEqualGain() {
    Conclusions.Answer oneBudget = about("all targets", "in one budget");
    assertThat(oneBudget.verdict()).isEqualTo("confirmed");
    assertThat(oneBudget.estimate()).isCloseTo(.9, within(1e-9));
    Conclusions.Answer equal = about("all targets", "equal target gain (2 budgets)");
    assertThat(equal.estimate()).isCloseTo(.75, within(1e-9));
    Conclusions.Answer rival = about("all targets", "less than \"half\" (2 budgets)");
    assertThat(rival.verdict()).isEqualTo("confirmed");
    assertThat(rival.threshold()).isZero();
  }

  @Test
  void theIntervalDecides() {
    assertThat(Conclusions.verdict(new Interval(.5, .4, .6, 5), .4)).isEqualTo("confirmed");
    assertThat(Conclusions.verdict(new Interval(.5, .4, .6, 5), .5)).isEqualTo("undecided");
    assertThat(Conclusions.verdict(new Interval(.5, .4, .6, 5), .61)).isEqualTo("refuted");
  }

  @Test
  void theSummaryPairsEverySeedWithTheBaseline() {
    Summary.Line line =
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
