// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Map;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer over sequences that can also take them step by step, from what it has stored of the steps
 * before. It is no recurrent network: in training every position is computed at once, and truncated
 * backpropagation through time has no meaning for it and is refused.
 */
abstract class StepwiseLayer<C extends org.deeplearning4j.nn.conf.layers.BaseLayer>
    extends BaseLayer<C> implements RecurrentLayer {
  private static final long serialVersionUID = 1;

  final transient StoredState state = new StoredState();

  StepwiseLayer(NeuralNetConfiguration configuration, DataType type) {
    super(configuration, type);
  }

  /** Returns the names of what is stored after a step. */
  abstract ImmutableSet<String> stateNames();

  /** Refuses what another layer has stored under a name. */
  void check(String name, INDArray stored) {}

  @Override
  public final Map<String, INDArray> rnnGetPreviousState() {
    return state.copy();
  }

  @Override
  public final void rnnSetPreviousState(Map<String, INDArray> stored) {
    checkArgument(
        stored.isEmpty() || stored.keySet().equals(stateNames()),
        "a state of %s; this layer's is of %s",
        stored.keySet(),
        stateNames());
    stored.forEach(this::check);
    state.restore(stored);
  }

  @Override
  public final void rnnClearPreviousState() {
    state.restore(ImmutableMap.of());
  }

  /** Returns where the gradient by a parameter is written. */
  final INDArray gradientView(String parameter) {
    return requireNonNull(gradientViews.get(parameter), parameter);
  }

  /** Returns the gradient views by parameter, in order: what a backward pass has filled. */
  final Gradient gradientOfViews() {
    Gradient gradient = new DefaultGradient();
    gradientViews.forEach(gradient::setGradientFor);
    return gradient;
  }

  /**
   * The views of this package's layers are in C order, where Deeplearning4j takes F for granted.
   */
  @Override
  public final void setParams(INDArray parameters) {
    setParams(parameters, 'c');
  }

  @Override
  public final Type type() {
    return Type.RECURRENT;
  }

  @Override
  public final boolean isPretrainLayer() {
    return false;
  }

  @Override
  public final Map<String, INDArray> rnnGetTBPTTState() {
    throw noTruncation();
  }

  @Override
  public final void rnnSetTBPTTState(Map<String, INDArray> stored) {
    throw noTruncation();
  }

  @Override
  public final INDArray rnnActivateUsingStoredState(
      INDArray input, boolean training, boolean storeLast, LayerWorkspaceMgr workspaces) {
    throw noTruncation();
  }

  @Override
  public final Pair<Gradient, INDArray> tbpttBackpropGradient(
      INDArray epsilon, int length, LayerWorkspaceMgr workspaces) {
    throw noTruncation();
  }

  private static UnsupportedOperationException noTruncation() {
    return new UnsupportedOperationException(
        "a transformer computes all positions at once and is not trained by truncated"
            + " backpropagation through time; use BackpropType.Standard");
  }
}
