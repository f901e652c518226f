// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads six domains of real text from archives that Maven fetches: law, medicine, finance, science,
 * code and general.
 *
 * <p>The build copies the archives, pinned by version and SHA-256, to {@code
 * versatune-examples/target/corpora}. Their text is extracted on the user's machine, cleaned, and
 * kept under {@code target/corpora-cache}, so that a second run need not open the archives at all.
 * {@code docs/corpora.md} says what each domain is read from, under which licence, and how it is
 * cleaned.
 *
 * <p>Thread-safe: holds no state. Two runs may share a cache folder.
 */
public final class BundledCorpora {
  /**
   * Raised with every change to what is extracted, so that text kept by older rules is not used.
   */
  private static final int EXTRACTION_VERSION = 2;

  /** Takes the text of files of one archive, in an order that depends on them alone. */
  @FunctionalInterface
  private interface Rule {
    void read(ImmutableList<Archive.Entry> files, DomainText text) throws IOException;
  }

  /** An archive, a regular expression of the files that are read, and how. */
  private record Part(Archive archive, String files, Rule rule) {}

  /** A domain, what its duplicates are called, and what it is read from. */
  private record Domain(String name, String duplicateUnit, ImmutableList<Part> parts) {
    Domain(String name, String duplicateUnit, Part... parts) {
      this(name, duplicateUnit, ImmutableList.copyOf(parts));
    }
  }

  private static final String WORDNET_FILES =
      "net/sf/extjwnl/data/wordnet/wn31/data\\.(?:noun|verb|adj|adv)";
  private static final String JAVA_FILES = ".*\\.java";

  private static final ImmutableList<Domain> DOMAINS =
      ImmutableList.of(
          new Domain(
              "law",
              "licences",
              new Part(Archive.SPDX, "resources/stdlicenses/.*\\.json", LawTexts::read)),
          new Domain(
              "medicine",
              "sentences",
              // Not valuesets.xml and v2-tables.xml, which hold code systems of third parties.
              new Part(
                  Archive.FHIR,
                  "org/hl7/fhir/r4/model/(?:extension/extension-definitions"
                      + "|profile/profiles-(?:others|resources|types)|valueset/v3-codesystems)"
                      + "\\.xml",
                  MedicineTexts::definitions),
              new Part(Archive.SYNTHEA, "modules/.*\\.json", MedicineTexts::remarks),
              // Without its nursery rhymes.
              new Part(
                  Archive.CTAKES,
                  "org/apache/ctakes/examples/notes/(?!(?:.*/)?mother_goose/).*\\.txt",
                  MedicineTexts::notes),
              new Part(Archive.WORDNET, WORDNET_FILES, WordNet::medicine)),
          new Domain(
              "finance",
              "sentences",
              new Part(
                  Archive.ISO_20022,
                  "com/prowidesoftware/swift/model/mx/dic/" + JAVA_FILES,
                  JavaTexts::explanations),
              new Part(Archive.FINMATH, JAVA_FILES, JavaTexts::explanations)),
          new Domain(
              "science", "definitions", new Part(Archive.WORDNET, WORDNET_FILES, WordNet::science)),
          new Domain(
              "code",
              "files",
              new Part(Archive.GUAVA, JAVA_FILES, JavaTexts::code),
              new Part(Archive.COMMONS_LANG, JAVA_FILES, JavaTexts::code)),
          new Domain(
              "general",
              "sentences",
              new Part(
                  Archive.EUROPARL,
                  "org/apache/lucene/tests/util/europarl\\.lines\\.txt\\.gz",
                  GeneralTexts::read)));

  private BundledCorpora() {}

  /** {@return the names of the domains: law, medicine, finance, science, code, general} */
  public static ImmutableList<String> domains() {
    return DOMAINS.stream().map(Domain::name).collect(ImmutableList.toImmutableList());
  }

  /**
   * {@return the folder that the build copies the archives into: {@code corpora} beside the running
   * jar or class folder, whatever the working directory; it need not exist}
   */
  public static Path archives() {
    return beside("corpora");
  }

  /** {@return the folder where extracted text is kept: {@code corpora-cache} beside the same} */
  public static Path cache() {
    return beside("corpora-cache");
  }

  /** Reads all six domains from {@link #archives()}, with {@link #cache()}. */
  public static Corpora read(CorpusOptions options, Consumer<String> progress) {
    return read(archives(), cache(), options, progress);
  }

  /**
   * Reads all six domains.
   *
   * @param cache folder for extracted text, made if it is not there
   * @return the corpora, in the order of {@link #domains()}
   * @throws CorpusException if an archive is missing or is not the one pinned; the message says
   *     which Maven command brings it
   */
  public static Corpora read(
      Path archives, Path cache, CorpusOptions options, Consumer<String> progress) {
    ExtractionCache kept = new ExtractionCache(cache, progress);
    return new Corpora(
        DOMAINS.stream().map(domain -> read(domain, archives, kept, options, progress)).toList());
  }

  private static Corpus read(
      Domain domain,
      Path archives,
      ExtractionCache kept,
      CorpusOptions options,
      Consumer<String> progress) {
    String key = key(domain);
    Optional<Extraction> cached = kept.read(domain.name(), key);
    Extraction extraction = cached.orElseGet(() -> extract(domain, archives, progress));
    if (cached.isEmpty()) {
      kept.write(domain.name(), key, extraction);
    }
    return new CorpusSplitter(domain.name(), extraction, options.seed())
        .cut(options.maxBytesPerDomain());
  }

  private static Extraction extract(Domain domain, Path archives, Consumer<String> progress) {
    Stopwatch watch = Stopwatch.createStarted();
    DomainText text = new DomainText();
    for (Part part : domain.parts()) {
      try (ZipFile archive = part.archive().open(archives)) {
        part.rule().read(Archive.files(archive, part.files()), text);
      } catch (IOException e) {
        throw new CorpusException(
            "the text of domain '%s' cannot be read: %s".formatted(domain.name(), e.getMessage()),
            e);
      }
    }
    Extraction extraction = text.extraction(domain.duplicateUnit());
    CorpusStatistics found = extraction.statistics();
    progress.accept(
        "%s: extracted %s documents, %s bytes; removed %s duplicate %s; took %s"
            .formatted(
                domain.name(),
                found.documentsFound(),
                found.bytesFound(),
                found.duplicatesRemoved(),
                found.duplicateUnit(),
                watch));
    return extraction;
  }

  private static String key(Domain domain) {
    Hasher hasher = Hashing.sha256().newHasher().putInt(EXTRACTION_VERSION);
    domain.parts().forEach(part -> hasher.putString(part.archive().sha256(), UTF_8));
    return hasher.hash().toString();
  }

  private static Path beside(String name) {
    CodeSource source = BundledCorpora.class.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    @Nullable Exception problem = null;
    try {
      if (location != null && location.getProtocol().equals("file")) {
        return Path.of(location.toURI()).resolveSibling(name);
      }
    } catch (URISyntaxException | IllegalArgumentException e) {
      problem = e;
    }
    throw new CorpusException(
        "cannot tell where the archives are from " + location + "; give their folder", problem);
  }
}
