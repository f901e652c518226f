// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Text as a byte-level language model reads it: excerpts of at most T bytes, each of which the
 * model sees from the beginning-of-sequence symbol on.
 *
 * <p>A document is cut into consecutive excerpts. Every one of them begins with {@link
 * #BEGIN_OF_SEQUENCE}, not only the first, so that what a model writes after that symbol has the
 * domains in the shares in which it was trained on them; if only documents began with it, domains
 * of long documents would be written too rarely (our choice).
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class ByteSequences {
  /** The symbol before the first byte. */
  public static final int BEGIN_OF_SEQUENCE = 256;

  /** Symbols that a model reads: 256 bytes and the beginning of sequence. */
  public static final int INPUT_SYMBOLS = 257;

  /** Symbols that a model predicts: 256 bytes. */
  public static final int OUTPUT_SYMBOLS = 256;

  private final ImmutableList<byte[]> sequences;
  private final int length;

  private ByteSequences(ImmutableList<byte[]> sequences, int length) {
    this.sequences = sequences;
    this.length = length;
  }

  /**
   * Cuts documents into excerpts.
   *
   * <p>The rest of a document that is shorter than a quarter of the length is left out, unless it
   * is all there is: it would spend a whole place in a batch on a few bytes.
   *
   * @param documents the texts, read as UTF-8
   * @param length T, bytes in an excerpt at most, at least 2
   * @return the excerpts in the order of the text
   * @throws IllegalArgumentException if the length is below 2
   */
  public static ByteSequences cut(List<String> documents, int length) {
    checkArgument(length >= 2, "length is %s bytes; it must be at least 2", length);
    ImmutableList.Builder<byte[]> cut = ImmutableList.builder();
    for (String document : documents) {
      byte[] bytes = document.getBytes(UTF_8);
      for (int from = 0; from < bytes.length; from += length) {
        int to = Math.min(from + length, bytes.length);
        if (from == 0 || to - from >= length / 4) {
          cut.add(Arrays.copyOfRange(bytes, from, to));
        }
      }
    }
    return new ByteSequences(cut.build(), length);
  }

  /**
   * Some of these excerpts, drawn without replacement.
   *
   * @param count how many at most
   * @param seed seed of the draw
   * @return all of them, in order, where there are no more than asked for
   */
  public ByteSequences sample(int count, long seed) {
    if (sequences.size() <= count) {
      return this;
    }
    List<byte[]> pool = new ArrayList<>(sequences);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i, pool.size());
      byte[] drawn = pool.get(j);
      pool.set(j, pool.get(i));
      pool.set(i, drawn);
    }
    return new ByteSequences(ImmutableList.copyOf(pool.subList(0, count)), length);
  }

  /**
   * The number of excerpts.
   *
   * @return at least 0
   */
  public int size() {
    return sequences.size();
  }

  /**
   * The length of a full excerpt.
   *
   * @return T, bytes
   */
  public int length() {
    return length;
  }

  /**
   * The number of bytes in all excerpts, which is the number of predictions they ask for.
   *
   * @return at least 0
   */
  public long tokens() {
    return sequences.stream().mapToLong(sequence -> sequence.length).sum();
  }

  /**
   * The text of an excerpt; where the cut went through a character, its half becomes a replacement
   * character.
   *
   * @param index at least 0 and below {@link #size()}
   * @return the text
   * @throws IndexOutOfBoundsException if there is no such excerpt
   */
  public String text(int index) {
    checkElementIndex(index, sequences.size());
    return new String(sequences.get(index), UTF_8);
  }

  /**
   * A batch for training or evaluation.
   *
   * @param indices b excerpts, at least one
   * @return features {@code [b, T]}: the symbol before each byte; labels {@code [b, 1, T]}: the
   *     byte; labels mask {@code [b, T]}: 0 behind the end of a short excerpt; no features mask,
   *     since no position looks ahead
   * @throws IndexOutOfBoundsException if there is no such excerpt
   */
  public DataSet batch(int... indices) {
    int b = indices.length;
    float[] features = new float[b * length];
    float[] labels = new float[b * length];
    float[] mask = new float[b * length];
    for (int i = 0; i < b; i++) {
      byte[] sequence = sequences.get(checkElementIndex(indices[i], sequences.size()));
      int at = i * length;
      features[at] = BEGIN_OF_SEQUENCE;
      for (int t = 0; t < sequence.length; t++) {
        int symbol = sequence[t] & 0xFF;
        labels[at + t] = symbol;
        mask[at + t] = 1;
        if (t + 1 < length) {
          features[at + t + 1] = symbol;
        }
      }
    }
    INDArray x = Nd4j.createFromArray(features).reshape(b, length);
    INDArray y = Nd4j.createFromArray(labels).reshape(b, 1, length);
    return new DataSet(x, y, null, Nd4j.createFromArray(mask).reshape(b, length));
  }
}
