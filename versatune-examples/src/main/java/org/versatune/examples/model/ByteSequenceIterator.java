// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import com.google.common.hash.Hashing;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Batches of {@link ByteSequences}: in order for evaluation, or in a fresh order each time through
 * for training.
 *
 * <p>The order of each pass depends on the seed and the number of the pass alone. Not safe for use
 * by several threads.
 */
public final class ByteSequenceIterator extends SequenceIterator {
  private static final long serialVersionUID = 1;

  private final transient ByteSequences sequences;
  private final transient boolean shuffled;
  private final transient long seed;
  private transient int[] order = {};

  private ByteSequenceIterator(
      ByteSequences sequences, int batchSize, boolean shuffled, long seed) {
    super(sequences.size(), batchSize);
    this.sequences = sequences;
    this.shuffled = shuffled;
    this.seed = seed;
  }

  /**
   * Batches in the order of the text.
   *
   * @param sequences the excerpts
   * @param batchSize b, at least 1; the last batch may be smaller
   * @return an iterator at its start
   * @throws IllegalArgumentException if the batch size is below 1
   */
  public static ByteSequenceIterator inOrder(ByteSequences sequences, int batchSize) {
    return new ByteSequenceIterator(sequences, batchSize, false, 0);
  }

  /**
   * Batches in another order after every {@link #reset()}.
   *
   * @param sequences the excerpts
   * @param batchSize b, at least 1; the last batch may be smaller
   * @param seed seed of the orders
   * @return an iterator at its start
   * @throws IllegalArgumentException if the batch size is below 1
   */
  public static ByteSequenceIterator shuffled(ByteSequences sequences, int batchSize, long seed) {
    return new ByteSequenceIterator(sequences, batchSize, true, seed);
  }

  @Override
  protected void startPass(long number) {
    order = IntStream.range(0, sequences.size()).toArray();
    if (shuffled) {
      // Hashed, so that the passes of neighbouring seeds have nothing in common.
      long ofPass = Hashing.sha256().newHasher().putLong(seed).putLong(number).hash().asLong();
      SplittableRandom random = new SplittableRandom(ofPass);
      for (int i = order.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int moved = order[i];
        order[i] = order[j];
        order[j] = moved;
      }
    }
  }

  @Override
  protected DataSet batch(int from, int to) {
    return sequences.batch(Arrays.copyOfRange(order, from, to));
  }

  @Override
  public int inputColumns() {
    return sequences.length();
  }

  @Override
  public int totalOutcomes() {
    return ByteSequences.OUTPUT_SYMBOLS;
  }
}
