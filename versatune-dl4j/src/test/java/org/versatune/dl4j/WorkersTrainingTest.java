// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.versatune.Feedback;
import org.versatune.RunBuilder;
import org.versatune.VersaTune;
import org.versatune.Worker;
import org.versatune.sampling.Samplers;

/** Workers that average their parameters after each batch, against one process. */
class WorkersTrainingTest {
  private static final int STEPS = 30;

  private static MultiLayerNetwork network() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(4)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.3))
                .list()
                .layer(new DenseLayer.Builder().nIn(4).nOut(6).activation(Activation.TANH).build())
                .layer(
                    new OutputLayer.Builder().nIn(6).nOut(3).activation(Activation.SOFTMAX).build())
                .build());
    network.init();
    return network;
  }

  /** Each domain has a class that is its own. */
  private static DataSet data(int domain, int examples, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    INDArray features =
        Nd4j.createFromArray(random.doubles(4L * examples).toArray()).reshape(examples, 4);
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, examples, 3);
    features.getColumn(domain).addi(1);
    labels.getColumn(domain).assign(1);
    return new DataSet(features, labels);
  }

  private static RunBuilder run() {
    return Runs.run().sampler(Samplers.exact().shuffled(11));
  }

  private static MultiDomainDataSetIterator train(VersaTune run, int batch) {
    MultiDomainDataSetIterator.Builder builder =
        MultiDomainDataSetIterator.builder(run).batchSize(batch).epochBatches(STEPS);
    for (int j = 0; j < 3; j++) {
      builder.source(Runs.DOMAINS.get(j), ShuffledDataSetIterator.of(data(j, 40, j), j, 5));
    }
    return builder.build();
  }

  /** Rounded, so that reports do not depend on the order in which gradients are summed. */
  private static Feedback report(int step, MultiLayerNetwork network) {
    ImmutableMap<String, Double> losses =
        DomainLossEvaluator.of(
                Maps.toMap(
                    Runs.DOMAINS,
                    domain -> {
                      int j = Runs.DOMAINS.indexOf(domain);
                      return SmallData.iterator(data(j, 8, 100 + j), 8);
                    }))
            .losses(network);
    Map<String, Double> rounded = new HashMap<>();
    losses.forEach((domain, loss) -> rounded.put(domain, Math.round(loss * 1e6) / 1e6));
    return Feedback.at(step).losses(rounded);
  }

  @Test
  void workersInStepTrainAsOneProcess() {
    int workers = 3;
    VersaTune single = run().build();
    MultiLayerNetwork alone = network();
    MultiDomainDataSetIterator whole = train(single, 4 * workers);
    List<VersaTune> mixes =
        IntStream.range(0, workers)
            .mapToObj(rank -> run().worker(Worker.of(rank, workers)).build())
            .toList();
    List<MultiDomainDataSetIterator> iterators = new ArrayList<>();
    List<MultiLayerNetwork> replicas = new ArrayList<>();
    for (VersaTune run : mixes) {
      iterators.add(train(run, 4));
      replicas.add(network());
    }
    for (int step = 1; step <= STEPS; step++) {
      alone.fit(whole.next());
      INDArray mean = Nd4j.zeros(DataType.DOUBLE, alone.params().shape());
      for (int rank = 0; rank < workers; rank++) {
        replicas.get(rank).fit(iterators.get(rank).next());
        mean.addi(replicas.get(rank).params());
      }
      mean.divi(workers);
      replicas.forEach(replica -> replica.params().assign(mean));
      if (step % 5 == 0) {
        single.report(report(step, alone));
        for (int rank = 0; rank < workers; rank++) {
          mixes.get(rank).report(report(step, replicas.get(rank)));
        }
      }
    }
    for (int rank = 0; rank < workers; rank++) {
      assertThat(mixes.get(rank).weights()).isEqualTo(single.weights());
      assertThat(mixes.get(rank).draws()).isEqualTo(single.draws());
      assertThat(replicas.get(rank).params().sub(alone.params()).normmaxNumber().doubleValue())
          .isLessThan(1e-12);
    }
    assertThat(single.weights()).isNotEqualTo(single.setup().initial());
  }
}
