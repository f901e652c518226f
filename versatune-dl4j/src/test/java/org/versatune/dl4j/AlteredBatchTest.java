// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.versatune.Signal;
import org.versatune.VersaTune;

/** Batches that something alters between drawing and training. */
class AlteredBatchTest {

  /** The loss by domain inside the first batch of a run, which is altered before it is trained. */
  private static Map<String, Double> batchLosses(
      DataSetPreProcessor mixed, Consumer<DataSet> alteration) {
    AskingRule rule = new AskingRule(Signal.BATCH_LOSS);
    VersaTune run =
        VersaTune.builder().domains(Runs.DOMAINS).scheduler(rule).updateEvery(1).build();
    MultiDomainDataSetIterator train = Runs.patterns(run).epochBatches(2).build();
    train.setPreProcessor(mixed);
    MultiLayerNetwork network =
        (MultiLayerNetwork) SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    network.setListeners(MixtureListener.builder(run).build());
    DataSet batch = train.next();
    alteration.accept(batch);
    network.fit(batch);
    return rule.got.get(0).values(Signal.BATCH_LOSS);
  }

  private static void areAlike(Map<String, Double> losses, Map<String, Double> expected) {
    assertThat(losses.keySet()).isEqualTo(expected.keySet());
    losses.forEach(
        (domain, loss) ->
            assertThat(loss).as(domain).isCloseTo(expected.get(domain), within(1e-4)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void rowsThatAreShuffledKeepTheirDomains(long seed) {
    Map<String, Double> asDrawn = batchLosses(data -> {}, data -> {});
    assertThat(Map.copyOf(asDrawn).values().stream().distinct()).hasSameSizeAs(Runs.DOMAINS);

    areAlike(batchLosses(data -> {}, data -> shuffle(data, seed)), asDrawn);
    areAlike(batchLosses(data -> shuffle((DataSet) data, seed), data -> {}), asDrawn);
    areAlike(
        batchLosses(
            data -> shuffle((DataSet) data, seed),
            data -> {
              shuffle(data, seed + 10);
              shuffle(data, seed + 20);
            }),
        asDrawn);
  }

  private static void shuffle(DataSet data, long seed) {
    List<String> before = Runs.content(data);
    data.shuffle(seed);
    assertThat(Runs.content(data)).isNotEqualTo(before).hasSameElementsAs(before);
  }

  @Test
  void whatIsAttachedInPlaceOfTheOriginsSaysNothingOfTheOrder() {
    Map<String, Double> asDrawn = batchLosses(data -> {}, data -> {});
    List<Serializable> own = new ArrayList<>(Collections.nCopies(8, "mine"));
    areAlike(batchLosses(data -> {}, data -> data.setExampleMetaData(own)), asDrawn);
    areAlike(batchLosses(data -> {}, data -> data.setExampleMetaData(List.of("a", "b"))), asDrawn);
  }

  @Test
  void aNameInAMessageIsThatOfTheRowAsItIs() {
    VersaTune run = VersaTune.builder().domains(Runs.DOMAINS).updateEvery(1).build();
    MultiDomainDataSetIterator train = Runs.rows(run).epochBatches(2).build();
    assertThat(Runs.rowsValidated(run).build().trainedBatches()).isZero();
    DataSet batch = train.next();
    Map<String, String> asDrawn = names(run, batch);

    shuffle(batch, 3);

    assertThat(names(run, batch)).isEqualTo(asDrawn).hasSize(8);
  }

  /** What messages call each row, by its content. */
  private static Map<String, String> names(VersaTune run, DataSet batch) {
    MixedBatch mixed = requireNonNull(HandOver.of(run).inTraining(batch.getFeatures()));
    assertThat(mixed.domains()).isEqualTo(MultiDomainDataSetIterator.domainsOf(batch));
    Map<String, String> names = new HashMap<>();
    List<String> rows = Runs.content(batch);
    for (int row = 0; row < rows.size(); row++) {
      String name = mixed.nameOf(row);
      assertThat(name).contains("(row " + row + " of batch 0)", mixed.domains().get(row));
      names.put(rows.get(row), name.substring(0, name.indexOf("(row")));
    }
    return names;
  }
}
