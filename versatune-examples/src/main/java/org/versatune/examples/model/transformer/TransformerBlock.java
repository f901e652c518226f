// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.jspecify.annotations.Nullable;
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

  private TransformerBlock(Builder builder) {
    super(builder);
    checkArgument(
        getNIn() == getNOut(),
        "a block from %s to %s values; it adds to what it reads, so both must be the same",
        getNIn(),
        getNOut());
    checkArgument(
        builder.heads > 0 && getNIn() % builder.heads == 0,
        "%s values in %s heads; each head needs the same whole number of them",
        getNIn(),
        builder.heads);
    checkArgument(builder.hidden > 0, "%s hidden values", builder.hidden);
    checkArgument(builder.blocks > 0, "%s blocks", builder.blocks);
    checkArgument(
        !builder.shift || getNIn() >= 4,
        "a shift of %s values; it moves a quarter of them, so at least 4 are needed",
        getNIn());
    this.heads = builder.heads;
    this.hidden = builder.hidden;
    this.blocks = builder.blocks;
    this.shift = builder.shift;
  }

  int heads() {
    return heads;
  }

  int hidden() {
    return hidden;
  }

  boolean shift() {
    return shift;
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

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other)
        && other instanceof TransformerBlock block
        && block.heads == heads
        && block.hidden == hidden
        && block.blocks == blocks
        && block.shift == shift;
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof TransformerBlock;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), heads, hidden, blocks, shift);
  }

  /** Sets the sizes. */
  @SuppressWarnings("unchecked") // Deeplearning4j's own signature of build
  public static final class Builder extends FeedForwardLayer.Builder<Builder> {
    private int heads = 1;
    private int hidden;
    private int blocks = 1;
    private boolean shift;

    /** Starts a configuration of one head; a width and a number of hidden values are needed. */
    public Builder() {}

    /**
     * Sets the number of values at a position, read and given.
     *
     * @param values d, at least 1
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder width(int values) {
      return nIn(values).nOut(values);
    }

    /**
     * Sets the number of attention heads.
     *
     * @param count h, a divisor of the width
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder heads(int count) {
      heads = count;
      return this;
    }

    /**
     * Sets the number of hidden values of the feed-forward network; four times the width is usual.
     *
     * @param values at least 1
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder hidden(int values) {
      hidden = values;
      return this;
    }

    /**
     * Sets how many blocks the network has: the initial values depend on it.
     *
     * @param count at least 1; 1 by default
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder blocks(int count) {
      blocks = count;
      return this;
    }

    /**
     * Sets whether both parts read a quarter of the values from one position back and another
     * quarter from two. The loss is lower, for 5 % more time; {@code BlockInput} describes it.
     *
     * @param on true to shift; false by default
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder shift(boolean on) {
      shift = on;
      return this;
    }

    @Override
    public TransformerBlock build() {
      return new TransformerBlock(this);
    }
  }
}
