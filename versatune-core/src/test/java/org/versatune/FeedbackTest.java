// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedbackTest {
  private static final List<String> TWO = List.of("law", "code");

  @Test
  void givesLossesInTheOrderAskedFor() {
    Feedback feedback = Feedback.at(100).losses(Map.of("code", 0.9, "law", 2.1));

    assertThat(feedback.positive(Signal.VALIDATION_LOSS, TWO)).containsExactly(2.1, 0.9);
    assertThat(feedback.positive(Signal.VALIDATION_LOSS, List.of("code", "law")))
        .containsExactly(0.9, 2.1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -0.1, 0})
  void namesDomainValueAndStepOfALossThatCannotDivide(double loss) {
    Feedback feedback = Feedback.at(300).losses(Map.of("code", loss, "law", 2.1));

    assertThatExceptionOfType(InvalidFeedbackException.class)
        .isThrownBy(() -> feedback.positive(Signal.VALIDATION_LOSS, TWO))
        .withMessageContaining("domain 'code'")
        .withMessageContaining("step 300")
        .withMessageContaining(String.valueOf(loss));
  }

  @Test
  void zeroIsALossThatMayBeReadWhereItDoesNotDivide() {
    Feedback feedback = Feedback.at(300).losses(Map.of("code", 0, "law", 2.1));

    assertThat(feedback.nonNegative(Signal.VALIDATION_LOSS, TWO)).containsExactly(2.1, 0);
  }

  @Test
  void saysWhichDomainLacksALoss() {
    Feedback feedback = Feedback.at(5).losses(Map.of("law", 2.1));

    assertThatExceptionOfType(InvalidFeedbackException.class)
        .isThrownBy(() -> feedback.positive(Signal.VALIDATION_LOSS, TWO))
        .withMessageContaining("step 5 lacks domain 'code'");
  }

  @Test
  void saysHowToSupplyASignalThatIsMissing() {
    assertThatExceptionOfType(InvalidFeedbackException.class)
        .isThrownBy(() -> Feedback.at(7).values(Signal.TOKEN_EXCESS))
        .withMessageContaining("step 7 has no TOKEN_EXCESS")
        .withMessageContaining("reference network");
    assertThatExceptionOfType(InvalidFeedbackException.class)
        .isThrownBy(() -> Feedback.at(7).gradientProducts(TWO))
        .withMessageContaining("has no GRADIENT_PRODUCTS");
  }

  @Test
  void readsGradientProductsAsAMatrix() {
    Feedback feedback =
        Feedback.at(1)
            .gradientProducts(
                ImmutableTable.<String, String, Double>builder()
                    .put("law", "law", 4.0)
                    .put("law", "code", -1.0)
                    .put("code", "law", -1.0)
                    .put("code", "code", 9.0)
                    .build());

    assertThat(feedback.gradientProducts(List.of("code", "law")))
        .isDeepEqualTo(new double[][] {{9, -1}, {-1, 4}});
    assertThatExceptionOfType(InvalidFeedbackException.class)
        .isThrownBy(() -> feedback.gradientProducts(List.of("law", "medicine")))
        .withMessageContaining("'law' and 'medicine'");
  }

  @Test
  void refusesANegativeStep() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Feedback.at(-1))
        .withMessageContaining("step is -1");
  }

  @Test
  void addingASignalLeavesTheEarlierReportAsItWas() {
    Feedback first = Feedback.at(1).losses(Map.of("law", 1, "code", 1));
    Feedback second = first.with(Signal.BATCH_LOSS, Map.of("law", 3));

    assertThat(first.has(Signal.BATCH_LOSS)).isFalse();
    assertThat(second.values(Signal.BATCH_LOSS)).containsEntry("law", 3.0);
  }

  @Test
  void domainsThatAReportLacksGetTheNumberGivenForThem() {
    Feedback feedback = Feedback.at(3).losses(Map.of("law", 2.0, "code", 1.0, "art", 0.5));

    assertThat(
            feedback.nonNegativeOr(
                Signal.VALIDATION_LOSS, List.of("code", "medicine", "law"), Double.NaN))
        .containsExactly(1, Double.NaN, 2);
    assertThat(feedback.nonNegativeOr(Signal.VALIDATION_LOSS, List.of("code", "law", "art"), 7))
        .containsExactly(1, 2, .5);
    assertThat(feedback.nonNegativeOr(Signal.TOKEN_EXCESS, List.of("code", "law"), 7))
        .containsExactly(7, 7);
    assertThatExceptionOfType(InvalidFeedbackException.class)
        .isThrownBy(
            () ->
                Feedback.at(3)
                    .losses(Map.of("law", -1))
                    .nonNegativeOr(Signal.VALIDATION_LOSS, List.of("code", "law"), 0))
        .withMessageContaining("domain 'law' at step 3 is -1.0");
  }

  @Test
  void anArrayThatWasReadIsTheReadersOwn() {
    Feedback feedback = Feedback.at(3).losses(Map.of("law", 2.0, "code", 1.0));
    ImmutableList<String> domains = ImmutableList.of("code", "law");

    feedback.nonNegative(Signal.VALIDATION_LOSS, domains)[0] = 99;
    feedback.positive(Signal.VALIDATION_LOSS, ImmutableList.of("law", "code"))[0] = 99;

    assertThat(feedback.nonNegative(Signal.VALIDATION_LOSS, domains)).containsExactly(1, 2);
    assertThat(feedback.nonNegative(Signal.VALIDATION_LOSS, domains.reverse()))
        .containsExactly(2, 1);
  }
}
