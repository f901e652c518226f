// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Names that no file can hold are refused where they are given; numbers that JSON lacks are not.
 */
class WritableNamesTest {
  private static final String HALF = "half of a surrogate pair";

  @ParameterizedTest
  @ValueSource(strings = {"a\ud83d", "\udc00a", "\ud83d\ud83d\ude00", "law\udfff\u00e9"})
  void halfACharacterIsRefusedInEveryName(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DomainDistribution.uniform("law", name))
        .withMessageContaining("domain 2")
        .withMessageContaining(HALF);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DomainDistribution.relative(Map.of(name, 1)))
        .withMessageContaining(HALF);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VersaTune.builder().domains("law", name))
        .withMessageContaining(HALF);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RuleDescription.of(name))
        .withMessageContaining("the name of a rule")
        .withMessageContaining(HALF);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RuleDescription.of("rule", Map.of(name, 1)))
        .withMessageContaining("the name of an option")
        .withMessageContaining(HALF);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RuleDescription.of("rule", Map.of("rate", name)))
        .withMessageContaining("option 'rate'")
        .withMessageContaining(HALF);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RuleDescription.of("rule", Map.of("rates", List.of(Map.of(name, 1)))))
        .withMessageContaining(HALF);
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 4.9e-324})
  void anyNumberOfARuleComesBackFromASnapshot(double value) {
    RuleDescription described =
        RuleDescription.of("own", Map.of("rate", value, "list", List.of(1.5, value)));
    WeightScheduler rule =
        new WeightScheduler() {
          @Override
          public WeightUpdate update(DomainDistribution current, Feedback feedback) {
            return WeightUpdate.of(current);
          }

          @Override
          public RuleDescription describe() {
            return described;
          }
        };
    VersaTune run = VersaTune.builder().domains("law", "\ud83d\ude00").scheduler(rule).build();

    Snapshot read = Snapshot.fromJson(run.snapshot().toJson());
    VersaTune resumed = VersaTune.resuming(read).scheduler(rule).build();

    assertThat(read.toJson()).isEqualTo(run.snapshot().toJson());
    assertThat(resumed.rule()).isEqualTo(described);
    assertThat(resumed.domains()).containsExactly("law", "\ud83d\ude00");
  }
}
