// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.DomainDistribution;
import org.versatune.Warnings;

/** A generator that writes the same texts again is warned of once: its intervals are too narrow. */
class RepeatedTextsTest {
  private final Warnings warnings = new Warnings(DomainDetector.class);

  @AfterEach
  void stopListening() {
    warnings.close();
  }

  private static DomainDetector.Builder detector(TextGenerator generator) {
    return DomainDetector.builder()
        .generator(generator)
        .classifier(text -> Optional.of(DomainDistribution.of(List.of("law", "code"), 0.25, 0.75)))
        .domains("law", "code")
        .rounds(3)
        .samplesPerRound(10);
  }

  private static ImmutableList<String> texts(int count, long seed) {
    return IntStream.range(0, count)
        .mapToObj(i -> "text " + i + " of " + seed)
        .collect(ImmutableList.toImmutableList());
  }

  @Test
  void theSameTextThroughoutIsNamedOnce() {
    Detection detection =
        detector((count, seed) -> ImmutableList.copyOf(Collections.nCopies(count, "same")))
            .build()
            .detect();

    assertThat(detection.distribution().weight("law")).isEqualTo(0.25);
    assertThat(warnings.heard())
        .singleElement()
        .asString()
        .contains("round 1", "of 10 texts", "only 1 is different", "temperature 1");
  }

  @Test
  void aGeneratorThatIgnoresItsSeedIsNamedOnce() {
    var unused = detector((count, seed) -> texts(count, 7)).build().detect();

    assertThat(warnings.heard())
        .singleElement()
        .asString()
        .contains("round 2", "the same texts as in round 1", "ignore the seed");
  }

  @Test
  void differentTextsAndAFewEqualOnesAreNothingToSay() {
    var unused =
        detector(
                (count, seed) ->
                    texts(count, seed).stream()
                        .map(text -> text.replace("text 1", "text 2").replace("text 3", "text 4"))
                        .collect(ImmutableList.toImmutableList()))
            .build()
            .detect();

    assertThat(warnings.heard()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 2, 5, Double.POSITIVE_INFINITY})
  void aToleranceInPerCentIsRefused(double tolerance) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> detector(RepeatedTextsTest::texts).tolerance(tolerance))
        .withMessageContaining("tolerance is " + tolerance)
        .withMessageContaining("percentage point");
  }
}
