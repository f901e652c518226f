// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import java.io.Serializable;
import java.util.ArrayList;
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
 * @param features its inputs, at least one
 * @param labels its outputs, at least one
 * @param metaData what the source attached to the example
 */
record Example(
    String domain,
    int row,
    ImmutableList<Part> features,
    ImmutableList<Part> labels,
    @Nullable Serializable metaData) {

  /**
   * Holds one input or output of all examples of a copied batch.
   *
   * @param values {@code [n]}, {@code [n, T]} or {@code [n, h, w]} an example, or {@code [T]} for
   *     ids
   * @param mask null where everything counts; of floating point, the values' type if that is
   * @param ids whether the values are ids over time and not columns of a table
   */
  record Part(Rows values, @Nullable Rows mask, boolean ids) {}

  /** Returns the examples of a batch of one input and one output. */
  static ImmutableList<Example> of(String domain, DataSet batch) {
    return of(domain, Batch.of(batch, domain));
  }

  /**
   * Returns the examples of a batch that {@link LabelMasks#complete} returned. Its arrays are
   * copied: a source may write into the same ones at its next call.
   *
   * @throws IllegalArgumentException if a mask would change its values by becoming of the type of
   *     its array
   */
  static ImmutableList<Example> of(String domain, Batch batch) {
    ImmutableList.Builder<Part> copiedFeatures = ImmutableList.builder();
    for (MaskedArray each : batch.features()) {
      copiedFeatures.add(part(each, "features", domain, isOfIds(each, batch)));
    }
    ImmutableList.Builder<Part> copiedLabels = ImmutableList.builder();
    for (MaskedArray each : batch.labels()) {
      copiedLabels.add(part(each, "labels", domain, false));
    }
    ImmutableList<Part> features = copiedFeatures.build();
    ImmutableList<Part> labels = copiedLabels.build();
    List<Serializable> metaData = batch.metaData();
    ImmutableList.Builder<Example> examples = ImmutableList.builder();
    for (int i = 0; i < batch.examples(); i++) {
      examples.add(
          new Example(
              domain,
              i,
              features,
              labels,
              metaData != null && metaData.size() == batch.examples() ? metaData.get(i) : null));
    }
    return examples.build();
  }

  private static boolean isOfIds(MaskedArray features, Batch batch) {
    INDArray array = features.array();
    INDArray mask = features.mask();
    return array.rank() == 2
        && (batch.labels().stream()
                .map(MaskedArray::array)
                .anyMatch(labels -> labels.rank() == 3 && labels.size(2) == array.size(1))
            || (mask != null && mask.rank() == 2 && mask.size(1) == array.size(1)));
  }

  private static Part part(MaskedArray part, String kind, String domain, boolean ids) {
    return new Part(Rows.copyOf(part.array()), mask(part.mask(), part.array(), kind, domain), ids);
  }

  /**
   * Returns a fingerprint of features, labels and masks; 0 where the backend does not keep arrays
   * in memory, and it would cost a transfer for each example.
   */
  long fingerprint() {
    List<@Nullable Rows> all = new ArrayList<>();
    features.forEach(part -> all.add(part.values()));
    labels.forEach(part -> all.add(part.values()));
    features.forEach(part -> all.add(part.mask()));
    labels.forEach(part -> all.add(part.mask()));
    long sum = 1;
    for (Rows part : all) {
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
