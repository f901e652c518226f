// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Decides which positions of the labels count: the rules on masks that training, evaluation and the
 * mixing of batches share.
 *
 * <p>Deeplearning4j has three traps here. A features mask alone does not mask the loss of a
 * sequence: padded steps would be trained on and counted. A mask that is neither 0 nor 1 multiplies
 * the logits as well as the loss, so its gradient is wrong. And a score is divided by examples, not
 * by what counts. Hence: a features mask over the steps of sequence labels is taken for the labels
 * mask where that is absent, other masks than 0 and 1 are refused, and tokens are counted here.
 */
final class LabelMasks {
  private LabelMasks() {}

  /**
   * Returns a batch whose labels mask marks everything that is padded.
   *
   * @param batch any batch; not changed
   * @param what what the batch is of, as messages name it, for example {@code source of domain
   *     'law'}
   * @return the batch, or one that shares its arrays and has a labels mask
   * @throws IllegalArgumentException if features or labels are missing, a mask does not fit its
   *     array, or the labels mask is not of zeros and ones
   */
  static DataSet complete(DataSet batch, String what) {
    return complete(Batch.of(batch, what), what).dataSet();
  }

  /**
   * As {@link #complete(DataSet, String)}. Where several inputs have masks over the steps of an
   * output that has none, an error asks for that output's own: whose padding it has is not known.
   */
  static Batch complete(Batch batch, String what) {
    int inputs = batch.features().size();
    int outputs = batch.labels().size();
    for (int i = 0; i < inputs; i++) {
      requireFit(batch, batch.features().get(i), name("features", i, inputs), what);
    }
    List<MaskedArray> labels = new ArrayList<>(outputs);
    boolean changed = false;
    for (int i = 0; i < outputs; i++) {
      MaskedArray own = batch.labels().get(i);
      requireFit(batch, own, name("labels", i, outputs), what);
      INDArray ofFeatures = own.mask() == null ? featuresMask(batch, own.array(), i, what) : null;
      INDArray mask = ofFeatures == null ? own.mask() : ofFeatures;
      if (mask != null) {
        String kind = ofFeatures == null ? name("labels", i, outputs) : "features";
        requireBinary(mask, kind + " mask", what);
      }
      labels.add(new MaskedArray(own.array(), mask));
      changed |= ofFeatures != null;
    }
    return changed ? batch.with(labels) : batch;
  }

  /** Returns what messages call one of several inputs or outputs. */
  static String name(String kind, int index, int of) {
    return of == 1 ? kind : kind + " " + index;
  }

  /** Returns the features mask that holds for sequence labels without one; null where none does. */
  private static @Nullable INDArray featuresMask(
      Batch batch, INDArray labels, int output, String what) {
    if (labels.rank() != 3) {
      return null;
    }
    INDArray found = null;
    for (MaskedArray features : batch.features()) {
      INDArray mask = features.mask();
      if (mask != null && mask.rank() == 2 && mask.size(1) == labels.size(2)) {
        checkArgument(
            found == null,
            "%s gave several inputs with masks over the %s steps of %s, which have none: give them"
                + " a labels mask, which says where their padding is",
            what,
            labels.size(2),
            name("labels", output, batch.labels().size()));
        found = mask;
      }
    }
    return found;
  }

  /** Refuses an array of other examples, and a mask of other examples or positions. */
  private static void requireFit(Batch batch, MaskedArray part, String kind, String what) {
    INDArray array = part.array();
    INDArray mask = part.mask();
    INDArray first = batch.features().get(0).array();
    checkArgument(
        array.rank() >= 2 && array.size(0) == first.size(0),
        "%s gave features of shape %s and %s of shape %s; the first dimension of both counts"
            + " the examples",
        what,
        shape(first),
        kind,
        shape(array));
    if (mask != null) {
      checkArgument(
          mask.rank() >= 1 && mask.size(0) == array.size(0) && fits(mask, array),
          "%s gave a %s mask of shape %s for %s of shape %s; a mask has one value an example"
              + " ([b, 1]), one a time step ([b, T]) or point, or one for each value of the array",
          what,
          kind,
          shape(mask),
          kind,
          shape(array));
    }
  }

  private static boolean fits(INDArray mask, INDArray array) {
    if (mask.length() == array.size(0)) {
      return true;
    }
    long[] positions = array.shape();
    long[] own = mask.shape();
    if (own.length == positions.length - 1) {
      // Without the dimension of channels or outputs.
      return own.length == 2
          ? own[1] == positions[2]
          : Arrays.equals(own, 1, own.length, positions, 2, positions.length);
    }
    if (own.length != positions.length) {
      return false;
    }
    boolean image = own.length > 3;
    for (int i = 1; i < own.length; i++) {
      if (own[i] != positions[i] && !(image && own[i] == 1)) {
        return false;
      }
    }
    return true;
  }

  private static void requireBinary(INDArray mask, String kind, String what) {
    INDArray values = mask.castTo(DataType.DOUBLE);
    // m² − m is zero for 0 and 1 and for nothing else, NaN included.
    INDArray off = values.mul(values).subi(values);
    double worst = off.length() == 0 ? 0 : off.norm1Number().doubleValue();
    if (worst != 0) {
      double[] all = values.dup('c').data().asDouble();
      double found =
          Arrays.stream(all).filter(v -> v != 0 && v != 1).findFirst().orElse(Double.NaN);
      throw new IllegalArgumentException(
          what
              + " gave a "
              + kind
              + " that holds "
              + found
              + "; a mask says what counts with 0 and 1 only, because Deeplearning4j multiplies the"
              + " logits by it too and other values give a wrong gradient. Weigh domains by"
              + " sampling, not by masks");
    }
  }

  /**
   * Returns a mask in the type that its batch will have.
   *
   * @param kind features or labels
   * @throws IllegalArgumentException if a value would change
   */
  static INDArray inType(INDArray mask, DataType type, String kind, String domain) {
    if (mask.dataType() == type) {
      return mask;
    }
    INDArray converted = mask.castTo(type);
    double[] before = mask.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    double[] after = converted.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    int changed = Arrays.mismatch(before, after);
    checkArgument(
        changed < 0,
        "the %s mask of domain '%s' is of type %s and holds %s, which would become %s in %s, the"
            + " type of its batch; give the mask by castTo(DataType.%s) if that is meant",
        kind,
        domain,
        mask.dataType(),
        changed < 0 ? 0 : before[changed],
        changed < 0 ? 0 : after[changed],
        type,
        type);
    return converted;
  }

  /**
   * Returns the number of tokens whose loss counts.
   *
   * <p>With labels {@code [b, n]} each example is one token, with {@code [b, n, T]} each step, with
   * {@code [b, n, h, w]} each point. A position counts where its mask is 1; where a mask has a
   * value for each output, where any of them is 1.
   *
   * @param batch a batch that {@link #complete(DataSet, String)} returned
   * @return at least 0
   */
  static long tokens(DataSet batch) {
    return tokens(new MaskedArray(batch.getLabels(), batch.getLabelsMaskArray()));
  }

  /** As {@link #tokens(DataSet)}, of one output. */
  static long tokens(MaskedArray output) {
    INDArray labels = output.array();
    INDArray mask = output.mask();
    long positions = labels.length() / labels.size(1);
    if (mask == null) {
      return positions;
    }
    long perMaskValue = 1;
    INDArray counted = mask;
    if (Arrays.equals(mask.shape(), labels.shape()) && mask.rank() > 1) {
      counted = mask.castTo(DataType.DOUBLE).max(1);
    } else if (mask.length() == labels.size(0)) {
      perMaskValue = positions / labels.size(0);
    } else {
      checkArgument(
          mask.length() == positions,
          "a labels mask of shape %s does not fit labels of shape %s",
          shape(mask),
          shape(labels));
    }
    return Math.round(counted.castTo(DataType.DOUBLE).sumNumber().doubleValue()) * perMaskValue;
  }

  /**
   * Returns which positions count, one row an example, in the order of the positions.
   *
   * @param output of a batch that {@link #complete} returned
   * @return {@code [b][positions]}
   */
  static boolean[][] counted(MaskedArray output) {
    INDArray labels = output.array();
    int examples = Math.toIntExact(labels.size(0));
    int positions = Math.toIntExact(labels.length() / labels.size(1) / examples);
    boolean[][] counted = new boolean[examples][positions];
    double[] mask = flat(output.mask(), labels);
    for (int i = 0; i < examples; i++) {
      for (int t = 0; t < positions; t++) {
        counted[i][t] =
            mask.length == 0 || mask[mask.length == examples ? i : i * positions + t] != 0;
      }
    }
    return counted;
  }

  private static double[] flat(@Nullable INDArray mask, INDArray labels) {
    if (mask == null) {
      return new double[0];
    }
    INDArray values = mask.castTo(DataType.DOUBLE);
    if (Arrays.equals(mask.shape(), labels.shape())) {
      values = values.max(1);
    }
    return values.dup('c').data().asDouble();
  }

  static String shape(@Nullable INDArray array) {
    return array == null ? "none" : Arrays.toString(array.shape());
  }
}
