package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * One example out of a source's batch, its arrays being views without the dimension of the batch.
 *
 * @param domain where it comes from, for messages
 * @param features {@code [n]}, {@code [T]} for ids, {@code [n, T]} or {@code [n, h, w]}
 * @param labels {@code [n]}, {@code [n, T]} or {@code [n, h, w]}
 * @param featuresMask null where nothing is masked
 * @param labelsMask null where everything counts
 * @param ids whether the features are ids over time and not columns of a table
 * @param metaData what the source attached to the example
 */
record Example(
    String domain,
    INDArray features,
    INDArray labels,
    @Nullable INDArray featuresMask,
    @Nullable INDArray labelsMask,
    boolean ids,
    @Nullable Serializable metaData) {

  /**
   * The examples of a batch as {@link #of} gives them, over a copy of its arrays: for those kept
   * beyond the source's next call, which may write into the same arrays.
   */
  static ImmutableList<Example> copied(String domain, DataSet batch) {
    DataSet copy =
        new DataSet(
            batch.getFeatures().dup(),
            batch.getLabels().dup(),
            dup(batch.getFeaturesMaskArray()),
            dup(batch.getLabelsMaskArray()));
    copy.setExampleMetaData(batch.getExampleMetaData());
    return of(domain, copy);
  }

  private static @Nullable INDArray dup(@Nullable INDArray mask) {
    return mask == null ? null : mask.dup();
  }

  /** The examples of a batch that {@link LabelMasks#complete} returned. */
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
    ImmutableList.Builder<Example> examples = ImmutableList.builder();
    for (int i = 0; i < features.size(0); i++) {
      examples.add(
          new Example(
              domain,
              features.slice(i),
              labels.slice(i),
              slice(featuresMask, i),
              slice(batch.getLabelsMaskArray(), i),
              ids,
              described ? metaData.get(i) : null));
    }
    return examples.build();
  }

  private static @Nullable INDArray slice(@Nullable INDArray mask, int example) {
    return mask == null ? null : mask.slice(example);
  }

  /** The number of time steps of the features, or −1. */
  long featureSteps() {
    return ids ? features.size(0) : features.rank() == 2 ? features.size(1) : -1;
  }

  /** The number of time steps of the labels, or −1. */
  long labelSteps() {
    return labels.rank() == 2 ? labels.size(1) : -1;
  }
}
