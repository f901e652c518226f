// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.VersaTune;
import org.versatune.WeightUpdate;
import org.versatune.sampling.ImportanceWeights;
import org.versatune.sweep.NullSweep;
import org.versatune.sweep.PublicApi;
import org.versatune.sweep.Samples;

/** Calls everything public with a null, and wants an error that names the parameter. */
class NullsTest {
  private static final ImmutableList<String> NAMES = ImmutableList.of("law", "code");

  @Test
  void everyNullIsNamed(@TempDir Path folder) throws Exception {
    NullSweep sweep = new NullSweep(samples(folder));

    List<String> complaints =
        sweep.over(
            PublicApi.classes("org.versatune.dl4j", "versatune-dl4j/target/classes/").stream()
                .filter(type -> type.getPackage().equals(MixtureListener.class.getPackage()))
                .collect(ImmutableList.toImmutableList()));

    // Deeplearning4j calls these, and the listener does not look at the activations.
    assertThat(complaints)
        .allMatch(
            text -> text.contains("MixtureListener.onForwardPass") && text.contains("activations"));
    assertThat(sweep.calls()).isGreaterThan(50);
  }

  @Test
  void everyPublicMethodCanBeCalledByReflection() throws Exception {
    assertThat(PublicApi.classes("org.versatune.dl4j", "versatune-dl4j/target/classes/"))
        .contains(MultiDomainDataSetIterator.class)
        .allSatisfy(type -> assertThat(PublicApi.unreachable(type)).isEmpty());
  }

  private static VersaTune run() {
    return VersaTune.builder().domains(NAMES).build();
  }

  private static DataSet batch() {
    DataSet batch = SmallData.rows(0, 0, 2);
    batch.setExampleMetaData(
        List.of(new ExampleOrigin("law", 0, null), new ExampleOrigin("code", 0, null)));
    return batch;
  }

  private static Model network() {
    return SmallNetworks.rows(SmallNetworks.Kind.LAYERS);
  }

  private static DataSetIterator data() {
    return SmallData.iterator(SmallData.rows(0, 0, 6), 3);
  }

  private static <T extends ProxyBuilder<T>> T filled(T builder) {
    NAMES.forEach(name -> builder.domain(name, data(), data()));
    return builder.steps(1);
  }

  private static Samples samples(Path folder) {
    Callable<MultiDomainDataSetIterator.Builder> sources =
        () ->
            MultiDomainDataSetIterator.builder(run())
                .source("law", data())
                .source("code", data())
                .epochBatches(3);
    return new Samples("law", "code")
        .add(Path.class, () -> folder.resolve("file-" + System.nanoTime()))
        .add(Duration.class, () -> Duration.ofSeconds(1))
        .add(Serializable.class, () -> "metadata")
        .argument(
            "ListenerBuilder.onUpdate.consumer",
            () -> (BiConsumer<Feedback, WeightUpdate>) (report, update) -> {})
        .add(OptionalDouble.class, OptionalDouble::empty)
        .add(VersaTune.class, NullsTest::run)
        .add(DomainDistribution.class, () -> DomainDistribution.uniform(NAMES))
        .add(
            ImportanceWeights.class,
            () ->
                ImportanceWeights.of(
                    DomainDistribution.uniform(NAMES), DomainDistribution.uniform(NAMES)))
        .add(Model.class, NullsTest::network)
        .add(DataSet.class, NullsTest::batch)
        .add(DataSetIterator.class, NullsTest::data)
        .add(INDArray.class, () -> Nd4j.ones(1, 1))
        .add(TokenDecoder.class, TokenDecoder::utf8)
        .add(DomainLossEvaluator.class, () -> DomainLossEvaluator.of(Map.of("law", data())))
        .add(DomainLossEvaluator.Builder.class, DomainLossEvaluator::builder)
        .add(
            ImportanceWeightedTraining.class, () -> ImportanceWeightedTraining.of(network(), run()))
        .add(
            MultiDomainDataSetIterator.Builder.class,
            () -> MultiDomainDataSetIterator.builder(run()))
        .add(MultiDomainDataSetIterator.class, () -> sources.call().build())
        .add(MultiDataSet.class, () -> SmallGraphs.data(0, 4, 3, true))
        .add(MultiDataSetIterator.class, () -> SmallGraphs.iterator(0, 4))
        .add(
            MultiDomainMultiDataSetIterator.Builder.class,
            () -> MultiDomainMultiDataSetIterator.builder(run()))
        .add(
            MultiDomainMultiDataSetIterator.class,
            () -> SmallGraphs.training(run()).epochBatches(2).build())
        .add(ShuffledMultiDataSetIterator.class, () -> SmallGraphs.iterator(0, 4))
        .add(MixtureListener.Builder.class, () -> MixtureListener.builder(run()))
        .add(MixtureListener.class, () -> MixtureListener.builder(run()).build())
        .add(NetworkTextGenerator.Builder.class, () -> NetworkTextGenerator.builder(network()))
        .add(NetworkTextGenerator.class, () -> NetworkTextGenerator.builder(network()).build())
        .add(ProxyModels.Builder.class, () -> ProxyModels.builder(network()))
        .add(ProxyModels.class, () -> filled(ProxyModels.builder(network())).build())
        .add(ReferenceLosses.Builder.class, () -> ReferenceLosses.builder(network()))
        .add(ReferenceLosses.class, () -> filled(ReferenceLosses.builder(network())).build())
        .add(
            ReferenceLosses.Progress.class,
            () -> new ReferenceLosses.Progress("law", 1, 2, OptionalDouble.empty()))
        .add(ExampleOrigin.class, () -> new ExampleOrigin("law", 0, null))
        .add(TokenLoss.class, () -> new TokenLoss(1, 1))
        .add(
            ShuffledDataSetIterator.class,
            () -> ShuffledDataSetIterator.of(SmallData.rows(0, 0, 6), 1));
  }
}
