// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Holds one example: a row of a copied batch. Shapes are those of a row, without the dimension of
 * the batch.
 *
 * @param domain where it comes from, for messages
 * @param row its number in the batch
 * @param features {@code [n]}, {@code [T]} for ids, {@code [n, T]} or {@code [n, h, w]}
 * @param labels {@code [n]}, {@code [n, T]} or {@code [n, h, w]}
 * @param featuresMask null where nothing is masked; of floating point, the features' type if that
 *     is
 * @param labelsMask null where everything counts; of floating point, the labels' type if that is
 * @param ids whether the features are ids over time and not columns of a table
 * @param metaData what the source attached to the example
 */
record Example(
    String domain,
    int row,
    Rows features,
    Rows labels,
    @Nullable Rows featuresMask,
    @Nullable Rows labelsMask,
    boolean ids,
    @Nullable Serializable metaData) {

  /**
   * Returns the examples of a batch that {@link LabelMasks#complete} returned. Its arrays are
   * copied: a source may write into the same ones at its next call.
   *
   * @throws IllegalArgumentException if a mask would change its values by becoming of the type of
   *     its array
   */
  static ImmutableList<Example> of(String domain, DataSet batch) {
    INDArray features = batch.getFeatures();
    INDArray labels = batch.getLabels();
    INDArray featuresMask = batch.getFeaturesMaskArray();
    boolean ids =
        features.rank() == 2
            && ((labels.rank() == 3 && labels.size(2) == features.size(1))
                || (featuresMask != null
                    && featuresMask.rank() == 2
                    && featuresMask.size(1) == features.size(1)));
    List<Serializable> metaData = batch.getExampleMetaData();
    boolean described = metaData != null && metaData.size() == features.size(0);
    Rows copiedFeatures = Rows.copyOf(features);
    Rows copiedLabels = Rows.copyOf(labels);
    Rows copiedFeaturesMask = mask(featuresMask, features, "features", domain);
    Rows copiedLabelsMask = mask(batch.getLabelsMaskArray(), labels, "labels", domain);
    ImmutableList.Builder<Example> examples = ImmutableList.builder();
    for (int i = 0; i < features.size(0); i++) {
      examples.add(
          new Example(
              domain,
              i,
              copiedFeatures,
              copiedLabels,
              copiedFeaturesMask,
              copiedLabelsMask,
              ids,
              described ? metaData.get(i) : null));
    }
    return examples.build();
  }

  /**
   * Returns a fingerprint of features, labels and masks; 0 where the backend does not keep arrays
   * in memory, and it would cost a transfer for each example.
   */
  long fingerprint() {
    long sum = 1;
    for (Rows part : Arrays.asList(features, labels, featuresMask, labelsMask)) {
      long own = part == null ? -1 : part.checksum(row);
      if (own == 0) {
        return 0;
      }
      sum = Fingerprints.combine(sum, own);
    }
    return sum;
  }

  private static @Nullable Rows mask(
      @Nullable INDArray mask, INDArray array, String kind, String domain) {
    return mask == null
        ? null
        : Rows.copyOf(
            LabelMasks.inType(mask, BatchMerger.maskType(array.dataType()), kind, domain));
  }
}
