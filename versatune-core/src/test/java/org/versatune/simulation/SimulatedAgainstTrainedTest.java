// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.VersaTune;
import org.versatune.WeightScheduler;
import org.versatune.record.RunRecord;
import org.versatune.scheduling.Schedulers;

/**
 * Curves fitted to runs of a network that was really trained predict runs that they have not seen.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulatedAgainstTrainedTest {
  private static final ImmutableList<String> DOMAINS =
      ImmutableList.of("law", "medicine", "finance", "science", "code", "general");
  private static final double[] BASE = {.06, .08, .05, .09, .37, .35};
  private static final double[] UNIFORM = {1, 1, 1, 1, 1, 1};
  private static final double[] MEDICINE = {.05, .5, .05, .1, .1, .2};
  private static final double[] FINANCE = {.3, .05, .4, .05, .15, .05};
  private static final double[] INVERSE = {.94, .92, .95, .91, .63, .65};
  private static final int STEPS = 600;
  private static final int EVERY = 40;
  private static final int BATCH = 16;
  private static final double RATE = 0.3;

  @TempDir static Path folder;

  private final SmallLanguageModel base = SmallLanguageModel.untrained(1);
  private FittedCurves fitted;
  private int runs;

  @BeforeAll
  void fit() {
    VersaTune run = VersaTune.builder().initial(relative(BASE)).build();
    for (int step = 0; step < 2500; step++) {
      base.train(positions(run), RATE, new SplittableRandom(step));
    }
    fitted =
        CurveFit.to(
                run(UNIFORM, Schedulers.constant()),
                run(BASE, Schedulers.constant()),
                run(MEDICINE, Schedulers.constant()),
                run(FINANCE, Schedulers.constant()))
            .replicates(40)
            .fit();
  }

  private static DomainDistribution relative(double[] weights) {
    return DomainDistribution.relative(DOMAINS, weights);
  }

  private static int[] positions(VersaTune run) {
    return run.plan(BATCH).domains().stream().mapToInt(DOMAINS::indexOf).toArray();
  }

  private RunRecord run(double[] initial, WeightScheduler rule) {
    SmallLanguageModel model = base.copy();
    SplittableRandom random = new SplittableRandom(runs);
    Path file = folder.resolve("run" + runs++ + ".jsonl");
    try (VersaTune run =
        VersaTune.builder()
            .initial(relative(initial))
            .scheduler(rule)
            .referenceLosses(referenceLosses())
            .record(file)
            .build()) {
      run.report(Feedback.at(0).losses(losses(model)));
      for (int step = 1; step <= STEPS; step++) {
        model.train(positions(run), RATE, random);
        if (step % EVERY == 0) {
          run.report(Feedback.at(step).losses(losses(model)));
        }
      }
    }
    return RunRecord.read(file);
  }

  private static ImmutableMap<String, Double> referenceLosses() {
    ImmutableMap.Builder<String, Double> losses = ImmutableMap.builder();
    DOMAINS.forEach(domain -> losses.put(domain, 1.8));
    return losses.buildOrThrow();
  }

  private static ImmutableMap<String, Double> losses(SmallLanguageModel model) {
    ImmutableMap.Builder<String, Double> losses = ImmutableMap.builder();
    for (int j = 0; j < SmallLanguageModel.DOMAINS; j++) {
      losses.put(DOMAINS.get(j), model.loss(j));
    }
    return losses.buildOrThrow();
  }

  @Test
  void anUnseenMixIsPredicted() {
    check(Validation.alongDraws(fitted, run(INVERSE, Schedulers.constant())));
  }

  @Test
  void anUnseenRuleIsPredicted() {
    RunRecord fostered = run(BASE, Schedulers.fostering());
    check(Validation.alongDraws(fitted, fostered));
    check(Validation.underRule(fitted, fostered, Schedulers.fostering()));
  }

  private static void check(Validation validation) {
    assertThat(validation.meanErrorOfNoChange()).isGreaterThan(0.02);
    assertThat(validation.meanError()).isLessThan(validation.meanErrorOfNoChange() / 2);
  }
}
