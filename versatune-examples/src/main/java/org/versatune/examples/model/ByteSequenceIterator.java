package org.versatune.examples.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.hash.Hashing;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.versatune.dl4j.SeekableDataSetIterator;

/**
 * Batches of {@link ByteSequences}: in order for evaluation, or in a fresh order each time through
 * for training.
 *
 * <p>The order of each pass depends on the seed and the number of the pass alone. Not safe for use
 * by several threads.
 */
public final class ByteSequenceIterator implements SeekableDataSetIterator {
  private static final long serialVersionUID = 1;

  private final transient ByteSequences sequences;
  private final transient int batchSize;
  private final transient boolean shuffled;
  private final transient long seed;
  private transient int[] order;
  private transient long pass;
  private transient int next;
  private transient @Nullable DataSetPreProcessor preProcessor;

  private ByteSequenceIterator(
      ByteSequences sequences, int batchSize, boolean shuffled, long seed) {
    checkArgument(batchSize >= 1, "batch size is %s; it must be at least 1", batchSize);
    this.sequences = sequences;
    this.batchSize = batchSize;
    this.shuffled = shuffled;
    this.seed = seed;
    this.order = order();
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

  private int[] order() {
    int[] indices = IntStream.range(0, sequences.size()).toArray();
    if (shuffled) {
      // Hashed, so that the passes of neighbouring seeds have nothing in common.
      long ofPass = Hashing.sha256().newHasher().putLong(seed).putLong(pass).hash().asLong();
      SplittableRandom random = new SplittableRandom(ofPass);
      for (int i = indices.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int moved = indices[i];
        indices[i] = indices[j];
        indices[j] = moved;
      }
    }
    return indices;
  }

  @Override
  public long numExamples() {
    return sequences.size();
  }

  @Override
  public void seek(long toPass, long example) {
    checkArgument(toPass >= 0, "pass %s does not exist; the first is 0", toPass);
    checkArgument(
        example >= 0 && example <= sequences.size(),
        "position %s does not exist among %s sequences",
        example,
        sequences.size());
    if (toPass != pass) {
      pass = toPass;
      order = order();
    }
    next = Math.toIntExact(example);
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
    seek(pass + 1, 0);
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
