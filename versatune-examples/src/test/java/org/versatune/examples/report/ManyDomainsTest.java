// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.examples.report.chart.PictureTexts;
import org.versatune.examples.results.Cautions;
import org.versatune.examples.results.DetectionResult;
import org.versatune.examples.results.StudyResults;

/** The report at the numbers of domains that people have. */
class ManyDomainsTest {
  private static StudyResults study(int domains) {
    return SimulatedStudy.of(
        IntStream.range(0, domains).mapToObj(i -> "field number " + i).toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 6, 20, 50})
  void noSentenceIsAWallAndNoTextsOverlap(int domains) {
    Document page = Jsoup.parse(StudyReport.render(study(domains)));

    assertThat(page.select("#findings li").eachText()).allMatch(text -> text.length() < 1000);
    for (Element svg : page.select("svg")) {
      List<PictureTexts.Box> texts = PictureTexts.of(svg);
      for (int i = 0; i < texts.size(); i++) {
        for (int j = 0; j < i; j++) {
          assertThat(texts.get(i).overlaps(texts.get(j)))
              .as("%s and %s in %s", texts.get(i), texts.get(j), svg.attr("aria-label"))
              .isFalse();
        }
      }
    }
    assertThat(page.select("#detection tbody th").eachText()).hasSize(domains);
  }

  @Test
  void ofFiftyDomainsTwelveAreDrawnAndAllAreInTheTables() {
    Document page = Jsoup.parse(StudyReport.render(study(50)));

    assertThat(page.text()).contains("Drawn are 12 of 50 domains");
    assertThat(page.select("#losses svg[aria-label*=fostering]")).hasSize(12);
    assertThat(page.select("#fostering th[scope=row]").eachText()).contains("field number 49");
  }

  @Test
  void theBytesAreTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    String plain = StudyReport.render(study(6));
    try {
      for (String tag : List.of("ar-EG", "fa-IR", "th-TH-u-nu-thai-ca-buddhist", "tr-TR", "de")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        assertThat(StudyReport.render(study(6))).as(tag).isEqualTo(plain);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void oneUnitIsUsedAndExplained() {
    String page = StudyReport.render(study(6));
    assertThat(page)
        .contains("Reference losses on the test text, bits per byte")
        .contains("Loss by domain, bits per byte")
        .doesNotContain("nats/byte");
  }

  @Test
  void lossesThatGuessingBeatsAreWarnedOf() {
    assertThat(Cautions.ofLosses("the base model", ImmutableMap.of("law", 5.5), 256)).isEmpty();
    assertThat(
            Cautions.ofLosses(
                "the base model", ImmutableMap.of("law", 5.6, "tax", Double.NaN), 256))
        .singleElement()
        .asString()
        .contains("ln 256 = 5.545", "law 5.600, tax", "--budget");
  }

  @Test
  void widthsOfNothingAndAJudgeWithoutAClueAreWarnedOf() {
    StudyResults results = study(2);
    assertThat(Cautions.ofDetection(results.domains(), results.seeds().get(0).detection()))
        .isEmpty();
    DetectionResult found = results.seeds().get(0).detection();
    DetectionResult narrow =
        new DetectionResult(
            found.detected(),
            ImmutableMap.of(results.domains().get(0), 0.0, results.domains().get(1), 0.1),
            found.topCounts(),
            found.rounds(),
            found.accepted(),
            found.declined(),
            new DetectionResult.Judge(
                "a coin", 100, 0.5, ImmutableMap.of(), found.judge().realTextInTrueMix(), 0.5),
            0.5,
            ImmutableList.of(),
            null);
    assertThat(Cautions.ofDetection(results.domains(), narrow))
        .satisfiesExactly(
            text -> assertThat(text).contains("interval of 1 detected shares", "field number 0"),
            text -> assertThat(text).contains("no more than chance"));
  }
}
