// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseOutputLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * p = softmax(x·W + b) at each position, and L = −Σ m·log p[target] with the mask m.
 *
 * <p><b>Backward.</b> ∂L/∂z = m·(p − 1[target]) for the logits z, because ∂log pᵢ/∂zⱼ = 1[i = j] −
 * pⱼ; dW, db and dx follow as for every product.
 *
 * <p>Deeplearning4j's own layer spends most of its time on arrays in F order, where the softmax of
 * ND4J 1.0.0-M2.1 is fourteen times slower, and multiplies the logits by the mask, which makes a
 * wrong gradient of masks other than 0 and 1. Here everything is in C order and in place, the mask
 * weighs the loss alone, and the loss that a training step reports is read off the probabilities
 * that the gradient was made from.
 */
final class NextTokenOutputLayer extends BaseOutputLayer<NextTokenOutput> {
  private static final long serialVersionUID = 1;

  /** The least probability that counts, as in Deeplearning4j's loss function. */
  private static final double LEAST = 1e-10;

  private final transient Buffers buffers = new Buffers();

  /** The loss that the last backward pass has seen, by example, until a score takes it. */
  private transient double @Nullable [] lossSeen;

  NextTokenOutputLayer(NeuralNetConfiguration configuration, DataType type) {
    super(configuration, type);
  }

  @Override
  public Type type() {
    return Type.RECURRENT;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    INDArray p = probabilities(training, workspaces);
    return Matrices.ofRows(workspaces.dup(ArrayType.ACTIVATIONS, p, 'c'), input.size(0));
  }

  private INDArray probabilities(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray z = preOutput2d(training, workspaces);
    Matrices.softmax(z, buffers);
    return z;
  }

  /** The logits, {@code [b·T, V]}, in a buffer. */
  @Override
  protected INDArray preOutput2d(boolean training, LayerWorkspaceMgr workspaces) {
    applyDropOutIfNecessary(training, workspaces);
    INDArray x = Matrices.rows(input);
    INDArray z = buffers.get("z", x.dataType(), x.size(0), layerConf().getNOut());
    INDArray weights = getParamWithNoise(DefaultParamInitializer.WEIGHT_KEY, training, workspaces);
    Matrices.multiply(x, weights, z);
    if (hasBias()) {
      z.addiRowVector(getParamWithNoise(DefaultParamInitializer.BIAS_KEY, training, workspaces));
    }
    return z;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray dz = probabilities(true, workspaces);
    int[] targets = targets();
    lossSeen = losses(dz, targets);
    for (int i = 0; i < targets.length; i++) {
      dz.putScalar(i, targets[i], dz.getDouble(i, targets[i]) - 1);
    }
    if (maskArray != null) {
      dz.muliColumnVector(maskArray.castTo(dz.dataType()).reshape('c', targets.length, 1));
    }
    INDArray x = Matrices.rows(input);
    Matrices.multiplyTransposedLeft(
        x, dz, requireNonNull(gradientViews.get(DefaultParamInitializer.WEIGHT_KEY)));
    INDArray dBias = gradientViews.get(DefaultParamInitializer.BIAS_KEY);
    if (dBias != null) {
      // A product with ones, which is ten times faster than a sum down the columns.
      INDArray ones = buffers.get("ones", dz.dataType(), 1, targets.length).assign(1);
      Matrices.multiply(ones, dz, dBias.reshape(1, dBias.length()));
    }
    Gradient gradient = new DefaultGradient();
    gradientViews.forEach(gradient::setGradientFor);
    INDArray dx =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, x.dataType(), x.shape(), 'c');
    Matrices.multiplyTransposedRight(
        dz, getParamWithNoise(DefaultParamInitializer.WEIGHT_KEY, true, workspaces), dx);
    weightNoiseParams.clear();
    return new Pair<>(gradient, backpropDropOutIfPresent(Matrices.ofRows(dx, input.size(0))));
  }

  @Override
  public double computeScore(
      double regularisation, boolean training, LayerWorkspaceMgr workspaces) {
    double sum = Arrays.stream(losses(training, workspaces)).sum();
    score = (conf().isMiniBatch() ? sum / getInputMiniBatchSize() : sum) + regularisation;
    return score;
  }

  @Override
  public INDArray computeScoreForExamples(double regularisation, LayerWorkspaceMgr workspaces) {
    double[] losses = losses(false, workspaces);
    return workspaces.leverageTo(
        ArrayType.ACTIVATIONS,
        Nd4j.createFromArray(losses)
            .addi(regularisation)
            .castTo(input.dataType())
            .reshape(losses.length, 1));
  }

  private double[] losses(boolean training, LayerWorkspaceMgr workspaces) {
    double[] seen = lossSeen;
    lossSeen = null;
    return seen != null && training ? seen : losses(probabilities(training, workspaces), targets());
  }

  /** The loss of each example: {@code [b]}. */
  private double[] losses(INDArray probabilities, int[] targets) {
    double[] weights = weights(targets.length);
    double[] losses = new double[Math.toIntExact(input.size(0))];
    int steps = targets.length / losses.length;
    for (int i = 0; i < targets.length; i++) {
      if (weights[i] != 0) {
        double p = Math.max(probabilities.getDouble(i, targets[i]), LEAST);
        losses[i / steps] -= weights[i] * Math.log(p);
      }
    }
    return losses;
  }

  private double[] weights(int positions) {
    if (maskArray == null) {
      double[] ones = new double[positions];
      Arrays.fill(ones, 1);
      return ones;
    }
    checkArgument(
        maskArray.length() == positions,
        "a labels mask of shape %s for %s positions; it must be [b, T]",
        Arrays.toString(maskArray.shape()),
        positions);
    return maskArray.castTo(DataType.DOUBLE).dup('c').data().asDouble();
  }

  /** The target of each position, 0 where the mask is 0. */
  private int[] targets() {
    checkArgument(labels != null, "no labels: a loss needs ids [b, 1, T]");
    long positions = input.size(0) * input.size(2);
    checkArgument(
        labels.rank() == 3 && labels.size(1) == 1 && labels.length() == positions,
        "labels of shape %s for an input of shape %s; they must be ids [b, 1, T]",
        Arrays.toString(labels.shape()),
        Arrays.toString(input.shape()));
    double[] values = labels.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    double[] weights = weights(values.length);
    int[] targets = new int[values.length];
    for (int i = 0; i < targets.length; i++) {
      if (weights[i] != 0) {
        targets[i] = (int) values[i];
        checkArgument(
            targets[i] == values[i] && targets[i] >= 0 && targets[i] < layerConf().getNOut(),
            "a label of %s; the network predicts tokens 0 to %s: map the labels, or mask what does"
                + " not count",
            String.valueOf(values[i]),
            layerConf().getNOut() - 1);
      }
    }
    return targets;
  }

  @Override
  public void setInput(INDArray features, LayerWorkspaceMgr workspaces) {
    lossSeen = null;
    super.setInput(features, workspaces);
  }

  @Override
  public void setLabels(INDArray ids) {
    lossSeen = null;
    super.setLabels(ids);
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray mask, MaskState state, int minibatch) {
    this.inputMaskArray = mask;
    this.inputMaskArrayState = state;
    return new Pair<>(mask, state);
  }

  /** The labels as one column, in the order of the rows of {@link #preOutput2d}. */
  @Override
  protected INDArray getLabels2d(LayerWorkspaceMgr workspaces, ArrayType arrayType) {
    return workspaces.leverageTo(arrayType, labels.dup('c').reshape('c', labels.length(), 1));
  }
}
