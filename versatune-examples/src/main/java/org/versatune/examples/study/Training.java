// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.RuleDescription;
import org.versatune.VersaTune;
import org.versatune.WeightScheduler;
import org.versatune.dl4j.DomainLossEvaluator;
import org.versatune.dl4j.MixtureListener;
import org.versatune.dl4j.MultiDomainDataSetIterator;
import org.versatune.examples.results.Evaluation;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Losses;
import org.versatune.examples.results.Measures;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.Run;
import org.versatune.examples.results.RunKey;
import org.versatune.examples.results.Writing;
import org.versatune.examples.study.ResultStore.ResultKey;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunRecord;
import org.versatune.scheduling.Schedulers;

/**
 * Fine-tunes a copy of the base model under a planned strategy, with everything else equal among
 * the runs of a seed: start, budget, order of the text inside each domain, and how the result is
 * measured.
 *
 * <p>Runs may go on side by side: each has a network, iterators and a run of its own.
 *
 * @param bench that of the seed
 * @param commit of the sources, kept with the run
 */
record Training(Means means, Workbench bench, Planned planned, String commit) {
  /** Rules whose inputs are found by small runs, once a seed. */
  private static final ImmutableSet<String> SEARCHED = ImmutableSet.of("regmix", "skill-it");

  /** A run with its course, and what its model writes where the study is of one seed. */
  record Finished(Run run, ImmutableList<Evaluation> evaluations, @Nullable Writing writing) {}

  private RunKey key() {
    return planned.key();
  }

  private Group group() {
    return key().group();
  }

  private int budget() {
    return (int) group().budget();
  }

  private ResultKey<Finished> resultKey() {
    StrategyPlan strategy = planned.strategy();
    RuleDescription rule = strategy.description();
    return new ResultKey<>(
        key().fileName(),
        means.settings(
            "run",
            key(),
            group().budget() + " x " + group().length(),
            rule,
            "mix " + strategy.mix(),
            "end " + strategy.end() + (strategy.protect() == null ? "" : " " + strategy.protect()),
            SEARCHED.contains(rule.name()) ? "inputs of " + means.plan().inputSteps() : ""),
        Finished.class,
        group().trained());
  }

  /** The results that it takes, its own among them. */
  Stream<ResultKey<?>> keys() {
    return Stream.concat(
        Stream.of(resultKey()),
        means.domains().stream().map(domain -> bench.specialistKey(budget(), domain)));
  }

  /** Starts what it waits for, and then itself. */
  Supplier<Finished> start(SideBySide trainings) {
    bench.start(budget(), trainings);
    return trainings.start(this::run);
  }

  private Finished run() throws Exception {
    ResultKey<Finished> kept = resultKey();
    return means.get(
        kept,
        group().study() + (means.isOfOneSeed() ? "/" + key().choice().strategy() : ""),
        () -> train(means.store().record(key(), kept.settings())),
        finished -> key() + ": " + inShort(finished.run()));
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

  /** Trains, and leaves a run record. */
  private Finished train(Path record) throws Exception {
    Losses reference = bench.specialists(budget());
    DomainDistribution start = start();
    Losses base = bench.baseModel().losses();
    Stopwatch watch = Stopwatch.createStarted();
    WeightScheduler rule =
        planned.strategy().around(rule(start), means.domains(), group().target());
    Files.createDirectories(record.toAbsolutePath().getParent());
    int steps = group().trained();
    MultiLayerNetwork network = bench.fineTuned(steps);
    try (VersaTune run =
        VersaTune.builder()
            .domains(means.domains())
            .initial(start)
            .scheduler(rule)
            .referenceLosses(reference.validation())
            .baseLosses(base.validation())
            .domainSizes(bench.sizes())
            .updateEvery(
                group().study().equals(Group.FRONTIER)
                    ? steps // Its weights never move, so nothing is steered.
                    : bench.settings().evaluateEvery(budget()))
            .seed(bench.seed())
            .record(record)
            .build()) {
      MultiDomainDataSetIterator.Builder batches = MultiDomainDataSetIterator.builder(run);
      MixtureListener.Builder listener = MixtureListener.builder(run);
      bench.train("fine-tuning").forEach(batches::source);
      bench.validation().forEach(listener::validation);
      // For rules that ask for more than losses; nothing of it is measured for the others.
      bench.train("gradients").forEach(listener::gradientData);
      listener.referenceNetwork(bench.copy().network());
      network.addListeners(listener.evaluateAlways().build());
      network.fit(batches.batchSize(bench.settings().batchSize()).epochBatches(steps).build());
      ImmutableList<Evaluation> evaluations = evaluations(RunRecord.read(record), base);
      ImmutableMap<String, Double> losses = DomainLossEvaluator.of(bench.test()).losses(network);
      SequenceLosses sequences = SequenceLosses.of(network, bench.test());
      return new Finished(
          new Run(
                  key(),
                  run.rule().toString(),
                  means.store().relative(record),
                  commit,
                  Measures.of(
                      group().target(),
                      base.test(),
                      reference.test(),
                      losses,
                      run.draws(),
                      watch.elapsed(TimeUnit.MILLISECONDS) / 1000.0))
              .with(Measures.LOSS_ERROR, sequences.errors())
              .with(Measures.RISE_ERROR, sequences.less(bench.baseSequences()).errors()),
          evaluations,
          means.isOfOneSeed() && group().study().equals(Group.FOSTERING)
              ? bench.writing(key().choice().strategy(), network).orElse(null)
              : null);
    }
  }

  /** The record's updates, after the base model at step 0. */
  private ImmutableList<Evaluation> evaluations(RunRecord record, Losses base) {
    ImmutableList.Builder<Evaluation> evaluations = ImmutableList.builder();
    evaluations.add(new Evaluation(key(), 0, record.header().weights().asMap(), base.validation()));
    for (RecordedUpdate update : record.updates()) {
      evaluations.add(
          new Evaluation(
              key(), update.step(), update.weights().asMap(), update.feedback().losses()));
    }
    return evaluations.build();
  }

  private DomainDistribution start() {
    ImmutableMap<String, Double> mix = planned.strategy().mix();
    if (mix != null) {
      return Mixes.of(means.domains(), group().target(), mix);
    }
    return switch (key().choice().start()) {
      case "uniform" -> DomainDistribution.uniform(means.domains());
      case Planned.BASE -> means.baseMix().orElseThrow();
      default -> DomainDistribution.of(bench.detection().mix());
    };
  }

  private WeightScheduler rule(DomainDistribution start) throws Exception {
    ImmutableMap<String, Double> end = planned.strategy().end();
    if (end != null) {
      return Schedulers.schedule()
          .linear()
          .at(group().trained(), Mixes.of(means.domains(), group().target(), end));
    }
    RuleDescription asked = planned.strategy().description();
    if (!SEARCHED.contains(asked.name())) {
      return new RuleInputs(bench, group().target(), group().trained()).complete(asked, start);
    }
    int steps = means.plan().inputSteps();
    ResultKey<RuleDescription> inputs =
        new ResultKey<>(
            "inputs-" + asked.name() + "-" + key().choice().start() + "-" + key().seed(),
            means.settings("inputs", asked, start.asMap(), steps, key().seed()),
            RuleDescription.class,
            0);
    Callable<RuleDescription> search =
        () -> new RuleInputs(bench, group().target(), steps).complete(asked, start).describe();
    return Schedulers.named(
        means.store().get(inputs, () -> means.log().timed("inputs of " + asked.name(), search)));
  }
}
