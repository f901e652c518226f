// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Signal;
import org.versatune.VersaTune;
import org.versatune.WeightScheduler;
import org.versatune.dl4j.DomainLossEvaluator;
import org.versatune.dl4j.MixtureListener;
import org.versatune.dl4j.MultiDomainDataSetIterator;
import org.versatune.dl4j.NetworkTextGenerator;
import org.versatune.dl4j.ReferenceLosses;
import org.versatune.examples.corpora.Split;
import org.versatune.examples.model.BytePairTokenizer;
import org.versatune.examples.model.DomainTokens;
import org.versatune.examples.model.LanguageModel;
import org.versatune.scheduling.Schedulers;

/** The transformer under everything that the adapter does with a network. */
class TransformerInTheLoopTest {
  private static final int STEPS = 6;
  private static final int BATCH = 4;
  private static final int STEPS_OF_TUNING = 80;

  private static MadeUpTokens text;
  private static LanguageModel base;

  @BeforeAll
  static void train(@TempDir Path folder) {
    text = MadeUpTokens.in(folder);
    base = text.training().train();
  }

  static Stream<String> rules() {
    return Schedulers.names().stream();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void everyRuleTrainsIt(String name) {
    DomainTokens data = text.data();
    WeightScheduler rule = rule(name, data.domains());
    MultiLayerNetwork network = TransformerLanguageModel.fineTuning(base.network(), 1e-3, STEPS);
    ImmutableMap<String, Double> losses =
        DomainLossEvaluator.of(data.evaluation(Split.VALIDATION, 8)).losses(network);
    List<Feedback> reports = new ArrayList<>();
    try (VersaTune run =
        VersaTune.builder()
            .domains(data.domains())
            .scheduler(rule)
            .referenceLosses(losses)
            .baseLosses(losses)
            .domainSizes(data.sizes())
            .updateEvery(2)
            .seed(5)
            .build()) {
      MultiDomainDataSetIterator.Builder batches = MultiDomainDataSetIterator.builder(run);
      data.training(BATCH, 1).forEach(batches::source);
      MixtureListener.Builder listener =
          MixtureListener.builder(run).referenceNetwork(base.network()).evaluateAlways();
      data.evaluation(Split.VALIDATION, 8).forEach(listener::validation);
      data.training(BATCH, 2).forEach(listener::gradientData);
      listener.onUpdate((feedback, update) -> reports.add(feedback));
      network.addListeners(listener.build());
      network.fit(batches.batchSize(BATCH).epochBatches(STEPS).build());

      assertThat(run.draws().values().stream().mapToLong(n -> n).sum()).isEqualTo(STEPS * BATCH);
    }
    assertThat(reports).hasSize(STEPS / 2);
    assertThat(reports)
        .allSatisfy(
            report ->
                assertThat(report.losses().values())
                    .allMatch(loss -> loss > 0 && loss < Math.log(text.tokenizer().vocabulary())));
    for (Signal signal : rule.signals()) {
      // The run counts draws itself; they are in no report.
      if (!signal.isKnownBeforeTraining() && signal != Signal.DRAW_COUNTS) {
        assertThat(reports).as("reports of %s", signal).allMatch(report -> report.has(signal));
      }
    }
    assertThat(network.params()).isNotEqualTo(base.network().params());
  }

  private static WeightScheduler rule(String name, ImmutableList<String> domains) {
    return switch (name) {
      case "expansion" -> Schedulers.expansion(domains.get(0));
      case "unimax" -> Schedulers.uniMax(STEPS * BATCH);
      case "schedule" -> Schedulers.schedule().at(STEPS, DomainDistribution.uniform(domains));
      case "skill-it" -> Schedulers.skillIt(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
      case "regmix" -> Schedulers.regMix(DomainDistribution.uniform(domains));
      default -> Schedulers.named(name);
    };
  }

  @Test
  void fineTuningGainsWhereTheBaseKnewLittleAndForgetsWhatItKnewBest() {
    ImmutableList<String> domains = text.data().domains();
    DomainDistribution skewed = DomainDistribution.of(domains, .9, .05, .05);
    LanguageModel knowsOne = text.training().mix(skewed).steps(200).train();
    MultiLayerNetwork tuned =
        TransformerLanguageModel.fineTuning(knowsOne.network(), 1e-2, STEPS_OF_TUNING);
    try (VersaTune run =
        VersaTune.builder().domains(domains).scheduler(Schedulers.named("uniform")).build()) {
      MultiDomainDataSetIterator.Builder batches = MultiDomainDataSetIterator.builder(run);
      text.data().training(BATCH, 4).forEach(batches::source);
      tuned.fit(batches.batchSize(BATCH).epochBatches(STEPS_OF_TUNING).build());
    }

    ImmutableMap<String, Double> before =
        text.data().lossesPerByte(knowsOne.network(), Split.TEST, 20);
    ImmutableMap<String, Double> after = text.data().lossesPerByte(tuned, Split.TEST, 20);
    assertThat(after.get(domains.get(0))).isGreaterThan(before.get(domains.get(0)));
    assertThat(after.get(domains.get(1))).isLessThan(before.get(domains.get(1)));
    assertThat(after.get(domains.get(2))).isLessThan(before.get(domains.get(2)));
  }

  @Test
  void textsWithStoredKeysAreThoseOfRefeeding() {
    MultiLayerNetwork network = inDouble(base.network());
    ImmutableList<String> expected =
        NetworkTextGenerator.builder(network)
            .beginId(text.tokenizer().documentStart())
            .decoder(text.tokenizer())
            .maxLength(16)
            .streams(3)
            .build()
            .generate(7, 2);

    assertThat(recurrent(network)).isEqualTo(expected);
    assertThat(recurrent(network.toComputationGraph())).isEqualTo(expected);
    assertThat(TransformerLanguageModel.generator(base).build().generate(7, 2)).hasSize(7);
  }

  private static ImmutableList<String> recurrent(Model network) {
    return NetworkTextGenerator.builder(network)
        .recurrent()
        .beginId(text.tokenizer().documentStart())
        .decoder(text.tokenizer())
        .maxLength(16)
        .streams(3)
        .build()
        .generate(7, 2);
  }

  private static MultiLayerNetwork inDouble(MultiLayerNetwork network) {
    return network.convertDataType(DataType.DOUBLE);
  }

  @Test
  void specialistsAreMeasuredSideBySide() {
    ReferenceLosses.Builder reference =
        ReferenceLosses.builder(TransformerLanguageModel.fineTuning(base.network(), 1e-2, 8))
            .steps(8)
            .batchSize(BATCH)
            .threads(2);
    ImmutableMap<String, DataSetIterator> validation = text.data().evaluation(Split.VALIDATION, 8);
    text.data()
        .training(BATCH, 3)
        .forEach(
            (domain, training) ->
                reference.domain(domain, training, requireHeld(validation, domain)));
    ImmutableMap<String, Double> before =
        DomainLossEvaluator.of(text.data().evaluation(Split.VALIDATION, 8)).losses(base.network());

    ImmutableMap<String, Double> after = reference.build().measure();

    after.forEach((domain, loss) -> assertThat(loss).isLessThan(before.get(domain)));
  }

  private static DataSetIterator requireHeld(
      ImmutableMap<String, DataSetIterator> validation, String domain) {
    DataSetIterator held = validation.get(domain);
    assertThat(held).isNotNull();
    return held;
  }

  @Test
  void lossesPerByteAreThoseOfTheTokensOverTheirBytes() {
    BytePairTokenizer bytes = BytePairTokenizer.train(List.of(), 256);
    DomainTokens data = DomainTokens.of(text.corpora(), bytes, 16);
    MultiLayerNetwork network = MadeUpTokens.SIZES.create(bytes, 1, 1e-3, 10);
    ImmutableMap<String, Double> perToken =
        DomainLossEvaluator.of(data.evaluation(Split.TEST, 9)).losses(network);

    data.lossesPerByte(network, Split.TEST, 9)
        .forEach((domain, loss) -> assertThat(loss).isCloseTo(perToken.get(domain), within(1e-9)));
  }

  @Test
  void trainingIsRepeatable() {
    assertThat(text.training().train().network().params()).isEqualTo(base.network().params());
    assertThat(text.training().seed(2).train().network().params())
        .isNotEqualTo(base.network().params());
  }

  @Test
  void fineTuningStartsFromTheModelAndLeavesItAlone() {
    MultiLayerNetwork copy = TransformerLanguageModel.fineTuning(base.network(), 1e-2, 40);

    assertThat(copy.params()).isEqualTo(base.network().params());
    assertThat(copy.getIterationCount()).isZero();
    assertThat(copy.getLearningRate(0)).isCloseTo(1e-2 / 20, within(1e-12));
    copy.fit(text.data().training(BATCH, 1).values().asList().get(0).next());
    assertThat(copy.params()).isNotEqualTo(base.network().params());
    assertThat(copy.getLearningRate(1)).isCloseTo(1e-2 * 2 / 20 * 39 / 40, within(1e-12));
    assertThat(base.network().getIterationCount()).isEqualTo(60);
  }

  @Test
  void aModelIsKeptWithItsTokenizer(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.zip");
    base.write(file);

    LanguageModel read = LanguageModel.read(file);

    assertThat(read.tokenizer()).isEqualTo(base.tokenizer());
    assertThat(read.network().params()).isEqualTo(base.network().params());
    assertThat(read.network().updaterState()).isEqualTo(base.network().updaterState());
    Path plain = folder.resolve("plain.zip");
    ModelSerializer.writeModel(base.network(), plain.toFile(), false);
    assertThatThrownBy(() -> LanguageModel.read(plain))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("plain.zip has no tokenizer.txt");
    BytePairTokenizer other = BytePairTokenizer.train(List.of(), 256);
    assertThatThrownBy(() -> new LanguageModel(base.network(), other))
        .hasMessageContaining("they are of different models");
  }
}
