// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.ocnn.OCNNOutputLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Computes the loss of every single token of a batch, which no score of Deeplearning4j gives:
 * {@code score} sums over the batch and {@code scoreExamples} over the steps of an example.
 *
 * <p>It is the network's own loss function, applied row by row to the activations of the output
 * layer. Where those are a softmax they are clipped as the loss function clips them.
 */
final class TokenLosses {
  /** {@code [b][positions]}, nats; meaningless where not counted. */
  private final double[][] loss;

  /** {@code [b][positions]}, whether the labels mask lets the token count. */
  private final boolean[][] counted;

  private TokenLosses(double[][] loss, boolean[][] counted) {
    this.loss = loss;
    this.counted = counted;
  }

  /**
   * Returns the losses of each output under a network in inference mode; the batch has been
   * completed.
   */
  static ImmutableList<TokenLosses> of(Network network, Batch batch) {
    ImmutableList<Layer> layers = network.outputLayers();
    ImmutableList<INDArray> outputs = network.outputs(batch.features());
    ImmutableList.Builder<TokenLosses> losses = ImmutableList.builder();
    for (int i = 0; i < layers.size(); i++) {
      INDArray output = outputs.get(i);
      // What an output layer computes is a new array; that of a loss layer may be the features.
      boolean owned =
          layers.get(i).conf().getLayer() instanceof BaseOutputLayer
              && batch.features().stream().noneMatch(f -> f.array().data() == output.data());
      losses.add(of(layers.get(i), output, batch.labels().get(i), owned));
    }
    return losses.build();
  }

  /**
   * Returns whether the loss functions of the output layers are all that a score consists of, so
   * that the losses of single tokens are known and add up to it.
   */
  static boolean areKnown(Network network) {
    return network.outputLayers().stream()
        .map(layer -> layer.conf().getLayer())
        .allMatch(
            layer ->
                layer instanceof LossLayer
                    || layer instanceof RnnLossLayer
                    || (layer instanceof BaseOutputLayer
                        && !(layer instanceof CenterLossOutputLayer)
                        && !(layer instanceof OCNNOutputLayer)));
  }

  /**
   * Computes the losses of one output.
   *
   * @param owned whether nobody else refers to the output, so that it may be closed
   */
  private static TokenLosses of(Layer layer, INDArray output, MaskedArray labels, boolean owned) {
    // Arrays of a batch's size that wait for the garbage collector cost gigabytes and, since each
    // new one is of fresh pages, as much time as the forward pass.
    List<INDArray> made = new ArrayList<>();
    if (owned) {
      made.add(output);
    }
    try {
      return of(layer, output, labels, made);
    } finally {
      made.stream().filter(INDArray::closeable).forEach(INDArray::close);
    }
  }

  /**
   * Computes the losses of one output, and collects what is to be closed.
   *
   * @param made collects arrays that nobody else refers to, to be closed after it
   */
  private static TokenLosses of(
      Layer layer, INDArray output, MaskedArray labels, List<INDArray> made) {
    ILossFunction function = lossFunction(layer.conf().getLayer());
    INDArray rows = rows(output, made);
    if (layer.conf().getLayer() instanceof BaseLayer base
        && base.getActivationFn() instanceof ActivationSoftmax
        && function instanceof LossMCXENT crossEntropy
        && crossEntropy.getSoftmaxClipEps() > 0
        // Clipping would turn the outputs of a network that diverged into numbers.
        && !Double.isNaN(rows.sumNumber().doubleValue())) {
      double least = crossEntropy.getSoftmaxClipEps();
      INDArray below = Transforms.min(rows, 1 - least, true);
      rows = Transforms.max(below, least, false);
      made.add(below);
    }
    double[] flat =
        function
            .computeScoreArray(
                rows(labels.array(), made),
                rows,
                new ActivationIdentity(),
                maskByValue(labels, made))
            .castTo(DataType.DOUBLE)
            .dup('c')
            .data()
            .asDouble();
    boolean[][] counted = LabelMasks.counted(labels);
    int examples = counted.length;
    int positions = flat.length / examples;
    double[][] loss = new double[examples][positions];
    for (int i = 0; i < examples; i++) {
      System.arraycopy(flat, i * positions, loss[i], 0, positions);
    }
    return new TokenLosses(loss, counted);
  }

  /** Returns the mask where it has a value for each of several outputs; else positions count. */
  private static @Nullable INDArray maskByValue(MaskedArray labels, List<INDArray> made) {
    INDArray mask = labels.mask();
    return mask != null
            && labels.array().size(1) > 1
            && Arrays.equals(mask.shape(), labels.array().shape())
        ? rows(mask, made)
        : null;
  }

  /**
   * {@code [b, n, …]} as {@code [b·positions, n]}, the positions of an example one after another.
   */
  private static INDArray rows(INDArray array, List<INDArray> made) {
    if (array.rank() == 2) {
      return array;
    }
    INDArray copy =
        switch (array.rank()) {
          case 3 -> array.permute(0, 2, 1).dup('c');
          case 4 -> array.permute(0, 2, 3, 1).dup('c');
          default ->
              throw new IllegalArgumentException(
                  "token losses of labels or outputs of shape "
                      + LabelMasks.shape(array)
                      + " are not known; they have 2 to 4 dimensions");
        };
    made.add(copy);
    return copy.reshape(-1, array.size(1));
  }

  private static ILossFunction lossFunction(org.deeplearning4j.nn.conf.layers.Layer layer) {
    ILossFunction known = lossFunctionIfKnown(layer);
    if (known == null) {
      throw new IllegalArgumentException(
          "the losses of single tokens are not known for an output layer of type "
              + layer.getClass().getSimpleName()
              + "; use an OutputLayer, RnnOutputLayer, LossLayer or RnnLossLayer");
    }
    return known;
  }

  /** Returns the loss function of an output layer; null where it has none of its own. */
  static @Nullable ILossFunction lossFunctionIfKnown(
      org.deeplearning4j.nn.conf.layers.Layer layer) {
    if (layer instanceof BaseOutputLayer output) {
      return output.getLossFn();
    } else if (layer instanceof LossLayer loss) {
      return loss.getLossFn();
    } else if (layer instanceof RnnLossLayer loss) {
      return loss.getLossFn();
    }
    return null;
  }

  /** Returns the number of examples. */
  int examples() {
    return loss.length;
  }

  /** Returns the sum over the counted tokens of all examples. */
  TokenLoss sum() {
    TokenLoss sum = TokenLoss.NONE;
    for (int i = 0; i < loss.length; i++) {
      sum = sum.plus(ofExample(i));
    }
    return sum;
  }

  /** Returns the sum over the counted tokens of one example. */
  TokenLoss ofExample(int example) {
    double total = 0;
    long tokens = 0;
    for (int t = 0; t < loss[example].length; t++) {
      if (counted[example][t]) {
        total += loss[example][t];
        tokens++;
      }
    }
    return new TokenLoss(total, tokens);
  }

  /** Returns the sum of max(loss − other's loss, 0) over the counted tokens of one example. */
  TokenLoss excess(TokenLosses other, int example) {
    double total = 0;
    long tokens = 0;
    for (int t = 0; t < loss[example].length; t++) {
      if (counted[example][t]) {
        total += Math.max(loss[example][t] - other.loss[example][t], 0);
        tokens++;
      }
    }
    return new TokenLoss(total, tokens);
  }
}
