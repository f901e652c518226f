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
