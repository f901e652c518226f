// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.results.Cautions;
import org.versatune.examples.results.DetectionResult;
import org.versatune.examples.results.Losses;
import org.versatune.examples.results.SeedResult;
import org.versatune.examples.results.SeedResult.BaseModel;

/**
 * What all runs of a seed share: base model, detection, and the specialists of each budget, each
 * taken from the store or made when it is first asked for.
 */
final class SeedStages {
  private final Means means;
  private final long seed;
  private final Map<Integer, SideBySide.Pending<Losses>> specialists = new LinkedHashMap<>();
  private SideBySide.@Nullable Pending<BaseModel> base;
  private SideBySide.@Nullable Pending<DetectionResult> detection;
  private @Nullable Workbench bench;
  private int halfThreads;

  /** What every seed of a study is worked on with. */
  record Means(
      StudyPlan plan,
      Corpora corpora,
      StudyModel model,
      Optional<DomainDistribution> baseMix,
      ResultStore store,
      ModelCache cache,
      StudyLog log) {
    /** What a result depends on, for the store. */
    ImmutableList<String> settings(Object... more) {
      ImmutableList.Builder<String> settings = ImmutableList.builder();
      settings
          .add(plan.model(), corpora.fingerprint())
          .add(plan.base().toString(), plan.fineTuning().toString())
          .add(baseMix.map(mix -> mix.asMap().toString()).orElse("unknown mix"));
      for (Object each : more) {
        settings.add(each.toString());
      }
      if (isOfOneSeed() && !plan.base().embedded()) {
        settings.add("base model in halves");
      }
      return settings.build();
    }

    boolean isOfOneSeed() {
      return plan.seeds().size() == 1 && plan.confirmation() == null;
    }

    /** The cost of a base model, in steps of a fine-tuning. */
    double baseCost() {
      StudyPlan.BaseModels base = plan.base();
      if (base.embedded()) {
        return 0;
      }
      StudyPlan.FineTunings fine = plan.fineTuning();
      return (double) base.steps()
          * base.batchSize()
          * base.sequenceLength()
          / (fine.batchSize() * fine.sequenceLength());
    }
  }

  SeedStages(Means means, long seed) {
    this.means = means;
    this.seed = seed;
  }

  /**
   * Starts the base model; detection and specialists, which come later, wait for it. The only one
   * of a study has all threads, so it is trained in halves of batches.
   */
  void startBase(SideBySide threads) {
    halfThreads = means.isOfOneSeed() ? threads.number() : 0;
    base = threads.start(this::makeBase);
  }

  /** Starts what runs of a budget wait for, unless it was started before. */
  void start(int steps, SideBySide threads) {
    if (detection == null) {
      detection = threads.start(this::makeDetection);
    }
    specialists.computeIfAbsent(
        steps,
        budget -> {
          Map<String, SideBySide.Pending<Workbench.Specialist>> each = new LinkedHashMap<>();
          for (String domain : means.corpora().domains()) {
            each.put(domain, threads.start(() -> makeSpecialist(budget, domain)));
          }
          return () -> together(Maps.transformValues(each, SideBySide.Pending::get));
        });
  }

  private static Losses together(Map<String, Workbench.Specialist> specialists) {
    ImmutableMap.Builder<String, Double> validation = ImmutableMap.builder();
    ImmutableMap.Builder<String, Double> test = ImmutableMap.builder();
    specialists.forEach(
        (domain, losses) -> {
          validation.put(domain, losses.validation());
          test.put(domain, losses.test());
        });
    return new Losses(validation.buildOrThrow(), test.buildOrThrow());
  }

  private static <T> T started(SideBySide.@Nullable Pending<T> pending) {
    if (pending == null) {
      throw new AssertionError("not started");
    }
    return pending.get();
  }

  DetectionResult detection() {
    return started(detection);
  }

  Losses specialists(int steps) {
    return started(specialists.get(steps));
  }

  /** Everything, once it is done. */
  SeedResult result() {
    return new SeedResult(
        seed,
        started(base),
        detection(),
        ImmutableMap.copyOf(Maps.transformValues(specialists, SideBySide.Pending::get)));
  }

  /** The base model at hand; its first use trains it or reads it from the cache. */
  synchronized Workbench bench() {
    if (bench == null) {
      bench =
          new Workbench(
              means.model(),
              means.plan(),
              means.baseMix(),
              seed,
              halfThreads,
              means.cache(),
              means.log());
    }
    return bench;
  }

  /** Whether the base model was read from the cache; false where none was used. */
  synchronized boolean isBaseFromCache() {
    return bench != null && bench.isBaseFromCache();
  }

  private BaseModel makeBase() throws Exception {
    BaseModel model =
        means
            .store()
            .get(
                "base-" + seed,
                means.settings("base model", seed),
                BaseModel.class,
                () -> {
                  BaseModel made = means.log().timed("base model", () -> bench().baseModel());
                  means.log().finished("base model of seed " + seed, means.baseCost());
                  return made;
                });
    String of = means.isOfOneSeed() ? "" : " of seed " + seed;
    Cautions.ofLosses("the base model" + of, model.losses().test(), model.vocabulary())
        .forEach(means.log()::warning);
    return model;
  }

  private DetectionResult makeDetection() throws Exception {
    return means
        .store()
        .get(
            "detection-" + seed,
            means.settings("detection", seed),
            DetectionResult.class,
            () -> {
              DetectionResult result =
                  means.log().timed("detection", () -> bench().detect(means.log()));
              means.log().finished("detection of seed " + seed, 0);
              return result;
            });
  }

  private static String specialistName(long seed, int steps, String domain) {
    return "specialist-" + domain + "-x" + steps + "-" + seed;
  }

  private Workbench.Specialist makeSpecialist(int steps, String domain) throws Exception {
    return means
        .store()
        .get(
            specialistName(seed, steps, domain),
            means.settings("specialist", seed, steps, domain),
            Workbench.Specialist.class,
            () -> {
              Workbench.Specialist losses =
                  means
                      .log()
                      .timed("specialists/" + domain, () -> bench().specialist(domain, steps));
              means
                  .log()
                  .finished(
                      String.format(
                          Locale.ROOT,
                          "specialist of %s, %d steps, seed %d: loss %.3f",
                          domain,
                          steps,
                          seed,
                          losses.test()),
                      steps);
              return losses;
            });
  }

  /** The cost of what a seed lacks for runs of these budgets, in steps of a fine-tuning. */
  double missing(Iterable<Integer> budgets) {
    boolean based =
        means.store().has("base-" + seed, means.settings("base model", seed), BaseModel.class);
    double steps = based ? 0 : means.baseCost();
    for (int budget : budgets) {
      for (String domain : means.corpora().domains()) {
        if (!means
            .store()
            .has(
                specialistName(seed, budget, domain),
                means.settings("specialist", seed, budget, domain),
                Workbench.Specialist.class)) {
          steps += budget;
        }
      }
    }
    return steps;
  }
}
