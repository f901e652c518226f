// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How durations are written and counted. */
class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 s",
    "PT0.3S, 0.3 s",
    "PT0.000000001S, 0.000000001 s",
    "PT59.9S, 59.9 s",
    "PT60S, 1 min",
    "PT1M29.6S, 1 min 30 s",
    "PT2H, 2 h",
    "PT1H30M, 1 h 30 min",
    "P2D, 48 h",
    "PT-0.001S, -0.001 s",
    "PT-90S, -1 min 30 s"
  })
  void areWrittenAsPeopleDo(Duration duration, String text) {
    assertThat(Durations.text(duration)).isEqualTo(text);
  }

  @Test
  void forEverIsTheLongestThatCanBeWaited() {
    assertThat(Durations.nanos(ChronoUnit.FOREVER.getDuration())).isEqualTo(Long.MAX_VALUE);
    assertThat(Durations.nanos(Duration.ofSeconds(Long.MIN_VALUE))).isEqualTo(Long.MIN_VALUE);
    assertThat(Durations.nanos(Duration.ofMillis(2))).isEqualTo(2_000_000);
    assertThat(Durations.text(ChronoUnit.FOREVER.getDuration())).contains(" h");
  }
}
