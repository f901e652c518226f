// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;
import org.versatune.DomainSampler;
import org.versatune.RuleDescription;

final class SamplersTest {
  private static final DomainDistribution WEIGHTS =
      DomainDistribution.of(Mixes.names(3), .2, .3, .5);

  private static int[] draws(DomainSampler.Kind kind) {
    DomainSampler sampler = kind.start(WEIGHTS, 11);
    int[] draws = new int[200];
    Arrays.setAll(draws, i -> sampler.next());
    return draws;
  }

  @Test
  void aKindIsBuiltAgainFromItsDescription() {
    for (DomainSampler.Kind kind :
        new DomainSampler.Kind[] {
          Samplers.exact(), Samplers.exact().shuffled(20), Samplers.independent()
        }) {
      DomainSampler.Kind again = Samplers.named(kind.describe());
      assertThat(again.describe()).isEqualTo(kind.describe());
      assertThat(draws(again)).isEqualTo(draws(kind));
      assertThat(Samplers.names()).contains(kind.describe().name());
    }
  }

  @Test
  void theExactOrderIsNotRandom() {
    // The rule worked out in rational numbers by another program, weights in 64ths and 1024ths.
    assertThat(first(24, 13, 19, 32))
        .containsExactly(2, 1, 2, 0, 2, 1, 2, 0, 2, 1, 2, 1, 2, 0, 2, 1, 2, 0, 2, 1, 2, 1, 2, 0);
    assertThat(first(40, 61, 82, 51, 92, 379, 359))
        .containsExactly(
            4, 5, 4, 5, 3, 4, 5, 1, 4, 5, 0, 4, 5, 4, 5, 2, 4, 5, 3, 4, 5, 1, 4, 5, 4, 5, 0, 4, 5,
            4, 3, 5, 4, 1, 5, 4, 2, 5, 4, 3);
  }

  private static int[] first(int draws, double... relative) {
    DomainSampler sampler =
        Samplers.exact()
            .start(DomainDistribution.relative(Mixes.names(relative.length), relative), 0);
    int[] first = new int[draws];
    Arrays.setAll(first, i -> sampler.next());
    return first;
  }

  @Test
  void unknownNamesAndOptionsAreRefused() {
    assertThatThrownBy(() -> Samplers.named(RuleDescription.of("roulette")))
        .hasMessageContaining("no sampler is named 'roulette'")
        .hasMessageContaining("exact, independent");
    assertThatThrownBy(
            () -> Samplers.named(RuleDescription.of("independent", ImmutableMap.of("window", 3))))
        .hasMessageContaining("no option [window]");
    assertThatThrownBy(
            () -> Samplers.named(RuleDescription.of("exact", ImmutableMap.of("window", 0))))
        .hasMessageContaining("window");
    assertThatThrownBy(() -> Samplers.exact().shuffled(0)).hasMessageContaining("window is 0");
  }
}
