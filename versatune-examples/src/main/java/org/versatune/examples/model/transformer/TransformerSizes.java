// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Locale;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
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

  private static final int WARM_UP = 20;
  private static final double BETA1 = 0.9;

  /** Shorter memory than Adam's .999, for trainings of some thousand steps (our choice). */
  private static final double BETA2 = 0.99;

  private static final double EPSILON = 1e-8;

  /**
   * Checks the sizes.
   *
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
   * Returns these sizes with or without the shift: both parts of a block then read a quarter of the
   * values from one position back and another quarter from two, for 5 % more time.
   *
   * @param on whether every block also reads the two positions before
   * @return the new sizes
   */
  public TransformerSizes withShift(boolean on) {
    return new TransformerSizes(length, width, blocks, heads, hidden, on);
  }

  @Override
  public MultiLayerConfiguration configuration(int vocabulary, long seed, IUpdater updater) {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder().seed(seed).updater(updater).list();
    layers.layer(new TokenEmbedding(this, vocabulary + 2));
    for (int i = 0; i < blocks; i++) {
      layers.layer(new TransformerBlock(this));
    }
    layers.layer(new RmsNormalization());
    layers.layer(new NextTokenOutput(width, vocabulary));
    return layers.build();
  }

  /** Returns Adam with a step size that rises for 20 steps before it falls. */
  @Override
  public Adam updater(double highest, int steps) {
    return new Adam.Builder()
        .learningRateSchedule(new WarmUpAndDecay(highest, WARM_UP, steps))
        .beta1(BETA1)
        .beta2(BETA2)
        .epsilon(EPSILON)
        .build();
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
    return String.format(
        Locale.ROOT,
        "transformer on %d byte pairs: %d blocks of width %d, %d heads, %d hidden values, %d"
            + " positions%s",
        tokenizer.vocabulary(),
        blocks,
        width,
        heads,
        hidden,
        length,
        shift ? ", shift" : "");
  }
}
