package org.versatune.examples.model;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Batches of {@link ByteSequences}: in order for evaluation, or in a fresh order each time through
 * for training.
 *
 * <p>The order of each pass depends on the seed and the number of the pass alone. Not safe for use
 * by several threads.
 */
public final class ByteSequenceIterator implements DataSetIterator {
  private static final long serialVersionUID = 1;

  private final transient ByteSequences sequences;
  private final int batchSize;
  private final transient @Nullable SplittableRandom random;
  private final int[] order;
  private int next;
  private @Nullable DataSetPreProcessor preProcessor;

  private ByteSequenceIterator(
      ByteSequences sequences, int batchSize, @Nullable SplittableRandom random) {
    checkArgument(batchSize >= 1, "batch size is %s; it must be at least 1", batchSize);
    this.sequences = sequences;
    this.batchSize = batchSize;
    this.random = random;
    this.order = IntStream.range(0, sequences.size()).toArray();
    shuffle();
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
    return new ByteSequenceIterator(sequences, batchSize, null);
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
    return new ByteSequenceIterator(sequences, batchSize, new SplittableRandom(seed));
  }

  private void shuffle() {
    if (random == null) {
      return;
    }
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int moved = order[i];
      order[i] = order[j];
      order[j] = moved;
    }
  }

  @Override
  public boolean hasNext() {
    return next < order.length;
  }

  @Override
  public DataSet next() {
    return next(batchSize);
  }

  @Override
  public DataSet next(int count) {
    if (!hasNext()) {
      throw new NoSuchElementException(
          "all " + order.length + " sequences were read; call reset()");
    }
    int to = Math.min(next + count, order.length);
    DataSet batch = sequences.batch(Arrays.copyOfRange(order, next, to));
    next = to;
    if (preProcessor != null) {
      preProcessor.preProcess(batch);
    }
    return batch;
  }

  @Override
  public void reset() {
    next = 0;
    shuffle();
  }

  @Override
  public boolean resetSupported() {
    return true;
  }

  /** Whether another thread may read ahead: a batch is built in far less time than it trains. */
  @Override
  public boolean asyncSupported() {
    return false;
  }

  @Override
  public int batch() {
    return batchSize;
  }

  @Override
  public int inputColumns() {
    return sequences.length();
  }

  @Override
  public int totalOutcomes() {
    return ByteSequences.OUTPUT_SYMBOLS;
  }

  @Override
  public @Nullable List<String> getLabels() {
    return null;
  }

  @Override
  public void setPreProcessor(@Nullable DataSetPreProcessor preProcessor) {
    this.preProcessor = preProcessor;
  }

  @Override
  public @Nullable DataSetPreProcessor getPreProcessor() {
    return preProcessor;
  }
}
