// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.datasets.iterator.AsyncShieldDataSetIterator;
import org.deeplearning4j.datasets.iterator.DataSetIteratorSplitter;
import org.deeplearning4j.datasets.iterator.EarlyTerminationDataSetIterator;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.VersaTune;

/** One iterator has one reader: whoever shares it is told, by name. */
class DataRolesTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private enum Alias {
    ITSELF,
    PREFETCHED,
    SHORTENED,
    OF_ITS_OWN,
    NESTED;

    DataSetIterator of(DataSetIterator it) {
      return switch (this) {
        case ITSELF -> it;
        case PREFETCHED -> new AsyncDataSetIterator(it, 2);
        case SHORTENED -> new EarlyTerminationDataSetIterator(it, 3);
        case OF_ITS_OWN -> WatchedIterator.around(it);
        case NESTED -> new AsyncShieldDataSetIterator(WatchedIterator.around(it));
      };
    }
  }

  private static DataSetIterator law() {
    return SmallData.iterator(SmallData.rows(0, 0, 12), 2);
  }

  private static VersaTune run() {
    return VersaTune.builder().domains("law").updateEvery(1).build();
  }

  @ParameterizedTest
  @EnumSource(Alias.class)
  void trainingIsNotMeasuredOnWhicheverIsBuiltFirst(Alias alias) {
    DataSetIterator shared = law();
    DataSetIterator again = alias.of(shared);
    VersaTune first = run();
    var unused =
        MultiDomainDataSetIterator.builder(first).source("law", shared).epochBatches(2).build();
    assertThatThrownBy(() -> MixtureListener.builder(first).validation("law", again).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the source of domain 'law'")
        .hasMessageContaining("the validation set of domain 'law'")
        .hasMessageContaining("an iterator of its own");
    assertThatCode(() -> MixtureListener.builder(first).validation("law", law()).build())
        .doesNotThrowAnyException();

    VersaTune second = run();
    var listener = MixtureListener.builder(second).validation("law", again).build();
    assertThat(listener.trainedBatches()).isZero();
    assertThatThrownBy(
            () ->
                MultiDomainDataSetIterator.builder(second)
                    .source("law", shared)
                    .epochBatches(2)
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the source of domain 'law'")
        .hasMessageContaining("the validation set of domain 'law'");
  }

  @ParameterizedTest
  @EnumSource(Alias.class)
  void withinOneBuilderTwoRolesAndTwoDomainsAreRefused(Alias alias) {
    DataSetIterator shared = law();
    DataSetIterator again = alias.of(shared);
    Model model = SmallNetworks.rows(SmallNetworks.Kind.LAYERS);
    VersaTune run = VersaTune.builder().domains("law", "code").build();

    assertThatThrownBy(
            () ->
                MultiDomainDataSetIterator.builder(run).source("law", shared).source("code", again))
        .hasMessageContaining("the source of domain 'law' and the source of domain 'code'");
    assertThatThrownBy(
            () -> MixtureListener.builder(run).validation("law", shared).gradientData("law", again))
        .hasMessageContaining("validation set of domain 'law' and the gradient data of domain");
    assertThatThrownBy(
            () -> DomainLossEvaluator.builder().validation("law", shared).validation("code", again))
        .hasMessageContaining(
            "the validation set of domain 'law' and the validation set of domain 'code'");
    assertThatThrownBy(() -> ReferenceLosses.builder(model).domain("law", shared, again))
        .hasMessageContaining("the training data of domain 'law' and the validation set of domain");
    assertThatThrownBy(
            () ->
                ReferenceLosses.builder(model)
                    .domain("law", shared, law())
                    .domain("code", law(), again))
        .hasMessageContaining(
            "the training data of domain 'law' and the validation set of domain 'code'");
    assertThatThrownBy(
            () ->
                ProxyModels.builder(model)
                    .domain("law", shared, law())
                    .domain("code", again, law()))
        .hasMessageContaining(
            "the training data of domain 'law' and the training data of domain 'code'");
    ReferenceLosses.Builder builder = ReferenceLosses.builder(model);
    assertThat(catchThrowable(() -> builder.domain("law", shared, again))).isNotNull();
    assertThatCode(() -> builder.domain("law", shared, law())).doesNotThrowAnyException();
  }

  @Test
  @SuppressWarnings("deprecation") // The parts that are not deprecated are covered below.
  void theTwoPartsOfASplitterMoveEachOther() {
    DataSetIteratorSplitter splitter = new DataSetIteratorSplitter(law(), 6, 0.5);
    assertThatThrownBy(
            () ->
                ReferenceLosses.builder(SmallNetworks.rows(SmallNetworks.Kind.LAYERS))
                    .domain("law", splitter.getTrainIterator(), splitter.getTestIterator()))
        .hasMessageContaining("read one iterator");
  }

  @Test
  void thePartsOfASplitterByRatiosMoveEachOther() {
    List<DataSetIterator> parts =
        new DataSetIteratorSplitter(law(), 6, new double[] {0.5, 0.5}).getIterators();
    assertThatThrownBy(
            () ->
                MixtureListener.builder(run())
                    .validation("law", parts.get(0))
                    .gradientData("law", parts.get(1)))
        .hasMessageContaining("read one iterator");
  }

  @Test
  void theIteratorOfTheRunIsNoValidationSet() {
    VersaTune run = run();
    DataSetIterator train =
        MultiDomainDataSetIterator.builder(run).source("law", law()).epochBatches(2).build();
    assertThatThrownBy(() -> MixtureListener.builder(run).validation("law", train).build())
        .hasMessageContaining("the source of domain 'law' and the validation set");
  }

  @Test
  void iteratorsOverTheSameListAreFineAndSoAreReadersOneAfterAnother() {
    List<DataSet> rows = List.copyOf(SmallData.rows(0, 0, 12).asList());
    DataSetIterator training = new ListDataSetIterator<>(rows, 2);
    DataSetIterator validation = new ListDataSetIterator<>(rows, 3);
    Model model = SmallNetworks.rows(SmallNetworks.Kind.LAYERS);
    Map<String, Double> measured =
        ReferenceLosses.builder(model)
            .domain("law", training, validation)
            .steps(2)
            .build()
            .measure();
    assertThat(measured).containsKey("law");
    VersaTune run = run();
    MultiDomainDataSetIterator train =
        MultiDomainDataSetIterator.builder(run).source("law", training).epochBatches(4).build();
    var listener = MixtureListener.builder(run).validation("law", validation).build();
    assertThat(listener.evaluateEvery()).isEqualTo(1);
    DomainLossEvaluator evaluator = DomainLossEvaluator.of(Map.of("law", validation));
    for (int i = 0; i < 4; i++) {
      assertThat(train.next().numExamples()).isPositive();
      assertThat(evaluator.losses(model)).isEqualTo(evaluator.losses(model));
    }
  }

  @ParameterizedTest
  @EnumSource(Alias.class)
  void aSourceReadByAnotherInTheMidstOfTrainingIsNotGoneOnWith(Alias alias) {
    DataSetIterator shared = law();
    MultiDomainDataSetIterator train =
        MultiDomainDataSetIterator.builder(run())
            .source("law", shared)
            .batchSize(2)
            .epochBatches(9)
            .build();
    assertThat(train.next().numExamples()).isEqualTo(2);
    Model model = SmallNetworks.rows(SmallNetworks.Kind.LAYERS);
    assertThat(DomainLossEvaluator.of(Map.of("code", alias.of(shared))).losses(model)).hasSize(1);
    assertThatThrownBy(train::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the source of domain 'law' was moved after 2 examples")
        .hasMessageContaining("the validation set of domain 'code'");
  }

  @Test
  void aSourceOfTwoRunsIsNamedAsThat() {
    DataSetIterator shared = law();
    MultiDomainDataSetIterator first =
        MultiDomainDataSetIterator.builder(run()).source("law", shared).epochBatches(2).build();
    MultiDomainDataSetIterator second =
        MultiDomainDataSetIterator.builder(run()).source("law", shared).epochBatches(2).build();
    assertThat(second.next().numExamples()).isEqualTo(32);
    assertThatThrownBy(first::next)
        .hasMessageContaining("by another reader of the same iterator")
        .hasMessageContaining("the source of domain 'law' in another run");
  }

  @Test
  void aSecondIteratorOnARunIsRefusedBeforeItMovesTheSourcesOfTheFirst() {
    VersaTune run = run();
    DataSetIterator source = law();
    MultiDomainDataSetIterator.Builder builder =
        MultiDomainDataSetIterator.builder(run).source("law", source).batchSize(2).epochBatches(3);
    MultiDomainDataSetIterator first = builder.build();
    assertThat(first.next().getFeatures().getInt(0, 0)).isZero();
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("one run feeds one iterator");
    assertThat(first.next().getFeatures().getInt(0, 0)).isEqualTo(2);
  }

  private static DataSetIterator prefetchedFailure(boolean error, boolean wrapped) {
    int[] calls = {0};
    DataSetIterator failing =
        new WatchedIterator(
            law(),
            () -> {},
            () -> {
              // From the third call on: what died before the source was reset does not count.
              if (calls[0]++ >= 2) {
                if (error) {
                  throw new AssertionError("torn cable");
                }
                throw new UnsupportedOperationException("torn cable");
              }
            });
    DataSetIterator ahead = new AsyncDataSetIterator(failing, 2);
    return wrapped ? WatchedIterator.around(ahead) : ahead;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aSourceWhosePrefetcherDiesIsNamed(int which) {
    boolean error = which % 2 == 1;
    DataSetIterator source = prefetchedFailure(error, which > 1);
    Throwable thrown =
        assertTimeoutPreemptively(
            LIMIT,
            () ->
                catchThrowable(
                    () -> {
                      MultiDomainDataSetIterator train =
                          MultiDomainDataSetIterator.builder(run())
                              .source("law", source)
                              .batchSize(2)
                              .epochBatches(9)
                              .build();
                      while (train.hasNext()) {
                        assertThat(train.next().numExamples()).isEqualTo(2);
                      }
                    }));
    assertNames(thrown, "source of domain 'law'");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aValidationSetWhosePrefetcherDiesIsNamed(int which) {
    DataSetIterator set = prefetchedFailure(which % 2 == 1, which > 1);
    Model model = SmallNetworks.rows(SmallNetworks.Kind.LAYERS);
    DomainLossEvaluator evaluator = DomainLossEvaluator.of(Map.of("law", set));
    Throwable thrown =
        assertTimeoutPreemptively(LIMIT, () -> catchThrowable(() -> evaluator.losses(model)));
    assertNames(thrown, "validation set of domain 'law'");
  }

  private static void assertNames(Throwable thrown, String what) {
    assertThat(thrown).isNotNull();
    List<String> said = new ArrayList<>(List.of(String.valueOf(thrown.getMessage())));
    for (Throwable suppressed : thrown.getSuppressed()) {
      said.add(String.valueOf(suppressed.getMessage()));
    }
    assertThat(said).anyMatch(message -> message.contains(what));
  }

  @Test
  void aFailureOfTheSecondSpecialistIsHeardWhileTheFirstTrains() {
    CountDownLatch never = new CountDownLatch(1);
    DataSetIterator endless =
        new WatchedIterator(
            law(),
            () -> {},
            () -> {
              try {
                var unused = never.await(10, TimeUnit.MINUTES);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    DataSetIterator failing = WatchedIterator.failingOnce(law(), 0);
    ReferenceLosses losses =
        ReferenceLosses.builder(SmallNetworks.rows(SmallNetworks.Kind.LAYERS))
            .domain("law", endless, law())
            .domain("code", failing, law())
            .threads(2)
            .steps(3)
            .build();
    Throwable thrown = assertTimeoutPreemptively(LIMIT, () -> catchThrowable(losses::measure));
    assertThat(thrown)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the specialist of domain 'code' failed");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFailingResetNamesTheDomain(boolean restart) {
    int[] resets = {restart ? 1 : 0};
    DataSetIterator source =
        new ListDataSetIterator<>(SmallData.rows(0, 0, 4).asList(), 2) {
          private static final long serialVersionUID = 1L;

          @Override
          public synchronized void reset() {
            if (resets[0]-- == 0) {
              throw new UnsupportedOperationException("torn cable");
            }
            super.reset();
          }
        };
    assertThatThrownBy(
            () -> {
              MultiDomainDataSetIterator train =
                  MultiDomainDataSetIterator.builder(run())
                      .source("law", source)
                      .batchSize(6)
                      .epochBatches(1)
                      .build();
              assertThat(train.next()).isNull();
            })
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the source of domain 'law' failed")
        .hasMessageContaining("reset()")
        .hasMessageContaining("torn cable");
  }
}
