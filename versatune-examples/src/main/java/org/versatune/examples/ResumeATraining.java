// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.versatune.VersaTune;
import org.versatune.dl4j.MixtureListener;
import org.versatune.dl4j.MultiDomainDataSetIterator;
import org.versatune.dl4j.NetworkCheckpoint;
import org.versatune.dl4j.ShuffledDataSetIterator;

/**
 * Resumes a training from a checkpoint, which may happen in another process. It draws the same
 * examples and ends with the same parameters, bit for bit, as a training that never stopped. Keep
 * the data, their order, the batch size and the length of an epoch as they were.
 */
public final class ResumeATraining {
  /** A training at its end. */
  record Trained(VersaTune run, INDArray parameters) {}

  private ResumeATraining() {}

  /**
   * Trains, goes on once more from the checkpoint of that training, and compares.
   *
   * @param arguments none
   * @throws IOException if no temporary folder can be made
   */
  public static void main(String[] arguments) throws IOException {
    Path checkpoint = Files.createTempDirectory("resume").resolve("network.checkpoint");
    Trained whole = train(checkpoint);
    Trained resumed = resume(checkpoint);
    System.out.println("in one go: " + whole.run().draws() + ", " + whole.run().weights());
    System.out.println("resumed:   " + resumed.run().draws() + ", " + resumed.run().weights());
    System.out.println("same parameters: " + whole.parameters().equals(resumed.parameters()));
  }

  /** Two epochs; the checkpoint after batch 35 lies in the middle of the second. */
  static Trained train(Path checkpoint) {
    MultiLayerNetwork network = network();
    VersaTune run =
        VersaTune.builder()
            .domains("cold", "warm")
            .referenceLosses(ImmutableMap.of("cold", 0.1, "warm", 0.3))
            .floor(0.1)
            .updateEvery(10)
            .seed(42)
            .build();
    network.setListeners(listener(run).checkpoint(checkpoint, 35).build());
    network.fit(training(run), 2);
    return new Trained(run, network.params());
  }

  /** What a new process does: it knows the file, the data, and nothing else. */
  static Trained resume(Path file) {
    NetworkCheckpoint checkpoint = NetworkCheckpoint.load(file);
    MultiLayerNetwork network = checkpoint.multiLayerNetwork();
    VersaTune run = VersaTune.resume(checkpoint.snapshot());
    DataSetIterator rest = training(run); // finds its place in each source again
    network.setListeners(listener(run).build());
    checkpoint.restoreRandomState(); // for dropout; right before fit
    network.fit(rest, 1); // the rest of the second epoch
    return new Trained(run, network.params());
  }

  private static DataSetIterator training(VersaTune run) {
    return MultiDomainDataSetIterator.builder(run)
        // A source that shuffles needs a seed, or nothing could find its order again. This one can
        // go to any example at once; an iterator that cannot is read from its beginning.
        .source("cold", ShuffledDataSetIterator.of(days(-1, 1), 5))
        .source("warm", ShuffledDataSetIterator.of(days(1, 2), 6))
        .batchSize(16)
        .epochBatches(30)
        .build();
  }

  private static MixtureListener.Builder listener(VersaTune run) {
    return MixtureListener.builder(run)
        .validation("cold", new ListDataSetIterator<>(days(-1, 3).asList(), 50))
        .validation("warm", new ListDataSetIterator<>(days(1, 4).asList(), 50));
  }

  private static MultiLayerNetwork network() {
    Layer[] layers = {
      new DenseLayer.Builder().nIn(3).nOut(16).dropOut(0.8).build(),
      new OutputLayer.Builder(LossFunction.MCXENT).nIn(16).nOut(2).build()
    };
    var configuration = new NeuralNetConfiguration.Builder().seed(7).updater(new Adam(0.01));
    MultiLayerNetwork network = new MultiLayerNetwork(configuration.list(layers).build());
    network.init();
    return network;
  }

  /** 200 days of three readings each, which decide whether it rains. */
  private static DataSet days(int warmth, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] readings = new double[200][];
    double[][] rain = new double[200][2];
    for (int i = 0; i < readings.length; i++) {
      readings[i] = new double[] {warmth, random.nextDouble(-1, 1), random.nextDouble(-1, 1)};
      rain[i][readings[i][1] > warmth * readings[i][2] ? 1 : 0] = 1;
    }
    return new DataSet(Nd4j.createFromArray(readings), Nd4j.createFromArray(rain));
  }
}
