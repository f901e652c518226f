// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.versatune.DomainDistribution;
import org.versatune.VersaTune;

class MultiDomainDataSetIteratorTest {

  private static List<List<String>> drain(DataSetIterator iterator) {
    List<List<String>> batches = new ArrayList<>();
    while (iterator.hasNext()) {
      batches.add(Runs.content(iterator.next()));
    }
    return batches;
  }

  private static VersaTune one() {
    return VersaTune.builder().domains("law").build();
  }

  @Test
  void mixesExampleByExampleInDrawnOrder() {
    VersaTune twin = Runs.run().build();
    MultiDomainDataSetIterator train = Runs.rows(Runs.run().build()).epochBatches(9).build();
    Map<String, Integer> taken = new HashMap<>();
    for (int number = 0; number < 9; number++) {
      ImmutableList<String> drawn = twin.plan(8).domains();
      DataSet batch = train.next();

      assertThat(MultiDomainDataSetIterator.domainsOf(batch)).isEqualTo(drawn);
      assertThat(batch.numExamples()).isEqualTo(8);
      for (int i = 0; i < 8; i++) {
        int domain = Runs.DOMAINS.indexOf(drawn.get(i));
        int example = taken.merge(drawn.get(i), 1, Integer::sum) - 1;
        assertThat(batch.getFeatures().getInt(i, 1)).isEqualTo(domain);
        // Sources of 10 to 12 examples start again at their end.
        assertThat(batch.getFeatures().getInt(i, 0)).isEqualTo(example % (10 + domain));
        assertThat(batch.getLabels().getRow(i).argMax().getInt(0))
            .isEqualTo(example % (10 + domain) % 3);
        assertThat(MultiDomainDataSetIterator.originsOf(batch).get(i).batch()).isEqualTo(number);
      }
    }
    assertThat(train.hasNext()).isFalse();
    assertThatThrownBy(train::next)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("reset()");
  }

  @Test
  void resetBeginsAnEpochAndKeepsEverythingElse() {
    MultiDomainDataSetIterator whole = Runs.rows(Runs.run().build()).epochBatches(10).build();
    List<List<String>> expected = drain(whole);
    MultiDomainDataSetIterator parts = Runs.rows(Runs.run().build()).epochBatches(4).build();
    List<List<String>> found = new ArrayList<>(drain(parts));
    parts.reset();
    found.addAll(drain(parts));
    parts.reset();
    // Also in the middle of an epoch.
    found.add(Runs.content(parts.next()));
    parts.reset();
    found.add(Runs.content(parts.next()));

    assertThat(found).isEqualTo(expected);
  }

  @Test
  void anEpochOfExamplesCutsItsLastBatch() {
    MultiDomainDataSetIterator train = Runs.rows(Runs.run().build()).epochExamples(19).build();

    for (int epoch = 0; epoch < 2; epoch++) {
      assertThat(drain(train).stream().map(List::size)).containsExactly(8, 8, 3);
      train.reset();
    }
  }

  @Test
  void anEpochIsAllExamplesWhereTheirNumberIsKnown() {
    VersaTune sized = Runs.run().domainSizes(Map.of("law", 9, "medicine", 10, "code", 11)).build();
    assertThat(drain(Runs.rows(sized).build()).stream().mapToInt(List::size).sum()).isEqualTo(30);
    MultiDomainDataSetIterator seekable = Runs.patterns(Runs.run().build()).build();
    assertThat(drain(seekable).stream().mapToInt(List::size).sum()).isEqualTo(90);
    assertThatThrownBy(() -> Runs.rows(Runs.run().build()).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("how long an epoch is")
        .hasMessageContaining("epochBatches")
        .hasMessageContaining("END_EPOCH");
  }

  @Test
  void aSourceCanEndTheEpoch() {
    VersaTune run = one();
    MultiDomainDataSetIterator train =
        MultiDomainDataSetIterator.builder(run)
            .source(
                "law", SmallData.iterator(SmallData.rows(0, 0, 10), 3), ExhaustionPolicy.END_EPOCH)
            .batchSize(4)
            .build();

    // The third batch needs two more than there are: the source starts again within it.
    List<List<String>> first = drain(train);
    assertThat(first.stream().map(List::size)).containsExactly(4, 4, 4);
    assertThat(first.get(2).get(3)).isEqualTo("2 law [1, 0, 0, 0]");
    train.reset();
    // From the third example on: eight are left, which is two whole batches.
    assertThat(drain(train).stream().map(List::size)).containsExactly(4, 4);
    train.reset();
    assertThat(Runs.content(train.next()).get(0)).isEqualTo("5 law [0, 0, 0, 0]");
  }

  @Test
  void theEpochCapEndsTheEpoch() {
    VersaTune run =
        VersaTune.builder().domains("law").domainSizes(Map.of("law", 10)).epochCap(1.5).build();
    MultiDomainDataSetIterator train =
        MultiDomainDataSetIterator.builder(run)
            .source("law", SmallData.iterator(SmallData.rows(0, 0, 10), 3))
            .batchSize(4)
            .epochBatches(100)
            .build();

    assertThat(drain(train).stream().map(List::size)).containsExactly(4, 4, 4, 3);
    train.reset();
    assertThat(train.hasNext()).isFalse();
  }

  @Test
  void runningOutIsAnErrorByPolicyAndLosesNothing() {
    VersaTune run = one();
    MultiDomainDataSetIterator train =
        MultiDomainDataSetIterator.builder(run)
            .source("law", SmallData.iterator(SmallData.rows(0, 0, 6), 3), ExhaustionPolicy.FAIL)
            .batchSize(4)
            .epochBatches(5)
            .build();
    train.next();

    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(train::next)
          .isInstanceOf(SourceExhaustedException.class)
          .hasMessageContaining("'law' has run out after 6 examples")
          .hasMessageContaining("RESTART");
    }
  }

  @Test
  void namesTheDomainOfAnEmptySource() {
    MultiDomainDataSetIterator train =
        MultiDomainDataSetIterator.builder(one())
            .source("law", new ListDataSetIterator<>(List.of(), 4))
            .epochBatches(1)
            .build();

    assertThatThrownBy(train::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the source of domain 'law' is empty");
  }

  @Test
  void namesTheDomainsWhoseShapesDifferAndLosesNothing() {
    VersaTune run = VersaTune.builder().domains("law", "code").build();
    MultiDomainDataSetIterator train =
        MultiDomainDataSetIterator.builder(run)
            .source("law", SmallData.iterator(SmallData.rows(0, 0, 6), 3))
            .source("code", SmallData.iterator(new DataSet(Nd4j.ones(4, 9), Nd4j.ones(4, 3)), 2))
            .batchSize(4)
            .epochBatches(5)
            .build();

    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(train::next)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("domain 'code' gives features of shape [9]");
    }
    assertThat(run.draws().values().stream().mapToLong(n -> n).sum()).isEqualTo(4);
  }

  @Test
  void aFailingSourceIsNamedAndGoesOnWhereItStopped() {
    DataSetIterator flaky =
        WatchedIterator.failingOnce(SmallData.iterator(SmallData.rows(0, 0, 12), 3), 2);
    MultiDomainDataSetIterator train =
        MultiDomainDataSetIterator.builder(one())
            .source("law", flaky)
            .batchSize(8)
            .epochBatches(5)
            .build();

    assertThatThrownBy(train::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("source of domain 'law' failed after 6 examples")
        .hasMessageContaining("no connection");
    DataSet batch = train.next();
    assertThat(batch.getFeatures().getColumn(0).toIntVector())
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(MultiDomainDataSetIterator.originsOf(batch).get(7).batch()).isZero();
  }

  @Test
  void refusesSourcesThatCannotWork() {
    VersaTune run = Runs.run().build();
    DataSetIterator rows = SmallData.iterator(SmallData.rows(0, 0, 4), 2);
    MultiDomainDataSetIterator.Builder builder =
        MultiDomainDataSetIterator.builder(run).source("law", rows).epochBatches(1);

    assertThatThrownBy(() -> builder.source("cooking", rows))
        .hasMessageContaining("unknown domain 'cooking'")
        .hasMessageContaining("medicine");
    assertThatThrownBy(() -> builder.source("law", rows)).hasMessageContaining("two sources");
    assertThatThrownBy(() -> builder.source("code", rows))
        .hasMessageContaining(
            "the source of domain 'law' and the source of domain 'code' read one iterator");
    assertThatThrownBy(builder::build)
        .hasMessageContaining("domain 'medicine' has no source: call source(\"medicine\"");
    DataSetIterator once = new ExistingDataSetIterator(List.of(SmallData.rows(0, 0, 4)).iterator());
    assertThatThrownBy(() -> builder.source("code", once))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'code' cannot be reset")
        .hasMessageContaining("FAIL");
    assertThatThrownBy(() -> builder.batchSize(0)).hasMessageContaining("batch size is 0");
    assertThatThrownBy(() -> builder.epochBatches(0)).hasMessageContaining("0 batches");
  }

  @Test
  void aRunFeedsOneIterator() {
    VersaTune run = Runs.run().build();
    Runs.rows(run).epochBatches(1).build();

    assertThatThrownBy(() -> Runs.rows(run).epochBatches(1).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("one iterator");
  }

  @Test
  void refusesAFractionalLabelsMask() {
    DataSet data = SmallData.sequences(1, 2, 3, true, SmallData.Masks.LABELS);
    data.getLabelsMaskArray().putScalar(1, 2, 0.5);
    MultiDomainDataSetIterator train =
        MultiDomainDataSetIterator.builder(one())
            .source("law", new ExistingDataSetIterator(List.of(data)))
            .epochBatches(1)
            .build();

    assertThatThrownBy(train::next)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("source of domain 'law'")
        .hasMessageContaining("0.5");
  }

  @Test
  void answersWhatUsersAsk() {
    MultiDomainDataSetIterator train = Runs.rows(Runs.run().build()).epochBatches(3).build();
    assertThat(train.batch()).isEqualTo(8);
    assertThat(train.inputColumns()).isEqualTo(4);
    assertThat(train.totalOutcomes()).isEqualTo(3);
    assertThat(train.resetSupported()).isTrue();
    assertThat(train.asyncSupported()).isFalse();
    assertThat(train.getLabels()).isNullOrEmpty();
    assertThat(train.next(3).numExamples()).isEqualTo(3);
    train.setPreProcessor(batch -> batch.getFeatures().muli(0));
    assertThat(train.next().getFeatures().sumNumber().doubleValue()).isZero();
    assertThat(train.getPreProcessor()).isNotNull();
  }

  @Test
  void keepsTheMetaDataOfTheSources() {
    DataSet rows = SmallData.rows(0, 0, 3);
    rows.setExampleMetaData(List.of("a", "b", "c"));
    MultiDomainDataSetIterator train =
        MultiDomainDataSetIterator.builder(one())
            .source("law", new ExistingDataSetIterator(List.of(rows)))
            .epochBatches(1)
            .batchSize(3)
            .build();

    assertThat(MultiDomainDataSetIterator.originsOf(train.next()))
        .containsExactly(
            new ExampleOrigin("law", 0, "a"),
            new ExampleOrigin("law", 0, "b"),
            new ExampleOrigin("law", 0, "c"));
    assertThat(MultiDomainDataSetIterator.domainsOf(rows)).isEmpty();
  }

  @Test
  void fetchingAheadByHandGivesTheSameBatches() {
    List<List<String>> expected = drain(Runs.rows(Runs.run().build()).epochBatches(40).build());
    // The prefetcher works in a circular workspace: what sources keep between batches must not
    // live there.
    AsyncDataSetIterator ahead =
        new AsyncDataSetIterator(Runs.rows(Runs.run().build()).epochBatches(40).build(), 8, true);

    assertThat(drain(ahead)).isEqualTo(expected);
  }

  @Test
  void zeroWeightIsNeverDrawn() {
    VersaTune run =
        VersaTune.builder().initial(DomainDistribution.of(Runs.DOMAINS, 0.5, 0.5, 0)).build();
    MultiDomainDataSetIterator train = Runs.rows(run).epochBatches(20).build();

    while (train.hasNext()) {
      assertThat(MultiDomainDataSetIterator.domainsOf(train.next())).doesNotContain("code");
    }
  }

  /** Gives the same arrays again and again, with other values in them. */
  private static DataSetIterator reusing(int batches) {
    DataSet kept = new DataSet(Nd4j.zeros(3, 4), Nd4j.zeros(3, 3));
    AtomicInteger number = new AtomicInteger();
    return new WatchedIterator(
        new ListDataSetIterator<>(java.util.Collections.nCopies(batches, kept), 1) {
          private static final long serialVersionUID = 1L;

          @Override
          public synchronized DataSet next() {
            var unused = super.next();
            return kept;
          }
        },
        () -> {},
        () -> kept.getFeatures().assign(number.getAndIncrement()));
  }

  @Test
  void aSourceMayUseItsArraysAgain() {
    MultiDomainDataSetIterator train =
        MultiDomainDataSetIterator.builder(one())
            .source("law", reusing(9), ExhaustionPolicy.END_EPOCH)
            .batchSize(4)
            .build();
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      for (int value : train.next().getFeatures().getColumn(0).toIntVector()) {
        found.add(value);
      }
    }

    assertThat(found)
        .containsExactly(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7);
    DataSet data = SmallData.rows(0, 0, 5);
    ShuffledDataSetIterator shuffled = ShuffledDataSetIterator.of(data, 1, 5);
    data.getFeatures().assign(99);
    assertThat(shuffled.next().getFeatures().maxNumber().intValue()).isEqualTo(4);
  }
}
