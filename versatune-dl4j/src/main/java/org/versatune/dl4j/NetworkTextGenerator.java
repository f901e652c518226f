// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.versatune.detection.TextGenerator;

/**
 * Draws unprompted text from a language model, for the detection of what it knows.
 *
 * <p>The network reads ids {@code [b, T]} (floats, as an {@code EmbeddingSequenceLayer} wants them)
 * and gives the probabilities of the next id at every step, {@code [b, V, T]}. Each text starts
 * from the beginning-of-sequence id and grows by one drawn id at a time; many texts grow side by
 * side, since a network is several times faster at a batch than at a single sequence.
 *
 * <p>There are three ways for the network to see what was written so far:
 *
 * <ul>
 *   <li>by default it reads the whole text again for each id, which is right for every causal
 *       network;
 *   <li>{@link Builder#window}: it reads only the last ids, for a network that sees no further back
 *       (for causal convolutions the window is their receptive field); the text is the same, with
 *       far less work;
 *   <li>{@link Builder#recurrent}: it reads one id at a time with stored state, for recurrent
 *       layers.
 * </ul>
 *
 * <p>The same seed gives the same texts. The random numbers of a text depend on the seed and its
 * position only; the number of streams changes which texts are computed together, and so, rarely,
 * the last bit of a probability.
 *
 * <p>Safe for use by several threads, which wait for each other. The parameters are read as they
 * are during the call, so it must not run beside training.
 */
public final class NetworkTextGenerator implements TextGenerator {
  private static final double SUM_TOLERANCE = 1e-2;

  private final Model model;
  private final NetworkView views = new NetworkView();
  private final TokenSampler sampler;
  private final TokenDecoder decoder;
  private final int beginId;
  private final int endId;
  private final int maxLength;
  private final int window;
  private final boolean recurrent;
  private final int streams;

  private NetworkTextGenerator(Builder builder) {
    this.model = builder.model;
    this.sampler = new TokenSampler(builder.temperature, builder.topK, builder.topP);
    this.decoder = builder.decoder;
    this.beginId = builder.beginId;
    this.endId = builder.endId;
    this.maxLength = builder.maxLength;
    this.window = builder.window;
    this.recurrent = builder.recurrent;
    this.streams = builder.streams;
  }

  /**
   * Starts a generator.
   *
   * @param model a {@code MultiLayerNetwork}, or a {@code ComputationGraph} with one input and one
   *     output
   * @return a builder
   * @throws IllegalArgumentException if the model is of another kind
   */
  public static Builder builder(Model model) {
    notNull(model, "model");
    return new Builder(model);
  }

  @Override
  public synchronized ImmutableList<String> generate(int count, long seed) {
    return generateIds(count, seed).stream()
        .map(ids -> decoder.decode(ids.toArray()))
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Draws texts as ids, before they are decoded.
   *
   * @param count how many, at least 1
   * @param seed the seed of the draw
   * @return exactly {@code count} lists of at most the maximum length, without the ids of beginning
   *     and end
   * @throws IllegalArgumentException if the count is below 1
   * @throws IllegalStateException if the network's output is not probabilities, or the thread is
   *     interrupted (its interrupt status stays set)
   */
  public synchronized ImmutableList<ImmutableIntArray> generateIds(int count, long seed) {
    checkArgument(count >= 1, "count is %s; at least one text must be asked for", count);
    Nd4jBackend.require();
    SplittableRandom root = new SplittableRandom(seed);
    ImmutableList.Builder<ImmutableIntArray> texts = ImmutableList.builder();
    for (int done = 0; done < count; done += streams) {
      SplittableRandom[] randoms = new SplittableRandom[Math.min(streams, count - done)];
      Arrays.setAll(randoms, i -> root.split());
      texts.addAll(grow(randoms));
    }
    return texts.build();
  }

  private ImmutableList<ImmutableIntArray> grow(SplittableRandom[] randoms) {
    Network network = views.apply(model);
    int n = randoms.length;
    int[][] ids = new int[n][maxLength + 1];
    int[] length = new int[n];
    boolean[] ended = new boolean[n];
    int growing = n;
    for (int[] text : ids) {
      text[0] = beginId;
    }
    network.forget();
    for (int at = 0; at < maxLength && growing > 0; at++) {
      if (Thread.currentThread().isInterrupted()) {
        network.forget();
        throw new IllegalStateException(
            "interrupted after " + at + " of at most " + maxLength + " ids of a text");
      }
      double[][] next = probabilities(network, ids, at);
      for (int i = 0; i < n; i++) {
        int id = sampler.sample(next[i], randoms[i]);
        ids[i][at + 1] = id;
        if (!ended[i] && id == endId) {
          ended[i] = true;
          growing--;
        } else if (!ended[i]) {
          length[i]++;
        }
      }
    }
    network.forget();
    ImmutableList.Builder<ImmutableIntArray> texts = ImmutableList.builder();
    for (int i = 0; i < n; i++) {
      texts.add(ImmutableIntArray.copyOf(Arrays.copyOfRange(ids[i], 1, 1 + length[i])));
    }
    return texts.build();
  }

  /** The probabilities {@code [n][V]} of the id after position {@code at}. */
  private double[][] probabilities(Network network, int[][] ids, int at) {
    int from = recurrent ? at : Math.max(0, at + 1 - window);
    int steps = at + 1 - from;
    float[] flat = new float[ids.length * steps];
    for (int i = 0; i < ids.length; i++) {
      for (int t = 0; t < steps; t++) {
        flat[i * steps + t] = ids[i][from + t];
      }
    }
    INDArray input =
        Nd4j.create(flat, new long[] {ids.length, steps}, 'c')
            .castTo(network.parameters().dataType());
    INDArray output = recurrent ? network.step(input) : network.output(input, null);
    checkState(
        output.rank() == 3 || (output.rank() == 2 && recurrent),
        "the network's output has shape %s; a language model gives [batch, vocabulary, steps]",
        LabelMasks.shape(output));
    INDArray last =
        output.rank() == 2
            ? output
            : output.get(
                NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(output.size(2) - 1));
    double[][] rows = last.castTo(DataType.DOUBLE).reshape(ids.length, -1).toDoubleMatrix();
    for (double[] row : rows) {
      requireProbabilities(row);
    }
    return rows;
  }

  private static void requireProbabilities(double[] row) {
    double sum = 0;
    double least = 0;
    for (double p : row) {
      sum += p;
      least = Math.min(least, p);
    }
    checkState(
        least >= 0 && Math.abs(sum - 1) <= SUM_TOLERANCE,
        "the network's output sums to %s over the vocabulary (smallest value %s), so it is no"
            + " distribution of the next id; the output layer needs a softmax activation, and NaN"
            + " means that training diverged",
        sum,
        least);
  }

  /** Sets how text is drawn. Not safe for use by several threads. */
  public static final class Builder {
    private static final int NO_ID = -1;

    private final Model model;
    private double temperature = 1;
    private int topK = Integer.MAX_VALUE;
    private double topP = 1;
    private int beginId = 256;
    private int endId = NO_ID;
    private int maxLength = 256;
    private int window = Integer.MAX_VALUE;
    private boolean recurrent;
    private int streams = 16;
    private TokenDecoder decoder = TokenDecoder.utf8();

    private Builder(Model model) {
      var unused = Network.single(model, "text is generated");
      this.model = model;
    }

    /**
     * Sets the temperature T: probabilities become p^(1/T), normalised.
     *
     * @param value finite and at least 0; 0 always takes the most likely id; 1 by default
     * @return this builder
     * @throws IllegalArgumentException if out of range
     */
    @CanIgnoreReturnValue
    public Builder temperature(double value) {
      checkArgument(
          value >= 0 && Double.isFinite(value),
          "temperature is %s; it must be finite and at least 0",
          value);
      temperature = value;
      return this;
    }

    /**
     * Draws only among the k most likely ids.
     *
     * @param k at least 1; all by default
     * @return this builder
     * @throws IllegalArgumentException if out of range
     */
    @CanIgnoreReturnValue
    public Builder topK(int k) {
      checkArgument(k >= 1, "top-k is %s; it must be at least 1", k);
      topK = k;
      return this;
    }

    /**
     * Draws only among the most likely ids that together have a probability of p.
     *
     * @param p in (0, 1]; 1 by default, which keeps all
     * @return this builder
     * @throws IllegalArgumentException if out of range
     */
    @CanIgnoreReturnValue
    public Builder topP(double p) {
      checkArgument(p > 0 && p <= 1, "top-p is %s; it must be above 0 and at most 1", p);
      topP = p;
      return this;
    }

    /**
     * Sets the id that a sequence begins with.
     *
     * @param id at least 0; 256 by default, the first that is no byte
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    @CanIgnoreReturnValue
    public Builder beginId(int id) {
      checkArgument(id >= 0, "the id of the beginning is %s; it must be at least 0", id);
      beginId = id;
      return this;
    }

    /**
     * Sets the id with which the network ends a text. By default no id does.
     *
     * @param id at least 0
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    @CanIgnoreReturnValue
    public Builder endId(int id) {
      checkArgument(id >= 0, "the id of the end is %s; it must be at least 0", id);
      endId = id;
      return this;
    }

    /**
     * Sets the greatest length of a text.
     *
     * @param ids at least 1; 256 by default
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    @CanIgnoreReturnValue
    public Builder maxLength(int ids) {
      checkArgument(ids >= 1, "the maximum length is %s; it must be at least 1", ids);
      maxLength = ids;
      return this;
    }

    /**
     * Feeds the network the last ids only.
     *
     * @param ids how many, at least 1: the receptive field of the network, or less. By default all
     *     ids so far
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    @CanIgnoreReturnValue
    public Builder window(int ids) {
      checkArgument(ids >= 1, "the window is %s ids; it must be at least 1", ids);
      window = ids;
      return this;
    }

    /**
     * Feeds the network one id at a time and lets it keep its state: for networks whose layers over
     * time are all recurrent.
     *
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder recurrent() {
      recurrent = true;
      return this;
    }

    /**
     * Sets how many texts grow side by side.
     *
     * @param count at least 1; 16 by default
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    @CanIgnoreReturnValue
    public Builder streams(int count) {
      checkArgument(count >= 1, "%s streams; at least 1 is needed", count);
      streams = count;
      return this;
    }

    /**
     * Sets the decoder that turns ids into text.
     *
     * @param value UTF-8 by default
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder decoder(TokenDecoder value) {
      notNull(value, "value");
      decoder = value;
      return this;
    }

    /**
     * Finishes the generator.
     *
     * @return the generator
     */
    public NetworkTextGenerator build() {
      return new NetworkTextGenerator(this);
    }
  }
}
