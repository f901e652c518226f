// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Puts examples of several domains into one batch.
 *
 * <p>Sequences of unequal length are padded with zeros at the end, and masks say so: a features
 * mask and, for sequence labels, a labels mask, because the former alone would let the padding
 * count in the loss. Examples without a mask beside others with one count in full.
 *
 * <p>{@code DataSet.merge} is not used. It puts the masks of rows in the wrong place where an
 * example before them has none, and it refuses ids {@code [b, T]} of unequal length.
 */
final class BatchMerger {
  private BatchMerger() {}

  /** Makes an array of rows; there are two ways with the same result. */
  interface Copy {
    INDArray of(DataType type, long[] shape, List<RowCopy.Piece> pieces);
  }

  /** Returns the batch, in the order of the examples. They must {@linkplain #requireFit fit}. */
  static DataSet merge(List<Example> examples) {
    return merge(examples, RowCopy::of);
  }

  static DataSet merge(List<Example> examples, Copy copy) {
    Example first = examples.get(0);
    boolean ids = examples.stream().anyMatch(Example::ids);
    boolean featuresInTime = ids || first.features().rank() == 2;
    boolean labelsInTime = first.labels().rank() == 2;
    return new DataSet(
        arrays(examples, Example::features, featuresInTime, copy),
        arrays(examples, Example::labels, labelsInTime, copy),
        masks(examples, Example::features, Example::featuresMask, featuresInTime, copy),
        masks(examples, Example::labels, Example::labelsMask, labelsInTime, copy));
  }

  private static INDArray arrays(
      List<Example> examples, Function<Example, Rows> part, boolean inTime, Copy copy) {
    Rows first = part.apply(examples.get(0));
    long[] shape = first.shape().clone();
    if (inTime) {
      shape[shape.length - 1] = longest(examples, part);
    }
    List<RowCopy.Piece> pieces = new ArrayList<>(examples.size());
    for (Example example : examples) {
      Rows rows = part.apply(example);
      pieces.add(new RowCopy.Piece(rows, example.row(), rows.steps()));
    }
    return copy.of(first.dataType(), shape, pieces);
  }

  private static long longest(List<Example> examples, Function<Example, Rows> part) {
    long longest = 0;
    for (Example example : examples) {
      longest = Math.max(longest, part.apply(example).steps());
    }
    return longest;
  }

  /**
   * In time {@code [b, T]}, or {@code [b, n, T]} where a mask has a value for every output; else
   * {@code [b, …]} where the widest mask of an example has the shape {@code […]}.
   */
  private static @Nullable INDArray masks(
      List<Example> examples,
      Function<Example, Rows> part,
      Function<Example, @Nullable Rows> mask,
      boolean inTime,
      Copy copy) {
    Rows first = part.apply(examples.get(0));
    Rows widest = null;
    boolean padded = false;
    boolean perOutput = false;
    for (Example example : examples) {
      Rows own = mask.apply(example);
      if (own != null && (widest == null || own.length() > widest.length())) {
        widest = own;
      }
      perOutput |= own != null && own.rank() == 2 && first.rank() == 2;
      padded |= inTime && part.apply(example).steps() != first.steps();
    }
    if (widest == null && !padded) {
      return null;
    }
    long[] shape = widest == null ? new long[] {1} : widest.shape();
    if (inTime) {
      long steps = longest(examples, part);
      shape = perOutput ? new long[] {first.size(0), steps} : new long[] {steps};
    }
    Rows one = Rows.one(maskType(first.dataType()));
    List<RowCopy.Piece> pieces = new ArrayList<>(examples.size());
    for (Example example : examples) {
      Rows own = mask.apply(example);
      long steps =
          inTime ? part.apply(example).steps() : shape.length == 0 ? 1 : shape[shape.length - 1];
      pieces.add(
          own == null
              ? new RowCopy.Piece(one, 0, steps)
              : new RowCopy.Piece(own, example.row(), steps));
    }
    return copy.of(one.dataType(), shape, pieces);
  }

  /** Returns the type of the mask of an array: its own, or float where that cannot be. */
  static DataType maskType(DataType array) {
    return array.isFPType() ? array : DataType.FLOAT;
  }

  /**
   * Checks that an example can be merged with those seen before.
   *
   * @param first the first example of the run
   * @param example another
   * @throws IllegalArgumentException if its shapes differ in more than the number of time steps, or
   *     its arrays are of other data types: a conversion could change values in silence
   */
  static void requireFit(Example first, Example example) {
    boolean ids = first.ids() || example.ids();
    requireFit("features", first, first.features(), example, example.features(), ids);
    requireFit("labels", first, first.labels(), example, example.labels(), false);
  }

  private static void requireFit(
      String what, Example first, Rows expected, Example example, Rows found, boolean ids) {
    if (expected == found) {
      return;
    }
    if (!fit(expected, found, ids)) {
      throw mismatch(what, first, expected, example, found);
    }
    requireType(what, first, expected, example, found);
  }

  private static void requireType(
      String what, Example first, Rows expected, Example example, Rows found) {
    checkArgument(
        expected.dataType() == found.dataType(),
        "the source of domain '%s' gives %s of type %s, that of domain '%s' of type %s; to convert"
            + " them could change values, so all domains need one type: set a preprocessor on one"
            + " of the sources that converts its %s by castTo(DataType.%s)",
        example.domain(),
        what,
        found.dataType(),
        first.domain(),
        expected.dataType(),
        what,
        expected.dataType());
  }

  private static boolean fit(Rows first, Rows other, boolean ids) {
    if (first.rank() != other.rank()) {
      return false;
    }
    return switch (first.rank()) {
      case 1 -> ids || first.size(0) == other.size(0);
      case 2 -> first.size(0) == other.size(0);
      default -> first.hasShapeOf(other);
    };
  }

  private static IllegalArgumentException mismatch(
      String what, Example first, Rows expected, Example example, Rows found) {
    return new IllegalArgumentException(
        "the source of domain '"
            + example.domain()
            + "' gives "
            + what
            + " of shape "
            + Arrays.toString(found.shape())
            + " an example, that of domain '"
            + first.domain()
            + "' of shape "
            + Arrays.toString(expected.shape())
            + "; examples of one run may differ in the number of time"
            + " steps only");
  }
}
