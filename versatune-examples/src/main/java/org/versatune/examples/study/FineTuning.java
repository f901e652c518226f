// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.versatune.DomainDistribution;
import org.versatune.VersaTune;
import org.versatune.WeightScheduler;
import org.versatune.dl4j.DomainLossEvaluator;
import org.versatune.dl4j.MixtureListener;
import org.versatune.dl4j.MultiDomainDataSetIterator;
import org.versatune.examples.model.Architecture;
import org.versatune.examples.results.Evaluation;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Losses;
import org.versatune.examples.results.RunKey;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunRecord;

/**
 * Fine-tunes copies of the base model, one under each strategy, with everything else equal: start,
 * budget, seed, order of the text inside each domain, and how the result is measured.
 *
 * <p>Safe for use by several threads: each run has a network, iterators and a run of its own.
 */
record FineTuning(
    StudyData data,
    StudyPlan.FineTunings settings,
    Architecture architecture,
    long seed,
    MultiLayerNetwork base,
    Losses baseLosses) {
  FineTuning {
    base = base.clone();
  }

  /**
   * What came of a training.
   *
   * @param rule as it describes itself
   * @param evaluations step 0 first and the last step last
   * @param draws sequences drawn by domain
   * @param losses on the test text
   * @param sequences the same losses, sequence by sequence
   * @param network the fine-tuned model
   */
  record Outcome(
      String rule,
      ImmutableList<Evaluation> evaluations,
      ImmutableMap<String, Long> draws,
      ImmutableMap<String, Double> losses,
      SequenceLosses sequences,
      MultiLayerNetwork network) {}

  /** Trains under a rule from a mix, and leaves a run record. */
  Outcome run(
      RunKey key, DomainDistribution start, WeightScheduler rule, Losses reference, Path record) {
    int steps = key.group().trained();
    MultiLayerNetwork network = architecture.fineTuning(base, settings.learningRate(), steps);
    try (VersaTune run =
        VersaTune.builder()
            .domains(data.domains())
            .initial(start)
            .scheduler(rule)
            .referenceLosses(reference.validation())
            .baseLosses(baseLosses.validation())
            .domainSizes(data.sizes())
            .updateEvery(
                key.group().study().equals(Group.FRONTIER)
                    ? steps // Its weights never move, so nothing is steered.
                    : settings.evaluateEvery((int) key.group().budget()))
            .seed(seed)
            .record(record)
            .build()) {
      MultiDomainDataSetIterator.Builder batches = MultiDomainDataSetIterator.builder(run);
      MixtureListener.Builder listener = MixtureListener.builder(run);
      data.train("fine-tuning").forEach(batches::source);
      data.validation().forEach(listener::validation);
      // For rules that ask for more than losses; nothing of it is measured for the others.
      data.train("gradients").forEach(listener::gradientData);
      listener.referenceNetwork(base);
      network.addListeners(listener.evaluateAlways().build());
      network.fit(batches.batchSize(settings.batchSize()).epochBatches(steps).build());
      return new Outcome(
          run.rule().toString(),
          evaluations(key, RunRecord.read(record)),
          run.draws(),
          DomainLossEvaluator.of(data.test()).losses(network),
          SequenceLosses.of(network, data.test()),
          network);
    }
  }

  /** The record's updates, after the base model at step 0. */
  private ImmutableList<Evaluation> evaluations(RunKey key, RunRecord record) {
    ImmutableList.Builder<Evaluation> evaluations = ImmutableList.builder();
    evaluations.add(
        new Evaluation(key, 0, record.header().weights().asMap(), baseLosses.validation()));
    for (RecordedUpdate update : record.updates()) {
      evaluations.add(
          new Evaluation(key, update.step(), update.weights().asMap(), update.feedback().losses()));
    }
    return evaluations.build();
  }
}
