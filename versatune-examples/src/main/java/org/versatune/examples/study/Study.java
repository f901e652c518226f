// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;
import org.versatune.DomainDistribution;
import org.versatune.RuleDescription;
import org.versatune.WeightScheduler;
import org.versatune.dl4j.Nd4jBackend;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.results.Cautions;
import org.versatune.examples.results.DetectionResult;
import org.versatune.examples.results.DetectionTrial;
import org.versatune.examples.results.Evaluation;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Losses;
import org.versatune.examples.results.Measures;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.Run;
import org.versatune.examples.results.RunKey;
import org.versatune.examples.results.SeedResult;
import org.versatune.examples.results.StudyResults;
import org.versatune.examples.results.Writing;
import org.versatune.examples.study.ResultStore.ResultKey;
import org.versatune.scheduling.Schedulers;

/**
 * Does the missing work of a plan: base model, detection and specialists of each seed, then all
 * runs.
 *
 * <p>Seeds come one after the other, so that a study that is stopped early has whole seeds. Inside
 * a seed, all trainings start from one base model. Trainings run side by side; a result depends on
 * plan, text and seed alone, so the number of threads changes the time and nothing else. Not safe
 * for use by several threads.
 */
public final class Study {
  /** The text that comes with the examples, as a source. */
  public static final String BUNDLED = "bundled";

  /** Rules whose inputs are found by small runs, once a seed. */
  private static final ImmutableSet<String> SEARCHED = ImmutableSet.of("regmix", "skill-it");

  static final String BASE = "base";

  private final StudyPlan plan;
  private final Means means;
  private final String source;
  private final boolean resumed;
  private final String commit;
  private final StudyLog log;
  private final Map<Long, SeedStages> seeds = new LinkedHashMap<>();

  /** A run with its course, and what its model writes where the study is of one seed. */
  private record Finished(
      Run run, ImmutableList<Evaluation> evaluations, @Nullable Writing writing) {}

  /**
   * Prepares a study.
   *
   * @param plan what it consists of
   * @param corpora the text
   * @param source where it comes from: {@value #BUNDLED}, or a folder
   * @param folder where results and run records go
   * @param resumed whether to take over finished work of earlier starts from the folder, and to
   *     leave finished work there for later ones; otherwise everything is done anew
   * @param cache folder where base models are kept
   * @param commit of the sources, kept with each run
   * @param log gets a line for each thing that is done
   * @throws IllegalArgumentException if a strategy of the plan does not fit the domains
   */
  public Study(
      StudyPlan plan,
      Corpora corpora,
      String source,
      Path folder,
      boolean resumed,
      Path cache,
      String commit,
      StudyLog log) {
    this.plan = plan;
    this.source = source;
    this.resumed = resumed;
    this.commit = commit;
    this.log = log;
    ResultStore store = new ResultStore(folder, resumed);
    store.require(plan.model());
    Optional<DomainDistribution> mix =
        PlanCheck.isBaseMixUnknown(plan, source)
            ? Optional.empty()
            : Optional.of(Mixes.skewed(corpora.domains()));
    this.means =
        new Means(
            plan, corpora, new StudyModel(corpora, plan), mix, store, new ModelCache(cache), log);
    PlanCheck.check(plan, corpora.domains(), source);
  }

  /**
   * Does what is missing.
   *
   * @param threads trainings that run side by side, at least 1
   * @param provenance facts on where the numbers come from, to which machine and times are added
   * @param onSeed receives what the runs of each seed share, as soon as it is known
   * @return everything, in the order of the plan
   * @throws Exception if anything fails: nothing is passed over
   */
  @SuppressWarnings("try") // The scope is all that the words for the cost of measuring are for.
  public StudyResults run(int threads, Map<String, Object> provenance, Consumer<SeedResult> onSeed)
      throws Exception {
    Nd4jBackend.require();
    ImmutableList<Planned> all = Planned.of(plan);
    for (Planned planned : all) {
      seeds.computeIfAbsent(planned.key().seed(), seed -> new SeedStages(means, seed));
    }
    if (plan.frontier() != null) {
      plan.seeds().forEach(seed -> seeds.computeIfAbsent(seed, s -> new SeedStages(means, s)));
    }
    log.plan(missingSteps(all));
    warnOfOtherText();
    ImmutableList.Builder<Writing> writings = ImmutableList.builder();
    ImmutableList.Builder<SeedResult> shared = ImmutableList.builder();
    ImmutableList.Builder<Run> runs = ImmutableList.builder();
    ImmutableList.Builder<Evaluation> evaluations = ImmutableList.builder();
    ImmutableList<Run> fixed = ImmutableList.of();
    ImmutableList<DetectionTrial> trials = ImmutableList.of();
    try (SideBySide trainings = new SideBySide(threads);
        MeasuringCost unused = new MeasuringCost(log, lessMeasuring())) {
      // Bases first and all together: a seed's trainings then wait for none.
      seeds.values().forEach(seed -> seed.startBase(trainings));
      List<Supplier<Finished>> pending = start(all, trainings);
      Supplier<Optional<Writing>> before = trainings.start(this::baseWriting);
      for (SeedStages seed : seeds.values()) {
        SeedResult result = seed.result();
        onSeed.accept(result);
        shared.add(result);
      }
      before.get().ifPresent(writings::add);
      for (Supplier<Finished> each : pending) {
        Finished finished = each.get();
        runs.add(finished.run());
        Optional.ofNullable(finished.writing()).ifPresent(writings::add);
        if (finished.run().key().seed() == all.get(0).key().seed()) {
          evaluations.addAll(finished.evaluations());
        }
      }
      FixedMixes mixes = plan.frontier();
      if (mixes != null) {
        fixed =
            new FrontierStudy(plan, mixes, means.corpora().domains())
                .run(planned -> train(planned, trainings));
      }
      StudyPlan.Detections detections = plan.detection();
      if (detections != null) {
        trials = new DetectionStudy(means, detections).run(trainings);
      }
    }
    ImmutableList<Run> finished =
        ImmutableList.<Run>builder()
            .addAll(FrontierStudy.measured(runs.build(), fixed))
            .addAll(fixed)
            .build();
    Summary summary = new Summary(plan, finished);
    StudyResults results =
        new StudyResults(
            means.corpora().domains(),
            StudyData.summary(means.corpora(), source),
            shared.build(),
            finished,
            evaluations.build(),
            trials,
            summary.lines(),
            Conclusions.of(plan, summary),
            writings.build(),
            StudyResults.JSON.valueToTree(provenance(provenance, threads)));
    Cautions.of(results).forEach(log::warning);
    return results;
  }

  /** The quickstart, which resumes nothing, has a budget; a study has a plan. */
  private String lessMeasuring() {
    return resumed
        ? "fewer evaluations or validationSequences in the plan's fineTuning make it less"
        : "with a larger --budget it is less";
  }

  private Map<String, Object> provenance(Map<String, Object> given, int threads) {
    Map<String, Object> facts = new LinkedHashMap<>(given);
    facts.put("backend", Nd4j.getBackend().getClass().getSimpleName());
    facts.put("cores", Runtime.getRuntime().availableProcessors());
    facts.put("threads", threads);
    facts.put(
        "baseModelsFromCache", seeds.values().stream().filter(SeedStages::isBaseFromCache).count());
    facts.put("seeds", plan.seeds());
    StudyPlan.Confirmation confirmation = plan.confirmation();
    if (confirmation != null) {
      facts.put("confirmationSeeds", confirmation.seeds());
    }
    FixedMixes mixes = plan.frontier();
    if (mixes != null && mixes.within() != null) {
      facts.put("promise", mixes.within());
    }
    facts.put("model", plan.model());
    facts.put("base", plan.base());
    if (plan.base().embedded()) {
      facts.put("embeddedBase", means.model().embedded().provenance());
    }
    facts.put("fineTuning", plan.fineTuning());
    facts.put("seconds", log.secondsByStage());
    return facts;
  }

  /** Says what the embedded base model means for the text at hand. */
  private void warnOfOtherText() {
    if (!plan.base().embedded()) {
      return;
    }
    if (means.baseMix().isEmpty()) {
      log.warning(
          "the embedded base model was not trained on this text: detection says which of these"
              + " domains its writing is most like, and there is no true mix to compare with;"
              + " --train-base trains a base model on the text");
    } else if (!String.valueOf(means.model().embedded().provenance().get("text"))
        .endsWith(means.corpora().fingerprint())) {
      log.warning(
          "the embedded base model was trained on another choice of the bundled text: it may know"
              + " some of the text that losses are measured on; --train-base trains one on this"
              + " choice");
    }
  }

  /** What the base model writes; empty for many seeds, whose report has no room for it. */
  private Optional<Writing> baseWriting() throws Exception {
    if (!means.isOfOneSeed() || plan.fostering() == null) {
      return Optional.empty();
    }
    Written found =
        means
            .store()
            .get(
                new ResultKey<>("writing", means.settings("writing", plan.seeds()), Written.class),
                () -> new Written(seeds.values().iterator().next().bench().writing().orElse(null)));
    return Optional.ofNullable(found.writing());
  }

  private record Written(@Nullable Writing writing) {}

  private SeedStages stages(Planned planned) {
    SeedStages stages = seeds.get(planned.key().seed());
    if (stages == null) {
      throw new AssertionError(planned);
    }
    return stages;
  }

  private ResultKey<Finished> keyOf(Planned planned) {
    StudyPlan.StrategyPlan strategy = planned.strategy();
    RunKey key = planned.key();
    RuleDescription rule = strategy.description();
    return new ResultKey<>(
        key.fileName(),
        means.settings(
            "run",
            key,
            key.group().budget() + " x " + key.group().length(),
            rule,
            "mix " + strategy.mix(),
            "end " + strategy.end() + (strategy.protect() == null ? "" : " " + strategy.protect()),
            SEARCHED.contains(rule.name()) ? "inputs of " + plan.inputSteps() : ""),
        Finished.class);
  }

  private Finished run(Planned planned) throws Exception {
    RunKey key = planned.key();
    ResultKey<Finished> kept = keyOf(planned);
    return means.get(
        kept,
        key.group().study() + (means.isOfOneSeed() ? "/" + key.choice().strategy() : ""),
        key.group().trained(),
        () -> train(planned, means.store().record(key, kept.settings())),
        finished -> key + ": " + inShort(finished.run()));
  }

  /** Starts all runs, and what they wait for. */
  private List<Supplier<Finished>> start(List<Planned> planned, SideBySide trainings) {
    List<Supplier<Finished>> pending = new ArrayList<>();
    for (Planned each : planned) {
      stages(each).start((int) each.key().group().budget(), trainings);
      pending.add(trainings.start(() -> run(each)));
    }
    return pending;
  }

  /** Makes the runs of fixed mixes, and says how long those take that are not done. */
  private ImmutableList<Run> train(ImmutableList<Planned> planned, SideBySide trainings) {
    log.plan(missingSteps(planned));
    return start(planned, trainings).stream()
        .map(each -> each.get().run())
        .collect(toImmutableList());
  }

  private static String inShort(Run run) {
    return run.measures().containsKey(Measures.TARGET_GAIN)
        ? Numbers.format(
            "mean loss %.3f, target gain %+.3f, mean forgetting %.2f %%",
            run.measure(Measures.MEAN_LOSS),
            run.measure(Measures.TARGET_GAIN),
            100 * run.measure(Measures.MEAN_FORGETTING))
        : Numbers.format(
            "mean loss %.3f, mean gain %+.3f, worst %+.3f",
            run.measure(Measures.MEAN_LOSS),
            run.measure(Measures.MEAN_GAIN),
            run.measure(Measures.WORST_GAIN));
  }

  private Finished train(Planned planned, Path record) throws Exception {
    RunKey key = planned.key();
    SeedStages stages = stages(planned);
    Losses reference = stages.specialists((int) key.group().budget());
    DomainDistribution start = start(planned, stages.detection());
    Workbench bench = stages.bench();
    Stopwatch watch = Stopwatch.createStarted();
    WeightScheduler rule =
        planned
            .strategy()
            .around(rule(planned, start, bench), means.corpora().domains(), key.group().target());
    Files.createDirectories(record.toAbsolutePath().getParent());
    FineTuning.Outcome outcome = bench.fineTuning().run(key, start, rule, reference, record);
    return new Finished(
        new Run(
                key,
                outcome.rule(),
                means.store().relative(record),
                commit,
                Measures.of(
                    key.group().target(),
                    bench.baseModel().losses().test(),
                    reference.test(),
                    outcome.losses(),
                    outcome.draws(),
                    watch.elapsed(TimeUnit.MILLISECONDS) / 1000.0))
            .with(Measures.LOSS_ERROR, outcome.sequences().errors())
            .with(Measures.RISE_ERROR, outcome.sequences().less(bench.baseSequences()).errors()),
        outcome.evaluations(),
        means.isOfOneSeed() && key.group().study().equals(Group.FOSTERING)
            ? bench.writing(key.choice().strategy(), outcome.network()).orElse(null)
            : null);
  }

  private DomainDistribution start(Planned planned, DetectionResult detection) {
    ImmutableMap<String, Double> mix = planned.strategy().mix();
    if (mix != null) {
      return Mixes.of(means.corpora().domains(), planned.key().group().target(), mix);
    }
    return switch (planned.key().choice().start()) {
      case "uniform" -> DomainDistribution.uniform(means.corpora().domains());
      case BASE -> means.baseMix().orElseThrow();
      default -> DomainDistribution.of(detection.mix());
    };
  }

  private WeightScheduler rule(Planned planned, DomainDistribution start, Workbench bench)
      throws Exception {
    RunKey key = planned.key();
    Group group = key.group();
    ImmutableMap<String, Double> end = planned.strategy().end();
    if (end != null) {
      return Schedulers.schedule()
          .linear()
          .at(group.trained(), Mixes.of(means.corpora().domains(), group.target(), end));
    }
    RuleDescription asked = planned.strategy().description();
    if (!SEARCHED.contains(asked.name())) {
      return bench.complete(asked, start, group.target(), group.trained());
    }
    int steps = plan.inputSteps();
    ResultKey<Rule> inputs =
        new ResultKey<>(
            "inputs-" + asked.name() + "-" + key.choice().start() + "-" + key.seed(),
            means.settings("inputs", asked, start.asMap(), steps, key.seed()),
            Rule.class);
    Rule found =
        means
            .store()
            .get(
                inputs,
                () ->
                    log.timed(
                        "inputs of " + asked.name(),
                        () -> {
                          RuleDescription complete =
                              bench.complete(asked, start, group.target(), steps).describe();
                          return new Rule(complete.name(), ImmutableMap.copyOf(complete.options()));
                        }));
    return Schedulers.named(RuleDescription.of(found.name(), found.options()));
  }

  private record Rule(String name, ImmutableMap<String, Object> options) {}

  private double missingSteps(List<Planned> all) {
    double steps = 0;
    ImmutableSetMultimap.Builder<Long, Integer> budgets = ImmutableSetMultimap.builder();
    for (Planned planned : all) {
      RunKey key = planned.key();
      budgets.put(key.seed(), (int) key.group().budget());
      if (!means.store().has(keyOf(planned))) {
        steps += key.group().trained();
      }
    }
    ImmutableSetMultimap<Long, Integer> bySeed = budgets.build();
    for (Map.Entry<Long, SeedStages> seed : seeds.entrySet()) {
      steps += seed.getValue().missing(bySeed.get(seed.getKey()));
    }
    return steps;
  }
}
