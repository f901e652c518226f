// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.versatune.Baseline;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RunBuilder;
import org.versatune.Signal;
import org.versatune.VersaTune;
import org.versatune.WeightScheduler;
import org.versatune.scheduling.EveryRule;
import org.versatune.scheduling.Gate;
import org.versatune.scheduling.Schedulers;

/** A run under any built-in rule replays under that rule on its own record, bit for bit. */
class OwnReplayTest {
  private static final List<String> DOMAINS = List.of("law", "medicine", "code");

  @TempDir Path folder;

  static Stream<WeightScheduler> rules() {
    return Stream.concat(
        EveryRule.over(DOMAINS).stream(),
        Stream.<WeightScheduler>of(
            Schedulers.expansion("code").against(Baseline.BEST).gate(Gate.absolute()),
            Schedulers.doReMi().perToken(false),
            Schedulers.aioli().sweepSteps(5).trainingSteps(10),
            Schedulers.onlineDataMixing().warmup(20),
            Schedulers.adaptiveDataOptimization().refitEvery(20)));
  }

  private RunBuilder builder(WeightScheduler rule) {
    return VersaTune.builder()
        .initial(DomainDistribution.of(DOMAINS, .5, .3, .2))
        .scheduler(rule)
        .domainSizes(Map.of("law", 900, "medicine", 500, "code", 700))
        .record(folder.resolve("run.jsonl"));
  }

  private static Map<String, Double> numbers(SplittableRandom random) {
    Map<String, Double> map = new TreeMap<>();
    DOMAINS.forEach(domain -> map.put(domain, 1 + random.nextDouble()));
    return map;
  }

  /** Reports what the rule needs and nothing else; what it can only use is left out. */
  private static Feedback report(WeightScheduler rule, long step, SplittableRandom random) {
    Feedback feedback = Feedback.at(step);
    for (Signal signal : rule.signals()) {
      if (signal == Signal.GRADIENT_PRODUCTS) {
        ImmutableTable.Builder<String, String, Double> table = ImmutableTable.builder();
        for (String i : DOMAINS) {
          for (String j : DOMAINS) {
            table.put(i, j, i.equals(j) ? 2 : random.nextDouble());
          }
        }
        feedback = feedback.gradientProducts(table.buildOrThrow());
      } else if (!signal.isKnownBeforeTraining() && signal != Signal.DRAW_COUNTS) {
        feedback = feedback.with(signal, numbers(random));
      }
    }
    return feedback;
  }

  private Replay.Result replayed(RunBuilder builder, WeightScheduler rule, boolean base) {
    SplittableRandom random = new SplittableRandom(7);
    try (VersaTune run = builder.build()) {
      if (base) {
        run.report(Feedback.at(0).losses(numbers(random)));
      }
      for (int step = 5; step <= 100; step += 5) {
        run.plan(8);
        run.report(report(rule, step, random));
      }
    }
    RunRecord record = RunRecord.read(folder.resolve("run.jsonl"));
    Replay.Result result = Replay.of(record).under(Schedulers.named(record.header().scheduler()));
    assertThat(result.record().weights()).isEqualTo(record.weights());
    return result;
  }

  private static RunBuilder withReferences(RunBuilder builder) {
    return builder.referenceLosses(Map.of("law", .9, "medicine", .8, "code", .7));
  }

  private static boolean needsReferences(WeightScheduler rule) {
    return rule.signals().contains(Signal.REFERENCE_LOSS);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void withWhatItNeedsAlone(WeightScheduler rule) {
    RunBuilder builder = needsReferences(rule) ? withReferences(builder(rule)) : builder(rule);

    assertThat(replayed(builder, rule, false).largestDifference()).isZero();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void withAllThatItCanUseAndDecorators(WeightScheduler rule) {
    RunBuilder builder =
        withReferences(builder(rule)).smoothing(.2).floor(.05).warmup(7).epochCap(2).onLossJump(9);

    assertThat(replayed(builder, rule, true).largestDifference()).isZero();
  }

  @Test
  void theDefaultRuleFromMeansAloneAndDoReMiFromWhatStandsIn() {
    RunBuilder byDefault = VersaTune.builder().domains(DOMAINS).record(folder.resolve("run.jsonl"));
    assertThat(replayed(withReferences(byDefault), Schedulers.openGap(), false).largestDifference())
        .isZero();

    // Asks for token excess, is given means.
    RunBuilder means = withReferences(builder(Schedulers.doReMi()));
    assertThat(replayed(means, Schedulers.doReMi().perToken(false), false).largestDifference())
        .isZero();
  }
}
