// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.versatune.examples.results.Cautions;
import org.versatune.examples.results.DetectionResult;
import org.versatune.examples.results.Losses;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.SeedResult;
import org.versatune.examples.results.SeedResult.BaseModel;
import org.versatune.examples.study.ResultStore.ResultKey;
import org.versatune.examples.study.Workbench.Specialist;

/**
 * What all runs of a seed share: base model, detection, and the specialists of each budget, each
 * taken from the store or made when it is first asked for.
 */
final class SeedStages {
  private final Means means;
  private final long seed;
  private final Map<Integer, Supplier<Losses>> specialists = new LinkedHashMap<>();
  private @Nullable Supplier<BaseModel> base;
  private @Nullable Supplier<DetectionResult> detection;
  private @Nullable Workbench bench;
  private int halfThreads;

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
          ImmutableMap<String, Supplier<Specialist>> each =
              Maps.toMap(
                  means.corpora().domains(),
                  domain -> threads.start(() -> makeSpecialist(budget, domain)));
          return () ->
              new Losses(
                  ImmutableMap.copyOf(Maps.transformValues(each, of -> of.get().validation())),
                  ImmutableMap.copyOf(Maps.transformValues(each, of -> of.get().test())));
        });
  }

  private static <T> T started(@Nullable Supplier<T> pending) {
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

  SeedResult result() {
    return new SeedResult(
        seed,
        started(base),
        detection(),
        ImmutableMap.copyOf(Maps.transformValues(specialists, Supplier::get)));
  }

  /** The base model at hand; its first use trains it or reads it from the cache. */
  synchronized Workbench bench() {
    if (bench == null) {
      bench = new Workbench(means, means.baseMix(), seed, halfThreads);
    }
    return bench;
  }

  /** Whether the base model was read from the cache; false where none was used. */
  synchronized boolean isBaseFromCache() {
    return bench != null && bench.isBaseFromCache();
  }

  private BaseModel makeBase() throws Exception {
    BaseModel model =
        means.get(
            baseKey(),
            "base model",
            means.baseCost(),
            () -> bench().baseModel(),
            made -> "base model of seed " + seed);
    String of = means.isOfOneSeed() ? "" : " of seed " + seed;
    Cautions.ofLosses("the base model" + of, model.losses().test(), model.vocabulary())
        .forEach(means.log()::warning);
    return model;
  }

  private DetectionResult makeDetection() throws Exception {
    return means.get(
        new ResultKey<>(
            "detection-" + seed, means.settings("detection", seed), DetectionResult.class),
        "detection",
        0,
        () -> bench().detect(),
        made -> "detection of seed " + seed);
  }

  private Specialist makeSpecialist(int steps, String domain) throws Exception {
    return means.get(
        specialistKey(steps, domain),
        "specialists/" + domain,
        steps,
        () -> bench().specialist(domain, steps),
        made ->
            Numbers.format(
                "specialist of %s, %d steps, seed %d: loss %.3f",
                domain, steps, seed, made.test()));
  }

  private ResultKey<BaseModel> baseKey() {
    return new ResultKey<>("base-" + seed, means.settings("base model", seed), BaseModel.class);
  }

  private ResultKey<Specialist> specialistKey(int steps, String domain) {
    return new ResultKey<>(
        "specialist-" + domain + "-x" + steps + "-" + seed,
        means.settings("specialist", seed, steps, domain),
        Specialist.class);
  }

  /** The cost of what a seed lacks for runs of these budgets, in steps of a fine-tuning. */
  double missing(Iterable<Integer> budgets) {
    ImmutableList<String> domains = means.corpora().domains();
    double steps = means.store().has(baseKey()) ? 0 : means.baseCost();
    for (int budget : budgets) {
      steps +=
          budget
              * domains.stream()
                  .filter(domain -> !means.store().has(specialistKey(budget, domain)))
                  .count();
    }
    return steps;
  }
}
