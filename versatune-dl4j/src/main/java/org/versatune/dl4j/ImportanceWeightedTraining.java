// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.stepfunctions.NegativeGradientStepFunction;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.RunBuilder;
import org.versatune.VersaTune;
import org.versatune.internal.Given;
import org.versatune.sampling.ImportanceWeights;

/**
 * Trains a network on mixed batches in which each example counts by a factor of its domain.
 * Examples are drawn at fixed rates, and the weights apply to the loss instead of the draws.
 *
 * <pre>{@code
 * VersaTune run = VersaTune.builder()
 *     .domains("law", "code")
 *     .fixedSampling(DomainDistribution.uniform("law", "code"))
 *     .referenceLosses(Map.of("law", 1.9, "code", 0.8))
 *     .build();
 * // iterator and listener as ever
 * ImportanceWeightedTraining.of(network, run).fit(train, 3);   // in place of network.fit(train, 3)
 * }</pre>
 *
 * <p>A step on a batch of b examples follows
 *
 * <pre>
 *   (1/b) · Σ over domains j in the batch of  f_j · g_j
 * </pre>
 *
 * <p>where g_j is the gradient summed over the batch's examples of domain j and f_j = w_j / q_j
 * ({@link ImportanceWeights}). In expectation this is the step of sampling by w. Everything else is
 * as in {@code fit}: updater, regularisation, schedules, counters, listeners, constraints, and the
 * score, which is that of the weighted loss. If all factors in a batch are 1, the step is that of
 * {@code fit}, bit for bit.
 *
 * <p><b>Why not by masks.</b> Deeplearning4j multiplies the logits by a labels mask as well as the
 * loss, so a mask of fractions gives a wrong gradient. So the batch is divided by factor, the
 * gradient of each part is computed, and the network's own updater applies their sum. The cost is
 * that of one step, in smaller pieces: one for each different factor in the batch. Listeners are
 * called for the forward and backward pass of each piece, and once for the end of the iteration.
 *
 * <p>It needs a loss that is a sum over examples, so it refuses batch normalisation. It needs plain
 * steps of stochastic gradient descent, so it refuses truncated BPTT and line search. A factor
 * applies to examples, since Deeplearning4j divides the loss by examples: a domain with longer
 * sequences weighs more in tokens, as it does when examples are drawn.
 *
 * <p>Not safe for use by several threads.
 */
public final class ImportanceWeightedTraining {
  private final Network network;
  private final Supplier<ImportanceWeights> weights;

  /** Whose weights these are; null where they never change. */
  private final @Nullable VersaTune run;

  private ImportanceWeightedTraining(
      Network network, Supplier<ImportanceWeights> weights, @Nullable VersaTune run) {
    this.network = network;
    this.weights = weights;
    this.run = run;
    var optimisation = network.optimisation();
    checkArgument(
        optimisation.getOptimizationAlgo() == OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT
            && (optimisation.getStepFunction() == null
                || optimisation.getStepFunction() instanceof NegativeGradientStepFunction),
        "the network is optimised by %s with step function %s; weighted gradients can be applied by"
            + " %s with the default step function only",
        optimisation.getOptimizationAlgo(),
        optimisation.getStepFunction(),
        OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT);
    checkArgument(
        network.backpropagation() == BackpropType.Standard,
        "the network trains by truncated BPTT, which makes several steps of a batch; weighted"
            + " gradients need standard backpropagation");
    for (Layer layer : network.layers()) {
      checkArgument(
          !(layer.conf().getLayer() instanceof BatchNormalization),
          "layer '%s' normalises over the batch, so the loss is no sum over examples that could be"
              + " weighted; use another normalisation, or sample by the weights",
          layer.conf().getLayer().getLayerName());
    }
  }

  /**
   * Returns a training by weights that do not change.
   *
   * @param network a {@code MultiLayerNetwork}, or a {@code ComputationGraph} with one input and
   *     one output
   * @param weights how much an example of each domain counts
   * @return the training
   * @throws IllegalArgumentException if the network is of another kind, normalises over the batch,
   *     or is not optimised by stochastic gradient descent with standard backpropagation
   */
  public static ImportanceWeightedTraining of(Model network, ImportanceWeights weights) {
    notNull(network, "network");
    notNull(weights, "weights");
    Nd4jBackend.require();
    return new ImportanceWeightedTraining(
        Network.single(network, "importance weights are"), () -> weights, null);
  }

  /**
   * Returns a training by the weights of a run, which may change after each step.
   *
   * @param network as for {@link #of(Model, ImportanceWeights)}
   * @param run a run with {@linkplain RunBuilder#fixedSampling fixed sampling}; with any other all
   *     factors are 1
   * @return the training
   * @throws IllegalArgumentException as for {@link #of(Model, ImportanceWeights)}
   */
  public static ImportanceWeightedTraining of(Model network, VersaTune run) {
    notNull(network, "network");
    notNull(run, "run");
    Nd4jBackend.require();
    ImportanceWeightedTraining training =
        new ImportanceWeightedTraining(
            Network.single(network, "importance weights are"), run::importanceWeights, run);
    HandOver.of(run).weighLoss();
    return training;
  }

  /**
   * Makes one training step on a batch of a {@link MultiDomainDataSetIterator}.
   *
   * @param batch whose examples carry their domains, as {@link ExampleOrigin}
   * @throws IllegalArgumentException if they do not, a domain is unknown to the weights, or a
   *     labels mask holds other values than 0 and 1
   */
  public void fit(DataSet batch) {
    notNull(batch, "batch");
    ImmutableList<String> domains = MultiDomainDataSetIterator.domainsOf(batch);
    checkArgument(
        domains.size() == batch.numExamples(),
        "%s of the batch's %s examples carry their domain; train on batches of a"
            + " MultiDomainDataSetIterator, or give the domains: fit(batch, domains)",
        domains.size(),
        batch.numExamples());
    fit(batch, domains);
  }

  /**
   * Makes one training step on any batch.
   *
   * @param batch features and labels, with masks where there are any
   * @param domains the domain of each example
   * @throws IllegalArgumentException if their number is not that of the examples, a domain is
   *     unknown to the weights, a labels mask holds other values than 0 and 1, or the batch is of
   *     another run
   */
  public void fit(DataSet batch, List<String> domains) {
    notNull(batch, "batch");
    ImmutableList<String> names = Given.list(domains, "domains");
    String what = "the training batch";
    checkArgument(
        run == null || HandOver.of(run).otherRunOf(batch.getFeatures()) == null,
        "the batch was drawn by another run than the one whose weights scale its loss: build the"
            + " iterator on the same run");
    Batch completed = LabelMasks.complete(Batch.of(batch, what), what);
    checkArgument(
        names.size() == completed.examples(),
        "a batch of %s examples with %s domains; give one for each example",
        completed.examples(),
        names.size());
    Map<Double, List<Integer>> rows = rowsByFactor(weights.get(), names);
    var unused =
        OutsideWorkspaces.get(
            () -> {
              try {
                step(completed, rows);
              } finally {
                network.forgetBatch();
              }
              return network;
            });
  }

  private static Map<Double, List<Integer>> rowsByFactor(
      ImportanceWeights weights, List<String> domains) {
    Map<Double, List<Integer>> rows = new LinkedHashMap<>();
    for (int i = 0; i < domains.size(); i++) {
      rows.computeIfAbsent(weights.factor(domains.get(i)), factor -> new ArrayList<>()).add(i);
    }
    return rows;
  }

  private void step(Batch batch, Map<Double, List<Integer>> rows) {
    @Nullable INDArray sum = null;
    double loss = 0;
    ImmutableList<Example> examples =
        rows.size() == 1 ? ImmutableList.of() : Example.of("batch", batch);
    for (Map.Entry<Double, List<Integer>> part : rows.entrySet()) {
      double factor = part.getKey();
      Batch data =
          rows.size() == 1
              ? batch
              : BatchMerger.batch(part.getValue().stream().map(examples::get).toList());
      loss += factor * network.backpropagate(data);
      if (factor != 1) {
        network.gradients().muli(factor);
      }
      if (rows.size() > 1) {
        sum = sum == null ? network.gradients().dup() : sum.addi(network.gradients());
      }
    }
    if (sum != null) {
      network.gradients().assign(sum);
    }
    network.takeStep(batch, loss);
  }

  /**
   * Trains for one epoch, as {@code network.fit(batches)}, without fetching ahead.
   *
   * @param batches of a {@link MultiDomainDataSetIterator}
   * @throws IllegalArgumentException as for {@link #fit(DataSet)}
   */
  public void fit(DataSetIterator batches) {
    notNull(batches, "batches");
    if (!batches.hasNext() && batches.resetSupported()) {
      batches.reset();
    }
    network.startEpoch();
    while (batches.hasNext()) {
      fit(batches.next());
    }
    network.endEpoch();
  }

  /**
   * Trains for several epochs, as {@code network.fit(batches, epochs)}.
   *
   * @param batches of a {@link MultiDomainDataSetIterator}
   * @param epochs at least 1
   * @throws IllegalArgumentException as for {@link #fit(DataSet)}, or if the number is below 1
   */
  public void fit(DataSetIterator batches, int epochs) {
    notNull(batches, "batches");
    checkArgument(epochs >= 1, "%s epochs; at least 1 is needed", epochs);
    for (int i = 0; i < epochs; i++) {
      fit(batches);
    }
  }
}
