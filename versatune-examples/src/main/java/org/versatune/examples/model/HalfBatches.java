// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.UncheckedExecutionException;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Trains a network on two cores: the gradient of each batch is computed in two halves, side by
 * side, and applied once.
 *
 * <p>The gradient of a batch is the sum of those of its examples, so it is the sum of the gradients
 * of its halves. Numbers of 32 bits are rounded at each addition, so the sum by halves differs from
 * the sum over the whole batch in the last digits, and so do the parameters. But the halves are
 * always added in the same order: on one thread and on two the parameters are the same, bit for
 * bit.
 *
 * <pre>
 * thread 1: the network itself, first half  ──▶ g₁ ─┐
 *                                                   ├─▶ g = g₁ + g₂ ──▶ updater ──▶ parameters
 * thread 2: a twin, second half             ──▶ g₂ ─┘
 * </pre>
 *
 * <p>The twin has activations and gradients of its own, over the array of parameters of the
 * network. It is an own network since layers keep the activations of their last forward pass.
 * Layers whose training is not a sum over examples are refused: with dropout or noise on weights
 * each half would draw its own numbers, with batch normalisation have its own mean.
 *
 * <p>Set {@code OMP_NUM_THREADS=1}, or the matrix products of each thread ask for all cores. Not
 * safe for use by several threads.
 */
final class HalfBatches {
  private final MultiLayerNetwork network;
  private final MultiLayerNetwork twin;
  private final int threads;

  /**
   * @param network without dropout, noise on weights, batch normalisation, truncated BPTT and line
   *     search
   * @param threads 1 or 2; with the same result
   * @throws IllegalArgumentException if the network has one of these; the message names the layer
   */
  HalfBatches(MultiLayerNetwork network, int threads) {
    checkArgument(threads == 1 || threads == 2, "%s threads for two halves", threads);
    MultiLayerConfiguration configuration = network.getLayerWiseConfigurations();
    checkArgument(
        configuration.getBackpropType() == BackpropType.Standard
            && configuration.getConf(0).getOptimizationAlgo()
                == OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT,
        "halves of batches need standard backpropagation and stochastic gradient descent; this"
            + " network has %s and %s: train it on whole batches",
        configuration.getBackpropType(),
        configuration.getConf(0).getOptimizationAlgo());
    for (int i = 0; i < network.getnLayers(); i++) {
      requireSum(i, configuration.getConf(i).getLayer());
    }
    this.network = network;
    this.threads = threads;
    twin = new MultiLayerNetwork(network.getLayerWiseConfigurations().clone());
    twin.init(network.params(), false);
  }

  /** Refuses a layer whose gradient on a batch is not the sum of those on its halves. */
  private static void requireSum(int index, Layer layer) {
    Layer inner = layer;
    while (true) {
      String reason =
          inner.getIDropout() != null
              ? "dropout, of which each half would draw its own"
              : inner instanceof BaseLayer base && base.getWeightNoise() != null
                  ? "noise on its weights, of which each half would draw its own"
                  : inner instanceof BatchNormalization
                      ? "the mean over the batch, of which each half would have its own"
                      : null;
      checkArgument(
          reason == null,
          "layer %s (%s) has %s: train the network on whole batches, without inHalves",
          index,
          inner.getClass().getSimpleName(),
          reason);
      if (inner instanceof BaseWrapperLayer wrapper) {
        inner = wrapper.getUnderlying();
      } else if (inner instanceof Bidirectional both) {
        inner = both.getFwd();
      } else {
        return;
      }
    }
  }

  /** Trains on all batches, as {@code network.fit(data)} does. */
  void fit(DataSetIterator data) {
    ExecutorService second =
        threads == 1
            ? MoreExecutors.newDirectExecutorService()
            : Executors.newSingleThreadExecutor(
                new ThreadFactoryBuilder().setNameFormat("second-half").setDaemon(true).build());
    try {
      network.getListeners().forEach(listener -> listener.onEpochStart(network));
      while (data.hasNext()) {
        step(data.next(), second);
      }
      network.getListeners().forEach(listener -> listener.onEpochEnd(network));
      network.incrementEpochCount();
    } finally {
      second.shutdownNow();
    }
  }

  private void step(DataSet batch, ExecutorService second) {
    int b = batch.numExamples();
    int half = (b + 1) / 2;
    double score;
    if (half == b) {
      score = backward(network, batch, 0, b);
    } else {
      Future<Double> rest = second.submit(() -> backward(twin, batch, half, b));
      double own = backward(network, batch, 0, half);
      double other = get(rest);
      network.getFlattenedGradients().addi(twin.getFlattenedGradients());
      score = (own * half + other * (b - half)) / b;
    }
    apply(score, b);
  }

  /**
   * Leaves the sum of the gradients of some examples in a network, and returns their score. It
   * copies them: views of the batch would be read by both threads.
   */
  private static double backward(MultiLayerNetwork network, DataSet batch, int from, int to) {
    DataSet part = (DataSet) batch.getRange(from, to);
    network.setLayerMaskArrays(copy(part.getFeaturesMaskArray()), copy(part.getLabelsMaskArray()));
    network.setInput(part.getFeatures().dup('c'));
    network.setLabels(part.getLabels().dup('c'));
    network.computeGradientAndScore();
    network.clearLayerMaskArrays();
    return network.score();
  }

  private static @Nullable INDArray copy(@Nullable INDArray mask) {
    return mask == null ? null : mask.dup('c');
  }

  /**
   * Updates the parameters by the gradient in the network, as the end of a step of its own does.
   */
  private void apply(double score, int examples) {
    network.setScore(score);
    int iteration = network.getIterationCount();
    int epoch = network.getEpochCount();
    network
        .getUpdater()
        .update(
            network,
            network.gradient(),
            iteration,
            epoch,
            examples,
            LayerWorkspaceMgr.noWorkspaces());
    network.params().subi(network.getFlattenedGradients().reshape(network.params().shape()));
    for (TrainingListener listener : network.getListeners()) {
      listener.iterationDone(network, iteration, epoch);
    }
    network.setIterationCount(iteration + 1);
    network.applyConstraints(iteration + 1, epoch);
  }

  private static double get(Future<Double> other) {
    try {
      return Objects.requireNonNull(Futures.getUnchecked(other));
    } catch (UncheckedExecutionException e) {
      throw new IllegalStateException("the second half of a batch failed: " + e.getCause(), e);
    }
  }
}
