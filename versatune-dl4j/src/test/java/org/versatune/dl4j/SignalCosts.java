// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableSet;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Signal;
import org.versatune.VersaTune;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/**
 * Prints what one report of each signal costs, in training steps of the byte-level windowed model
 * (32 sequences of 64 bytes, three domains). It asserts nothing and so is no part of the tests; the
 * docs say how to run it. Processor time, since other programs do not count in it.
 */
class SignalCosts {
  private static final int VOCABULARY = 256;
  private static final int LENGTH = 64;
  private static final int BATCH = 32;
  private static final int VALIDATION = 64;
  private static final int STEPS = 6;
  private static final int ROUNDS = 3;

  /** Keeps the weights and asks for signals. */
  private record Asking(ImmutableSet<Signal> signals) implements WeightScheduler {
    @Override
    public WeightUpdate update(DomainDistribution current, Feedback feedback) {
      return WeightUpdate.of(current);
    }
  }

  @Test
  void print() {
    List<ImmutableSet<Signal>> asked = new ArrayList<>();
    asked.add(ImmutableSet.of());
    asked.add(ImmutableSet.of(Signal.BATCH_LOSS));
    asked.add(ImmutableSet.of(Signal.TOKEN_EXCESS));
    asked.add(ImmutableSet.of(Signal.GRADIENT_PRODUCTS));
    asked.add(ImmutableSet.of(Signal.VALIDATION_LOSS));
    asked.forEach(SignalCosts::nanosPerStep); // Everything is compiled before it is timed.
    double[] nanos = new double[asked.size()];
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < nanos.length; i++) {
        nanos[i] += nanosPerStep(asked.get(i)) / ROUNDS;
      }
    }
    System.out.printf(
        Locale.ROOT, "one training step: %.0f ms of processor time%n", nanos[0] / 1e6);
    for (int i = 1; i < nanos.length; i++) {
      System.out.printf(
          Locale.ROOT,
          "%s: %.2f training steps a report%n",
          asked.get(i).asList().get(0),
          nanos[i] / nanos[0] - 1);
    }
  }

  private static double nanosPerStep(ImmutableSet<Signal> signals) {
    VersaTune run =
        VersaTune.builder()
            .domains(Runs.DOMAINS)
            .scheduler(new Asking(signals))
            .updateEvery(1)
            .build();
    MultiDomainDataSetIterator.Builder data = MultiDomainDataSetIterator.builder(run);
    MixtureListener.Builder listener =
        MixtureListener.builder(run).gradientBatchSize(BATCH).referenceNetwork(network());
    for (int j = 0; j < Runs.DOMAINS.size(); j++) {
      String domain = Runs.DOMAINS.get(j);
      data.source(domain, ShuffledDataSetIterator.of(bytes(BATCH, j), j));
      listener.gradientData(domain, ShuffledDataSetIterator.of(bytes(BATCH, j), j, BATCH));
      listener.validation(domain, SmallData.iterator(bytes(VALIDATION, 10 + j), BATCH));
    }
    MultiDomainDataSetIterator batches = data.batchSize(BATCH).epochBatches(STEPS).build();
    MultiLayerNetwork model = network();
    model.setListeners(listener.build());
    long before = processorNanos();
    model.fit(batches, 1);
    return (processorNanos() - before) / (double) STEPS;
  }

  private static long processorNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static MultiLayerNetwork network() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.002))
                .list()
                .layer(
                    new EmbeddingSequenceLayer.Builder()
                        .nIn(VOCABULARY + 1)
                        .nOut(32)
                        .inferInputLength(true)
                        .build())
                .layer(
                    new Convolution1DLayer.Builder(8)
                        .nIn(32)
                        .nOut(192)
                        .convolutionMode(ConvolutionMode.Causal)
                        .activation(Activation.RELU)
                        .build())
                .layer(
                    new RnnOutputLayer.Builder(new LossSparseMCXENT())
                        .nIn(192)
                        .nOut(VOCABULARY)
                        .activation(Activation.SOFTMAX)
                        .dataFormat(RNNFormat.NCW)
                        .build())
                .build());
    network.init();
    return network;
  }

  private static DataSet bytes(int examples, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    INDArray features = Nd4j.zeros(examples, LENGTH);
    INDArray labels = Nd4j.zeros(examples, 1, LENGTH);
    for (int i = 0; i < examples; i++) {
      int last = VOCABULARY;
      for (int t = 0; t < LENGTH; t++) {
        int next = random.nextInt(VOCABULARY);
        features.putScalar(i, t, last);
        labels.putScalar(new int[] {i, 0, t}, next);
        last = next;
      }
    }
    return new DataSet(features, labels);
  }
}
