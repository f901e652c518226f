// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.versatune.DomainDistribution;
import org.versatune.VersaTune;
import org.versatune.sampling.ImportanceWeights;
import org.versatune.sampling.Samplers;
import org.versatune.scheduling.Schedulers;

/** Steps on weighted batches against gradients that are worked out by other means. */
class ImportanceWeightedTrainingTest {
  private static final ImmutableList<String> NAMES = ImmutableList.of("law", "medicine", "code");
  private static final DomainDistribution OBJECTIVE = DomainDistribution.of(NAMES, .6, .3, .1);
  private static final DomainDistribution RATES = DomainDistribution.of(NAMES, .2, .3, .5);
  private static final ImportanceWeights WEIGHTS = ImportanceWeights.of(OBJECTIVE, RATES);
  private static final ImportanceWeights EVEN = ImportanceWeights.of(RATES, RATES);
  private static final double RATE = 0.1;

  private static NeuralNetConfiguration.Builder plain(IUpdater updater) {
    return new NeuralNetConfiguration.Builder().seed(3).dataType(DataType.DOUBLE).updater(updater);
  }

  /** Rows of 4 in, 3 classes out; or vectors of 4 in time in, 3 classes at each step out. */
  private static Model network(
      SmallNetworks.Kind kind, boolean inTime, NeuralNetConfiguration.Builder builder) {
    FeedForwardLayer hidden =
        inTime
            ? new SimpleRnn.Builder().nIn(4).nOut(5).activation(Activation.TANH).build()
            : new DenseLayer.Builder().nIn(4).nOut(5).activation(Activation.TANH).build();
    FeedForwardLayer output =
        inTime
            ? new RnnOutputLayer.Builder(new LossMCXENT())
                .nIn(5)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build()
            : new OutputLayer.Builder(new LossMCXENT())
                .nIn(5)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build();
    InputType input = inTime ? InputType.recurrent(4) : InputType.feedForward(4);
    if (kind == SmallNetworks.Kind.LAYERS) {
      MultiLayerNetwork network =
          new MultiLayerNetwork(
              builder.list().layer(hidden).layer(output).setInputType(input).build());
      network.init();
      return network;
    }
    ComputationGraph graph =
        new ComputationGraph(
            builder
                .graphBuilder()
                .addInputs("in")
                .addLayer("hidden", hidden, "in")
                .addLayer("out", output, "hidden")
                .setOutputs("out")
                .setInputTypes(input)
                .build());
    graph.init();
    return graph;
  }

  private static DataSet batch(long seed, int examples, boolean inTime) {
    SplittableRandom random = new SplittableRandom(seed);
    int steps = 6;
    INDArray features =
        inTime
            ? Nd4j.zeros(DataType.DOUBLE, examples, 4, steps)
            : Nd4j.zeros(DataType.DOUBLE, examples, 4);
    INDArray labels =
        inTime
            ? Nd4j.zeros(DataType.DOUBLE, examples, 3, steps)
            : Nd4j.zeros(DataType.DOUBLE, examples, 3);
    INDArray mask = Nd4j.ones(DataType.DOUBLE, examples, steps);
    for (int i = 0; i < examples; i++) {
      for (int t = 0; t < (inTime ? steps : 1); t++) {
        for (int c = 0; c < 4; c++) {
          double value = random.nextDouble(-1, 1);
          if (inTime) {
            features.putScalar(new int[] {i, c, t}, value);
          } else {
            features.putScalar(i, c, value);
          }
        }
        int label = random.nextInt(3);
        if (inTime) {
          labels.putScalar(new int[] {i, label, t}, 1);
          mask.putScalar(i, t, t < steps - i % 4 ? 1 : 0);
        } else {
          labels.putScalar(i, label, 1);
        }
      }
    }
    return inTime ? new DataSet(features, labels, mask, mask.dup()) : new DataSet(features, labels);
  }

  private static List<String> domains(long seed, int examples) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> domains = new ArrayList<>();
    for (int i = 0; i < examples; i++) {
      domains.add(NAMES.get(random.nextInt(3)));
    }
    return domains;
  }

  /** Σ_i f_i · loss_i over single examples, by the score. */
  private static double weightedLoss(Network network, DataSet batch, List<String> domains) {
    double sum = 0;
    for (int i = 0; i < domains.size(); i++) {
      DataSet one = (DataSet) batch.getRange(i, i + 1);
      sum +=
          WEIGHTS.factor(domains.get(i)) * network.losses(Batch.of(one, "it"), "it").get(0).total();
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"LAYERS, false", "GRAPH, false", "LAYERS, true", "GRAPH, true"})
  void aStepFollowsTheGradientOfTheWeightedLoss(SmallNetworks.Kind kind, boolean inTime) {
    Model model = network(kind, inTime, plain(new Sgd(RATE)));
    DataSet batch = batch(1, 6, inTime);
    List<String> domains = domains(2, 6);
    Network network = Network.of(model);
    INDArray before = model.params().dup();
    Network view = network.still();
    double[] expected = new double[(int) before.length()];
    double h = 1e-5;
    for (int p = 0; p < expected.length; p++) {
      double value = before.getDouble(p);
      view.parameters().putScalar(p, value + h);
      double above = weightedLoss(view, batch, domains);
      view.parameters().putScalar(p, value - h);
      double below = weightedLoss(view, batch, domains);
      view.parameters().putScalar(p, value);
      expected[p] = (above - below) / (2 * h) / 6;
    }
    double loss = weightedLoss(view, batch, domains) / 6;

    ImportanceWeightedTraining.of(model, WEIGHTS).fit(batch, domains);

    double[] found = before.sub(model.params()).divi(RATE).dup().data().asDouble();
    double norm = Math.sqrt(sumOfSquares(expected));
    for (int p = 0; p < found.length; p++) {
      assertThat(found[p]).isCloseTo(expected[p], within(1e-6 * norm));
    }
    assertThat(model.score()).isCloseTo(loss, within(1e-10));
    assertThat(network.iterations()).isEqualTo(1);
  }

  private static double sumOfSquares(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return sum;
  }

  /** Everything that fit does beside following the gradient. */
  private static NeuralNetConfiguration.Builder elaborate() {
    return plain(new Adam(0.02))
        .l2(0.01)
        .l1(0.001)
        .gradientNormalization(GradientNormalization.ClipL2PerLayer)
        .gradientNormalizationThreshold(0.05)
        .constrainWeights(new MaxNormConstraint(1.0, 1));
  }

  @ParameterizedTest
  @CsvSource({"LAYERS, false", "GRAPH, false", "LAYERS, true", "GRAPH, true"})
  void evenWeightsAreFitBitForBit(SmallNetworks.Kind kind, boolean inTime) {
    Model fitted = network(kind, inTime, elaborate());
    Model weighted = network(kind, inTime, elaborate());
    CallRecorder fit = new CallRecorder();
    CallRecorder steps = new CallRecorder();
    fitted.setListeners(fit);
    weighted.setListeners(steps);
    ImportanceWeightedTraining training = ImportanceWeightedTraining.of(weighted, EVEN);
    for (int step = 0; step < 6; step++) {
      DataSet batch = batch(10 + step, 7, inTime && step % 2 == 0);
      if (inTime && step % 2 == 1) {
        batch = batch(10 + step, 7, true);
        batch.setFeaturesMaskArray(null);
        batch.setLabelsMaskArray(null);
      }
      Network.of(fitted).fit(batch);
      training.fit(batch, domains(step, 7));
    }
    assertThat(weighted.params()).isEqualTo(fitted.params());
    assertThat(Network.of(weighted).updaterState()).isEqualTo(Network.of(fitted).updaterState());
    assertThat(steps.calls).hasSize(24).isEqualTo(fit.calls);
  }

  @ParameterizedTest
  @EnumSource(SmallNetworks.Kind.class)
  void partsOfNearlyEqualWeightAddUpToFit(SmallNetworks.Kind kind) {
    Model fitted = network(kind, true, elaborate());
    Model weighted = network(kind, true, elaborate());
    // Apart by rounding only, so that the batch is taken apart.
    ImportanceWeights nearly =
        ImportanceWeights.of(DomainDistribution.of(NAMES, .2 + 1e-15, .3 - 1e-15, .5), RATES);
    ImportanceWeightedTraining training = ImportanceWeightedTraining.of(weighted, nearly);
    for (int step = 0; step < 6; step++) {
      Network.of(fitted).fit(batch(step, 8, true));
      training.fit(batch(step, 8, true), domains(step, 8));
    }
    assertThat(largest(weighted.params().sub(fitted.params()))).isLessThan(1e-12);
    assertThat(weighted.score()).isCloseTo(fitted.score(), within(1e-12));
  }

  private static double largest(INDArray array) {
    return array.length() == 0 ? 0 : array.normmaxNumber().doubleValue();
  }

  /** The change of parameters by one step from a fixed start. */
  private static INDArray change(
      Model model, INDArray start, ImportanceWeights weights, DataSet batch, List<String> domains) {
    model.params().assign(start);
    ImportanceWeightedTraining.of(model, weights).fit(batch, domains);
    return model.params().sub(start);
  }

  @ParameterizedTest
  @EnumSource(SmallNetworks.Kind.class)
  void theExpectedStepIsThatOfSamplingByTheObjective(SmallNetworks.Kind kind) {
    Model model = network(kind, false, plain(new Sgd(RATE)));
    INDArray start = model.params().dup();
    DataSet examples = batch(5, 3, false); // one of each domain
    INDArray byRates = Nd4j.zeros(DataType.DOUBLE, start.shape());
    INDArray byObjective = Nd4j.zeros(DataType.DOUBLE, start.shape());
    // All batches of three examples.
    for (int batch = 0; batch < 27; batch++) {
      int[] drawn = {batch % 3, batch / 3 % 3, batch / 9};
      double underRates = 1;
      double underObjective = 1;
      List<DataSet> rows = new ArrayList<>();
      List<String> domains = new ArrayList<>();
      for (int domain : drawn) {
        underRates *= RATES.weight(domain);
        underObjective *= OBJECTIVE.weight(domain);
        rows.add((DataSet) examples.getRange(domain, domain + 1));
        domains.add(NAMES.get(domain));
      }
      DataSet merged = DataSet.merge(rows);
      byRates.addi(change(model, start, WEIGHTS, merged, domains).muli(underRates));
      byObjective.addi(change(model, start, EVEN, merged, domains).muli(underObjective));
    }
    assertThat(largest(byObjective)).isGreaterThan(1e-3);
    assertThat(largest(byRates.sub(byObjective))).isLessThan(1e-6 * largest(byObjective));
  }

  @Test
  void theMeanStepOfARunApproachesThatOfTheObjective() {
    int steps = 300;
    int size = 12;
    Model model = network(SmallNetworks.Kind.LAYERS, false, plain(new Sgd(1)));
    INDArray start = model.params().dup();
    VersaTune run =
        VersaTune.builder()
            .initial(OBJECTIVE)
            .scheduler(Schedulers.constant())
            .fixedSampling(RATES)
            .sampler(Samplers.independent())
            .seed(11)
            .build();
    MultiDomainDataSetIterator.Builder builder =
        MultiDomainDataSetIterator.builder(run).batchSize(size).epochBatches(steps);
    INDArray truth = Nd4j.zeros(DataType.DOUBLE, start.length());
    Network still = Network.of(model).still();
    for (int j = 0; j < 3; j++) {
      DataSet data = batch(20 + j, 30, false);
      builder.source(NAMES.get(j), ShuffledDataSetIterator.of(data, j));
      truth.addi(still.gradient(Batch.of(data, "it"), "it").muli(OBJECTIVE.weight(j) / 30));
    }
    MultiDomainDataSetIterator train = builder.build();
    ImportanceWeightedTraining weighted = ImportanceWeightedTraining.of(model, run);
    ImportanceWeightedTraining even = ImportanceWeightedTraining.of(model, EVEN);
    double[][] found = new double[steps][];
    double[][] unweighted = new double[steps][];
    for (int step = 0; step < steps; step++) {
      DataSet batch = train.next();
      model.params().assign(start);
      weighted.fit(batch);
      found[step] = start.sub(model.params()).dup().data().asDouble();
      model.params().assign(start);
      even.fit(batch);
      unweighted[step] = start.sub(model.params()).dup().data().asDouble();
    }
    // In standard errors, the largest of 43; beyond 5 by chance once in 40 000 runs.
    assertThat(furthest(found, truth)).isLessThan(5);
    assertThat(furthest(unweighted, truth)).isGreaterThan(10);
    assertThat(run.composition().counts().get("code")).isBetween(1650L, 1950L);
  }

  private static double furthest(double[][] samples, INDArray truth) {
    double furthest = 0;
    for (int p = 0; p < samples[0].length; p++) {
      double sum = 0;
      double squares = 0;
      for (double[] sample : samples) {
        sum += sample[p];
        squares += sample[p] * sample[p];
      }
      double mean = sum / samples.length;
      double error = Math.sqrt((squares / samples.length - mean * mean) / samples.length);
      furthest = Math.max(furthest, Math.abs(mean - truth.getDouble(p)) / error);
    }
    return furthest;
  }

  @ParameterizedTest
  @EnumSource(SmallNetworks.Kind.class)
  void aRunSteersTheLossWhileItsRatesStay(SmallNetworks.Kind kind) {
    VersaTune run = Runs.run().fixedSampling(DomainDistribution.uniform(Runs.DOMAINS)).build();
    Model model = SmallNetworks.sequences(kind);
    List<Long> reports = new ArrayList<>();
    model.setListeners(
        Runs.validated(run)
            .evaluateEvery(5)
            .onUpdate((report, update) -> reports.add(report.step()))
            .build());
    MultiDomainDataSetIterator train = Runs.patterns(run).batchSize(9).epochBatches(10).build();
    DomainLossEvaluator losses =
        DomainLossEvaluator.of(
            Map.of("law", SmallData.iterator(SmallData.pattern(1, 6, 6, 50), 4)));
    double before = losses.losses(model).getOrDefault("law", 0.0);

    ImportanceWeightedTraining.of(model, run).fit(train, 3);

    assertThat(reports).containsExactly(5L, 10L, 15L, 20L, 25L, 30L);
    assertThat(run.weights()).isNotEqualTo(run.setup().initial());
    assertThat(run.draws().values()).containsOnly(90L);
    assertThat(Network.of(model).iterations()).isEqualTo(30);
    assertThat(Network.of(model).epochs()).isEqualTo(3);
    assertThat(losses.losses(model).getOrDefault("law", 9.0)).isLessThan(before);
  }

  @Test
  void whatCannotBeWeightedIsRefused() {
    MultiLayerNetwork normalised =
        new MultiLayerNetwork(
            plain(new Sgd(1))
                .list()
                .layer(new BatchNormalization.Builder().nOut(4).name("norm").build())
                .layer(new OutputLayer.Builder().nIn(4).nOut(3).build())
                .build());
    normalised.init();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImportanceWeightedTraining.of(normalised, WEIGHTS))
        .withMessageContaining("layer 'norm' normalises over the batch");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ImportanceWeightedTraining.of(
                    network(
                        SmallNetworks.Kind.GRAPH,
                        false,
                        plain(new Sgd(1)).optimizationAlgo(OptimizationAlgorithm.LBFGS)),
                    WEIGHTS))
        .withMessageContaining("optimised by LBFGS");
    MultiLayerNetwork truncated =
        (MultiLayerNetwork) network(SmallNetworks.Kind.LAYERS, true, plain(new Sgd(1)));
    truncated.getLayerWiseConfigurations().setBackpropType(BackpropType.TruncatedBPTT);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImportanceWeightedTraining.of(truncated, WEIGHTS))
        .withMessageContaining("truncated BPTT");
  }

  @Test
  void batchesThatDoNotFitAreRefusedAndChangeNothing() {
    Model model = network(SmallNetworks.Kind.GRAPH, true, plain(new Sgd(1)));
    INDArray before = model.params().dup();
    ImportanceWeightedTraining training = ImportanceWeightedTraining.of(model, WEIGHTS);
    DataSet batch = batch(1, 2, true);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> training.fit(batch))
        .withMessageContaining("0 of the batch's 2 examples carry their domain");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> training.fit(batch, List.of("law")))
        .withMessageContaining("2 examples with 1 domains");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> training.fit(batch, List.of("law", "physics")))
        .withMessageContaining("physics");
    batch.getLabelsMaskArray().putScalar(0, 0, 0.5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> training.fit(batch, List.of("law", "code")))
        .withMessageContaining("0.5");
    assertThat(model.params()).isEqualTo(before);
    assertThat(Network.of(model).iterations()).isZero();
  }
}
