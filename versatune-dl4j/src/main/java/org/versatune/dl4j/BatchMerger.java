// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
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

  /** Returns the batch of examples of one input and one output, in the order of the examples. */
  static DataSet merge(List<Example> examples) {
    return merge(examples, RowCopy::of).dataSet();
  }

  /** Returns the batch, in the order of the examples. They must {@linkplain #requireFit fit}. */
  static Batch batch(List<Example> examples) {
    return merge(examples, RowCopy::of);
  }

  static Batch merge(List<Example> examples, Copy copy) {
    Example first = examples.get(0);
    List<MaskedArray> features = new ArrayList<>(first.features().size());
    for (int i = 0; i < first.features().size(); i++) {
      List<Example.Part> parts = parts(examples, Example::features, i);
      boolean ids = parts.stream().anyMatch(Example.Part::ids);
      features.add(merge(examples, parts, ids || parts.get(0).values().rank() == 2, copy));
    }
    List<MaskedArray> labels = new ArrayList<>(first.labels().size());
    for (int i = 0; i < first.labels().size(); i++) {
      List<Example.Part> parts = parts(examples, Example::labels, i);
      labels.add(merge(examples, parts, parts.get(0).values().rank() == 2, copy));
    }
    return Batch.of(features, labels);
  }

  /** Returns one input or output of each example. */
  private static List<Example.Part> parts(
      List<Example> examples, Function<Example, ImmutableList<Example.Part>> kind, int index) {
    List<Example.Part> parts = new ArrayList<>(examples.size());
    for (Example example : examples) {
      parts.add(kind.apply(example).get(index));
    }
    return parts;
  }

  private static MaskedArray merge(
      List<Example> examples, List<Example.Part> parts, boolean inTime, Copy copy) {
    return new MaskedArray(
        arrays(examples, parts, inTime, copy), masks(examples, parts, inTime, copy));
  }

  private static INDArray arrays(
      List<Example> examples, List<Example.Part> parts, boolean inTime, Copy copy) {
    Rows first = parts.get(0).values();
    long[] shape = first.shape().clone();
    if (inTime) {
      shape[shape.length - 1] = longest(parts);
    }
    List<RowCopy.Piece> pieces = new ArrayList<>(examples.size());
    for (int i = 0; i < parts.size(); i++) {
      Rows rows = parts.get(i).values();
      pieces.add(new RowCopy.Piece(rows, examples.get(i).row(), rows.steps()));
    }
    return copy.of(first.dataType(), shape, pieces);
  }

  private static long longest(List<Example.Part> parts) {
    long longest = 0;
    for (Example.Part part : parts) {
      longest = Math.max(longest, part.values().steps());
    }
    return longest;
  }

  /**
   * In time {@code [b, T]}, or {@code [b, n, T]} where a mask has a value for every output; else
   * {@code [b, …]} where the widest mask of an example has the shape {@code […]}.
   */
  private static @Nullable INDArray masks(
      List<Example> examples, List<Example.Part> parts, boolean inTime, Copy copy) {
    Rows first = parts.get(0).values();
    Rows widest = null;
    boolean padded = false;
    boolean perOutput = false;
    for (Example.Part part : parts) {
      Rows own = part.mask();
      if (own != null && (widest == null || own.length() > widest.length())) {
        widest = own;
      }
      perOutput |= own != null && own.rank() == 2 && first.rank() == 2;
      padded |= inTime && part.values().steps() != first.steps();
    }
    if (widest == null && !padded) {
      return null;
    }
    long[] shape = widest == null ? new long[] {1} : widest.shape();
    if (inTime) {
      long steps = longest(parts);
      shape = perOutput ? new long[] {first.size(0), steps} : new long[] {steps};
    }
    Rows one = Rows.one(maskType(first.dataType()));
    List<RowCopy.Piece> pieces = new ArrayList<>(examples.size());
    for (int i = 0; i < parts.size(); i++) {
      Rows own = parts.get(i).mask();
      long steps =
          inTime ? parts.get(i).values().steps() : shape.length == 0 ? 1 : shape[shape.length - 1];
      pieces.add(
          own == null
              ? new RowCopy.Piece(one, 0, steps)
              : new RowCopy.Piece(own, examples.get(i).row(), steps));
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
    requireFit("features", first, first.features(), example, example.features());
    requireFit("labels", first, first.labels(), example, example.labels());
  }

  private static void requireFit(
      String kind,
      Example first,
      ImmutableList<Example.Part> expected,
      Example example,
      ImmutableList<Example.Part> found) {
    checkArgument(
        expected.size() == found.size(),
        "the source of domain '%s' gives %s arrays of %s, that of domain '%s' %s; all domains feed"
            + " the same inputs and outputs",
        example.domain(),
        found.size(),
        kind,
        first.domain(),
        expected.size());
    for (int i = 0; i < expected.size(); i++) {
      boolean ids = expected.get(i).ids() || found.get(i).ids();
      Rows own = expected.get(i).values();
      Rows other = found.get(i).values();
      requireFit(LabelMasks.name(kind, i, found.size()), first, own, example, other, ids);
    }
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
