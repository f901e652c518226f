package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

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

  /** The batch, in the order of the examples. They must {@linkplain #requireFit fit}. */
  static DataSet merge(List<Example> examples) {
    boolean ids = examples.stream().anyMatch(Example::ids);
    List<INDArray> features = examples.stream().map(Example::features).toList();
    List<INDArray> labels = examples.stream().map(Example::labels).toList();
    boolean featuresInTime = ids || features.get(0).rank() == 2;
    boolean labelsInTime = labels.get(0).rank() == 2;
    return new DataSet(
        arrays(features, featuresInTime),
        arrays(labels, labelsInTime),
        masks(
            features,
            examples.stream().map(Example::featuresMask).toArray(INDArray[]::new),
            featuresInTime),
        masks(
            labels,
            examples.stream().map(Example::labelsMask).toArray(INDArray[]::new),
            labelsInTime));
  }

  private static INDArray arrays(List<INDArray> parts, boolean inTime) {
    INDArray first = parts.get(0);
    if (parts.stream()
        .allMatch(
            p -> Arrays.equals(p.shape(), first.shape()) && p.dataType() == first.dataType())) {
      return Nd4j.stack(0, parts.toArray(INDArray[]::new));
    }
    long[] shape = new long[first.rank() + 1];
    shape[0] = parts.size();
    System.arraycopy(first.shape(), 0, shape, 1, first.rank());
    if (inTime) {
      shape[first.rank()] = steps(parts);
    }
    INDArray batch = Nd4j.create(first.dataType(), shape);
    for (int i = 0; i < parts.size(); i++) {
      INDArray part = parts.get(i);
      INDArray row = batch.slice(i);
      (inTime ? until(row, last(part)) : row).assign(part);
    }
    return batch;
  }

  private static long steps(List<INDArray> parts) {
    return parts.stream().mapToLong(BatchMerger::last).max().orElseThrow();
  }

  private static long last(INDArray part) {
    return part.size(part.rank() - 1);
  }

  /** The first steps of {@code [T]} or {@code [n, T]}. */
  private static INDArray until(INDArray row, long steps) {
    return row.rank() == 1
        ? row.get(NDArrayIndex.interval(0, steps))
        : row.get(NDArrayIndex.all(), NDArrayIndex.interval(0, steps));
  }

  private static @Nullable INDArray masks(
      List<INDArray> parts, @Nullable INDArray[] masks, boolean inTime) {
    boolean padded = inTime && parts.stream().mapToLong(BatchMerger::last).distinct().count() > 1;
    INDArray widest = null;
    for (INDArray mask : masks) {
      if (mask != null && (widest == null || mask.length() > widest.length())) {
        widest = mask;
      }
    }
    if (widest == null && !padded) {
      return null;
    }
    INDArray first = parts.get(0);
    DataType type = first.dataType().isFPType() ? first.dataType() : DataType.FLOAT;
    return inTime
        ? masksInTime(parts, masks, widest != null && widest.rank() == 2, type)
        : masksOfPoints(masks, widest == null ? new long[] {1} : widest.shape(), type);
  }

  /** {@code [b, T]}, or {@code [b, n, T]} where a mask has a value for every output. */
  private static INDArray masksInTime(
      List<INDArray> parts, @Nullable INDArray[] masks, boolean perOutput, DataType type) {
    long steps = steps(parts);
    INDArray batch =
        perOutput
            ? Nd4j.zeros(type, parts.size(), parts.get(0).size(0), steps)
            : Nd4j.zeros(type, parts.size(), steps);
    for (int i = 0; i < masks.length; i++) {
      INDArray own = until(batch.slice(i), last(parts.get(i)));
      INDArray mask = masks[i];
      if (mask == null) {
        own.assign(1);
      } else if (mask.length() == 1) {
        own.assign(mask.getDouble(0));
      } else if (perOutput && mask.rank() == 1) {
        for (int row = 0; row < own.size(0); row++) {
          own.slice(row).assign(mask);
        }
      } else {
        own.assign(mask);
      }
    }
    return batch;
  }

  /** {@code [b, …]} where the widest mask of an example has the shape {@code […]}. */
  private static INDArray masksOfPoints(@Nullable INDArray[] masks, long[] shape, DataType type) {
    long[] whole = new long[shape.length + 1];
    whole[0] = masks.length;
    System.arraycopy(shape, 0, whole, 1, shape.length);
    INDArray batch = Nd4j.ones(type, whole);
    for (int i = 0; i < masks.length; i++) {
      INDArray mask = masks[i];
      if (mask != null && mask.length() == 1) {
        batch.slice(i).assign(mask.getDouble(0));
      } else if (mask != null) {
        batch.slice(i).assign(mask);
      }
    }
    return batch;
  }

  /**
   * Makes sure that an example can be merged with those seen before.
   *
   * @param first the first example of the run
   * @param example another
   * @throws IllegalArgumentException if its shapes differ in more than the number of time steps, or
   *     its arrays are of other data types: a conversion could change values in silence
   */
  static void requireFit(Example first, Example example) {
    boolean ids = first.ids() || example.ids();
    if (!fit(first.features(), example.features(), ids)) {
      throw mismatch("features", first, first.features(), example, example.features());
    }
    if (!fit(first.labels(), example.labels(), false)) {
      throw mismatch("labels", first, first.labels(), example, example.labels());
    }
    requireType("features", first, first.features(), example, example.features());
    requireType("labels", first, first.labels(), example, example.labels());
  }

  private static void requireType(
      String what, Example first, INDArray expected, Example example, INDArray found) {
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

  private static boolean fit(INDArray first, INDArray other, boolean ids) {
    if (first.rank() != other.rank()) {
      return false;
    }
    return switch (first.rank()) {
      case 1 -> ids || first.size(0) == other.size(0);
      case 2 -> first.size(0) == other.size(0);
      default -> Arrays.equals(first.shape(), other.shape());
    };
  }

  private static IllegalArgumentException mismatch(
      String what, Example first, INDArray expected, Example example, INDArray found) {
    return new IllegalArgumentException(
        "the source of domain '"
            + example.domain()
            + "' gives "
            + what
            + " of shape "
            + LabelMasks.shape(found)
            + " an example, that of domain '"
            + first.domain()
            + "' of shape "
            + LabelMasks.shape(expected)
            + "; examples of one run may differ in the number of time"
            + " steps only");
  }
}
