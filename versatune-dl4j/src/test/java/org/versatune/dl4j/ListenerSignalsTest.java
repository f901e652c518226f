// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.versatune.Feedback;
import org.versatune.Signal;
import org.versatune.VersaTune;

/** What a listener measures for the signals that a rule asks for. */
@Timeout(120)
class ListenerSignalsTest {

  @ParameterizedTest
  @EnumSource(SmallNetworks.Kind.class)
  void batchLossIsThatOfTheStepItself(SmallNetworks.Kind kind) {
    AskingRule rule = new AskingRule(Signal.BATCH_LOSS);
    VersaTune run =
        VersaTune.builder().domains(Runs.DOMAINS).scheduler(rule).updateEvery(1).build();
    Model model = SmallNetworks.sequences(kind, true, 0.3, 1);
    List<Double> scores = new ArrayList<>();
    ScoreKeeper keeper = new ScoreKeeper(scores);
    model.setListeners(List.of(keeper, MixtureListener.builder(run).build()));
    MultiDomainDataSetIterator train = Runs.patterns(run).epochBatches(6).build();
    Runs.fit(model, train, 1);

    MultiDomainDataSetIterator twin =
        Runs.patterns(VersaTune.builder().domains(Runs.DOMAINS).build()).epochBatches(6).build();
    assertThat(rule.got).hasSize(6);
    for (int step = 0; step < 6; step++) {
      Feedback report = rule.got.get(step);
      Map<String, Double> losses = report.values(Signal.BATCH_LOSS);
      double total = 0;
      for (String domain : MultiDomainDataSetIterator.domainsOf(twin.next())) {
        total += losses.getOrDefault(domain, Double.NaN) * 6;
      }
      // The score of the step: divided by examples, without its l2 term.
      assertThat(total / 8).isCloseTo(scores.get(step), within(1e-4));
      assertThat(report.has(Signal.VALIDATION_LOSS)).isFalse();
      assertThat(report.has(Signal.GRADIENT_PRODUCTS)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(SmallNetworks.Kind.class)
  void tokenExcessIsClippedTokenByToken(SmallNetworks.Kind kind) {
    AskingRule rule = new AskingRule(Signal.TOKEN_EXCESS);
    VersaTune run =
        VersaTune.builder().domains(Runs.DOMAINS).scheduler(rule).updateEvery(3).build();
    Model model = SmallNetworks.sequences(kind);
    Model reference = SmallNetworks.sequences(kind);
    for (int i = 0; i < 10; i++) {
      Network.of(reference).fit(SmallData.pattern(2, 16, 6, i));
    }
    model.setListeners(List.of(MixtureListener.builder(run).referenceNetwork(reference).build()));
    MultiDomainDataSetIterator train = Runs.patterns(run).epochBatches(3).build();
    Runs.fit(model, train, 1);

    // By hand from the probabilities, after the two steps before.
    Model twin = SmallNetworks.sequences(kind);
    MultiDomainDataSetIterator again =
        Runs.patterns(VersaTune.builder().domains(Runs.DOMAINS).build()).epochBatches(3).build();
    Network.of(twin).fit(again.next());
    Network.of(twin).fit(again.next());
    DataSet batch = again.next();
    INDArray p = Network.of(twin).output(batch.getFeatures(), null);
    INDArray q = Network.of(reference).output(batch.getFeatures(), null);
    Map<String, double[]> sums = new HashMap<>();
    for (int i = 0; i < batch.numExamples(); i++) {
      String domain = MultiDomainDataSetIterator.domainsOf(batch).get(i);
      double[] sum = sums.computeIfAbsent(domain, d -> new double[2]);
      for (int t = 0; t < 6; t++) {
        int label = batch.getLabels().getInt(i, 0, t);
        sum[0] +=
            Math.max(0, Math.log(q.getDouble(i, label, t)) - Math.log(p.getDouble(i, label, t)));
        sum[1]++;
      }
    }
    Map<String, Double> excess = rule.got.get(0).values(Signal.TOKEN_EXCESS);
    assertThat(excess).containsOnlyKeys(sums.keySet());
    excess.forEach(
        (domain, value) -> {
          double[] sum = sums.getOrDefault(domain, new double[2]);
          assertThat(value).isPositive().isCloseTo(sum[0] / sum[1], within(1e-5));
        });
  }

  @ParameterizedTest
  @EnumSource(SmallNetworks.Kind.class)
  void gradientProductsAreThoseOfTheMeanLossPerToken(SmallNetworks.Kind kind) {
    AskingRule rule = new AskingRule(Signal.GRADIENT_PRODUCTS);
    VersaTune run =
        VersaTune.builder().domains(Runs.DOMAINS).scheduler(rule).updateEvery(1).build();
    Model model = SmallNetworks.sequences(kind);
    MixtureListener.Builder builder = MixtureListener.builder(run).gradientBatchSize(5);
    List<DataSet> data = new ArrayList<>();
    for (int j = 0; j < 3; j++) {
      data.add(SmallData.pattern(j + 1, 5, 6, 80 + j));
      builder.gradientData(Runs.DOMAINS.get(j), SmallData.iterator(data.get(j), 2));
    }
    model.setListeners(List.of(builder.build()));
    Runs.fit(model, Runs.patterns(run).epochBatches(1).build(), 1);

    List<double[]> gradients = new ArrayList<>();
    for (DataSet batch : data) {
      gradients.add(numericalGradient(Network.of(model), batch));
    }
    ImmutableTable<String, String, Double> products = rule.got.get(0).gradientProducts();
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double expected = 0;
        for (int n = 0; n < gradients.get(0).length; n++) {
          expected += gradients.get(i)[n] * gradients.get(j)[n];
        }
        double size = Math.sqrt(squared(gradients.get(i)) * squared(gradients.get(j)));
        assertThat(products.get(Runs.DOMAINS.get(i), Runs.DOMAINS.get(j)))
            .isCloseTo(expected, within(0.02 * size));
      }
    }
  }

  private static double squared(double[] vector) {
    double sum = 0;
    for (double value : vector) {
      sum += value * value;
    }
    return sum;
  }

  /** Central differences of the mean loss per token; single precision limits them. */
  private static double[] numericalGradient(Network network, DataSet batch) {
    INDArray parameters = network.parameters();
    double[] gradient = new double[Math.toIntExact(parameters.length())];
    for (int n = 0; n < gradient.length; n++) {
      double value = parameters.getDouble(n);
      parameters.putScalar(n, value + 5e-3);
      double above = network.losses(Batch.of(batch, "it"), "it").get(0).total();
      parameters.putScalar(n, value - 5e-3);
      double below = network.losses(Batch.of(batch, "it"), "it").get(0).total();
      parameters.putScalar(n, value);
      gradient[n] = (above - below) / 1e-2 / LabelMasks.tokens(batch);
    }
    return gradient;
  }

  @ParameterizedTest
  @EnumSource(SmallNetworks.Kind.class)
  void measuringEverythingLeavesTrainingAsItIs(SmallNetworks.Kind kind) {
    AskingRule rule =
        new AskingRule(
            Signal.VALIDATION_LOSS,
            Signal.BATCH_LOSS,
            Signal.TOKEN_EXCESS,
            Signal.GRADIENT_PRODUCTS);
    VersaTune run =
        VersaTune.builder().domains(Runs.DOMAINS).scheduler(rule).updateEvery(1).build();
    // With dropout: measuring must not use up the random numbers of training either.
    Model model = SmallNetworks.sequences(kind, true, 0, 0.7);
    MixtureListener.Builder builder =
        Runs.validated(run).referenceNetwork(SmallNetworks.sequences(kind, true, 0, 0.7));
    for (int j = 0; j < 3; j++) {
      builder.gradientData(
          Runs.DOMAINS.get(j), SmallData.iterator(SmallData.pattern(j + 1, 5, 6, 80 + j), 2));
    }
    MixtureListener listener = builder.gradientBatchSize(4).build();
    CountingListener counting = new CountingListener();
    model.setListeners(List.of(listener, counting));
    Nd4j.getRandom().setSeed(12);
    Runs.fit(model, Runs.patterns(run).epochBatches(6).build(), 2);

    Model plain = SmallNetworks.sequences(kind, true, 0, 0.7);
    CountingListener alone = new CountingListener();
    plain.setListeners(List.of(alone));
    MultiDomainDataSetIterator again =
        Runs.patterns(VersaTune.builder().domains(Runs.DOMAINS).build()).epochBatches(6).build();
    Nd4j.getRandom().setSeed(12);
    Runs.fit(plain, again, 2);

    assertThat(rule.got).hasSize(12);
    assertThat(model.params()).isEqualTo(plain.params());
    assertThat(counting.calls()).isEqualTo(alone.calls());
  }

  @Test
  void aRuleThatAsksForNothingIsReportedToAllTheSame() {
    AskingRule rule = new AskingRule();
    VersaTune run =
        VersaTune.builder().domains(Runs.DOMAINS).scheduler(rule).updateEvery(2).build();
    Model model = SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    model.setListeners(List.of(Runs.validated(run).build()));
    Runs.fit(model, Runs.patterns(run).epochBatches(4).build(), 1);
    assertThat(rule.got).hasSize(2);
    assertThat(rule.got.get(1).has(Signal.VALIDATION_LOSS)).isFalse();

    AskingRule recorded = new AskingRule();
    VersaTune other =
        VersaTune.builder().domains(Runs.DOMAINS).scheduler(recorded).updateEvery(1).build();
    Model second = SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    second.setListeners(List.of(Runs.validated(other).evaluateAlways().build()));
    Runs.fit(second, Runs.patterns(other).epochBatches(1).build(), 1);
    assertThat(recorded.got.get(0).losses()).containsOnlyKeys(Runs.DOMAINS);
  }

  @Test
  void batchLossNeedsTheIterator() {
    VersaTune run =
        VersaTune.builder()
            .domains(Runs.DOMAINS)
            .scheduler(new AskingRule(Signal.BATCH_LOSS))
            .build();
    MultiLayerNetwork network =
        (MultiLayerNetwork) SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    network.setListeners(MixtureListener.builder(run).build());

    assertThatThrownBy(() -> network.fit(SmallData.pattern(1, 4, 6, 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("MultiDomainDataSetIterator");
  }
}
