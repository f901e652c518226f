// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.versatune.examples.model.transformer.ParameterTable.Matrix;

/**
 * Configures the first layer of a transformer: a learned vector for each id plus a learned vector
 * for each position.
 *
 * <p>Reads ids {@code [b, T]} or {@code [b, 1, T]} of at most {@code length} positions, and gives
 * {@code [b, d, T]}. Ids are 0 to nIn − 1; anything else is an error. Its parameters are {@value
 * #TOKENS} {@code [nIn, d]} and {@value #POSITIONS} {@code [length, d]}.
 */
public final class TokenEmbedding extends SequenceLayer {
  static final String TOKENS = "tokens";
  static final String POSITIONS = "positions";

  private static final long serialVersionUID = 1;

  /** Positions matter less than tokens at the beginning (our choice). */
  private static final double TOKEN_DEVIATION = 0.5;

  private static final double POSITION_DEVIATION = 0.1;

  /** The most positions of a sequence. */
  @JsonProperty("length")
  private int length;

  /** For reading from JSON. */
  private TokenEmbedding() {}

  /**
   * Makes the first layer of a transformer.
   *
   * @param sizes of the transformer
   * @param ids how many ids it reads, at least 1
   * @throws IllegalArgumentException if there is no id
   */
  public TokenEmbedding(TransformerSizes sizes, int ids) {
    super(ids, sizes.width());
    this.length = sizes.length();
  }

  /** Returns the number of positions that a sequence may have. */
  int length() {
    return length;
  }

  @Override
  ImmutableList<?> settings() {
    return ImmutableList.of(length);
  }

  @Override
  public ParameterTable initializer() {
    return ParameterTable.of(
        new Matrix(TOKENS, getNIn(), getNOut(), TOKEN_DEVIATION),
        new Matrix(POSITIONS, length, getNOut(), POSITION_DEVIATION));
  }

  @Override
  StepwiseLayer<TokenEmbedding> layer(NeuralNetConfiguration configuration, DataType type) {
    checkArgument(
        getIDropout() == null,
        "layer '%s' reads ids, which cannot be dropped out; set the dropout of the layers above it",
        getLayerName());
    return new TokenEmbeddingLayer(configuration, type);
  }
}
