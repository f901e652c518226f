// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.versatune.examples.results.Promise.Allowance;

class PromiseTest {
  /** Base losses of 2; law ends 0.5 % above them, code 1.5 %, finance 4 %. */
  private static final Run RUN =
      new Run(
          new RunKey(new Group("confirmation", "x1", "", 10), new Choice("a", "uniform"), 6),
          "a",
          "a.jsonl",
          "none",
          Measures.of(
              "",
              ImmutableMap.of("law", 2.0, "code", 2.0, "finance", 2.0),
              ImmutableMap.of("law", 1.5, "code", 1.5, "finance", 1.5),
              ImmutableMap.of("law", 2.01, "code", 2.03, "finance", 2.08),
              ImmutableMap.of(),
              1));

  private static Run measured(double lossError, double riseError) {
    return RUN.with(
            Measures.LOSS_ERROR,
            ImmutableMap.of("law", lossError, "code", lossError, "finance", lossError))
        .with(
            Measures.RISE_ERROR,
            ImmutableMap.of("law", riseError, "code", riseError, "finance", riseError));
  }

  @Test
  void aCaseIsADomainOfARun() {
    Promise promise = new Promise(0.01);
    List<Run> runs = List.of(RUN, RUN);

    assertThat(Promise.cases(runs)).isEqualTo(6);
    assertThat(promise.kept(runs, Allowance.NONE)).isEqualTo(2);
    assertThat(new Promise(0.02).kept(runs, Allowance.NONE)).isEqualTo(4);
    assertThat(promise.share(RUN, Allowance.NONE)).isEqualTo(1 / 3.0);
  }

  @Test
  void aLossMayBeAboveItsLimitByItsError() {
    Promise promise = new Promise(0.01);

    // The limit is 2.02: code is 0.01 past it, finance 0.06.
    assertThat(promise.kept(List.of(measured(0.011, 0.009)), Allowance.LOSS_ERROR)).isEqualTo(2);
    assertThat(promise.kept(List.of(measured(0.011, 0.009)), Allowance.RISE_ERROR)).isEqualTo(1);
    assertThat(promise.kept(List.of(measured(0.061, 0.011)), Allowance.LOSS_ERROR)).isEqualTo(3);
    assertThat(promise.kept(List.of(measured(0.061, 0.011)), Allowance.RISE_ERROR)).isEqualTo(2);
    List<Run> measured = List.of(measured(0.1, 0.1));
    assertThat(Promise.isMeasured(measured, Allowance.RISE_ERROR)).isTrue();
    assertThat(Promise.isMeasured(measured, Allowance.LOSS_ERROR)).isTrue();
  }

  @Test
  void whatHasNoErrorIsAllowedNothing() {
    assertThat(Promise.USUAL.kept(List.of(RUN), Allowance.LOSS_ERROR)).isEqualTo(1);
    assertThat(Promise.isMeasured(List.of(RUN), Allowance.NONE)).isTrue();
    assertThat(Promise.isMeasured(List.of(RUN), Allowance.LOSS_ERROR)).isFalse();
    assertThat(Promise.isMeasured(List.of(measured(1, 1), RUN), Allowance.RISE_ERROR)).isFalse();
    assertThat(Promise.isMeasured(List.of(), Allowance.NONE)).isFalse();
    Run measured = measured(1, 1);
    assertThat(Promise.measured(List.of(RUN, measured), Allowance.LOSS_ERROR))
        .containsExactly(measured);
    assertThat(Promise.measured(List.of(RUN, measured), Allowance.RISE_ERROR))
        .containsExactly(measured);
    assertThat(Promise.measured(List.of(RUN, measured), Allowance.NONE)).hasSize(2);
  }

  @Test
  void theShareIsSaidWithoutNeedlessDigits() {
    assertThat(Promise.USUAL.limit()).isEqualTo("1\u00A0%");
    assertThat(new Promise(0.025).limit()).isEqualTo("2.5\u00A0%");
    assertThatThrownBy(() -> new Promise(-0.1)).hasMessageContaining("within is -0.1");
  }
}
