// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.dataset.DataSet;
import org.versatune.DomainDistribution;
import org.versatune.RunBuilder;
import org.versatune.Signal;
import org.versatune.VersaTune;
import org.versatune.WeightScheduler;
import org.versatune.scheduling.Schedulers;

/** What a listener refuses, and what it says where something stands in or steers nothing. */
@Timeout(60)
class ListenerChecksTest {

  /** What was logged while something ran. */
  static List<String> logged(Runnable body) {
    List<String> lines = new ArrayList<>();
    SimpleFormatter formatter = new SimpleFormatter();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            String line = formatter.formatMessage(record);
            if (!line.startsWith("Measuring takes ")) { // A busy machine decides that.
              lines.add(line);
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(MixtureListener.class.getName());
    logger.addHandler(handler);
    try {
      body.run();
    } finally {
      logger.removeHandler(handler);
    }
    return lines;
  }

  private static RunBuilder unsaid() {
    return VersaTune.builder()
        .initial(DomainDistribution.of(Runs.DOMAINS, .5, .3, .2))
        .scheduler(Runs.worstFirst());
  }

  @Test
  void aSecondListenerOnARunIsRefusedWhenItIsBuilt() {
    VersaTune run = Runs.run().build();
    Runs.validated(run).build();
    assertThatThrownBy(() -> Runs.validated(run).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has a MixtureListener already")
        .hasMessageContaining("VersaTune.resume(run.snapshot())");
    Runs.validated(VersaTune.resuming(run.snapshot()).scheduler(Runs.worstFirst()).build()).build();
  }

  @ParameterizedTest
  @EnumSource(SmallNetworks.Kind.class)
  void batchesOfAnotherRunAreRefusedAtOnce(SmallNetworks.Kind kind) {
    VersaTune heard = Runs.run().updateEvery(5).build();
    VersaTune drawn = VersaTune.builder().domains(Runs.DOMAINS).build();
    MultiDomainDataSetIterator train = Runs.patterns(drawn).epochBatches(9).build();
    Model model = SmallNetworks.sequences(kind);
    MixtureListener listener = Runs.validated(heard).build();
    model.setListeners(List.of(listener));

    assertThatThrownBy(() -> Runs.fit(model, train, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("batches of another run (over [law, medicine, code], under constant")
        .hasMessageContaining("build the iterator and the listener on the same run");
    assertThat(listener.trainedBatches()).isZero();
    assertThat(heard.reportedStep()).isEqualTo(-1);
  }

  @Test
  void weightsThatNothingDrawsByAreWarnedOfOnce() {
    List<String> lines =
        logged(
            () -> {
              VersaTune run = Runs.run().build();
              MultiLayerNetwork network = network();
              network.setListeners(Runs.validated(run).build());
              network.fit(SmallData.iterator(SmallData.pattern(1, 24, 6, 1), 4), 2);
            });
    assertThat(lines)
        .singleElement()
        .asString()
        .contains(
            "The weights of the run steer nothing", "MultiDomainDataSetIterator.builder(run)");
  }

  @Test
  void trainingByTheRunIsNotWarnedOf() {
    List<String> lines =
        logged(
            () -> {
              VersaTune run = Runs.run().build();
              MultiLayerNetwork network = network();
              network.setListeners(Runs.validated(run).build());
              network.fit(Runs.patterns(run).epochBatches(6).build());
              VersaTune own = Runs.run().build();
              MultiLayerNetwork other = network();
              other.setListeners(Runs.validated(own).build());
              for (int i = 0; i < 4; i++) {
                int examples = own.plan(8).size();
                other.fit(SmallData.pattern(1, examples, 6, i));
              }
            });
    assertThat(lines).isEmpty();
  }

  @Test
  void anIntervalThatNobodySetIsSaidOnce() {
    List<String> lines = logged(() -> assertThat(every(unsaid().build())).isEqualTo(50));
    assertThat(lines)
        .singleElement()
        .asString()
        .contains("every 50 batches", "updateEvery(n)", "evaluateEvery(n)");
  }

  @Test
  void anIntervalThatSomebodySetStays() {
    List<String> lines =
        logged(
            () -> {
              assertThat(every(unsaid().updateEvery(1).build())).isEqualTo(1);
              assertThat(every(unsaid().updateEvery(7).build())).isEqualTo(7);
              assertThat(unmeasured(Schedulers.constant())).isEqualTo(1);
              assertThat(Runs.validated(unsaid().build()).evaluateEvery(3).build().evaluateEvery())
                  .isEqualTo(3);
            });
    assertThat(lines).isEmpty();
  }

  private static long unmeasured(WeightScheduler rule) {
    VersaTune run = VersaTune.builder().domains(Runs.DOMAINS).scheduler(rule).build();
    MixtureListener.Builder listener = MixtureListener.builder(run);
    if (rule.signals().contains(Signal.TOKEN_EXCESS)) {
      listener.referenceNetwork(network());
    }
    return listener.build().evaluateEvery();
  }

  /** Three quarters of a step and two steps are 8 % of the time every 9 and 23 batches. */
  @Test
  void rulesOverBatchLossesGetAReportOfWhichTheyCanBearTheCost() {
    List<String> lines =
        logged(
            () -> {
              assertThat(unmeasured(Schedulers.onlineDataMixing())).isEqualTo(9);
              assertThat(unmeasured(Schedulers.doReMi())).isEqualTo(23);
            });
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).contains("every 9 batches", "updateEvery(n)");
    assertThat(lines.get(1)).contains("every 23 batches", "below a tenth of the time");
  }

  @Test
  void aResumedRunKeepsItsInterval() {
    VersaTune run = unsaid().build();
    Runs.validated(run).evaluateEvery(4).build();
    VersaTune again = VersaTune.resuming(run.snapshot()).scheduler(Runs.worstFirst()).build();
    assertThat(every(again)).isEqualTo(4);
  }

  private static long every(VersaTune run) {
    return Runs.validated(run).build().evaluateEvery();
  }

  @Test
  void theShareOfMeasuringIsCounted() {
    long[] now = {0};
    TimeShare time = new TimeShare(() -> now[0]);
    assertThat(time.share()).isZero();
    time.run();
    now[0] += 60;
    time.measuring(() -> now[0] += 30);
    now[0] += 10;
    time.pause();
    now[0] += 1000; // Between two calls of fit.
    assertThat(time.share()).isEqualTo(0.3, within(1e-12));
    time.measuring(() -> now[0] += 100); // Before training goes on.
    assertThat(time.share()).isEqualTo(0.65, within(1e-12));
  }

  /** 8 % to measure is 92 % to train: 11.5 to 1. */
  @Test
  void whatAMeasuredIntervalShouldBeIsWhatOneIsChosenFor() {
    assertThat(AffordableInterval.sparser(1, 0.5)).isEqualTo(12);
    assertThat(AffordableInterval.sparser(100, 0.3)).isEqualTo(493);
    assertThat(AffordableInterval.sparser(100, 0.08)).isEqualTo(100);
    assertThat(AffordableInterval.sparser(100, 1)).isPositive();
    assertThat(AffordableInterval.isLarge(0.15)).isTrue();
    assertThat(AffordableInterval.isLarge(0.1)).isFalse();
  }

  @Test
  void theListenerTellsItsShare() {
    VersaTune run = Runs.run().build();
    MultiLayerNetwork network = network();
    MixtureListener listener = Runs.validated(run).build();
    assertThat(listener.timeShare()).isZero();
    network.setListeners(listener);
    network.fit(Runs.patterns(run).epochBatches(3).build());
    assertThat(listener.timeShare()).isPositive().isLessThan(1);
  }

  @Test
  void aCheckpointThatCannotBeWrittenFailsAtBuild(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    for (Path bad : List.of(folder, file.resolve("below.checkpoint"), Path.of("/proc/no/such"))) {
      VersaTune run = Runs.run().build();
      assertThatThrownBy(() -> Runs.validated(run).checkpoint(bad, 5).build())
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot write checkpoint")
          .hasMessageContaining(bad.toString());
      // Nothing is half done: the next one is built.
      Path good = folder.resolve("new/run.checkpoint");
      Runs.validated(run).checkpoint(good, 5).build();
      assertThat(good).doesNotExist();
    }
  }

  @Test
  void aNetworkWithoutInitIsNamed() {
    MultiLayerNetwork network = new MultiLayerNetwork(network().getLayerWiseConfigurations());
    DataSet data = SmallData.pattern(1, 4, 6, 1);
    VersaTune run = Runs.run().build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DomainLossEvaluator.loss(network, SmallData.iterator(data, 4)))
        .withMessageContaining("call network.init()");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Runs.validated(run).referenceNetwork(network))
        .withMessageContaining("call network.init()");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReferenceLosses.builder(network))
        .withMessageContaining("call network.init()");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImportanceWeightedTraining.of(network, run))
        .withMessageContaining("call network.init()");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NetworkCheckpoint.save(Path.of("unused"), network, run))
        .withMessageContaining("call network.init()");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NetworkTextGenerator.builder(network))
        .withMessageContaining("call network.init()");
  }

  @Test
  void anEpochHasOneLength() {
    VersaTune run = Runs.run().build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Runs.patterns(run).epochBatches(4).epochExamples(100))
        .withMessageContaining("an epoch of 100 examples and of 4 batches");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Runs.patterns(run).epochExamples(100).epochBatches(4))
        .withMessageContaining("leave one of epochBatches and epochExamples out");
  }

  private static MultiLayerNetwork network() {
    return (MultiLayerNetwork) SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
  }
}
