// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.VersaTune;
import org.versatune.WeightUpdate;
import org.versatune.scheduling.Schedulers;

/** Labels of the rows follow no pattern, so every validation loss turns sooner or later. */
class RollBackTest {
  @TempDir Path folder;

  private static VersaTune run() {
    return VersaTune.builder()
        .initial(DomainDistribution.of(Runs.DOMAINS, 0.5, 0.3, 0.2))
        .scheduler(Schedulers.stopping(Schedulers.constant(), 3))
        .seed(7)
        .build();
  }

  private MixtureListener listener(
      VersaTune run, @Nullable Path checkpoint, BiConsumer<Feedback, WeightUpdate> onUpdate) {
    MixtureListener.Builder builder =
        Runs.rowsValidated(run)
            .evaluateEvery(5)
            .evaluateBaseBeforeTraining()
            .rollBack(folder.resolve("best"))
            .onUpdate(onUpdate);
    if (checkpoint != null) {
      builder.checkpoint(checkpoint, 5);
    }
    return builder.build();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("best"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static INDArray updater(Model model) {
    return requireNonNull(Network.of(model).updaterState());
  }

  @ParameterizedTest
  @EnumSource(SmallNetworks.Kind.class)
  void trainingGoesBackAndEndsWithTheLastDomain(SmallNetworks.Kind kind) throws IOException {
    VersaTune run = run();
    Model model = SmallNetworks.rows(kind);
    MultiDomainDataSetIterator train = Runs.rows(run).epochBatches(20).build();
    Map<Long, INDArray> parameters = new HashMap<>();
    Map<Long, INDArray> states = new HashMap<>();
    List<Double> wentBack = new ArrayList<>();
    MixtureListener listener =
        listener(
            run,
            null,
            (report, update) -> {
              Double back = update.conditions().get("back to step");
              if (back == null) {
                parameters.put(report.step(), model.params().dup());
                states.put(report.step(), updater(model).dup());
                return;
              }
              wentBack.add(back);
              assertThat(model.params()).isEqualTo(parameters.get(back.longValue()));
              if (back > 0) {
                assertThat(updater(model)).isEqualTo(states.get(back.longValue()));
              }
              parameters.put(report.step(), model.params().dup());
              states.put(report.step(), updater(model).dup());
            });
    model.setListeners(List.of(listener));
    Runs.fit(model, train, 200);

    assertThat(wentBack).hasSize(3);
    assertThat(train.hasNext()).isFalse();
    train.reset();
    assertThat(train.hasNext()).isFalse();
    assertThat(listener.trainedBatches()).isLessThan(4000);
    // What training ends with is the network of the last best; nothing refers to another one.
    assertThat(files()).isEmpty();
    assertThat(run.draws()).containsOnlyKeys(Runs.DOMAINS);
  }

  /**
   * Law is validated on its own pattern and goes on improving; the others on patterns that training
   * drives them away from, after more steps or fewer.
   */
  @Test
  void eachDomainGoesBackToTheStepOfItsOwnBest() throws IOException {
    VersaTune run = run();
    Model model = SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    MultiDomainDataSetIterator train = Runs.patterns(run).epochBatches(15).build();
    Map<Long, INDArray> parameters = new HashMap<>();
    Map<String, Double> wentBack = new LinkedHashMap<>();
    List<Integer> kept = new ArrayList<>();
    int[] strides = {1, 4, 5};
    MixtureListener.Builder builder = MixtureListener.builder(run).evaluateEvery(5);
    for (int j = 0; j < strides.length; j++) {
      builder.validation(
          Runs.DOMAINS.get(j),
          SmallData.iterator(SmallData.pattern(strides[j], 6 + 3 * j, 6, 50 + j), 4));
    }
    model.setListeners(
        List.of(
            builder
                .evaluateBaseBeforeTraining()
                .rollBack(folder.resolve("best"))
                .onUpdate(
                    (report, update) -> {
                      Double back = update.conditions().get("back to step");
                      if (back != null) {
                        update
                            .factor("taken out")
                            .keySet()
                            .forEach(domain -> wentBack.putIfAbsent(domain, back));
                        assertThat(model.params()).isEqualTo(parameters.get(back.longValue()));
                      }
                      parameters.put(report.step(), model.params().dup());
                      try {
                        kept.add(files().size());
                      } catch (IOException e) {
                        throw new UncheckedIOException(e);
                      }
                    })
                .build()));
    Runs.fit(model, train, 8);

    assertThat(new HashSet<>(wentBack.values())).as("%s", wentBack).hasSizeGreaterThan(1);
    assertThat(kept).anyMatch(files -> files > 1);
  }

  /** Also where another thread draws ahead, which must not overtake the end of training. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void aKilledTrainingGoesOnAsTheUnbrokenOne(int epochs) {
    List<Feedback> expected = new ArrayList<>();
    Model whole = SmallNetworks.rows(SmallNetworks.Kind.LAYERS);
    folder = folder.resolve("whole");
    train(whole, run(), null, expected, 12);
    folder = folder.resolveSibling("killed");
    Path file = folder.resolve("run.checkpoint");
    List<Feedback> found = new ArrayList<>();
    train(SmallNetworks.rows(SmallNetworks.Kind.LAYERS), run(), file, found, epochs);
    NetworkCheckpoint checkpoint = NetworkCheckpoint.load(file);
    MultiLayerNetwork again = checkpoint.multiLayerNetwork();
    train(again, VersaTune.resume(checkpoint.snapshot()), file, found, 12 - epochs);

    assertThat(found).isEqualTo(expected);
    assertThat(again.params()).isEqualTo(whole.params());
  }

  private void train(
      Model model, VersaTune run, @Nullable Path checkpoint, List<Feedback> reports, int epochs) {
    MultiDomainDataSetIterator train = Runs.rows(run).epochBatches(15).prefetch(true).build();
    model.setListeners(List.of(listener(run, checkpoint, (report, update) -> reports.add(report))));
    Runs.fit(model, train, epochs);
  }

  @Test
  void whatTheCheckpointRefersToIsKept() throws IOException {
    Path file = folder.resolve("run.checkpoint");
    List<Feedback> reports = new ArrayList<>();
    train(SmallNetworks.rows(SmallNetworks.Kind.LAYERS), run(), file, reports, 1);
    String best = files().get(0);
    Files.delete(folder.resolve("best").resolve(best));
    VersaTune resumed = VersaTune.resume(NetworkCheckpoint.load(file).snapshot());

    assertThatIllegalStateException()
        .isThrownBy(() -> listener(resumed, null, (report, update) -> {}))
        .withMessageContaining(best)
        .withMessageContaining("is not there");
  }

  @Test
  void aDamagedNetworkIsNamedBeforeTrainingGoesOn() throws IOException {
    Path file = folder.resolve("run.checkpoint");
    train(SmallNetworks.rows(SmallNetworks.Kind.LAYERS), run(), file, new ArrayList<>(), 1);
    Path best = folder.resolve("best").resolve(files().get(0));
    byte[] whole = Files.readAllBytes(best);
    Files.write(best, Arrays.copyOf(whole, whole.length / 2));
    VersaTune resumed = VersaTune.resume(NetworkCheckpoint.load(file).snapshot());

    assertThatIllegalStateException()
        .isThrownBy(() -> listener(resumed, null, (report, update) -> {}))
        .withMessageContaining(best.toString())
        .withMessageContaining("bring it back");
  }

  @Test
  void aNetworkThatIsGoneWhenItIsNeededIsNamed() {
    VersaTune run = run();
    Model model = SmallNetworks.rows(SmallNetworks.Kind.LAYERS);
    model.setListeners(
        List.of(
            listener(
                run,
                null,
                (report, update) -> {
                  try {
                    for (String file : files()) {
                      Files.write(folder.resolve("best").resolve(file), new byte[] {1, 2, 3});
                    }
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                })));
    MultiDomainDataSetIterator train = Runs.rows(run).epochBatches(20).build();

    assertThatIllegalStateException()
        .isThrownBy(() -> Runs.fit(model, train, 200))
        .withMessageContaining("the network of the best evaluation of a domain at step ")
        .withMessageContaining("bring it back");
  }

  @Test
  void anotherRunsNetworksAreRefused() throws IOException {
    Files.createDirectories(folder.resolve("best"));
    Files.createFile(folder.resolve("best").resolve("best-40.zip"));

    assertThatIllegalStateException()
        .isThrownBy(() -> listener(run(), null, (report, update) -> {}))
        .withMessageContaining("best-40.zip")
        .withMessageContaining("another run");
  }

  @Test
  void theRuleHasToTakeDomainsOut() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> listener(Runs.run().build(), null, (report, update) -> {}))
        .withMessageContaining("'worst-first'")
        .withMessageContaining("Schedulers.stopping");
  }
}
