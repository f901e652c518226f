package org.versatune.examples.evidence;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.RuleDescription;
import org.versatune.WeightScheduler;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.results.DetectionResult;
import org.versatune.examples.results.StrategyRun;
import org.versatune.examples.study.Measured;
import org.versatune.examples.study.SideBySide;
import org.versatune.examples.study.SpecialistLosses;
import org.versatune.examples.study.Strategy;
import org.versatune.examples.study.StudyLog;
import org.versatune.examples.study.Workbench;
import org.versatune.scheduling.Schedulers;

/**
 * Does the work of a plan that is not yet done.
 *
 * <p>Seeds come one after the other, so that a study that is stopped early has whole seeds. Inside
 * a seed, all trainings start from one base model. Trainings run side by side; a result depends on
 * plan, text and seed alone.
 */
final class Runner {
  /** Rules whose inputs are found by small runs, once a seed. */
  private static final ImmutableSet<String> SEARCHED = ImmutableSet.of("regmix", "skill-it");

  private final StudyPlan plan;
  private final Corpora corpora;
  private final DomainDistribution baseMix;
  private final ImmutableMap<String, String> provenance;
  private final ResultStore store;
  private final Path cache;
  private final StudyLog quiet;
  private final Map<Long, Workbench> benches = new ConcurrentHashMap<>();

  Runner(
      StudyPlan plan,
      Corpora corpora,
      ImmutableMap<String, String> provenance,
      Path folder,
      Path cache,
      StudyLog quiet) {
    this.plan = plan;
    this.corpora = corpora;
    this.baseMix = Workbench.skewedMix(corpora.domains());
    this.provenance = provenance;
    this.store = new ResultStore(folder.resolve("runs"));
    this.cache = cache;
    this.quiet = quiet;
  }

  /** A run and the strategy that it follows. */
  record Planned(RunKey key, StudyPlan.StrategyPlan strategy) {}

  /** All runs of the plan, seed by seed. */
  static ImmutableList<Planned> planned(StudyPlan plan) {
    ImmutableList.Builder<Planned> runs = ImmutableList.builder();
    for (long seed : plan.seeds()) {
      StudyPlan.Fostering fostering = plan.fostering();
      if (fostering != null) {
        for (StudyPlan.StrategyPlan strategy : fostering.strategies()) {
          add(runs, "fostering", strategy, fostering.starts(), "", fostering.steps(), seed);
        }
      }
      StudyPlan.Expansions expansion = plan.expansion();
      if (expansion != null) {
        for (String target : expansion.targets()) {
          for (StudyPlan.StrategyPlan strategy : expansion.strategies()) {
            add(
                runs,
                "expansion",
                strategy,
                ImmutableList.of("detected"),
                target,
                ImmutableList.of(expansion.steps()),
                seed);
          }
        }
      }
    }
    StudyPlan.Confirmation confirmation = plan.confirmation();
    StudyPlan.Fostering fostering = plan.fostering();
    if (confirmation != null && fostering != null) {
      for (long seed : confirmation.seeds()) {
        for (StudyPlan.StrategyPlan strategy : fostering.strategies()) {
          if (confirmation.strategies().contains(strategy.name())) {
            add(runs, "confirmation", strategy, fostering.starts(), "", confirmation.steps(), seed);
          }
        }
      }
    }
    return runs.build();
  }

  private static void add(
      ImmutableList.Builder<Planned> runs,
      String study,
      StudyPlan.StrategyPlan strategy,
      ImmutableList<String> starts,
      String target,
      List<Integer> budgets,
      long seed) {
    ImmutableList<String> from =
        strategy.mix() != null
            ? ImmutableList.of("mix")
            : strategy.starts() != null ? strategy.starts() : starts;
    List<Integer> lengths = strategy.lengths() != null ? strategy.lengths() : List.of(1);
    for (int steps : budgets) {
      for (int length : lengths) {
        for (String start : from) {
          runs.add(
              new Planned(
                  new RunKey(study, strategy.name(), start, target, steps, length, seed),
                  strategy));
        }
      }
    }
  }

  /** Checks every strategy before anything is trained. */
  void check() {
    for (Planned planned : planned(plan)) {
      StudyPlan.StrategyPlan strategy = planned.strategy();
      String target = planned.key().target();
      try {
        if (strategy.mix() != null) {
          Mixes.of(corpora.domains(), target, strategy.mix());
        }
        if (strategy.end() != null) {
          Mixes.of(corpora.domains(), target, strategy.end());
        } else {
          Workbench.check(rule(strategy), corpora.domains());
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "strategy '" + strategy.name() + "': " + e.getMessage(), e);
      }
    }
  }

  private static RuleDescription rule(StudyPlan.StrategyPlan strategy) {
    String name = strategy.rule() == null ? "constant" : strategy.rule();
    return RuleDescription.of(
        name, strategy.options() == null ? ImmutableMap.of() : strategy.options());
  }

  private ImmutableList<String> settings(String... more) {
    return ImmutableList.<String>builder()
        .add(corpora.fingerprint(), plan.base().toString(), plan.fineTuning().toString())
        .add(baseMix.asMap().toString())
        .add(more)
        .build();
  }

  private Workbench bench(long seed, int steps, int length) {
    return benches
        .computeIfAbsent(
            seed,
            key ->
                new Workbench(
                    corpora,
                    plan.base().budget(),
                    plan.fineTuning().budget(plan.inputSteps()),
                    baseMix,
                    seed,
                    cache,
                    quiet))
        .of(steps * length, plan.fineTuning().evaluateEvery(steps));
  }

  /** What all runs of a seed share. */
  private static final class Shared {
    final Map<Integer, SideBySide.Pending<Measured>> references = new LinkedHashMap<>();
    SideBySide.@Nullable Pending<DetectionResult> detection;
  }

  /** Does what is missing, and returns everything in the order of the plan. */
  ImmutableList<FinishedRun> run(SideBySide threads, PrintWriter out) {
    ImmutableList<Planned> all = planned(plan);
    Progress progress = new Progress(out, Ticker.systemTicker(), missingSteps(all));
    Map<Long, Shared> bySeed = new LinkedHashMap<>();
    for (Planned planned : all) {
      long seed = planned.key().seed();
      if (!bySeed.containsKey(seed)) {
        bySeed.put(seed, new Shared());
        // Bases first and all together: a seed's trainings then wait for none.
        threads.start(() -> base(seed, progress));
      }
    }
    List<SideBySide.Pending<FinishedRun>> pending = new ArrayList<>();
    for (Planned planned : all) {
      Shared shared = bySeed.get(planned.key().seed());
      if (shared == null) {
        throw new AssertionError(planned);
      }
      prepare(shared, planned.key(), threads, progress);
      pending.add(threads.start(() -> run(planned, shared, progress)));
    }
    return pending.stream().map(SideBySide.Pending::get).collect(ImmutableList.toImmutableList());
  }

  private boolean base(long seed, Progress progress) throws Exception {
    store.get(
        "base-" + seed,
        settings("base losses", String.valueOf(seed)),
        Measured.class,
        () -> {
          Measured losses = bench(seed, plan.inputSteps(), 1).baseLosses();
          progress.finished("base model of seed " + seed, baseCost());
          return losses;
        });
    return true;
  }

  private void prepare(Shared shared, RunKey key, SideBySide threads, Progress progress) {
    long seed = key.seed();
    if (shared.detection == null) {
      shared.detection = threads.start(() -> detection(seed, progress));
    }
    shared.references.computeIfAbsent(
        key.steps(),
        steps -> {
          Map<String, SideBySide.Pending<SpecialistLosses>> each = new LinkedHashMap<>();
          for (String domain : corpora.domains()) {
            each.put(domain, threads.start(() -> specialist(seed, steps, domain, progress)));
          }
          return () -> Measured.ofSpecialists(Maps.transformValues(each, SideBySide.Pending::get));
        });
  }

  private ImmutableList<String> specialistSettings(long seed, int steps, String domain) {
    return settings("specialist", String.valueOf(seed), String.valueOf(steps), domain);
  }

  private static String specialistName(long seed, int steps, String domain) {
    return "specialist-" + domain + "-x" + steps + "-" + seed;
  }

  private SpecialistLosses specialist(long seed, int steps, String domain, Progress progress)
      throws Exception {
    return store.get(
        specialistName(seed, steps, domain),
        specialistSettings(seed, steps, domain),
        SpecialistLosses.class,
        () -> {
          SpecialistLosses losses = bench(seed, steps, 1).specialist(domain);
          progress.finished(
              "specialist of " + domain + ", " + steps + " steps, seed " + seed, steps);
          return losses;
        });
  }

  private DetectionResult detection(long seed, Progress progress) throws Exception {
    return store.get(
        "detection-" + seed,
        settings("detection", String.valueOf(seed)),
        DetectionResult.class,
        () -> {
          DetectionResult result = bench(seed, plan.inputSteps(), 1).detect(quiet);
          progress.finished("detection of seed " + seed, 0);
          return result;
        });
  }

  private ImmutableList<String> runSettings(Planned planned) {
    StudyPlan.StrategyPlan strategy = planned.strategy();
    RunKey key = planned.key();
    return settings(
        "run",
        key.toString(),
        key.steps() + " x " + key.length(),
        rule(strategy).toString(),
        "mix " + strategy.mix(),
        "end " + strategy.end(),
        SEARCHED.contains(rule(strategy).name()) ? "inputs of " + plan.inputSteps() : "");
  }

  private FinishedRun run(Planned planned, Shared shared, Progress progress) throws Exception {
    RunKey key = planned.key();
    ImmutableList<String> settings = runSettings(planned);
    return store.get(
        key.fileName(),
        settings,
        FinishedRun.class,
        () -> {
          Path place = store.place(key.fileName(), settings);
          FinishedRun run =
              train(planned, shared, place.resolveSibling(place.getFileName() + ".jsonl"));
          progress.finished(key + ": " + Measures.inShort(run), key.trained());
          return run;
        });
  }

  private FinishedRun train(Planned planned, Shared shared, Path record) throws Exception {
    RunKey key = planned.key();
    SideBySide.Pending<Measured> references = shared.references.get(key.steps());
    SideBySide.Pending<DetectionResult> detection = shared.detection;
    if (references == null || detection == null) {
      throw new AssertionError(key);
    }
    Measured reference = references.get();
    DomainDistribution detected = DomainDistribution.of(detection.get().detected());
    String started = OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS).toString();
    Stopwatch watch = Stopwatch.createStarted();
    Workbench bench = bench(key.seed(), key.steps(), key.length());
    DomainDistribution start = start(planned, detected);
    // Training writes a record line by line; one left by a run that was stopped is of no use.
    Files.deleteIfExists(record);
    Files.createDirectories(record.toAbsolutePath().getParent());
    StrategyRun run =
        bench.train(
            new Strategy(key.strategy(), start, scheduler(planned, start, bench)),
            reference,
            record);
    ImmutableMap<String, Double> others =
        ImmutableMap.copyOf(
            Maps.filterKeys(run.forgetting().byDomain(), name -> !name.equals(key.target())));
    return new FinishedRun(
        key,
        run.rule(),
        run,
        others,
        run.gain().byDomain().get(key.target()),
        ImmutableMap.<String, String>builder()
            .putAll(provenance)
            .put("startedAt", started)
            .buildOrThrow(),
        watch.elapsed(TimeUnit.MILLISECONDS) / 1000.0);
  }

  private DomainDistribution start(Planned planned, DomainDistribution detected) {
    ImmutableMap<String, Double> mix = planned.strategy().mix();
    if (mix != null) {
      return Mixes.of(corpora.domains(), planned.key().target(), mix);
    }
    return switch (planned.key().start()) {
      case "uniform" -> DomainDistribution.uniform(corpora.domains());
      case "base" -> baseMix;
      default -> detected;
    };
  }

  private WeightScheduler scheduler(Planned planned, DomainDistribution start, Workbench bench)
      throws Exception {
    RunKey key = planned.key();
    ImmutableMap<String, Double> end = planned.strategy().end();
    if (end != null) {
      return Schedulers.schedule()
          .linear()
          .at(key.trained(), Mixes.of(corpora.domains(), key.target(), end));
    }
    RuleDescription rule = rule(planned.strategy());
    if (!SEARCHED.contains(rule.name())) {
      return bench.complete(rule, start, key.target());
    }
    int steps = plan.inputSteps();
    Rule found =
        store.get(
            "inputs-" + rule.name() + "-" + key.start() + "-" + key.seed(),
            settings(
                "inputs", rule.toString(), start.asMap().toString(), steps + "", key.seed() + ""),
            Rule.class,
            () -> {
              RuleDescription complete =
                  bench(key.seed(), steps, 1).complete(rule, start, key.target()).describe();
              return new Rule(complete.name(), ImmutableMap.copyOf(complete.options()));
            });
    return Schedulers.named(RuleDescription.of(found.name(), found.options()));
  }

  private record Rule(String name, ImmutableMap<String, Object> options) {}

  private double baseCost() {
    StudyPlan.BaseModels base = plan.base();
    StudyPlan.FineTunings fine = plan.fineTuning();
    return (double) base.steps()
        * base.batchSize()
        * base.sequenceLength()
        / (fine.batchSize() * fine.sequenceLength());
  }

  private double missingSteps(List<Planned> all) {
    double steps = 0;
    Map<String, Boolean> seen = new LinkedHashMap<>();
    for (Planned planned : all) {
      RunKey key = planned.key();
      if (store.find(key.fileName(), runSettings(planned), FinishedRun.class) == null) {
        steps += key.trained();
      }
      if (seen.putIfAbsent("base " + key.seed(), true) == null
          && store.find(
                  "base-" + key.seed(),
                  settings("base losses", String.valueOf(key.seed())),
                  Measured.class)
              == null) {
        steps += baseCost();
      }
      for (String domain : corpora.domains()) {
        String name = specialistName(key.seed(), key.steps(), domain);
        if (seen.putIfAbsent(name, true) == null
            && store.find(
                    name,
                    specialistSettings(key.seed(), key.steps(), domain),
                    SpecialistLosses.class)
                == null) {
          steps += key.steps();
        }
      }
    }
    return steps;
  }
}
