package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Signal;
import org.versatune.VersaTune;
import org.versatune.WeightScheduler;
import org.versatune.scheduling.Schedulers;

/** Every rule trains a network with its real signals, and nothing else is measured for it. */
@Timeout(120)
class RulesTest {
  private static final ImmutableSet<Signal> MEASURED =
      ImmutableSet.of(
          Signal.VALIDATION_LOSS, Signal.BATCH_LOSS, Signal.TOKEN_EXCESS, Signal.GRADIENT_PRODUCTS);

  static Stream<Arguments> rules() {
    return Stream.of(
            Schedulers.constant(),
            Schedulers.uniform(),
            Schedulers.inverse(),
            Schedulers.proportional(),
            Schedulers.authorsCode(),
            Schedulers.fostering(),
            Schedulers.expansion("code"),
            Schedulers.temperature(),
            Schedulers.uniMax(200),
            Schedulers.schedule().at(0, DomainDistribution.uniform(Runs.DOMAINS)),
            Schedulers.doReMi(),
            Schedulers.dynamicBatchLoading(),
            Schedulers.doGE(),
            Schedulers.skillIt(new double[][] {{1, 0.5, 0}, {0, 1, 0.5}, {0, 0, 1}}),
            Schedulers.aioli().sweepSteps(3),
            Schedulers.onlineDataMixing(),
            Schedulers.adaptiveDataOptimization())
        .map(rule -> Arguments.of(rule.describe().name(), rule));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void trainsWithItsRealSignals(String name, WeightScheduler rule) {
    VersaTune mix =
        Runs.run()
            .scheduler(rule)
            .domainSizes(Map.of("law", 30, "medicine", 30, "code", 30))
            .referenceLosses(Map.of("law", 0.4, "medicine", 0.5, "code", 0.3))
            .updateEvery(3)
            .build();
    Model model = SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    MultiDomainDataSetIterator train = Runs.patterns(mix).epochBatches(12).prefetch(true).build();
    List<Feedback> reports = new ArrayList<>();
    MixtureListener.Builder listener =
        Runs.validated(mix)
            .referenceNetwork(SmallNetworks.sequences(SmallNetworks.Kind.LAYERS))
            .onUpdate((report, update) -> reports.add(report));
    for (int j = 0; j < Runs.DOMAINS.size(); j++) {
      listener.gradientData(
          Runs.DOMAINS.get(j), SmallData.iterator(SmallData.pattern(j + 1, 8, 6, 70 + j), 4));
    }
    model.setListeners(List.of(listener.build()));

    Runs.fit(model, train, 1);

    List<Feedback> steps = reports.stream().filter(report -> report.step() > 0).toList();
    assertThat(steps.stream().map(Feedback::step)).containsExactly(3L, 6L, 9L, 12L);
    assertThat(mix.weights().asMap().values().stream().mapToDouble(w -> w).sum())
        .isCloseTo(1, within(1e-12));
    ImmutableSet<Signal> asked = Sets.intersection(rule.signals(), MEASURED).immutableCopy();
    for (Feedback report : steps) {
      assertThat(MEASURED.stream().filter(report::has)).containsExactlyInAnyOrderElementsOf(asked);
    }
    ImmutableMap<String, Long> draws = mix.draws();
    assertThat(draws.values().stream().mapToLong(n -> n).sum()).isEqualTo(96);
  }
}
