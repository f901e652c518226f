// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.versatune.examples.report.chart.LineChart;

class HtmlTableTest {
  private final HtmlTable table = HtmlTable.of("domain", List.of("law", "a < b"));

  private static List<String> cells(HtmlTable table) {
    return Jsoup.parse(table.toString()).select("th, td").eachText();
  }

  @Test
  void numbersHaveThreeDecimalsUnlessTheyAreWhole() {
    assertThat(
            cells(
                table
                    .column("loss", Map.of("law", 1.23456, "a < b", -2.0))
                    .column("draws", Map.of("law", 12345L, "a < b", 7))
                    .column("note", Map.of("law", "5 %", "a < b", "&"))))
        .containsExactly(
            "domain", "loss", "draws", "note", "law", "1.235", "12345", "5 %", "a < b", "-2.000",
            "7", "&");
  }

  @Test
  void aMissingValueIsADash() {
    assertThat(cells(table.column("loss", Map.of("law", 1.0))))
        .containsExactly("domain", "loss", "law", "1.000", "a < b", "–");
  }

  @Test
  void aValueOfNoRowIsRefused() {
    assertThatThrownBy(() -> table.column("loss", Map.of("code", 1.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("loss", "code", "law");
  }

  @Test
  void aColumnLeavesTheTableAsItWas() {
    String before = table.toString();

    assertThat(table.column("loss", Map.of("law", 1.0)).toString()).isNotEqualTo(before);

    assertThat(table.toString()).isEqualTo(before);
  }

  @Test
  void aChartHasItsTitleAboveIt() {
    Html chart =
        Html.of(LineChart.titled("Weights").point("law", 0, 0.1).point("law", 1, 0.2).draw());

    assertThat(Jsoup.parse(chart.toString()).select("figcaption").text()).isEqualTo("Weights");
    assertThat(Jsoup.parse(chart.toString()).select("figure > svg")).hasSize(1);
  }

  @Test
  void otherHtmlStandsAsItIs() {
    assertThat(Html.of("<svg></svg>").toString()).isEqualTo("<svg></svg>");
  }
}
