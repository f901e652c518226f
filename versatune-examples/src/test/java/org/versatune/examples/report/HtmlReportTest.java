// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.versatune.examples.report.chart.PictureTexts;
import org.versatune.examples.results.DetectionResult;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Losses;
import org.versatune.examples.results.Measures;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.Run;
import org.versatune.examples.results.SeedResult;
import org.versatune.examples.results.StudyResults;
import org.versatune.examples.results.Writing;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HtmlReportTest {
  private static final ImmutableList<String> TWELVE =
      ImmutableList.of(
          "Consumer health questions and answers in plain language",
          "Commercial law and licence texts of the world",
          "ISO 20022 payment messages and their documentation",
          "mathematics",
          "source code in Java & <Kotlin>",
          "general",
          "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
          "\u5386\u53F2\u4E0E\u6587\u5B66",
          "news",
          "poetry",
          "weather reports",
          "patents of the European Patent Office, claims only");

  private static final Splitter WORDS = Splitter.on(' ').omitEmptyStrings();

  /** Pages by study: drawing one takes a second, and most tests only read it. */
  private static final Map<StudyResults, String> PAGES = new ConcurrentHashMap<>();

  @TempDir Path folder;

  static List<StudyResults> studies() {
    return List.of(
        SimulatedStudy.of("law", "medicine", "finance", "science", "code", "general"),
        SimulatedStudy.of("alone"),
        SimulatedStudy.of("left", "right"),
        SimulatedStudy.of(TWELVE, ImmutableList.of("news")),
        SimulatedStudy.of(ImmutableList.of("a", "b"), ImmutableList.of("a", "b")),
        withoutRuns());
  }

  @ParameterizedTest
  @MethodSource("studies")
  void needsNothingAroundIt(StudyResults results) {
    String html = html(results);
    Document page = parse(html);

    assertThat(html).doesNotContainPattern("(?i)https?:").doesNotContain("url(", "@import");
    for (Element element : elements(page, "*")) {
      assertThat(element.getTagName())
          .isNotIn("script", "link", "img", "iframe", "object", "embed", "use", "image");
      assertThat(element.hasAttribute("src")).isFalse();
      if (element.hasAttribute("href")) {
        assertThat(element.getAttribute("href")).startsWith("#");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("studies")
  void idsAreUniqueAndEveryReferenceHasItsTarget(StudyResults results) {
    Document page = parse(html(results));
    List<String> ids = new ArrayList<>();
    List<String> references = new ArrayList<>();
    for (Element element : elements(page, "*")) {
      if (element.hasAttribute("id")) {
        ids.add(element.getAttribute("id"));
      }
      references.addAll(WORDS.splitToList(element.getAttribute("aria-labelledby")));
      if (element.getAttribute("href").startsWith("#")) {
        references.add(element.getAttribute("href").substring(1));
      }
    }

    assertThat(ids).doesNotHaveDuplicates().isNotEmpty();
    assertThat(ids).containsAll(references);
  }

  @ParameterizedTest
  @MethodSource("studies")
  void everyPictureScalesAndIsDescribed(StudyResults results) {
    for (Element svg : elements(parse(html(results)), "svg")) {
      assertThat(svg.getAttribute("viewBox")).matches("0 0 \\d+ \\d+(\\.\\d)?");
      assertThat(svg.getAttribute("role")).isEqualTo("img");
      assertThat(elements(svg, "title").get(0).getTextContent()).isNotBlank();
      assertThat(elements(svg, "desc").get(0).getTextContent()).isNotBlank();
      assertThat(elements(svg, "text")).isNotEmpty();
      assertThat(svg.getAttribute("width")).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("studies")
  void noTextInAPictureOverlapsAnotherOrLeavesIt(StudyResults results) {
    for (org.jsoup.nodes.Element svg : Jsoup.parse(html(results)).select("svg")) {
      List<Double> viewBox = WORDS.splitToStream(svg.attr("viewBox")).map(Double::valueOf).toList();
      List<PictureTexts.Box> boxes = PictureTexts.of(svg);
      for (int i = 0; i < boxes.size(); i++) {
        PictureTexts.Box box = boxes.get(i);
        assertThat(box.left()).as("%s", box).isGreaterThanOrEqualTo(-1);
        assertThat(box.right()).as("%s", box).isLessThanOrEqualTo(viewBox.get(2) + 1);
        assertThat(box.top()).as("%s", box).isGreaterThanOrEqualTo(0);
        assertThat(box.bottom()).as("%s", box).isLessThanOrEqualTo(viewBox.get(3));
        for (PictureTexts.Box other : boxes.subList(0, i)) {
          assertThat(box.overlaps(other)).as("%s over %s", box, other).isFalse();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("studies")
  void everyDomainAndStrategyIsNamed(StudyResults results) {
    Document page = parse(html(results));
    String text = page.getDocumentElement().getTextContent();
    List<String> rows =
        elements(page, "th").stream().map(Element::getTextContent).map(String::strip).toList();

    assertThat(rows).containsAll(results.domains());
    for (Run run : results.runs()) {
      assertThat(rows).contains(run.key().choice().strategy());
      assertThat(text).contains(run.rule(), run.record());
    }
    assertThat(text)
        .contains(
            "42",
            "0.1.0-SNAPSHOT",
            "17.0.15 (Debian)",
            "nd4j-native",
            requireNonNull(results.text()).checksum(),
            "--budget quick",
            "nats/token",
            "4 min 31 s",
            "One seed");
  }

  @Test
  void theSameResultsGiveTheSameBytes() throws IOException {
    StudyResults results =
        SimulatedStudy.of("law", "medicine", "finance", "science", "code", "general");
    StudyReport.write(results, folder.resolve("a/report.html"));
    StudyReport.write(results, folder.resolve("b/report.html"));

    assertThat(folder.resolve("a/report.html"))
        .hasSameBinaryContentAs(folder.resolve("b/report.html"));
    assertThat(Files.readString(folder.resolve("a/report.html"))).isEqualTo(html(results));
    assertThat(folder.resolve("a/report.html.part")).doesNotExist();
  }

  @Test
  void markupInNamesIsText() {
    String name = "<script>alert('x')</script> & \"co\"";
    String html = StudyReport.render(SimulatedStudy.of("law", name));

    assertThat(html).doesNotContain("<script>").contains("&lt;script&gt;alert(");
    assertThat(elements(parse(html), "th").stream().map(Element::getTextContent)).contains(name);
  }

  @Test
  void controlCharactersOfAModelDoNotBreakThePage() {
    // The simulated samples hold NUL and ESC.
    StudyResults results = SimulatedStudy.of("law", "code");
    assertThat(results.seeds().get(0).detection().samples().get(0).text())
        .contains("\u0000", "\u001b");

    Document page = parse(StudyReport.render(results));

    assertThat(elements(page, "pre").get(0).getTextContent())
        .startsWith("the law of the Licensed \uFFFDWork & <b>any\uFFFD[1m</b> of\nthe terms");
  }

  @Test
  void anUndefinedGainIsCalledSoAndExplained() {
    String text =
        text(SimulatedStudy.of(ImmutableList.of("law", "news"), ImmutableList.of("news")));

    assertThat(text)
        .contains("undefined")
        .containsPattern(
            "Gain on news is undefined: its specialist \\(\\d\\.\\d{3} bits per byte\\) is no"
                + " better than the base model \\(\\d\\.\\d{3}\\)");
    assertThat(text).doesNotContain("NaN", "Gain on law is undefined");
  }

  @Test
  void aLossThatIsNotANumberMakesItsGainUndefined() {
    StudyResults study = SimulatedStudy.of("law", "code");
    SeedResult seed = study.seeds().get(0);
    StudyResults results =
        new StudyResults(
            study.domains(),
            study.text(),
            ImmutableList.of(
                new SeedResult(
                    seed.seed(),
                    seed.base(),
                    seed.detection(),
                    ImmutableMap.of(
                        600,
                        new Losses(
                            ImmutableMap.of("law", 1.0),
                            ImmutableMap.of("law", 1.0, "code", Double.NaN))))),
            study.runs(),
            study.evaluations(),
            ImmutableList.of(),
            ImmutableList.of(),
            ImmutableList.of(),
            ImmutableList.of(),
            study.provenance());
    assertThat(text(results))
        .contains("Gain on code is undefined: the loss of its specialist on it is not a number.")
        .doesNotContain("NaN");
  }

  @Test
  void losersAreShownLosing() {
    StudyResults results =
        SimulatedStudy.of("law", "medicine", "finance", "science", "code", "general");
    Run loser =
        results.runs(results.groups(Group.FOSTERING).get(0)).stream()
            .filter(run -> run.measure(Measures.WORST_GAIN) < 0)
            .findFirst()
            .orElseThrow();
    String gain = Numbers.gain(loser.measure(Measures.WORST_GAIN));
    assertThat(gain).startsWith("\u2212");
    assertThat(text(results))
        .contains("Worse than the base model afterwards: ")
        .contains(loser.key().choice().strategy() + " (" + loser.worstDomain() + " " + gain + ")");
  }

  @Test
  void theFindingsSayWhoLeadsAndWhoLoses() {
    List<String> sentences =
        Jsoup.parse(html(SimulatedStudy.of("left", "right"))).select("#findings li").eachText();

    assertThat(String.join("\n", sentences).replace('\u00A0', ' '))
        .isEqualTo(
            """
            Detection: Total variation to the true mix: 0.000 with the judge's errors taken out, \
            0.003 as judged; sampling noise alone gives 0.010 on the mean. The halves of 25.0 % of \
            its texts are placed in different domains, those of 5.0 % of real texts: a mix can also \
            be right because texts slide from every domain into every other. The true share lies \
            inside the 95 % interval for 2 of 2 domains.
            Fostering, by mean gain: fostering +0.939, uniform +0.937, proportional +0.933, \
            constant +0.924, authors' code +0.775, inverse +0.636.
            Fostering, by the gain of the worst domain: uniform +0.824 (right), authors' code +0.681 \
            (left), fostering +0.675 (right), proportional +0.471 (right), constant +0.466 (right), \
            inverse +0.317 (left).
            No strategy left a domain worse than the base model had it.
            Steered weights against fixed mixes: on mean gain fostering wins over uniform by 0.002; \
            on the worst domain authors' code loses to uniform by 0.143.
            Expansion of right: most gained by right only (gain +0.977, mean forgetting 6.9 %, \
            highest 6.9 % on left); least forgotten by half, rest uniform (gain +0.817, mean \
            forgetting 0.0 %, highest 0.0 %).
            Expansion: expansion loses on both counts, gaining no more and forgetting no less than: \
            half, rest uniform.""");
  }

  @Test
  void whatModelsWroteIsShownByDomainOfThreeModels() {
    StudyResults study = SimulatedStudy.of("law", "news");
    ImmutableList<Writing> writings =
        Stream.of("", "uniform", "inverse", "open-gap")
            .map(
                name ->
                    new Writing(
                        name,
                        1200,
                        ImmutableMap.of("law", 0.2),
                        ImmutableList.of(new DetectionResult.Sample("news", 0.31, "<" + name))))
            .collect(ImmutableList.toImmutableList());
    StudyResults results =
        new StudyResults(
            study.domains(),
            study.text(),
            study.seeds(),
            study.runs(),
            ImmutableList.of(),
            ImmutableList.of(),
            ImmutableList.of(),
            ImmutableList.of(),
            writings,
            study.provenance());
    org.jsoup.nodes.Element section =
        Jsoup.parse(StudyReport.render(results)).expectFirst("#writing");

    assertThat(section.expectFirst("p").text()).contains("wrote 1,200 texts unprompted");
    assertThat(section.select("tbody tr").eachText())
        .containsExactly(
            "base model 0.200 undefined",
            "uniform 0.200 undefined",
            "inverse 0.200 undefined",
            "open-gap 0.200 undefined");
    assertThat(section.select("h3, figure").eachText())
        .containsExactly(
            "Texts placed in law",
            "Texts placed in news",
            "base model, probability 0.310 <",
            "uniform, probability 0.310 <uniform",
            "open-gap, probability 0.310 <open-gap");
  }

  @Test
  void aDomainHasOneColourInEveryPicture() {
    String html = StudyReport.render(SimulatedStudy.of("law", "medicine"));
    Document page = parse(html);
    List<String> captions =
        elements(page, "figcaption").stream()
            .filter(caption -> caption.getTextContent().equals("medicine"))
            .map(caption -> caption.getAttribute("style"))
            .distinct()
            .toList();

    assertThat(captions).containsExactly("border-color:#E69F00");
    List<Element> legend =
        elements(page, "li").stream()
            .filter(item -> item.getTextContent().endsWith("medicine"))
            .toList();
    assertThat(legend).isNotEmpty();
    for (Element item : legend) {
      assertThat(elements(item, "span").get(0).getAttribute("style")).isEqualTo("color:#E69F00");
    }
  }

  @Test
  void whatCannotBeWrittenIsNamed() throws IOException {
    Path blocked = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(
            () -> StudyReport.write(SimulatedStudy.of("law"), blocked.resolve("report.html")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("report.html");
  }

  /** A study in which neither kind of run took place. */
  private static StudyResults withoutRuns() {
    StudyResults study = SimulatedStudy.of("law", "code");
    return new StudyResults(
        study.domains(),
        study.text(),
        study.seeds(),
        ImmutableList.of(),
        ImmutableList.of(),
        ImmutableList.of(),
        ImmutableList.of(),
        ImmutableList.of(),
        ImmutableList.of(),
        study.provenance());
  }

  private static String html(StudyResults results) {
    return PAGES.computeIfAbsent(results, StudyReport::render);
  }

  private static String text(StudyResults results) {
    return parse(html(results)).getDocumentElement().getTextContent();
  }

  private static Document parse(String html) {
    try {
      DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
      return builder.parse(new InputSource(new StringReader(html)));
    } catch (Exception e) {
      throw new AssertionError("not well-formed", e);
    }
  }

  private static List<Element> elements(Document page, String name) {
    return elements(page.getElementsByTagName(name));
  }

  private static List<Element> elements(Element parent, String name) {
    return elements(parent.getElementsByTagName(name));
  }

  private static List<Element> elements(NodeList nodes) {
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }
}
