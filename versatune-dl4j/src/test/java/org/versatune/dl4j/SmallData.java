// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** Small batches of ids and rows. */
final class SmallData {
  private SmallData() {}

  enum Masks {
    NONE,
    FEATURES,
    LABELS,
    BOTH
  }

  /**
   * Sequences of {@code steps} ids; with masks, example i has {@code steps − i mod steps} of them
   * and the rest is padding.
   */
  static DataSet sequences(long seed, int examples, int steps, boolean sparse, Masks masks) {
    SplittableRandom random = new SplittableRandom(seed);
    INDArray features = Nd4j.zeros(examples, steps);
    INDArray labels = Nd4j.zeros(examples, sparse ? 1 : SmallNetworks.VOCABULARY, steps);
    INDArray mask = Nd4j.ones(examples, steps);
    for (int i = 0; i < examples; i++) {
      int id = SmallNetworks.BEGIN;
      int length = masks == Masks.NONE ? steps : steps - i % steps;
      for (int t = 0; t < steps; t++) {
        int next = random.nextInt(SmallNetworks.VOCABULARY);
        if (t >= length) {
          mask.putScalar(i, t, 0);
        }
        features.putScalar(i, t, id);
        labels.putScalar(new int[] {i, sparse ? 0 : next, t}, sparse ? next : 1);
        id = next;
      }
    }
    boolean onFeatures = masks == Masks.FEATURES || masks == Masks.BOTH;
    boolean onLabels = masks == Masks.LABELS || masks == Masks.BOTH;
    return new DataSet(features, labels, onFeatures ? mask : null, onLabels ? mask.dup() : null);
  }

  /** Sequences that follow a domain's own pattern, so that a network can learn it. */
  static DataSet pattern(int stride, int examples, int steps, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    INDArray features = Nd4j.zeros(examples, steps);
    INDArray labels = Nd4j.zeros(examples, 1, steps);
    for (int i = 0; i < examples; i++) {
      int next = random.nextInt(SmallNetworks.VOCABULARY);
      int id = SmallNetworks.BEGIN;
      for (int t = 0; t < steps; t++) {
        features.putScalar(i, t, id);
        labels.putScalar(new int[] {i, 0, t}, next);
        id = next;
        next = (next + stride) % SmallNetworks.VOCABULARY;
      }
    }
    return new DataSet(features, labels);
  }

  /** Rows whose first column is the number of the example, so that it can be found again. */
  static DataSet rows(int domain, int from, int examples) {
    INDArray features = Nd4j.zeros(examples, 4);
    INDArray labels = Nd4j.zeros(examples, 3);
    for (int i = 0; i < examples; i++) {
      features.putScalar(i, 0, from + i);
      features.putScalar(i, 1, domain);
      labels.putScalar(i, (from + i) % 3, 1);
    }
    return new DataSet(features, labels);
  }

  /** A resettable iterator over one array of examples. */
  static DataSetIterator iterator(DataSet data, int batch) {
    List<DataSet> examples = new ArrayList<>();
    for (int i = 0; i < data.numExamples(); i++) {
      examples.add((DataSet) data.getRange(i, i + 1));
    }
    return new ListDataSetIterator<>(examples, batch);
  }
}
