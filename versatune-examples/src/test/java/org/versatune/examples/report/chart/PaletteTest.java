// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PaletteTest {
  @Test
  void twentyNamesLookDifferent() {
    List<String> names = IntStream.range(0, 20).mapToObj(i -> "domain " + i).toList();
    for (Palette palette : List.of(Palette.ofDomains(names), Palette.ofStrategies(names))) {
      assertThat(names.stream().map(palette::of)).doesNotHaveDuplicates();
      assertThat(names.stream().map(palette::of).map(s -> s.colour() + "/" + s.dash()))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void fiftyNamesHaveFiftyColours() {
    List<String> names = IntStream.range(0, 50).mapToObj(i -> "domain " + i).toList();
    for (Palette palette : List.of(Palette.ofDomains(names), Palette.ofStrategies(names))) {
      List<int[]> colours =
          names.stream()
              .map(name -> Integer.parseInt(palette.of(name).colour().substring(1), 16))
              .map(rgb -> new int[] {rgb >> 16, (rgb >> 8) & 0xFF, rgb & 0xFF})
              .toList();
      for (int i = 0; i < 50; i++) {
        for (int j = 0; j < i; j++) {
          int[] a = colours.get(i);
          int[] b = colours.get(j);
          assertThat(Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(a[2] - b[2]))
              .as("%s and %s", names.get(i), names.get(j))
              .isGreaterThan(20);
        }
      }
    }
  }

  @Test
  void aStrategyIsNeverTakenForADomain() {
    List<String> names = IntStream.range(0, 20).mapToObj(Integer::toString).toList();
    Palette strategies = Palette.ofStrategies(names);

    assertThat(names.stream().map(Palette.ofDomains(names)::of).map(SeriesStyle::colour))
        .doesNotContainAnyElementsOf(
            names.stream().map(strategies::of).map(SeriesStyle::colour).toList());
  }

  @Test
  void anUnknownNameIsAnError() {
    assertThatThrownBy(() -> Palette.ofDomains(List.of("law")).of("lore"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lore")
        .hasMessageContaining("law");
  }
}
