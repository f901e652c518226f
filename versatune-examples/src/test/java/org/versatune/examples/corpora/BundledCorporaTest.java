// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Range;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads the real archives, once, and looks at what comes out. */
class BundledCorporaTest {
  private static final ImmutableMap<String, Range<Long>> BYTES_FOUND =
      ImmutableMap.of(
          "law", Range.closed(800_000L, 950_000L),
          "medicine", Range.closed(750_000L, 900_000L),
          "finance", Range.closed(900_000L, 1_100_000L),
          "science", Range.closed(1_800_000L, 2_300_000L),
          "code", Range.closed(1_500_000L, 2_000_000L),
          "general", Range.closed(1_100_000L, 1_400_000L));

  private static final CorpusOptions ALL = CorpusOptions.defaults().withAllBytes();
  private static final Splitter LINES = Splitter.on('\n');
  private static final Pattern TAG_OR_ENTITY =
      Pattern.compile("</?\\p{L}|&\\p{L}+;|\\{@|<<|\\{\\{");
  private static final Pattern STRING_OR_CHARACTER =
      Pattern.compile("\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])*'");

  @TempDir static Path cache;
  private static final List<String> REPORTS = new ArrayList<>();
  private static Corpora all;

  @BeforeAll
  static void extract() {
    all = BundledCorpora.read(BundledCorpora.archives(), cache, ALL, REPORTS::add);
  }

  static Stream<Corpus> corpora() {
    return all.all().stream();
  }

  private static Corpora cached(CorpusOptions options) {
    List<String> reports = new ArrayList<>();
    // The archives are not even looked for while the cache is good.
    Corpora corpora = BundledCorpora.read(cache.resolve("none"), cache, options, reports::add);
    assertThat(reports).isEmpty();
    return corpora;
  }

  private static List<Document> documents(String domain) {
    List<Document> documents = new ArrayList<>();
    for (Split split : Split.values()) {
      documents.addAll(all.corpus(domain).documents(split));
    }
    return documents;
  }

  private static Stream<Document> from(String domain, Archive archive) {
    return documents(domain).stream()
        .filter(document -> document.source().startsWith(archive.fileName() + "!/"));
  }

  @Test
  void thereAreSixDomains() {
    assertThat(all.domains())
        .isEqualTo(BundledCorpora.domains())
        .containsExactly("law", "medicine", "finance", "science", "code", "general");
  }

  @ParameterizedTest
  @MethodSource("corpora")
  void thereIsAsMuchTextAsThereShouldBe(Corpus corpus) {
    Range<Long> expected = requireNonNull(BYTES_FOUND.get(corpus.domain()));
    assertThat(corpus.statistics().bytesFound())
        .isBetween(expected.lowerEndpoint(), expected.upperEndpoint());
    assertThat(corpus.bytes()).isEqualTo(corpus.statistics().bytesFound());
    assertThat(corpus.statistics().documentsFound()).isGreaterThan(200);
  }

  @Test
  void everyArchiveGivesText() {
    for (Archive archive : Archive.values()) {
      assertThat(all.domains().stream().flatMap(domain -> from(domain, archive)))
          .as(archive.coordinates())
          .isNotEmpty();
    }
    assertThat(from("science", Archive.WORDNET)).isNotEmpty();
    assertThat(from("medicine", Archive.WORDNET)).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("corpora")
  void noTextIsInTwoPlaces(Corpus corpus) {
    Set<String> texts = new HashSet<>();
    for (Document document : documents(corpus.domain())) {
      assertThat(texts.add(document.text())).as(document.source()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("corpora")
  void everyPartHoldsAboutItsShare(Corpus corpus) {
    for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
      assertThat((double) corpus.documents(split).size() / documents(corpus.domain()).size())
          .isBetween(0.095, 0.105);
      assertThat((double) corpus.bytes(split) / corpus.bytes())
          .as("%s bytes", split)
          .isBetween(0.085, 0.115);
    }
  }

  @Test
  void byDefaultDomainsAreOfOneSize() {
    for (Corpus corpus : cached(CorpusOptions.defaults()).all()) {
      assertThat(corpus.bytes()).as(corpus.domain()).isBetween(795_000L, 800_000L);
    }
  }

  @Test
  void noMarkupIsLeft() {
    for (String domain : List.of("medicine", "finance", "science", "general")) {
      assertThat(documents(domain))
          .allSatisfy(
              document ->
                  assertThat(TAG_OR_ENTITY.matcher(document.text()).find())
                      .as(document.source())
                      .isFalse());
    }
    // Licences have blanks in angle brackets to fill in, but nothing of the SPDX template language.
    assertThat(documents("law"))
        .allSatisfy(
            document ->
                assertThat(document.text())
                    .as(document.source())
                    .doesNotContain("<<var", "<<begin", "<p>", "<br", "&quot;", "\r", "\t"));
  }

  @Test
  void codeHoldsNoCommentsImportsOrPackageLines() {
    for (Document document : documents("code")) {
      for (String line : LINES.split(document.text())) {
        String code = STRING_OR_CHARACTER.matcher(line).replaceAll("");
        assertThat(code).as(document.source()).doesNotContain("//", "/*", "*/");
        assertThat(line.strip())
            .as(document.source())
            .isNotEmpty()
            .doesNotStartWith("import ")
            .doesNotStartWith("package ");
      }
      assertThat(document.bytes()).isBetween(200, JavaTexts.MAX_CODE_BYTES);
    }
    assertThat(documents("code")).anyMatch(document -> document.text().contains("@Override"));
  }

  @Test
  void noSentenceOfFinanceOrSpeechIsThereTwice() {
    for (String domain : List.of("finance", "general")) {
      DomainText sentences = new DomainText();
      for (Document document : documents(domain)) {
        for (String paragraph : LINES.split(document.text())) {
          assertThat(sentences.novel(paragraph)).as(document.source()).isEqualTo(paragraph);
        }
      }
    }
  }

  @Test
  void proseIsProse() {
    for (String domain : List.of("medicine", "finance")) {
      assertThat(documents(domain)).allMatch(document -> Prose.acceptsDocument(document.text()));
    }
    assertThat(documents("finance"))
        .allSatisfy(
            document ->
                assertThat(document.text())
                    .as(document.source())
                    .doesNotContain("{", "}", "`", "//", "::")
                    .doesNotContain(
                        "Gets the value",
                        "Sets the value",
                        "Adds a new item",
                        "This is why there is"));
  }

  @Test
  void lawAndSpeechAreEnglish() {
    assertThat(documents("law")).allMatch(document -> Prose.englishShare(document.text()) >= 0.15);
    assertThat(documents("general"))
        .allMatch(document -> Prose.englishShare(document.text()) >= 0.2);
  }

  @Test
  void licencesAreNotVersionsOfEachOther() {
    Set<String> names = new HashSet<>();
    documents("law").forEach(document -> names.add(document.source().replaceAll(".*/", "")));
    assertThat(names).contains("APL-1.0.json", "EPL-2.0.json");
    // The same text in four files.
    names.retainAll(
        Set.of("GPL-3.0.json", "GPL-3.0+.json", "GPL-3.0-only.json", "GPL-3.0-or-later.json"));
    assertThat(names).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void scienceAndMedicineShareNoDefinition() {
    Set<String> science = new HashSet<>();
    documents("science").forEach(document -> LINES.split(document.text()).forEach(science::add));
    assertThat(from("medicine", Archive.WORDNET))
        .allSatisfy(
            document -> assertThat(LINES.split(document.text())).noneMatch(science::contains));
    assertThat(science).anyMatch(line -> line.startsWith("Photosynthesis: "));
    assertThat(from("medicine", Archive.WORDNET).map(Document::text))
        .anyMatch(text -> text.contains("Femur: "));
  }

  @Test
  void codeSystemsOfThirdPartiesAreLeftOut() {
    assertThat(from("medicine", Archive.FHIR).map(Document::source))
        .noneMatch(
            source -> source.contains("/valuesets.xml") || source.contains("/v2-tables.xml"));
    assertThat(from("medicine", Archive.CTAKES).map(Document::source))
        .noneMatch(source -> source.contains("mother_goose"));
  }

  @Test
  void archivesStateTheirLicences() throws IOException {
    ImmutableMap<Archive, String> stated =
        ImmutableMap.of(
            Archive.CTAKES, "META-INF/LICENSE",
            Archive.GUAVA, "META-INF/LICENSE",
            Archive.COMMONS_LANG, "META-INF/LICENSE.txt",
            Archive.FINMATH, "META-INF/maven/net.finmath/finmath-lib/pom.xml");
    Path folder = BundledCorpora.archives();
    for (var entry : stated.entrySet()) {
      try (ZipFile archive = entry.getKey().open(folder)) {
        assertThat(Archive.files(archive, entry.getValue()).get(0).text(UTF_8))
            .containsPattern("Apache License,?\\s+Version 2.0");
      }
    }
    try (ZipFile archive = Archive.WORDNET.open(folder)) {
      String nouns = "net/sf/extjwnl/data/wordnet/wn31/data.noun";
      String top = Archive.files(archive, nouns).get(0).text(UTF_8).substring(0, 2000);
      assertThat(top)
          .contains("WordNet 3.1 Copyright 2011 by Princeton University")
          .contains("for any purpose and without fee");
    }
  }

  @Test
  void everyArchiveIsPinnedByANameOfItsCoordinatesAndStandsInTheDocumentsWithItsLicence()
      throws IOException {
    String page = Files.readString(Path.of("").toAbsolutePath().resolveSibling("docs/corpora.md"));
    for (Archive archive : Archive.values()) {
      List<String> parts = Splitter.on(':').splitToList(archive.coordinates());
      assertThat(page)
          .containsPattern(
              Pattern.quote("`" + String.join(":", parts.subList(0, 3)) + "`")
                  + "[^|]*[|][^|]*[|] (?:Apache-2.0 [(]|WordNet licence [(])");
      String classifier = parts.size() > 3 ? "-" + parts.get(3) : "";
      assertThat(archive.fileName())
          .isEqualTo(parts.get(1) + "-" + parts.get(2) + classifier + ".jar");
      assertThat(archive.sha256()).matches("[0-9a-f]{64}");
    }
  }

  @Test
  void theCacheGivesTheSameText() {
    assertThat(cached(ALL).fingerprint()).isEqualTo(all.fingerprint());
    assertThat(cached(ALL).corpus("law").train()).isEqualTo(all.corpus("law").train());
    assertThat(cached(ALL).corpus("law").statistics()).isEqualTo(all.corpus("law").statistics());
  }

  @Test
  void theSeedDecidesTheParts() {
    String seed7 = cached(ALL.withSeed(7)).fingerprint();
    assertThat(seed7)
        .isNotEqualTo(all.fingerprint())
        .isEqualTo(cached(ALL.withSeed(7)).fingerprint());
  }

  @Test
  void aDamagedCacheIsMadeAnew(@TempDir Path damaged) throws IOException {
    for (String domain : BundledCorpora.domains()) {
      Files.copy(cache.resolve(domain + ".jsonl"), damaged.resolve(domain + ".jsonl"));
    }
    Path code = damaged.resolve("code.jsonl");
    byte[] whole = Files.readAllBytes(code);
    Files.write(code, java.util.Arrays.copyOf(whole, whole.length - 100));
    List<String> reports = new ArrayList<>();
    Corpora read = BundledCorpora.read(BundledCorpora.archives(), damaged, ALL, reports::add);
    assertThat(read.fingerprint()).isEqualTo(all.fingerprint());
    assertThat(reports)
        .satisfiesExactly(
            line -> assertThat(line).startsWith("code: ").contains("is damaged and is made anew"),
            line -> assertThat(line).startsWith("code: extracted "));
    assertThat(Files.readAllBytes(code)).isEqualTo(whole);
  }

  @Test
  void withoutArchivesAndCacheItIsSaidHowToBringThem(@TempDir Path empty) {
    assertThatThrownBy(() -> BundledCorpora.read(empty, empty.resolve("c"), ALL, line -> {}))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("java-spdx-library-1.1.11.jar is missing")
        .hasMessageContaining("mvn -q process-resources");
  }

  @Test
  void progressIsReportedForEveryDomain() {
    assertThat(REPORTS).hasSize(6).allMatch(line -> line.matches("\\w+: extracted .* took .*"));
  }

  @Test
  void archivesAreFoundBesideTheClassesWhateverTheWorkingDirectory() {
    assertThat(BundledCorpora.archives())
        .isAbsolute()
        .isDirectory()
        .endsWith(Path.of("target", "corpora"));
    // The cache is made by the first run; this test may come before it.
    assertThat(BundledCorpora.cache()).isAbsolute().endsWithRaw(Path.of("target", "corpora-cache"));
  }

  @Test
  void theTableNamesEveryDomain() {
    assertThat(LINES.splitToList(all.table()))
        .hasSize(8)
        .satisfies(lines -> assertThat(lines.get(1)).startsWith("law ").contains("287 licences"))
        .satisfies(lines -> assertThat(lines.get(7)).isEmpty());
  }

  @Test
  void anUnknownDomainIsNamedWithThoseThereAre() {
    assertThatThrownBy(() -> all.corpus("poetry"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'poetry'")
        .hasMessageContaining("[law, medicine, finance, science, code, general]");
  }

  /**
   * Whoever changes what is extracted must raise the version of the extraction, or text kept by the
   * rules before is taken for current; then this changes too.
   */
  @Test
  void theExtractedTextIsThatOfThisVersion() {
    assertThat(cached(CorpusOptions.defaults()).fingerprint())
        .isEqualTo("f53837df449a72c55bf87436359426b1dcf179a5b4b9aa6cb7f5a37e9e9b533b");
  }
}
