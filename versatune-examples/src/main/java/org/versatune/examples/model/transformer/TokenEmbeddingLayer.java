// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSet;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * x at position t is tokens[id at t] + positions[t].
 *
 * <p><b>Backward.</b> Each row of either table gets the sum of ∂L/∂x over the places where it was
 * read.
 */
final class TokenEmbeddingLayer extends StepwiseLayer<TokenEmbedding> {
  private static final long serialVersionUID = 1;
  private static final String POSITION = "position";

  /** The ids of the last pass, {@code [b·T]}. */
  private int[] ids = {};

  TokenEmbeddingLayer(NeuralNetConfiguration configuration, DataType type) {
    super(configuration, type);
  }

  @Override
  ImmutableSet<String> stateNames() {
    return ImmutableSet.of(POSITION);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    return embed(0, training, workspaces);
  }

  @Override
  public INDArray rnnTimeStep(INDArray input, LayerWorkspaceMgr workspaces) {
    setInput(input, workspaces);
    INDArray position = state.get(POSITION);
    int from = position == null ? 0 : position.getInt(0);
    INDArray output = embed(from, false, workspaces);
    state.put(POSITION, Nd4j.scalar(DataType.INT32, from + output.size(2)));
    return output;
  }

  private INDArray embed(int from, boolean training, LayerWorkspaceMgr workspaces) {
    checkArgument(
        input.rank() == 2 || (input.rank() == 3 && input.size(1) == 1),
        "ids of shape %s; they must be [b, T] or [b, 1, T]",
        Arrays.toString(input.shape()));
    long b = input.size(0);
    long steps = input.size(input.rank() - 1);
    long to = from + steps;
    checkArgument(
        to <= layerConf().length(),
        "a sequence of %s positions, and the network has learned %s; cut the text, or generate less"
            + " of it",
        to,
        layerConf().length());
    ids = ids();
    INDArray tokens = getParamWithNoise(TokenEmbedding.TOKENS, training, workspaces);
    INDArray positions = getParamWithNoise(TokenEmbedding.POSITIONS, training, workspaces);
    INDArray x =
        workspaces.createUninitialized(
            ArrayType.ACTIVATIONS, tokens.dataType(), new long[] {b * steps, getNOut()}, 'c');
    Nd4j.pullRows(tokens, x, 1, ids);
    x.reshape('c', b, steps, getNOut()).addi(rows(positions, from, to));
    return Matrices.ofRows(x, b);
  }

  /**
   * Returns rows of a table as a view {@code [1, rows, d]}. Through one dimension, because ND4J
   * 1.0.0-M2.1 takes some rows of a matrix that is itself a view for empty.
   */
  private static INDArray rows(INDArray table, long from, long to) {
    long d = table.size(1);
    return table
        .reshape(table.length())
        .get(NDArrayIndex.interval(from * d, to * d))
        .reshape('c', 1, to - from, d);
  }

  private long getNOut() {
    return layerConf().getNOut();
  }

  private int[] ids() {
    float[] values = input.reshape(input.length()).castTo(DataType.FLOAT).toFloatVector();
    int[] whole = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      int id = (int) values[i];
      checkArgument(
          id == values[i] && id >= 0 && id < layerConf().getNIn(),
          "%s is no id; the network reads ids 0 to %s",
          String.valueOf(values[i]),
          layerConf().getNIn() - 1);
      whole[i] = id;
    }
    return whole;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray dx = Matrices.rows(epsilon);
    INDArray dTokens = gradientView(TokenEmbedding.TOKENS).assign(0);
    // With the flag, one after another: sums in a fixed order, so that a step can be repeated.
    Nd4j.exec(
        DynamicCustomOp.builder("scatter_add")
            .addInputs(dTokens, Nd4j.createFromArray(ids), dx)
            .addOutputs(dTokens)
            .addBooleanArguments(true)
            .build());
    INDArray dPositions = gradientView(TokenEmbedding.POSITIONS).assign(0);
    long steps = epsilon.size(2);
    rows(dPositions, 0, steps)
        .assign(dx.reshape('c', epsilon.size(0), steps, epsilon.size(1)).sum(true, 0));
    weightNoiseParams.clear();
    return new Pair<>(gradientOfViews(), null);
  }
}
