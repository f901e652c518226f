// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.SplittableRandom;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.versatune.VersaTune;
import org.versatune.dl4j.MixtureListener;
import org.versatune.dl4j.MultiDomainDataSetIterator;
import org.versatune.dl4j.ReferenceLosses;

/**
 * Trains a network of Deeplearning4j on three domains: the iterator mixes them by the weights, the
 * listener evaluates each domain and reports, and {@code fit} stays what it was.
 *
 * <p>The domains are questions about points of the plane: is one above a line, inside a ring, on an
 * even square of a chessboard? Put your own iterators and network in their place.
 */
public final class TrainWithDl4j {
  private static final int STEPS = 400;
  private static final int BATCH = 32;

  private TrainWithDl4j() {}

  /**
   * Trains and prints each report with the weights that follow from it.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    MultiLayerNetwork network = network();

    // What a copy of the network reaches on one domain alone in as many steps. That costs one
    // training for each domain; cache(file, key) keeps the result.
    ImmutableMap<String, Double> reference =
        ReferenceLosses.builder(network)
            .domain("line", points("line", 1), points("line", 2))
            .domain("ring", points("ring", 1), points("ring", 2))
            .domain("chess", points("chess", 1), points("chess", 2))
            .steps(STEPS)
            .batchSize(BATCH)
            .build()
            .measure();
    System.out.println("a specialist of each domain reaches " + reference);

    VersaTune run =
        VersaTune.builder()
            .domains("line", "ring", "chess")
            .referenceLosses(reference)
            .floor(0.05)
            .updateEvery(80)
            .seed(42)
            .build();
    // Any DataSetIterator is a source. Each batch holds the domains in the order of the draws.
    DataSetIterator training =
        MultiDomainDataSetIterator.builder(run)
            .source("line", points("line", 1))
            .source("ring", points("ring", 1))
            .source("chess", points("chess", 1))
            .batchSize(BATCH)
            .epochBatches(STEPS)
            .build();

    // Evaluates at step 0 and every updateEvery(…) steps, on iterators that nothing else reads.
    network.addListeners(
        MixtureListener.builder(run)
            .validation("line", points("line", 2))
            .validation("ring", points("ring", 2))
            .validation("chess", points("chess", 2))
            .onUpdate(
                (report, update) -> System.out.println("\nstep " + report.step() + "\n" + update))
            .evaluateBaseBeforeTraining()
            .build());

    network.fit(training);
    System.out.println("\ndrawn: " + run.draws());
  }

  private static MultiLayerNetwork network() {
    Layer[] layers = {
      new DenseLayer.Builder().nIn(5).nOut(32).activation(Activation.RELU).build(),
      new DenseLayer.Builder().nIn(32).nOut(32).activation(Activation.RELU).build(),
      new OutputLayer.Builder(LossFunction.MCXENT).nIn(32).nOut(2).build()
    };
    var configuration = new NeuralNetConfiguration.Builder().seed(7).updater(new Adam(0.01));
    MultiLayerNetwork network = new MultiLayerNetwork(configuration.list(layers).build());
    network.init();
    return network;
  }

  /** 500 points: x, y and which of the three questions it is; the answer is no or yes. */
  private static DataSetIterator points(String domain, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int question = ImmutableList.of("line", "ring", "chess").indexOf(domain);
    INDArray features = Nd4j.zeros(500, 5);
    INDArray labels = Nd4j.zeros(500, 2);
    for (int i = 0; i < 500; i++) {
      double x = random.nextDouble(-1, 1);
      double y = random.nextDouble(-1, 1);
      boolean ring = Math.abs(Math.hypot(x, y) - 0.7) < 0.25;
      boolean chess = (Math.floor(2 * x) + Math.floor(2 * y)) % 2 == 0;
      boolean yes = question == 0 ? y > x : question == 1 ? ring : chess;
      features.putScalar(i, 0, x).putScalar(i, 1, y).putScalar(i, 2 + question, 1);
      labels.putScalar(i, yes ? 1 : 0, 1);
    }
    return new ListDataSetIterator<>(new DataSet(features, labels).asList(), BATCH);
  }
}
