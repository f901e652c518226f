// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.util.Objects.requireNonNull;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reads the user's own text: a folder with a sub-folder for each domain.
 *
 * <pre>
 * data/
 *   law/            every sub-folder is a domain; files are looked for at any depth
 *     a.txt         a text file is one document
 *     b.jsonl       every line is one document
 *   medicine.jsonl  a file beside the sub-folders is a domain too
 *   poetry.txt      here every paragraph is a document: an empty line ends it
 * </pre>
 *
 * <p>A line of a {@code .jsonl} file is an object with {@code messages} (a list of {@code role} and
 * {@code content}), with {@code instruction}, {@code output} and perhaps {@code input}, or with
 * {@code text}. Text must be UTF-8. It is kept as it is, with these changes: a document that a
 * domain already has is dropped, since it could be in both training and test; a domain is cut to
 * the size that the options ask for; every line ends with a line feed. All text is held in memory.
 *
 * <p>The corpora depend on names and content of the files, the options, and nothing else: not on
 * locale, encoding or system.
 *
 * <p>Thread-safe: what it reads is of one call alone.
 */
public final class FolderCorpora {
  private static final Splitter PARAGRAPHS =
      Splitter.on(Pattern.compile("\\n\\s*\\n")).trimResults().omitEmptyStrings();

  /** Fewest documents without a warning: ten give each part at least one (our choice). */
  private static final int ENOUGH_DOCUMENTS = 10;

  /** Fewest bytes of validation or test text without a warning (our choice). */
  private static final int ENOUGH_BYTES = 1000;

  private final Path directory;
  private final CorpusOptions options;
  private final Survey.Builder survey = new Survey.Builder();
  private final DocumentSet texts = new DocumentSet(survey);

  private FolderCorpora(Path directory, CorpusOptions options) {
    this.directory = directory;
    this.options = options;
  }

  /**
   * Reads a folder.
   *
   * @param progress gets what was read, what was left out and why, and what may mislead
   * @return the corpora, in alphabetical order of the domains
   * @throws CorpusException if the folder holds no domain, a domain has no text or fewer than three
   *     documents, a file is not UTF-8, or a line is malformed; the message names the file, the
   *     line and the field, and says what to do
   */
  public static Corpora read(Path directory, CorpusOptions options, Consumer<String> progress) {
    Survey survey = survey(directory, options);
    survey.lines(false).forEach(progress);
    return survey.corpora();
  }

  /**
   * Reads a folder and says what happened to everything in it; all problems are listed.
   *
   * @return what was read and left out, warnings and problems; the corpora where there are none
   * @throws CorpusException if the folder cannot be read or holds no domain
   */
  public static Survey survey(Path directory, CorpusOptions options) {
    return new FolderCorpora(directory, options).survey();
  }

  private Survey survey() {
    ImmutableList<UserFolder.Domain> domains = UserFolder.domains(directory, survey);
    warnOfLikeNames(domains);
    Map<String, Extraction> extractions = new LinkedHashMap<>();
    domains.forEach(domain -> extractions.put(domain.name(), documents(domain)));
    texts.warn();
    if (domains.size() == 1 && survey.problems() == 0) {
      survey.warning(
          "there is one domain only (%s); a mix needs two at least", domains.get(0).name());
    }
    Map<String, CorpusSplitter> splitters = new LinkedHashMap<>();
    extractions.forEach(
        (domain, extraction) -> {
          if (extraction.documents().size() >= CorpusSplitter.MINIMUM_DOCUMENTS) {
            splitters.put(domain, new CorpusSplitter(domain, extraction, options.seed()));
          }
        });
    checkRoom(splitters);
    if (survey.problems() > 0) {
      return survey.build(Optional.empty());
    }
    Map<String, Corpus> corpora =
        Maps.newLinkedHashMap(
            Maps.transformValues(splitters, all -> all.cut(options.maxBytesPerDomain())));
    extractions.forEach(
        (domain, extraction) -> describe(requireNonNull(corpora.get(domain)), extraction));
    return survey.build(Optional.of(new Corpora(corpora.values())));
  }

  /** Warns of names that some systems and most people take for one. */
  private void warnOfLikeNames(List<UserFolder.Domain> domains) {
    Map<String, String> seen = new HashMap<>();
    for (UserFolder.Domain domain : domains) {
      String alike =
          CharMatcher.whitespace()
              .trimAndCollapseFrom(Normalizer.normalize(domain.name(), Normalizer.Form.NFKC), ' ')
              .toLowerCase(Locale.ROOT);
      String other = seen.putIfAbsent(alike, domain.name());
      if (other != null) {
        survey.warning(
            "domains '%s' and '%s' differ in capitals or white space alone; rename one",
            other, domain.name());
      }
    }
  }

  private Extraction documents(UserFolder.Domain domain) {
    int before = survey.problems();
    DocumentSet.OfDomain documents = texts.domain(domain.name());
    for (Path file : domain.files()) {
      String name = FileNames.relative(directory, file);
      long added = documents.added();
      try {
        read(file, name, file.equals(domain.path()), documents);
        if (documents.added() == added) {
          survey.leftOut(name, "no text in it");
        }
      } catch (CorpusException e) {
        survey.problem("%s", String.valueOf(e.getMessage()));
      }
    }
    Extraction extraction = documents.finish();
    if (survey.problems() == before) {
      checkDocuments(domain, extraction.documents().size());
    }
    return extraction;
  }

  private void checkDocuments(UserFolder.Domain domain, int found) {
    String place = FileNames.name(domain.path());
    if (domain.files().isEmpty()) {
      survey.problem(
          "domain '%s': %s has no .txt or .jsonl file; put some in, or take the folder away",
          domain.name(), place);
    } else if (found == 0) {
      survey.problem(
          "domain '%s': there is no text in %s; put some in, or take it away",
          domain.name(), place);
    } else if (found < CorpusSplitter.MINIMUM_DOCUMENTS) {
      boolean whole =
          domain.files().size() < CorpusSplitter.MINIMUM_DOCUMENTS
              && domain.files().stream().noneMatch(FolderCorpora::isJsonLines);
      survey.problem(
          "%s; %s",
          CorpusSplitter.tooFew(domain.name(), found),
          whole
              ? "a .txt file in a folder is one document: divide it, or put it beside the"
                  + " folders, where every paragraph is one"
              : "add some");
    }
  }

  private static boolean isJsonLines(Path file) {
    return FileNames.extension(file).equals(UserFolder.JSON_LINES);
  }

  private static void read(
      Path file, String name, boolean besideTheFolders, DocumentSet.OfDomain documents) {
    if (isJsonLines(file)) {
      Utf8File.lines(
          file,
          name,
          (line, number) -> {
            if (!line.isBlank()) {
              String place = name + ":" + number;
              documents.add(place, Example.text(line, place));
            }
          });
    } else if (besideTheFolders) {
      int number = 0;
      for (String paragraph : PARAGRAPHS.split(Utf8File.text(file, name))) {
        number++;
        documents.add(name + "#" + number, paragraph);
      }
    } else {
      documents.add(name, Utf8File.text(file, name));
    }
  }

  /** Refuses a size that leaves a part of a domain empty, naming one that is enough for all. */
  private void checkRoom(Map<String, CorpusSplitter> splitters) {
    Map<String, Long> least =
        Maps.newLinkedHashMap(Maps.transformValues(splitters, CorpusSplitter::leastBytes));
    long enough = least.values().stream().mapToLong(Long::longValue).max().orElse(0);
    least.forEach(
        (domain, bytes) -> {
          if (bytes > options.maxBytesPerDomain()) {
            survey.problem(
                "%s", CorpusSplitter.noRoom(domain, options.maxBytesPerDomain(), enough));
          }
        });
  }

  /** Says what was taken of a domain, and what may make its numbers worthless. */
  private void describe(Corpus corpus, Extraction extraction) {
    CorpusStatistics found = corpus.statistics();
    Set<Document> taken = Sets.newIdentityHashSet();
    corpus.parts().values().forEach(taken::addAll);
    String line =
        "%s: read %s documents, %s bytes; removed %s duplicate documents"
            .formatted(
                corpus.domain(),
                found.documentsFound(),
                found.bytesFound(),
                found.duplicatesRemoved());
    if (taken.size() < extraction.documents().size()) {
      line +=
          "; takes %s of them, %s bytes: --bytes-per-domain %s (or all) takes all"
              .formatted(taken.size(), corpus.bytes(), found.bytesFound());
      for (Document document : extraction.documents()) {
        if (document.bytes() > options.maxBytesPerDomain() / 10 && !taken.contains(document)) {
          survey.leftOut(
              document.source() + " (" + amount(document.bytes()) + ")",
              "longer than what was left of its part of the text; divide it, or raise"
                  + " --bytes-per-domain");
        }
      }
    }
    survey.read(line);
    if (taken.size() < ENOUGH_DOCUMENTS) {
      survey.warning(
          "domain '%s' has %s documents: validation and test are one each, and numbers that come"
              + " of them say little; give ten documents at least",
          corpus.domain(), taken.size());
    }
    for (Split split : ImmutableList.of(Split.VALIDATION, Split.TEST)) {
      if (corpus.bytes(split) < ENOUGH_BYTES) {
        survey.warning(
            "domain '%s' has %s bytes of %s text: losses on so little are chance; give more text",
            corpus.domain(), corpus.bytes(split), split.name().toLowerCase(Locale.ROOT));
      }
    }
  }

  private static String amount(long bytes) {
    if (bytes < 1000) {
      return bytes + " bytes";
    }
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
