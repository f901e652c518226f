// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.versatune.internal.Given;

/**
 * Turns texts into examples for a language model over bytes: the counterpart of {@link
 * TokenDecoder#utf8}, for models that {@link NetworkTextGenerator} can write with.
 *
 * <p>Each text is cut into pieces of the same number of bytes. The features of a piece are a
 * beginning-of-sequence id and all of its bytes but the last, {@code [b, T]}; the labels are its
 * bytes, {@code [b, 1, T]}, for a sparse loss. The last piece of a text is shorter: it is padded,
 * and both masks say so.
 *
 * <p>Safe for use by any number of threads.
 */
public final class ByteSequences {
  /** The id that begins every piece; bytes are 0 to 255. */
  public static final int BEGIN = 256;

  private ByteSequences() {}

  /**
   * Returns the examples of texts, in their order.
   *
   * @param texts any; an empty one gives no example
   * @param steps T, the bytes of a piece, at least 1
   * @return one example a piece; masks only where a piece is shorter than T
   * @throws IllegalArgumentException if all texts are empty, or T is below 1
   */
  public static DataSet of(List<String> texts, int steps) {
    List<String> given = Given.list(texts, "texts");
    checkArgument(steps >= 1, "pieces of %s bytes; at least 1 is needed", steps);
    Nd4jBackend.require();
    List<byte[]> pieces = new ArrayList<>();
    for (String text : given) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      for (int from = 0; from < bytes.length; from += steps) {
        pieces.add(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + steps)));
      }
    }
    checkArgument(!pieces.isEmpty(), "%s texts without a character give no example", given.size());
    int examples = pieces.size();
    float[] features = new float[Math.multiplyExact(examples, steps)];
    float[] labels = new float[features.length];
    float[] mask = new float[features.length];
    boolean padded = false;
    for (int i = 0; i < examples; i++) {
      byte[] piece = pieces.get(i);
      int at = i * steps;
      for (int t = 0; t < piece.length; t++) {
        features[at + t] = t == 0 ? BEGIN : Byte.toUnsignedInt(piece[t - 1]);
        labels[at + t] = Byte.toUnsignedInt(piece[t]);
        mask[at + t] = 1;
      }
      padded |= piece.length < steps;
    }
    return new DataSet(
        array(features, examples, steps),
        array(labels, examples, 1, steps),
        padded ? array(mask, examples, steps) : null,
        padded ? array(mask.clone(), examples, steps) : null);
  }

  private static INDArray array(float[] values, long... shape) {
    return Nd4j.create(values, shape, 'c');
  }
}
