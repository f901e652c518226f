// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Holds a batch of either kind that Deeplearning4j has: a {@code DataSet} of one input and one
 * output, or a {@code MultiDataSet} of several.
 *
 * <p>What a batch was made of is kept, so that {@link #dataSet} and {@link #multiDataSet} give back
 * the object that was put in, with what else it carries.
 */
final class Batch {
  private final @Nullable DataSet one;
  private final @Nullable MultiDataSet several;
  private final ImmutableList<MaskedArray> features;
  private final ImmutableList<MaskedArray> labels;

  private Batch(
      @Nullable DataSet one,
      @Nullable MultiDataSet several,
      ImmutableList<MaskedArray> features,
      ImmutableList<MaskedArray> labels) {
    this.one = one;
    this.several = several;
    this.features = features;
    this.labels = labels;
  }

  /**
   * Returns the batch around a data set.
   *
   * @param what what the batch is of, as messages name it
   * @throws IllegalArgumentException if features or labels are missing
   */
  static Batch of(DataSet data, String what) {
    INDArray features = data.getFeatures();
    INDArray labels = data.getLabels();
    checkArgument(
        features != null && labels != null,
        "%s gave a batch without %s; both features and labels are needed",
        what,
        features == null ? "features" : "labels");
    return new Batch(
        data,
        null,
        ImmutableList.of(new MaskedArray(features, data.getFeaturesMaskArray())),
        ImmutableList.of(new MaskedArray(labels, data.getLabelsMaskArray())));
  }

  /**
   * Returns the batch around a data set of several inputs and outputs.
   *
   * @param what what the batch is of, as messages name it
   * @throws IllegalArgumentException if features or labels are missing, or there is another number
   *     of masks than of arrays
   */
  static Batch of(MultiDataSet data, String what) {
    return new Batch(
        null,
        data,
        arrays(data.getFeatures(), data.getFeaturesMaskArrays(), "features", what),
        arrays(data.getLabels(), data.getLabelsMaskArrays(), "labels", what));
  }

  private static ImmutableList<MaskedArray> arrays(
      INDArray @Nullable [] arrays,
      @Nullable INDArray @Nullable [] masks,
      String kind,
      String what) {
    checkArgument(
        arrays != null && arrays.length > 0,
        "%s gave a batch without %s; both features and labels are needed",
        what,
        kind);
    checkArgument(
        masks == null || masks.length == 0 || masks.length == arrays.length,
        "%s gave %s arrays of %s and %s masks of them; give one mask an array, null for none",
        what,
        arrays.length,
        kind,
        masks == null ? 0 : masks.length);
    ImmutableList.Builder<MaskedArray> all = ImmutableList.builder();
    for (int i = 0; i < arrays.length; i++) {
      checkArgument(arrays[i] != null, "%s gave %s whose array %s is null", what, kind, i);
      all.add(new MaskedArray(arrays[i], masks == null || masks.length == 0 ? null : masks[i]));
    }
    return all.build();
  }

  /**
   * Returns the batch around what a {@link BatchReader} read.
   *
   * @param what what the batch is of, as messages name it
   * @throws IllegalArgumentException as for the two kinds
   */
  static Batch ofEither(Object data, String what) {
    return data instanceof DataSet one ? of(one, what) : of((MultiDataSet) data, what);
  }

  /** Returns a batch of arrays that fit together. */
  static Batch of(List<MaskedArray> features, List<MaskedArray> labels) {
    return new Batch(null, null, ImmutableList.copyOf(features), ImmutableList.copyOf(labels));
  }

  /** Returns the batch with other labels or masks of them, and all else. */
  Batch with(List<MaskedArray> others) {
    Batch batch = of(features, others);
    List<Serializable> attached = metaData();
    if (attached == null) {
      return batch;
    }
    if (several == null) {
      DataSet data = batch.dataSet();
      data.setExampleMetaData(attached);
      return of(data, "");
    }
    MultiDataSet data = batch.multiDataSet();
    data.setExampleMetaData(attached);
    return of(data, "");
  }

  /** Returns the inputs, at least one. */
  ImmutableList<MaskedArray> features() {
    return features;
  }

  /** Returns the outputs, at least one. */
  ImmutableList<MaskedArray> labels() {
    return labels;
  }

  int examples() {
    return Math.toIntExact(features.get(0).array().size(0));
  }

  /** Returns what is attached to the examples; null where nothing is. */
  @Nullable List<Serializable> metaData() {
    if (one != null) {
      return one.getExampleMetaData();
    }
    return several == null ? null : several.getExampleMetaData();
  }

  /** Returns the array and the mask of its only input and output, as a data set. */
  DataSet dataSet() {
    if (one != null) {
      return one;
    }
    checkArgument(
        features.size() == 1 && labels.size() == 1,
        "a batch of %s inputs and %s outputs is no DataSet",
        features.size(),
        labels.size());
    return new DataSet(
        features.get(0).array(),
        labels.get(0).array(),
        features.get(0).mask(),
        labels.get(0).mask());
  }

  MultiDataSet multiDataSet() {
    if (several != null) {
      return several;
    }
    return new org.nd4j.linalg.dataset.MultiDataSet(
        arrays(features), arrays(labels), masks(features), masks(labels));
  }

  static INDArray[] arrays(List<MaskedArray> parts) {
    return parts.stream().map(MaskedArray::array).toArray(INDArray[]::new);
  }

  /** Returns the masks in the order of the arrays; null where there is none at all. */
  @SuppressWarnings("NullAway") // Elements may be null, as Deeplearning4j has it.
  static INDArray @Nullable [] masks(List<MaskedArray> parts) {
    Function<MaskedArray, @Nullable INDArray> mask = MaskedArray::mask;
    return parts.stream().map(mask).allMatch(Objects::isNull)
        ? null
        : parts.stream().map(mask).toArray(INDArray[]::new);
  }
}
