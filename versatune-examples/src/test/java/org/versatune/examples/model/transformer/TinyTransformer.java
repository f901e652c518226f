// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import java.util.Random;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/** A transformer of some 200 parameters, and batches for it. */
final class TinyTransformer {
  static final int VOCABULARY = 7;
  static final int BEGIN = VOCABULARY;
  static final TransformerSizes SIZES = new TransformerSizes(6, 4, 2, 2, 3);

  private TinyTransformer() {}

  static MultiLayerNetwork create(DataType type, IUpdater updater) {
    return create(type, false, updater);
  }

  static MultiLayerNetwork create(DataType type) {
    return create(type, new Sgd(0.1));
  }

  /** A network with or without the shift. */
  static MultiLayerNetwork create(DataType type, boolean shift) {
    return create(type, shift, new Sgd(0.1));
  }

  static MultiLayerNetwork create(DataType type, boolean shift, IUpdater updater) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(configuration(SIZES.withShift(shift), type, updater));
    network.init();
    return network;
  }

  static MultiLayerConfiguration configuration(DataType type, IUpdater updater) {
    return configuration(SIZES, type, updater);
  }

  static MultiLayerConfiguration configuration(
      TransformerSizes sizes, DataType type, IUpdater updater) {
    MultiLayerConfiguration configuration = sizes.configuration(VOCABULARY, 3, updater);
    configuration.setDataType(type);
    return configuration;
  }

  /** Random sequences of T tokens without masks. */
  static DataSet batch(DataType type, int b, int steps) {
    Random random = new Random(5);
    double[] features = new double[b * steps];
    double[] labels = new double[b * steps];
    for (int i = 0; i < features.length; i++) {
      labels[i] = random.nextInt(VOCABULARY);
      features[i] = i % steps == 0 ? BEGIN : labels[i - 1];
    }
    return new DataSet(
        Nd4j.createFromArray(features).reshape(b, steps).castTo(type),
        Nd4j.createFromArray(labels).reshape(b, 1, steps).castTo(type));
  }

  static DataSet masked(DataSet batch, double[][] mask) {
    INDArray labels = Nd4j.createFromArray(mask).castTo(batch.getFeatures().dataType());
    return new DataSet(batch.getFeatures(), batch.getLabels(), null, labels);
  }
}
