// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.versatune.Feedback;
import org.versatune.VersaTune;

/** Listeners beside ours that throw, and two calls of fit at the same time. */
@Timeout(120)
class OtherListenersTest {
  private static final int BATCHES = 12;

  private static MultiLayerNetwork network() {
    return (MultiLayerNetwork) SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
  }

  /** Throws once, after a step. */
  private static final class Throwing extends BaseTrainingListener {
    private final int at;
    private boolean thrown;

    Throwing(int at) {
      this.at = at;
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      if (iteration == at && !thrown) {
        thrown = true;
        throw new UnsupportedOperationException("a listener of the user's own");
      }
    }
  }

  private record Result(VersaTune run, List<Feedback> reports, List<List<String>> batches) {}

  private static Result train(int at, boolean before, boolean prefetch) {
    VersaTune run = Runs.run().updateEvery(4).build();
    MultiDomainDataSetIterator train =
        Runs.patterns(run).epochBatches(BATCHES).prefetch(prefetch).build();
    List<Feedback> reports = new ArrayList<>();
    MixtureListener ours =
        Runs.validated(run).onUpdate((report, update) -> reports.add(report)).build();
    Throwing throwing = new Throwing(at);
    MultiLayerNetwork network = network();
    BatchWatcher watcher = new BatchWatcher(run);
    network.setListeners(
        before
            ? List.<TrainingListener>of(watcher, throwing, ours)
            : List.<TrainingListener>of(watcher, ours, throwing));
    if (at >= 0) {
      assertThatThrownBy(() -> network.fit(train)).hasMessage("a listener of the user's own");
      assertThat(ours.trainedBatches()).isEqualTo(before ? at : at + 1);
    }
    if (at < 0 || train.hasNext()) {
      network.fit(train);
    }
    return new Result(run, reports, watcher.batches());
  }

  /** Called after ours, it loses nothing: training goes on with the next batch. */
  @ParameterizedTest
  @CsvSource({"1,false", "3,false", "4,true", "3,true"})
  void afterOursNothingIsLost(int at, boolean prefetch) {
    Result found = train(at, false, prefetch);

    // The numbers of the batches: Deeplearning4j does not count the iteration, which moves Adam.
    assertThat(found.batches.subList(0, BATCHES))
        .extracting(batch -> Integer.parseInt(batch.get(0).split(" ", 2)[0]))
        .isEqualTo(IntStream.range(0, BATCHES).boxed().toList());
    assertThat(found.reports).extracting(Feedback::step).startsWith(4L, 8L, 12L);
  }

  /**
   * Called before ours, it keeps a step from being counted. The batch is given again where batches
   * are fetched ahead, else training goes on with the next one; no report is left out.
   */
  @ParameterizedTest
  @CsvSource({"1,false", "3,false", "4,true", "3,true"})
  void beforeOursNoReportIsLeftOut(int at, boolean prefetch) {
    Result found = train(at, true, prefetch);

    assertThat(found.reports).extracting(Feedback::step).startsWith(4L, 8L, 12L);
    assertThat(found.run.draws().values().stream().mapToLong(n -> n).sum() % 8).isZero();
  }

  /** Deeplearning4j lets one call of fit wait for the other; both are of one run. */
  @ParameterizedTest
  @EnumSource(SmallNetworks.Kind.class)
  void twoFitsAtTheSameTimeTrainOneAfterTheOther(SmallNetworks.Kind kind) throws Exception {
    VersaTune run = Runs.run().updateEvery(4).build();
    MultiDomainDataSetIterator train = Runs.patterns(run).epochBatches(BATCHES).build();
    Model model = SmallNetworks.sequences(kind);
    List<Feedback> reports = new ArrayList<>();
    MixtureListener ours =
        Runs.validated(run).onUpdate((report, update) -> reports.add(report)).build();
    model.setListeners(List.of(ours));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Callable<Boolean> fit =
          () -> {
            Runs.fit(model, train, 1);
            return true;
          };
      for (Future<Boolean> done : threads.invokeAll(List.of(fit, fit), 5, TimeUnit.MINUTES)) {
        assertThat(done.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(ours.trainedBatches()).isIn((long) BATCHES, 2L * BATCHES);
    assertThat(reports).extracting(Feedback::step).startsWith(4L, 8L, 12L);
    assertThat(run.draws().values().stream().mapToLong(n -> n).sum())
        .isEqualTo(8 * ours.trainedBatches());
  }
}
