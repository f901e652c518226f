package org.versatune.examples.study;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.versatune.VersaTune;
import org.versatune.dl4j.DomainLossEvaluator;
import org.versatune.dl4j.MixtureListener;
import org.versatune.dl4j.MultiDomainDataSetIterator;
import org.versatune.examples.model.WindowedLanguageModel;
import org.versatune.examples.results.Budget;
import org.versatune.examples.results.StrategyRun;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunRecord;
import org.versatune.tracking.Gains;

/**
 * Fine-tunes copies of the base model, one under each strategy, with everything else equal: start,
 * budget, seed, order of the text inside each domain, and how the result is measured.
 *
 * <p>Safe for use by several threads: each run has a network, iterators and a mix of its own.
 */
final class FineTuning {
  private final StudyData data;
  private final Budget budget;
  private final long seed;
  private final MultiLayerNetwork base;
  private final Measured baseLosses;
  private final Measured reference;

  FineTuning(
      StudyData data,
      Budget budget,
      long seed,
      MultiLayerNetwork base,
      Measured baseLosses,
      Measured reference) {
    this.data = data;
    this.budget = budget;
    this.seed = seed;
    this.base = base;
    this.baseLosses = baseLosses;
    this.reference = reference;
  }

  /**
   * Trains under a strategy.
   *
   * @param strategy how to steer
   * @param file where the run record goes
   */
  StrategyRun run(Strategy strategy, Path file) {
    MultiLayerNetwork network =
        WindowedLanguageModel.fineTuning(
            base, seed, budget.fineTuningLearningRate(), budget.fineTuningSteps());
    try (VersaTune mix = mix(strategy, file)) {
      MultiDomainDataSetIterator.Builder batches = MultiDomainDataSetIterator.builder(mix);
      MixtureListener.Builder listener = MixtureListener.builder(mix);
      data.train("fine-tuning").forEach(batches::source);
      data.validation().forEach(listener::validation);
      // For rules that ask for more than losses; nothing of it is measured for the others.
      data.train("gradients").forEach(listener::gradientData);
      listener.referenceNetwork(base);
      network.addListeners(listener.evaluateAlways().build());
      network.fit(
          batches.batchSize(budget.batchSize()).epochBatches(budget.fineTuningSteps()).build());
      ImmutableMap<String, Double> losses = DomainLossEvaluator.of(data.test()).losses(network);
      Gains gains = Gains.of(baseLosses.test(), reference.test(), losses);
      return new StrategyRun(
          strategy.name(),
          mix.rule().toString(),
          String.valueOf(file.getFileName()),
          evaluations(RunRecord.read(file)),
          mix.draws(),
          losses,
          Summaries.gain(gains),
          Summaries.forgetting(gains));
    }
  }

  /** A file name that every system takes. */
  static String recordFile(String stage, String strategy) {
    return stage
        + "-"
        + strategy.replaceAll("[^A-Za-z0-9.=]+", "-").replaceAll("-$", "")
        + ".jsonl";
  }

  private VersaTune mix(Strategy strategy, Path file) {
    return VersaTune.builder()
        .domains(data.domains())
        .initial(strategy.initial())
        .scheduler(strategy.rule())
        .referenceLosses(reference.validation())
        .baseLosses(baseLosses.validation())
        .domainSizes(data.sizes())
        .updateEvery(budget.evaluateEvery())
        .seed(seed)
        .record(file)
        .build();
  }

  /** The record's updates, after the base model at step 0. */
  private ImmutableList<StrategyRun.Evaluation> evaluations(RunRecord record) {
    ImmutableList.Builder<StrategyRun.Evaluation> evaluations = ImmutableList.builder();
    evaluations.add(
        new StrategyRun.Evaluation(0, record.header().weights().asMap(), baseLosses.validation()));
    for (RecordedUpdate update : record.updates()) {
      evaluations.add(
          new StrategyRun.Evaluation(
              update.step(), update.weights().asMap(), update.feedback().losses()));
    }
    return evaluations.build();
  }
}
