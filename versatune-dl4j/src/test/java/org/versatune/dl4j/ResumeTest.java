// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;
import org.versatune.Feedback;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.scheduling.Schedulers;

class ResumeTest {

  /** Sources, policies, sizes and epochs that a number decides. */
  private static MultiDomainDataSetIterator iterator(VersaTune run, long shape) {
    SplittableRandom random = new SplittableRandom(shape);
    MultiDomainDataSetIterator.Builder builder =
        MultiDomainDataSetIterator.builder(run).batchSize(1 + random.nextInt(7));
    if (random.nextBoolean()) {
      builder.epochExamples(1 + random.nextInt(30));
    } else {
      builder.epochBatches(1 + random.nextInt(9));
    }
    for (int j = 0; j < run.domains().size(); j++) {
      DataSet data = SmallData.rows(j, 0, 1 + random.nextInt(15));
      ExhaustionPolicy policy =
          random.nextInt(3) == 0 ? ExhaustionPolicy.END_EPOCH : ExhaustionPolicy.RESTART;
      int batch = 1 + random.nextInt(5);
      builder.source(
          run.domains().get(j),
          random.nextBoolean()
              ? ShuffledDataSetIterator.of(data, random.nextLong(), batch)
              : SmallData.iterator(data, batch),
          policy);
    }
    return builder.build();
  }

  /** Batches over epochs, with the ends of epochs between them. */
  private static List<List<String>> draw(MultiDomainDataSetIterator iterator, int batches) {
    List<List<String>> drawn = new ArrayList<>();
    while (drawn.size() < batches) {
      if (iterator.hasNext()) {
        drawn.add(Runs.content(iterator.next()));
      } else {
        drawn.add(List.of("end of epoch"));
        iterator.reset();
      }
    }
    return drawn;
  }

  @Property(tries = 60)
  void aResumedIteratorDrawsWhatItWouldHaveDrawn(
      @ForAll long shape,
      @ForAll @IntRange(min = 0, max = 25) int before,
      @ForAll @IntRange(min = 1, max = 4) int domains) {
    List<String> names = List.of("law", "medicine", "code", "a.b").subList(0, domains);
    VersaTune run = VersaTune.builder().domains(names).seed(shape).build();
    MultiDomainDataSetIterator whole = iterator(run, shape);
    draw(whole, before);
    Snapshot snapshot = Snapshot.fromJson(run.snapshot().toJson());
    List<List<String>> expected = draw(whole, 30);

    MultiDomainDataSetIterator resumed = iterator(VersaTune.resume(snapshot), shape);

    assertThat(draw(resumed, 30)).isEqualTo(expected);
  }

  @Test
  void gradientDataGoOnWhereTheyStood() {
    List<Feedback> expected = new ArrayList<>();
    train(network(), Runs.run().scheduler(Schedulers.doGE()).build(), 8, expected);
    List<Feedback> found = new ArrayList<>();
    MultiLayerNetwork network = network();
    VersaTune half = Runs.run().scheduler(Schedulers.doGE()).build();
    train(network, half, 4, found);
    train(network, VersaTune.resume(half.snapshot()), 4, found);

    assertThat(found).isEqualTo(expected);
    assertThat(expected.get(5).gradientProducts()).isNotEqualTo(expected.get(4).gradientProducts());
  }

  private static MultiDomainDataSetIterator.Builder two(VersaTune run, DataSet law, DataSet code) {
    return MultiDomainDataSetIterator.builder(run)
        .source("law", ShuffledDataSetIterator.of(law, 1))
        .source("code", ShuffledDataSetIterator.of(code, 2))
        .batchSize(8)
        .epochBatches(9);
  }

  @Test
  void whatARunWasSavedWithIsCheckedOnResume() {
    DataSet law = SmallData.rows(0, 0, 20);
    DataSet code = SmallData.rows(1, 0, 20);
    VersaTune run = VersaTune.builder().domains("law", "code").build();
    draw(two(run, law, code).build(), 3);
    Snapshot saved = Snapshot.fromJson(run.snapshot().toJson());

    refused(saved, r -> two(r, code, law), "domain 'law': its source begins with another example");
    refused(
        saved,
        r -> two(r, law, SmallData.rows(1, 0, 21)),
        "domain 'code': its source has another number of examples than when the run was saved:"
            + " 21, and 20 then");
    refused(
        saved,
        r ->
            MultiDomainDataSetIterator.builder(r)
                .source("law", ShuffledDataSetIterator.of(law, 1))
                .source("code", ShuffledDataSetIterator.of(code, 2), ExhaustionPolicy.END_EPOCH)
                .batchSize(8)
                .epochBatches(9),
        "domain 'code': its source has the policy END_EPOCH, and the run was saved with RESTART");
    refused(saved, r -> two(r, law, code).batchSize(4), "batches of 8 examples");
    refused(saved, r -> two(r, law, code).epochBatches(4), "epochs of 9 batches");
    assertThat(draw(two(VersaTune.resume(saved), law, code).build(), 2)).hasSize(2);
    assertThat(two(VersaTune.resume(saved), code, law).acceptChanges().build().hasNext()).isTrue();
  }

  @Test
  void plainSourcesAreKnownByTheirFirstExample() {
    DataSet law = SmallData.rows(0, 0, 20);
    DataSet code = SmallData.rows(1, 0, 20);
    VersaTune run = VersaTune.builder().domains("law", "code").build();
    draw(plain(run, law, code).build(), 3);
    Snapshot saved = Snapshot.fromJson(run.snapshot().toJson());

    refused(
        saved, r -> plain(r, code, law), "domain 'law': its source begins with another example");
    refused(
        saved,
        r -> plain(r, law, SmallData.rows(1, 1, 21)),
        "domain 'code': its source begins with another example");
    assertThat(draw(plain(VersaTune.resume(saved), law, code).build(), 2))
        .isEqualTo(draw(plain(VersaTune.resume(saved), law, code).acceptChanges().build(), 2));
  }

  private static MultiDomainDataSetIterator.Builder plain(
      VersaTune run, DataSet law, DataSet code) {
    return MultiDomainDataSetIterator.builder(run)
        .source("law", SmallData.iterator(law, 3))
        .source("code", SmallData.iterator(code, 4))
        .batchSize(8)
        .epochBatches(9);
  }

  private static void refused(
      Snapshot saved,
      Function<VersaTune, MultiDomainDataSetIterator.Builder> iterator,
      String message) {
    VersaTune resumed = VersaTune.resume(saved);
    assertThatIllegalStateException()
        .isThrownBy(() -> iterator.apply(resumed).build())
        .withMessageContaining(message)
        .withMessageContaining("acceptChanges()");
    // Nothing is attached by the attempt: the next one goes on.
    assertThat(iterator.apply(resumed).acceptChanges().build().hasNext()).isTrue();
  }

  private static MultiLayerNetwork network() {
    return (MultiLayerNetwork) SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
  }

  private static void train(
      MultiLayerNetwork network, VersaTune run, int batches, List<Feedback> reports) {
    MultiDomainDataSetIterator train = Runs.patterns(run).epochBatches(batches).build();
    MixtureListener.Builder listener =
        MixtureListener.builder(run)
            .gradientBatchSize(3)
            .onUpdate((report, update) -> reports.add(report));
    for (int j = 0; j < Runs.DOMAINS.size(); j++) {
      listener.gradientData(
          Runs.DOMAINS.get(j), SmallData.iterator(SmallData.pattern(j + 1, 10, 6, 70 + j), 4));
    }
    network.setListeners(listener.build());
    if (!train.hasNext()) {
      train.reset();
    }
    network.fit(train);
  }
}
