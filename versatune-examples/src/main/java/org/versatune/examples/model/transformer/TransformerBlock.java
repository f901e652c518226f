// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import com.google.common.collect.ImmutableList;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.versatune.examples.model.transformer.ParameterTable.Matrix;

/**
 * Configures a block of a transformer: causal self-attention, then a feed-forward network at each
 * position, each added to what it reads and each behind a normalisation.
 *
 * <p>Reads and gives {@code [b, d, T]}. Its parameters are {@value #QUERIES_KEYS_VALUES} {@code [d,
 * 3·d]}, {@value #ATTENTION_OUTPUT} {@code [d, d]}, {@value #HIDDEN} {@code [d, hidden]} and
 * {@value #OUTPUT} {@code [hidden, d]}. {@link TransformerBlockLayer} has the mathematics.
 */
public final class TransformerBlock extends SequenceLayer {
  static final String QUERIES_KEYS_VALUES = "queriesKeysValues";
  static final String ATTENTION_OUTPUT = "attentionOutput";
  static final String HIDDEN = "hidden";
  static final String OUTPUT = "output";

  private static final long serialVersionUID = 1;

  /** Attention heads, a divisor of the width. */
  @JsonProperty("heads")
  private int heads;

  /** Hidden values of the feed-forward network. */
  @JsonProperty("hidden")
  private int hidden;

  /** Number of blocks in the network, which scales the initial weights. */
  @JsonProperty("blocks")
  private int blocks;

  /** Whether both parts also read the two positions before. */
  @JsonProperty("shift")
  private boolean shift;

  /** For reading from JSON. */
  private TransformerBlock() {}

  /**
   * Makes a block.
   *
   * @param sizes of the transformer that it is of
   */
  public TransformerBlock(TransformerSizes sizes) {
    super(sizes.width(), sizes.width());
    this.heads = sizes.heads();
    this.hidden = sizes.hidden();
    this.blocks = sizes.blocks();
    this.shift = sizes.shift();
  }

  /** Returns the sizes of the transformer that it is of, whose length the embedding knows. */
  TransformerSizes sizes(int length) {
    return new TransformerSizes(length, Math.toIntExact(getNOut()), blocks, heads, hidden, shift);
  }

  @Override
  ImmutableList<?> settings() {
    return ImmutableList.of(heads, hidden, blocks, shift);
  }

  /**
   * Returns what draws the initial values. They have variance 1/n for n inputs, so that outputs
   * have variance 1. Those of the parts that are added to the stream are smaller by the root of the
   * number of additions, so that the stream does not grow with the depth (Radford et al., 2019,
   * section 2.3).
   */
  @Override
  public ParameterTable initializer() {
    long d = getNIn();
    double unit = 1 / Math.sqrt((double) d);
    double added = 1 / Math.sqrt(2.0 * blocks);
    return ParameterTable.of(
        new Matrix(QUERIES_KEYS_VALUES, d, 3 * d, unit),
        new Matrix(ATTENTION_OUTPUT, d, d, added * unit),
        new Matrix(HIDDEN, d, hidden, unit),
        new Matrix(OUTPUT, hidden, d, added / Math.sqrt((double) hidden)));
  }

  @Override
  StepwiseLayer<TransformerBlock> layer(NeuralNetConfiguration configuration, DataType type) {
    return new TransformerBlockLayer(configuration, type);
  }
}
