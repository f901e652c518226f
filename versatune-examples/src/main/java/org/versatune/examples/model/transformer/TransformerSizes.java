// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static com.google.common.base.Preconditions.checkArgument;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.versatune.dl4j.NetworkTextGenerator;
import org.versatune.examples.model.Architecture;
import org.versatune.examples.model.BytePairTokenizer;
import org.versatune.examples.model.LanguageModel;

/**
 * Says how large a transformer is, and so which kind of model the examples train. Immutable.
 *
 * @param length T, the most positions of a sequence
 * @param width d, values at a position
 * @param blocks number of blocks
 * @param heads attention heads of a block, a divisor of the width
 * @param hidden hidden values of a block's feed-forward network
 * @param shift whether every block also reads the two positions before: a lower loss, and less
 *     faithful shares of what is written
 */
public record TransformerSizes(
    int length, int width, int blocks, int heads, int hidden, boolean shift)
    implements Architecture {
  private static final TransformerSizes SMALL = new TransformerSizes(64, 128, 2, 4, 512);

  /** Suits the small sizes (our choice, by trial). */
  private static final double LEARNING_RATE = 3e-3;

  /**
   * Checks the sizes.
   *
   * @param length T, the most positions of a sequence
   * @param width d, values at a position
   * @param blocks number of blocks
   * @param heads attention heads of a block, a divisor of the width
   * @param hidden hidden values of a block's feed-forward network
   * @param shift whether every block also reads the two positions before
   * @throws IllegalArgumentException if one is below 1, the heads do not divide the width, or a
   *     shift is asked of fewer than 4 values
   */
  public TransformerSizes {
    requirePositive("length", length);
    requirePositive("width", width);
    requirePositive("blocks", blocks);
    requirePositive("heads", heads);
    requirePositive("hidden", hidden);
    checkArgument(
        width % heads == 0, "a width of %s cannot be divided into %s heads", width, heads);
    checkArgument(
        !shift || width >= 4, "a width of %s is too small for the shift; it needs 4", width);
  }

  /**
   * Sets the sizes of a transformer without the shift.
   *
   * @param length T, the most positions of a sequence
   * @param width d, values at a position
   * @param blocks number of blocks
   * @param heads attention heads of a block, a divisor of the width
   * @param hidden hidden values of a block's feed-forward network
   * @throws IllegalArgumentException if one is below 1, or the heads do not divide the width
   */
  public TransformerSizes(int length, int width, int blocks, int heads, int hidden) {
    this(length, width, blocks, heads, hidden, false);
  }

  private static void requirePositive(String name, int size) {
    checkArgument(size >= 1, "%s is %s; it must be at least 1", name, size);
  }

  /**
   * Returns the sizes of the examples: 64 positions, 128 wide, 2 blocks of 4 heads and 512 hidden
   * values, some 660 000 parameters with 1 024 tokens. It learns enough in two minutes on one core
   * for what it writes to show what it was trained on (our choice, by trial).
   *
   * @return the sizes
   */
  public static TransformerSizes small() {
    return SMALL;
  }

  /**
   * Returns these sizes with another length.
   *
   * @param positions T, the most positions of a sequence, at least 1
   * @return the new sizes
   */
  public TransformerSizes withLength(int positions) {
    return new TransformerSizes(positions, width, blocks, heads, hidden, shift);
  }

  /**
   * Returns these sizes with or without the shift.
   *
   * @param on whether every block also reads the two positions before
   * @return the new sizes
   */
  public TransformerSizes withShift(boolean on) {
    return new TransformerSizes(length, width, blocks, heads, hidden, on);
  }

  @Override
  public MultiLayerNetwork create(
      BytePairTokenizer tokenizer, long seed, double learningRate, int steps) {
    return TransformerLanguageModel.create(this, tokenizer, seed, learningRate, steps);
  }

  @Override
  public MultiLayerNetwork fineTuning(MultiLayerNetwork model, double learningRate, int steps) {
    return TransformerLanguageModel.fineTuning(model, learningRate, steps);
  }

  @Override
  public NetworkTextGenerator.Builder generator(LanguageModel model) {
    return TransformerLanguageModel.generator(model);
  }

  @Override
  public double learningRate() {
    return LEARNING_RATE;
  }

  @Override
  public String describe(BytePairTokenizer tokenizer) {
    return TransformerLanguageModel.describe(this, tokenizer.vocabulary());
  }
}
