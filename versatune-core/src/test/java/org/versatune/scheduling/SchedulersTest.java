// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.versatune.Feedback;
import org.versatune.InvalidFeedbackException;
import org.versatune.RuleDescription;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

class SchedulersTest {
  @Test
  void theCatalogueIsInTheOrderOfTheNames() {
    assertThat(Schedulers.catalogue()).extracting(RuleSummary::name).isEqualTo(Schedulers.names());
  }

  static Iterable<RuleSummary> catalogue() {
    return Schedulers.catalogue();
  }

  @ParameterizedTest
  @MethodSource("catalogue")
  void buildsARuleByItsNameOrSaysWhichOptionItNeeds(RuleSummary line) {
    assertThat(line.summary()).isNotBlank().doesNotContain("\n");
    if (line.required().isEmpty()) {
      WeightScheduler rule = Schedulers.named(line.name());
      assertThat(rule.describe().name()).isEqualTo(line.name());
      assertThat(rule.signals()).isEqualTo(line.signals());
    } else {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Schedulers.named(line.name()))
          .withMessageContaining("needs option '" + line.required().get(0) + "'");
    }
  }

  @Test
  void refusesNamesAndOptionsThatItDoesNotKnow() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedulers.named("dorme"))
        .withMessageContaining("no built-in rule 'dorme'")
        .withMessageContaining("doremi");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedulers.named(RuleDescription.of("fostering", Map.of("magnitud", 2))))
        .withMessage("rule 'fostering' has no option [magnitud]; it has [magnitude]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Schedulers.named(RuleDescription.of("fostering", Map.of("magnitude", "high"))))
        .withMessage("option 'magnitude' of rule 'fostering' is high: a number is expected");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Schedulers.named(RuleDescription.of("fostering", Map.of("magnitude", -1))))
        .withMessage("magnitude is -1.0; it must be finite and at least 0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Schedulers.named(
                    RuleDescription.of("expansion", Map.of("target", "a", "against", "worst"))))
        .withMessageContaining("one of [PREVIOUS, BASE, BEST] is expected");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedulers.named(RuleDescription.of("aioli", Map.of("sweeps", 1.5))))
        .withMessageContaining("a whole number is expected");
  }

  @Provide
  Arbitrary<RuleCase> rules() {
    return Arbitraries.of(RuleCase.all());
  }

  @Provide
  Arbitrary<Double> bad() {
    return Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.5);
  }

  /** Every number that a rule reads is refused by domain and step where it is none. */
  @Property(tries = 300)
  void refusesNumbersThatAreNone(
      @ForAll("rules") RuleCase rule, @ForAll("bad") double bad, @ForAll long seed) {
    Scenario scenario = Scenario.random(seed, 3, 1);
    WeightScheduler scheduler = rule.over().apply(scenario.domains());
    WeightUpdate start = scheduler.start(scenario.setup());
    WeightScheduler started = start.nextAfter(scheduler);
    String domain = scenario.domains().get(2);
    Feedback report = scenario.reports().get(0);
    for (Signal signal : scheduler.signals()) {
      if (signal.isKnownBeforeTraining() || signal == Signal.GRADIENT_PRODUCTS) {
        continue;
      }
      Map<String, Double> values = new java.util.TreeMap<>(report.values(signal));
      values.put(domain, bad);
      Feedback broken = scenario.setup().addTo(report.with(signal, values));
      assertThatExceptionOfType(InvalidFeedbackException.class)
          .isThrownBy(() -> started.update(start.weights(), broken))
          .withMessageContaining("'" + domain + "'")
          .withMessageContaining("step " + report.step())
          .withMessageContaining(String.valueOf(bad));
    }
  }
}
