// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.common.base.Throwables;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.util.CrashReportingUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.VersaTune;
import org.versatune.scheduling.Schedulers;

/** What is thrown while a batch is made reaches the caller of {@code fit}, and soon. */
class FailureReachesFitTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** Where it is thrown. */
  private enum Place {
    NEXT,
    HAS_NEXT,
    PREPROCESSOR
  }

  /** How {@code fit} gets its batches. */
  private enum Drawing {
    HERE,
    AHEAD,
    WRAPPED,
    WRAPPED_SHORT
  }

  private enum Thrown {
    EXCEPTION,
    CHECKED,
    ASSERTION,
    OUT_OF_MEMORY,
    STACK_OVERFLOW,
    LINKAGE,
    OWN_ERROR,
    INTERRUPTED;

    void raise() {
      Throwable failure =
          switch (this) {
            case EXCEPTION -> new UnsupportedOperationException("torn cable");
            case CHECKED -> new IOException("torn cable");
            case ASSERTION -> new AssertionError("torn cable");
            case OUT_OF_MEMORY -> new OutOfMemoryError("torn cable");
            case STACK_OVERFLOW -> overflow(0);
            case LINKAGE -> new NoClassDefFoundError("torn/Cable");
            case OWN_ERROR -> new Torn();
            case INTERRUPTED -> {
              Thread.currentThread().interrupt();
              yield new IllegalStateException("torn cable", new InterruptedException());
            }
          };
      throw FailureReachesFitTest.<RuntimeException>sneaked(failure);
    }

    @SuppressWarnings("InfiniteRecursion")
    private static Throwable overflow(int depth) {
      return overflow(depth + 1);
    }
  }

  private static final class Torn extends Error {
    private static final long serialVersionUID = 1L;
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> T sneaked(Throwable failure) throws T {
    throw (T) failure;
  }

  private record Case(
      SmallNetworks.Kind kind, Drawing drawing, boolean heard, Place place, Thrown thrown) {}

  @BeforeAll
  static void withoutCrashDumps() {
    CrashReportingUtil.crashDumpsEnabled(false);
  }

  @AfterAll
  static void withCrashDumps() {
    CrashReportingUtil.crashDumpsEnabled(true);
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Thrown thrown : Thrown.values()) {
      for (Place place : Place.values()) {
        for (boolean heard : new boolean[] {true, false}) {
          for (Drawing drawing : Drawing.values()) {
            cases.add(new Case(SmallNetworks.Kind.LAYERS, drawing, heard, place, thrown));
          }
          cases.add(new Case(SmallNetworks.Kind.GRAPH, Drawing.AHEAD, heard, place, thrown));
          cases.add(new Case(SmallNetworks.Kind.GRAPH, Drawing.WRAPPED, heard, place, thrown));
        }
      }
    }
    return cases.stream();
  }

  /** Throws before the batch of a number, from 0, and goes on the next time. */
  private static final class Torned {
    private int left;
    private final Thrown thrown;

    Torned(int left, Thrown thrown) {
      this.left = left;
      this.thrown = thrown;
    }

    void count() {
      if (left-- == 0) {
        thrown.raise();
      }
    }
  }

  private static DataSetIterator source(int domain, @Nullable Torned next, @Nullable Torned has) {
    DataSetIterator inner = SmallData.iterator(SmallData.rows(domain, 0, 10 + domain), 4);
    return new WatchedIterator(
        inner,
        () -> {
          if (has != null) {
            has.count();
          }
        },
        () -> {
          if (next != null) {
            next.count();
          }
        });
  }

  private static DataSetIterator batches(VersaTune run, Case tried, int failBefore) {
    Torned torned = new Torned(failBefore, tried.thrown());
    MultiDomainDataSetIterator.Builder builder = MultiDomainDataSetIterator.builder(run);
    for (int j = 0; j < Runs.DOMAINS.size(); j++) {
      boolean fails = j == 1;
      builder.source(
          Runs.DOMAINS.get(j),
          source(
              j,
              fails && tried.place() == Place.NEXT ? torned : null,
              fails && tried.place() == Place.HAS_NEXT ? torned : null));
    }
    MultiDomainDataSetIterator train =
        builder.batchSize(8).epochBatches(12).prefetch(tried.drawing() == Drawing.AHEAD).build();
    if (tried.place() == Place.PREPROCESSOR) {
      train.setPreProcessor((DataSetPreProcessor) batch -> torned.count());
    }
    return train;
  }

  /** Wrapped last: a prefetcher begins to draw when it is made. */
  private static DataSetIterator wrapped(DataSetIterator train, Drawing drawing) {
    return switch (drawing) {
      case HERE, AHEAD -> train;
      case WRAPPED -> new AsyncDataSetIterator(train, 4);
      case WRAPPED_SHORT -> new AsyncDataSetIterator(train, 2, true);
    };
  }

  @ParameterizedTest
  @MethodSource("cases")
  void reachesTheCallerWhateverIsThrownAndWherever(Case tried) {
    Throwable found =
        assertTimeoutPreemptively(
            LIMIT,
            () -> {
              VersaTune run = Runs.run().updateEvery(4).build();
              DataSetIterator train = batches(run, tried, 3);
              Model model = SmallNetworks.rows(tried.kind());
              if (tried.heard()) {
                model.setListeners(Runs.rowsValidated(run).build());
              }
              Throwable thrown =
                  catchThrowable(() -> Runs.fit(model, wrapped(train, tried.drawing()), 1));
              Thread.interrupted();
              return thrown;
            });

    assertThat(found).isNotNull();
    Throwable root = Throwables.getRootCause(found);
    switch (tried.thrown()) {
      case STACK_OVERFLOW -> assertThat(root).isInstanceOf(StackOverflowError.class);
      case OWN_ERROR -> assertThat(root).isInstanceOf(Torn.class);
      case LINKAGE -> assertThat(root).isInstanceOf(NoClassDefFoundError.class);
      case INTERRUPTED -> assertThat(Throwables.getStackTraceAsString(found)).contains("torn");
      default -> assertThat(root).hasMessage("torn cable");
    }
    // An error that the virtual machine makes takes no further message.
    if (tried.place() != Place.PREPROCESSOR && tried.thrown() != Thrown.STACK_OVERFLOW) {
      assertThat(Throwables.getStackTraceAsString(found))
          .contains("the source of domain 'medicine'");
    }
  }

  @ParameterizedTest
  @MethodSource("drawings")
  void theNextFitGoesOnWithTheSameBatch(Drawing drawing) {
    List<List<String>> trained =
        assertTimeoutPreemptively(
            LIMIT,
            () -> {
              VersaTune run = Runs.run().updateEvery(4).build();
              Case tried =
                  new Case(
                      SmallNetworks.Kind.LAYERS, drawing, true, Place.NEXT, Thrown.OUT_OF_MEMORY);
              DataSetIterator train = batches(run, tried, 3);
              Model model = SmallNetworks.rows(SmallNetworks.Kind.LAYERS);
              BatchWatcher watcher = new BatchWatcher(run);
              model.setListeners(watcher, Runs.rowsValidated(run).build());
              DataSetIterator ahead = wrapped(train, drawing);
              assertThat(catchThrowable(() -> Runs.fit(model, ahead, 1)))
                  .isInstanceOf(OutOfMemoryError.class);
              ahead.reset();
              Runs.fit(model, ahead, 1);
              return watcher.batches();
            });
    VersaTune twin = Runs.run().updateEvery(4).build();
    Model model = SmallNetworks.rows(SmallNetworks.Kind.LAYERS);
    BatchWatcher watcher = new BatchWatcher(twin);
    MultiDomainDataSetIterator train = Runs.rows(twin).epochBatches(trained.size()).build();
    model.setListeners(watcher, Runs.rowsValidated(twin).build());
    Runs.fit(model, train, 1);

    assertThat(trained).hasSizeGreaterThanOrEqualTo(12).isEqualTo(watcher.batches());
  }

  @Test
  void theThreadOfABrokenEpochDrawsNothingMore() {
    Set<Thread> before = waitingForReports();
    VersaTune run = Runs.run().scheduler(Schedulers.constant()).updateEvery(4).build();
    DataSetIterator train = Runs.rows(run).epochBatches(12).prefetch(true).build();
    Model model = SmallNetworks.rows(SmallNetworks.Kind.LAYERS);
    BatchWatcher watcher = new BatchWatcher(run);
    AtomicBoolean broken = new AtomicBoolean();
    BaseTrainingListener breaking =
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model trained, int iteration, int epoch) {
            if (iteration == 2 && !broken.get()) {
              // The prefetcher has drawn batch 3, and waits for the report that batch 4 needs.
              while (before.containsAll(waitingForReports())) {
                Thread.onSpinWait();
              }
              broken.set(true);
              throw new Torn();
            }
          }
        };
    model.setListeners(breaking, watcher, MixtureListener.builder(run).build());

    assertTimeoutPreemptively(
        LIMIT,
        () -> {
          assertThat(catchThrowable(() -> Runs.fit(model, train, 1))).isInstanceOf(Torn.class);
          train.reset();
          Runs.fit(model, train, 1);
        });

    VersaTune twin = Runs.run().scheduler(Schedulers.constant()).updateEvery(4).build();
    DataSetIterator whole = Runs.rows(twin).epochBatches(14).build();
    List<List<String>> expected = new ArrayList<>();
    while (whole.hasNext()) {
      expected.add(Runs.content(whole.next()));
    }
    assertThat(watcher.batches()).isEqualTo(expected);
  }

  private static Set<Thread> waitingForReports() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(
            thread ->
                Arrays.stream(thread.getValue())
                    .anyMatch(frame -> frame.getMethodName().equals("awaitReports")))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  static Stream<Drawing> drawings() {
    return Stream.of(Drawing.HERE, Drawing.AHEAD, Drawing.WRAPPED);
  }

  @Test
  void aPrefetcherThatIsShutDownGetsNothing() {
    VersaTune run = Runs.run().updateEvery(4).build();
    MultiDomainDataSetIterator train = Runs.rows(run).epochBatches(40).build();
    var unused = Runs.rowsValidated(run).build();
    AsyncDataSetIterator ahead = new AsyncDataSetIterator(train, 2);
    assertThat(ahead.hasNext()).isTrue();
    DataSet first = ahead.next();

    assertTimeoutPreemptively(LIMIT, ahead::reset);

    assertThat(first.numExamples()).isEqualTo(8);
    assertThat(ahead.hasNext()).isTrue();
    DataSet again =
        Objects.requireNonNull(
            assertTimeoutPreemptively(
                LIMIT, (org.junit.jupiter.api.function.ThrowingSupplier<DataSet>) ahead::next));
    assertThat(again.numExamples()).isEqualTo(8);
    ahead.shutdown();
  }

  @Test
  void whatWasThrownIsThrownAgainForEveryQuestion() {
    Supplier<FailedBatch> failed = () -> new FailedBatch(new DrawFailure(new Torn()));

    for (org.assertj.core.api.ThrowableAssert.ThrowingCallable question :
        List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
            () -> failed.get().getFeatures(),
            () -> failed.get().getLabels(),
            () -> failed.get().numExamples(),
            () -> failed.get().asList(),
            () -> failed.get().copy(),
            () -> failed.get().toMultiDataSet().getFeatures(0),
            () -> failed.get().toMultiDataSet().getLabels(),
            () -> MultiDomainDataSetIterator.domainsOf(failed.get()))) {
      assertThat(catchThrowable(question)).isInstanceOf(Torn.class);
    }
  }
}
