// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableTable;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.versatune.scheduling.Schedulers;

/** Reports that contradict what the run knows, or themselves. */
class SignalDoubtsTest {
  private static final List<String> DOMAINS = List.of("law", "medicine", "code");

  private static RunBuilder run() {
    return VersaTune.builder().domains("law", "code");
  }

  private static Map<String, Double> of(double law, double code) {
    return Map.of("law", law, "code", code);
  }

  private static Feedback report(long step) {
    return Feedback.at(step).losses(of(2, 1));
  }

  private static List<String> heard(RunBuilder builder, Feedback... reports) {
    try (Warnings warnings = new Warnings()) {
      VersaTune run = builder.build();
      for (Feedback report : reports) {
        run.plan(8);
        run.report(report);
      }
      return warnings.heard().stream().filter(text -> text.startsWith("the report for")).toList();
    }
  }

  @Test
  void whatTheRunWasGivenOtherwiseIsWarnedOfOnceASignal() {
    RunBuilder known =
        run()
            .scheduler(Schedulers.fostering())
            .referenceLosses(of(1, 0.5))
            .baseLosses(of(3, 2))
            .domainSizes(Map.of("law", 100, "code", 200));
    List<String> heard =
        heard(
            known,
            report(1).with(Signal.REFERENCE_LOSS, of(1, 0.6)),
            report(2)
                .with(Signal.REFERENCE_LOSS, of(1, 0.7))
                .with(Signal.BASE_LOSS, of(4, 2))
                .with(Signal.DOMAIN_SIZE, of(100, 300)));
    assertThat(heard).hasSize(3);
    assertThat(heard.get(0))
        .contains(
            "step 1 has other REFERENCE_LOSS than the run knows (of domain 'code' 0.6, not 0.5)",
            "count for this report alone",
            "Leave them out of the reports");
    assertThat(heard).anyMatch(text -> text.contains("step 2 has other BASE_LOSS"));
    assertThat(heard).anyMatch(text -> text.contains("DOMAIN_SIZE") && text.contains("300.0"));
  }

  @Test
  void theSameNumbersAndThoseOfAnotherMeasurementAreNot() {
    RunBuilder known = run().scheduler(Schedulers.fostering()).referenceLosses(of(1, 0.5));
    assertThat(
            heard(
                known,
                report(1).with(Signal.REFERENCE_LOSS, of(1, 0.5)),
                report(2).with(Signal.REFERENCE_LOSS, of(1.0004, 0.5)),
                report(3).with(Signal.BASE_LOSS, of(3, 2))))
        .isEmpty();
  }

  @Test
  void referenceLossesThatNoRuleReadsAreNotDroppedWithoutAWord() {
    assertThat(
            heard(
                run().scheduler(Schedulers.constant()),
                report(1).with(Signal.REFERENCE_LOSS, of(1, 0.5)),
                report(2)))
        .singleElement()
        .asString()
        .contains("rule 'constant' does not read it", "referenceLosses(map)");
  }

  /** A rule of the user's own may read what it does not name: a lambda names nothing. */
  @Test
  void whatARuleOfTheUsersOwnMayReadIsNotDoubted() {
    RunBuilder own =
        run()
            .scheduler(
                (current, feedback) ->
                    WeightUpdate.of(
                        current.reweighted(feedback.values(Signal.REFERENCE_LOSS)::get)));
    assertThat(heard(own, report(1).with(Signal.REFERENCE_LOSS, of(1, 0.5)))).isEmpty();
  }

  @Test
  void drawCountsThatTheRunReplacesByItsOwnAreSaid() {
    RunBuilder counting = run().scheduler(Schedulers.adaptiveDataOptimization());
    assertThat(heard(counting, report(1).with(Signal.DRAW_COUNTS, of(70, 30)), report(2)))
        .singleElement()
        .asString()
        .contains("DRAW_COUNTS", "of domain 'law' 70.0, not 4.0", "reads those of the run");
    assertThat(heard(counting, report(1).with(Signal.DRAW_COUNTS, of(4, 4)))).isEmpty();
    assertThat(heard(run(), report(1).with(Signal.DRAW_COUNTS, of(70, 30)))).isEmpty();
  }

  private static Feedback products(double ii, double ij, double ji, double jj) {
    return Feedback.at(1)
        .gradientProducts(
            ImmutableTable.<String, String, Double>builder()
                .put("law", "law", ii)
                .put("law", "code", ij)
                .put("code", "law", ji)
                .put("code", "code", jj)
                .build());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0.5, 0.4, 1, of 'code' and 'law' they are 0.4 and 0.5",
    "1, 0.5, -0.5, 1, of 'code' and 'law' they are -0.5 and 0.5",
    "-1, 0, 0, 1, that of 'law' with itself is -1.0",
    "1, 1.5, 1.5, 1, more than the product of their norms"
  })
  void productsThatNoGradientsHaveAreWarnedOf(
      double ii, double ij, double ji, double jj, String said) {
    assertThat(heard(run(), products(ii, ij, ji, jj)))
        .singleElement()
        .asString()
        .contains("cannot be those of one gradient", said, "Report g_i·g_j at (i, j) and (j, i)");
  }

  /** Also where each product is rounded to 32 bits on its own. */
  @Property(tries = 200)
  void productsOfGradientsNeverAre(
      @ForAll @Size(9) List<@DoubleRange(min = -1e6, max = 1e6) Double> gradients) {
    ImmutableTable.Builder<String, String, Double> table = ImmutableTable.builder();
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double product = 0;
        for (int d = 0; d < 3; d++) {
          product += gradients.get(3 * i + d) * gradients.get(3 * j + d);
        }
        table.put(DOMAINS.get(i), DOMAINS.get(j), (double) (float) product);
      }
    }
    RunBuilder run = VersaTune.builder().domains(DOMAINS).scheduler(Schedulers.doGE());
    assertThat(heard(run, Feedback.at(1).gradientProducts(table.buildOrThrow()))).isEmpty();
  }
}
