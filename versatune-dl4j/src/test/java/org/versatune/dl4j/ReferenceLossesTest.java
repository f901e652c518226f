// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

class ReferenceLossesTest {

  private static DataSetIterator training(int domain) {
    return ShuffledDataSetIterator.of(SmallData.pattern(domain + 1, 20, 6, domain), domain);
  }

  private static DataSetIterator validation(int domain) {
    return SmallData.iterator(SmallData.pattern(domain + 1, 6, 6, 50 + domain), 4);
  }

  private static ReferenceLosses.Builder three(Model base) {
    ReferenceLosses.Builder builder = ReferenceLosses.builder(base).steps(25).batchSize(8).seed(4);
    for (int j = 0; j < 3; j++) {
      builder.domain(Runs.DOMAINS.get(j), training(j), validation(j));
    }
    return builder;
  }

  @ParameterizedTest
  @EnumSource(SmallNetworks.Kind.class)
  void eachSpecialistIsTrainedFromTheBaseModelOnItsDomainAlone(SmallNetworks.Kind kind) {
    Model base = SmallNetworks.sequences(kind);
    Network.of(base).fit(SmallData.pattern(3, 8, 6, 1));
    CountingListener listener = new CountingListener();
    base.setListeners(List.of(listener));
    INDArray before = base.params().dup();

    ImmutableMap<String, Double> losses = three(base).build().measure();

    assertThat(losses.keySet()).containsExactlyElementsOf(Runs.DOMAINS);
    for (int j = 0; j < 3; j++) {
      Network alone = Network.of(base).copy();
      DomainSource source =
          new DomainSource(Runs.DOMAINS.get(j), training(j), ExhaustionPolicy.RESTART);
      for (int step = 0; step < 25; step++) {
        alone.fit(source.nextBatch(8).dataSet());
      }
      assertThat(losses.get(Runs.DOMAINS.get(j)))
          .isEqualTo(DomainLossEvaluator.loss(alone.model(), validation(j)).perToken())
          .isLessThan(1.2);
    }
    assertThat(base.params()).isEqualTo(before);
    assertThat(listener.calls()).isZero();
    assertThat(listeners(base)).containsExactly(listener);
  }

  private static Collection<TrainingListener> listeners(Model model) {
    return model instanceof org.deeplearning4j.nn.graph.ComputationGraph graph
        ? graph.getListeners()
        : ((org.deeplearning4j.nn.multilayer.MultiLayerNetwork) model).getListeners();
  }

  @Test
  void sideBySideGivesTheSameAsOneAfterAnotherWithDropoutToo() {
    Model base = SmallNetworks.sequences(SmallNetworks.Kind.LAYERS, true, 0, 0.8);
    ImmutableMap<String, Double> one = three(base).build().measure();
    Nd4j.getRandom().nextInt();

    assertThat(three(base).threads(2).build().measure()).isEqualTo(one);
    assertThat(three(base).seed(5).build().measure()).isNotEqualTo(one);
  }

  @Test
  void lossesOfASampleAreThoseOfTheListenersSampleAndCachedApart(@TempDir Path folder) {
    Model base = SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    Path file = folder.resolve("reference.json");
    ImmutableMap<String, Double> whole = three(base).cache(file, "may").build().measure();
    Map<String, Model> specialists = new ConcurrentHashMap<>();

    ImmutableMap<String, Double> sampled =
        three(base)
            .validationSample(3, 11)
            .threads(2)
            .onSpecialist(specialists::put)
            .cache(file, "may")
            .build()
            .measure();

    for (int j = 0; j < 3; j++) {
      String domain = Runs.DOMAINS.get(j);
      DomainLossEvaluator.Builder own = DomainLossEvaluator.builder();
      for (int i = 0; i < 3; i++) {
        own.validation(Runs.DOMAINS.get(i), validation(i));
      }
      assertThat(sampled.get(domain))
          .isEqualTo(
              own.sample(3, 11).build().losses(requireNonNull(specialists.get(domain))).get(domain))
          .isNotEqualTo(whole.get(domain));
    }
    assertThat(three(base).validationSample(6, 11).build().measure()).isEqualTo(whole);
    // Each has an entry of its own: nothing is trained again, and no loss is mistaken for another.
    ReferenceLosses.Builder cached =
        three(base)
            .onSpecialist(
                (domain, specialist) -> {
                  throw new IllegalStateException("trained again");
                })
            .cache(file, "may");
    assertThat(cached.build().measure()).isEqualTo(whole);
    assertThat(cached.validationSample(3, 11).build().measure()).isEqualTo(sampled);
    assertThatThrownBy(() -> cached.validationSample(3, 12).build().measure())
        .hasMessageContaining("trained again");
    assertThatThrownBy(() -> three(base).validationSample(1, 0))
        .hasMessageContaining("a validation sample of 1 examples; at least 2");
  }

  @Test
  void handsOutEachSpecialistThatItTrained(@TempDir Path folder) {
    Model base = SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    Path file = folder.resolve("reference.json");
    Map<String, Double> own = new ConcurrentHashMap<>();
    BiConsumer<String, Model> measuring =
        (domain, specialist) ->
            own.put(
                domain,
                DomainLossEvaluator.loss(specialist, validation(Runs.DOMAINS.indexOf(domain)))
                    .perToken());

    ImmutableMap<String, Double> losses =
        three(base).threads(2).onSpecialist(measuring).cache(file, "may").build().measure();

    assertThat(own).isEqualTo(losses);
    own.clear();
    three(base).onSpecialist(measuring).cache(file, "may").build().measure();
    assertThat(own).isEmpty();
  }

  @Test
  void leavesTheCallersRandomNumbersAlone() {
    Model base = SmallNetworks.sequences(SmallNetworks.Kind.LAYERS, true, 0, 0.8);
    RandomState before = RandomState.now();
    three(base).steps(2).build().measure();

    assertThat(RandomState.now()).isEqualTo(before);
  }

  @Test
  void readsFromTheCacheWhatDependsOnTheSame(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("cache").resolve("reference.json");
    Model base = SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    List<ReferenceLosses.Progress> steps = Collections.synchronizedList(new ArrayList<>());
    ImmutableMap<String, Double> measured =
        three(base).cache(file, "may").onProgress(steps::add).build().measure();
    assertThat(steps).hasSize(75);
    assertThat(steps.get(74).loss().getAsDouble()).isEqualTo(measured.get("code"));
    assertThat(steps.get(0))
        .isEqualTo(new ReferenceLosses.Progress("law", 1, 25, java.util.OptionalDouble.empty()));
    steps.clear();

    assertThat(three(base).cache(file, "may").onProgress(steps::add).build().measure())
        .isEqualTo(measured);
    assertThat(steps).hasSize(3).allMatch(step -> step.loss().isPresent());
    steps.clear();
    // Anything that a loss depends on makes it another loss.
    three(base).cache(file, "june").onProgress(steps::add).steps(2).build().measure();
    three(base).cache(file, "may").onProgress(steps::add).steps(2).build().measure();
    three(base).cache(file, "may").onProgress(steps::add).steps(2).seed(9).build().measure();
    three(base).cache(file, "may").onProgress(steps::add).steps(2).batchSize(3).build().measure();
    base.params().addi(0.01);
    three(base).cache(file, "may").onProgress(steps::add).steps(2).build().measure();
    assertThat(steps).hasSize(5 * 6);
    assertThat(Files.readString(file)).contains("\"versatune-reference-losses\"");
    assertThat(file.resolveSibling("reference.json.part")).doesNotExist();
  }

  @Test
  void whatWasMeasuredBeforeAFailureIsKept(@TempDir Path folder) {
    Path file = folder.resolve("reference.json");
    Model base = SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    ReferenceLosses failing =
        ReferenceLosses.builder(base)
            .steps(3)
            .cache(file, "may")
            .domain("law", training(0), validation(0))
            .domain("code", new ListDataSetIterator<>(List.of(), 4), validation(1))
            .build();

    assertThatThrownBy(failing::measure)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("specialist of domain 'code' failed")
        .hasMessageContaining("empty");
    List<ReferenceLosses.Progress> steps = new ArrayList<>();
    ReferenceLosses.builder(base)
        .steps(3)
        .cache(file, "may")
        .domain("law", training(0), validation(0))
        .onProgress(steps::add)
        .build()
        .measure();
    assertThat(steps).hasSize(1);
  }

  @Test
  void refusesAFileThatIsNoCache(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("reference.json");
    Files.writeString(file, "{\"format\": \"something else\"}");
    Model base = SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    assertThatThrownBy(() -> three(base).cache(file, "may").build().measure())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("reference.json")
        .hasMessageContaining("delete it");
    Files.writeString(file, "{\"format\": ");
    assertThatThrownBy(() -> three(base).cache(file, "may").build().measure())
        .hasMessageContaining("cut short");
  }

  @Test
  void saysWhenASpecialistDiverges() {
    Model base = SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    base.params().putScalar(60, Float.NaN);

    assertThatThrownBy(() -> three(base).steps(1).build().measure())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'law'")
        .hasMessageContaining("at step 1 is NaN");
  }

  @Test
  void refusesWhatCannotWork() {
    Model base = SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    ReferenceLosses.Builder builder = ReferenceLosses.builder(base);
    assertThatThrownBy(builder::build).hasMessageContaining("no domain given");
    builder.domain("law", training(0), validation(0));
    assertThatThrownBy(builder::build).hasMessageContaining("call steps(n)");
    assertThatThrownBy(() -> builder.domain("law", training(0), validation(0)))
        .hasMessageContaining("'law' is given twice");
    assertThatThrownBy(() -> builder.steps(0)).hasMessageContaining("0 steps");
  }
}
