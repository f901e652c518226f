// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link RmsNorm} as a layer. */
final class RmsNormalizationLayer extends AbstractLayer<RmsNormalization> {
  private static final long serialVersionUID = 1;

  private final transient RmsNorm norm = new RmsNorm();

  RmsNormalizationLayer(NeuralNetConfiguration configuration, DataType type) {
    super(configuration, type);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    applyDropOutIfNecessary(training, workspaces);
    INDArray y = norm.forward(Matrices.rows(input));
    return Matrices.ofRows(workspaces.dup(ArrayType.ACTIVATIONS, y, 'c'), input.size(0));
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray dy = Matrices.rows(epsilon);
    INDArray dx = workspaces.create(ArrayType.ACTIVATION_GRAD, dy.dataType(), dy.shape(), 'c');
    norm.backward(dy, dx);
    return new Pair<>(
        new DefaultGradient(), backpropDropOutIfPresent(Matrices.ofRows(dx, epsilon.size(0))));
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public void clearNoiseWeightParams() {}
}
