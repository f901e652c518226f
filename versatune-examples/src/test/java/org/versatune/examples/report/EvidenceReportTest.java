// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.examples.results.Choice;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.StudyResults;

class EvidenceReportTest {
  @TempDir static Path shared;
  private static Path results = Path.of("");
  private static Path html = Path.of("");
  private static Document page = new Document("");

  @TempDir Path folder;

  @BeforeAll
  static void write() throws IOException {
    results = shared.resolve("results");
    html = shared.resolve("made/report.html");
    ResultsFixture.write(results);
    StudyReport.write(StudyResults.read(results), html);
    page = Jsoup.parse(Files.readString(html));
  }

  @Test
  void needsNothingAroundItAndIsSmall() throws IOException {
    String text = Files.readString(html);

    assertThat(text).doesNotContainPattern("(?i)https?:").doesNotContain("url(", "@import", "NaN");
    assertThat(page.select("script, link, img, iframe, object, embed")).isEmpty();
    assertThat(text.getBytes(StandardCharsets.UTF_8).length).isLessThan(2_000_000);
    for (Element svg : page.select("svg")) {
      assertThat(svg.attr("role")).isEqualTo("img");
      assertThat(svg.expectFirst("title").text()).isNotBlank();
      assertThat(svg.expectFirst("desc").text()).isNotBlank();
    }
  }

  @Test
  void theHeadlineTableComesFirstWithVerdictsAndIntervals() {
    List<String> rows = page.select("#headline tbody tr").eachText();

    assertThat(page.expectFirst("table").parents()).contains(page.expectFirst("#headline"));
    assertThat(rows)
        .hasSize(4)
        .anySatisfy(
            row ->
                assertThat(row)
                    .contains("refuted", "\u221218.7 %", "[\u221223.3, \u221214.1]", "+35.2 %"))
        .anySatisfy(row -> assertThat(row).contains("confirmed", "[+87.0, +94.0]", "+38.8 %"));
  }

  @Test
  void aDifferenceOfGainsIsNoPercentage() {
    assertThat(row(table("Fostering: mean gain less uniform's"), "Is fostering's mean").text())
        .endsWith("refuted \u22120.031 [\u22120.040, \u22120.022] 0.000");
  }

  @Test
  void aClaimStandsOnceAboveTheQuestionsOfItsEffect() {
    String headline = page.expectFirst("#headline").text();

    assertThat(headline.split("\\+35\\.21")).hasSize(2);
    assertThat(headline.split("38\\.77 % less")).hasSize(2);
  }

  @Test
  void whatIsSummedUpOverTargetsIsShownFirst() {
    Element table = table("One domain grows, all targets, main, budget 700");
    List<String> pictures = page.select("#expansion svg > title").eachText();

    for (String strategy : ResultsFixture.EXPANSIONS) {
      assertThat(row(table, strategy + " (detected)").text()).startsWith(strategy).contains(" 5 +");
    }
    assertThat(pictures.get(0))
        .isEqualTo("Target gain against forgetting, all targets, main, budget 1,400");
  }

  @Test
  void theConfirmationHasATableOfItsOwn() {
    assertThat(row(table("Confirmation, main, budget 525"), "open gap (detected)").text())
        .contains("uniform", "[");
    assertThat(page.select("#fostering ~ #confirmation, #confirmation ~ #expansion")).hasSize(2);
  }

  @Test
  void fewWeightsAreDrawnAndItIsSaidWhich() {
    assertThat(page.select("#weights svg")).hasSizeBetween(1, 12);
    assertThat(page.select("#weights p").text())
        .contains("7 of ", "\u201Cfostering \u03C3 1\u201D of fostering")
        .contains("\u201Cexpansion \u03B4 .05\u201D, \u201Cexpansion \u03B4 .1\u201D of expansion");
  }

  @Test
  void everyStrategyStartAndBudgetHasItsRowWithIntervals() {
    for (String budget : List.of("350", "700", "1,400")) {
      Element table = table("All domains at once, main, budget " + budget);
      for (String strategy : ResultsFixture.STRATEGIES) {
        Element row =
            row(
                table,
                strategy.equals("constant")
                    ? "knowledge-consistency training (detected)"
                    : strategy + " (detected)");
        assertThat(row.select("td").get(1).text()).matches(".\\d\\.\\d{3} \\[.+, .+]");
      }
      assertThat(row(table, "open gap (uniform)").hasClass("summary")).isTrue();
      assertThat(row(table, "inverse (detected)").hasClass("summary")).isFalse();
    }
    for (String target : ResultsFixture.TARGETS) {
      Element table = table("One domain grows, target " + target + ", main, budget 700");
      for (String strategy : ResultsFixture.EXPANSIONS) {
        assertThat(row(table, strategy + " (detected)").text()).contains("[");
      }
    }
  }

  @Test
  void rowsAreInTheOrderOfTheMeanGain() {
    List<Double> gains =
        table("All domains at once, main, budget 700").select("tbody tr").stream()
            .map(row -> row.select("td").get(1).text())
            .map(text -> text.substring(0, text.indexOf(' ')).replace('\u2212', '-'))
            .map(Double::valueOf)
            .toList();

    assertThat(gains).hasSizeGreaterThan(5).isSortedAccordingTo((a, b) -> Double.compare(b, a));
  }

  @Test
  void aMeanIsThatOfTheFile() {
    StudyResults evidence = StudyResults.read(results);
    Group group = new Group("fostering", "main", "", 700);
    Choice choice = new Choice("uniform", "detected");
    double mean =
        evidence.runs(group).stream()
            .filter(run -> run.key().choice().equals(choice))
            .mapToDouble(run -> run.measure("mean_gain"))
            .average()
            .orElseThrow();

    assertThat(Estimates.of(evidence, group, choice, "mean_gain").value())
        .isEqualTo(mean, within(1e-12));
    assertThat(row(table("All domains at once, main, budget 700"), "uniform (detected)").text())
        .contains(String.format(java.util.Locale.ROOT, "%+.3f [", mean));
  }

  @Test
  void withoutASummaryMeansAreThoseOfTheRunsAndHaveNoInterval() throws IOException {
    ResultsFixture.write(folder);
    Files.writeString(folder.resolve("summary.json"), "[]");
    StudyResults evidence = StudyResults.read(folder);
    Group group = new Group("expansion", "main", "law", 1400);
    Choice choice = new Choice("ramp", "detected");

    assertThat(Estimates.of(evidence, group, choice, "target_gain").value())
        .isEqualTo(
            Estimates.of(StudyResults.read(results), group, choice, "target_gain").value(),
            within(1e-12));
    assertThat(Estimates.of(evidence, group, choice, "target_gain").low()).isNaN();
  }

  @Test
  void theAuthorsScoresGiveTheirHeadlineThroughOurCode() {
    Element table = table("Published mean scores");

    assertThat(row(table, "improvement over uniform").text()).contains("+35.20 %");
    assertThat(page.expectFirst("#published p").text())
        .contains("arXiv 2411.11266", "+35.20 %", "+35.21 %");
  }

  @Test
  void thePicturesOfThePaperAreThere() {
    assertThat(page.select("svg > title").eachText())
        .contains(
            "Detected and true mix \u201Cbase\u201D",
            "Profiles over the domains, main, budget 1,400",
            "Gain by domain, main, budget 1,400",
            "Target gain against forgetting, target law, main, budget 1,400",
            "Forgetting by domain, target code, main, budget 1,400",
            "Over budgets: mean gain, main",
            "Total variation, mix skewed",
            "Weights over training steps: fostering \u03C3 1 (detected), budget 700, seed 1");
  }

  @Test
  void provenanceIsShownAsItIs() {
    assertThat(page.expectFirst("#provenance").text())
        .contains(
            "0123456789abcdef", "code: bb22; law: aa11", "1, 2, 3, 4, 5", "total seconds 4321");
    assertThat(page.select("#provenance pre").text()).contains("\"seeds\"");
  }

  @Test
  void theSameFilesGiveTheSameBytes() {
    StudyReport.write(StudyResults.read(results), folder.resolve("again.html"));
    assertThat(folder.resolve("again.html")).hasSameBinaryContentAs(html);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "runs.csv",
        "summary.json",
        "detection.csv",
        "weights.csv",
        "provenance.json",
        "conclusions.json"
      })
  void aMissingFileIsNamed(String file) throws IOException {
    ResultsFixture.write(folder);
    Files.delete(folder.resolve(file));

    assertThatThrownBy(() -> StudyResults.read(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(folder.resolve(file).toString());
    assertThat(folder.resolve("report.html")).doesNotExist();
  }

  @Test
  void whatIsWrongInAFileIsNamed() throws IOException {
    ResultsFixture.write(folder);
    List<String> lines = Files.readAllLines(folder.resolve("runs.csv"));
    Files.write(
        folder.resolve("runs.csv"),
        ImmutableList.of(lines.get(0), lines.get(1).replace(",350,", ",many,")));
    assertThatThrownBy(() -> StudyResults.read(folder))
        .hasMessageContaining("runs.csv, line 2, column 'budget': 'many' is no number");

    Files.write(
        folder.resolve("runs.csv"),
        ImmutableList.of(lines.get(0).replace("mean_gain", "gains"), lines.get(1)));
    assertThatThrownBy(() -> StudyResults.read(folder))
        .hasMessageContaining("no column 'mean_gain'");

    Files.write(folder.resolve("runs.csv"), lines);
    Files.writeString(folder.resolve("conclusions.json"), "[{\"verdict\": \"maybe\"}]");
    assertThatThrownBy(() -> StudyResults.read(folder)).hasMessageContaining("conclusions.json");
  }

  @Test
  void correctedSharesOfKnownMixesAreShownWhereTheyWereMeasured() throws IOException {
    assertThat(page.select("#detection").text()).doesNotContain("corrected");
    ResultsFixture.write(folder);
    Path file = folder.resolve("detection.csv");
    List<String> rows = new ArrayList<>(Files.readAllLines(file));
    List<String> heads = List.of(rows.get(0).split(",", -1));
    List<String> domains =
        heads.stream().filter(head -> head.startsWith("true_")).map(h -> h.substring(5)).toList();
    for (String part : List.of("corrected_", "lowest_", "highest_")) {
      rows.set(0, rows.get(0) + "," + part + String.join("," + part, domains));
    }
    // Of each judge's rows the true mix, but the first two domains off by .04 and outside.
    for (int i = 1; i < rows.size(); i++) {
      List<String> cells = List.of(rows.get(i).split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1));
      StringBuilder row = new StringBuilder(rows.get(i));
      for (double end : new double[] {0, -0.02, 0.02}) {
        for (int d = 0; d < domains.size(); d++) {
          double off = d == 0 ? 0.04 : d == 1 ? -0.04 : 0;
          double share = Double.parseDouble(cells.get(heads.indexOf("true_" + domains.get(d))));
          row.append(',').append(share + off + end);
        }
      }
      rows.set(i, row.toString());
    }
    Files.write(file, rows);
    Path made = folder.resolve("report.html");
    StudyReport.write(StudyResults.read(folder), made);
    Document corrected = Jsoup.parse(Files.readString(made));

    assertThat(corrected.select("#detection thead th").eachText())
        .contains("total variation, corrected", "coverage, corrected");
    String inside =
        String.format(Locale.ROOT, "%.1f", 100.0 * (domains.size() - 2) / domains.size());
    assertThat(corrected.select("#detection tbody tr").eachText())
        .isNotEmpty()
        .allMatch(
            row ->
                row.replace('\u00A0', ' ')
                    .endsWith(" 0.040 [0.040, 0.040] %s % [%s, %s]".replace("%s", inside)));
    assertThat(corrected.select("#detection svg text").eachText())
        .anyMatch(text -> text.endsWith(", corrected"));
  }

  private static Element table(String caption) {
    Element found =
        page.select(".caption").stream()
            .filter(element -> element.text().startsWith(caption))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no table '" + caption + "'"));
    return page.expectFirst("table[aria-labelledby=" + found.id() + "]");
  }

  private static Element row(Element table, String name) {
    return table.select("tbody tr").stream()
        .filter(row -> row.expectFirst("th").text().startsWith(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no row '" + name + "'"));
  }
}
