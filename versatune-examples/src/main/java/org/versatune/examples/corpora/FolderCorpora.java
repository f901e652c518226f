// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * The user's own text: a folder with a sub-folder for each domain.
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
 * {@code text}. Text must be UTF-8. It is taken as it is but for these: a document that a domain
 * has already is dropped, for it could end up in two parts, domains are cut to the size that the
 * options ask for, and lines end with a line feed whatever ended them in the file. All text is held
 * in memory.
 *
 * <p>The corpora depend on names and content of the files, the options, and nothing else: not on
 * locale, encoding or system.
 *
 * <p>Thread-safe: holds no state.
 */
public final class FolderCorpora {
  private static final Splitter PARAGRAPHS =
      Splitter.on(Pattern.compile("\\n\\s*\\n")).trimResults().omitEmptyStrings();
  private static final String TERMS = "the user's own text";

  /** Fewest documents that make sense: ten give each part at least one (our choice). */
  private static final int ENOUGH_DOCUMENTS = 10;

  /**
   * Fewest bytes of validation or test text that a loss can be told from chance on (our choice).
   */
  private static final int ENOUGH_BYTES = 1000;

  private FolderCorpora() {}

  /**
   * Reads a folder.
   *
   * @param directory the folder that holds the domains
   * @param options how much text of each domain, and the seed of the split; {@link
   *     CorpusOptions#withAllBytes()} takes all
   * @param progress gets what was read, what was left out and why, and what may mislead
   * @return the corpora, in alphabetical order of the domains
   * @throws CorpusException if the folder holds no domain, a domain has no text or fewer than three
   *     documents, a file is not UTF-8, or a line is malformed; the message names the file, the
   *     line and the field, and says what to do
   */
  public static Corpora read(Path directory, CorpusOptions options, Progress progress) {
    Survey survey = survey(directory, options);
    survey.lines(false).forEach(progress::report);
    return survey.corpora();
  }

  /**
   * Reads a folder and says what became of everything in it; problems are listed, all of them.
   *
   * @param directory the folder that holds the domains
   * @param options how much text of each domain, and the seed of the split
   * @return what was read and left out, warnings and problems; the corpora where there are none
   * @throws CorpusException if the folder cannot be read or holds no domain
   */
  public static Survey survey(Path directory, CorpusOptions options) {
    Inventory inventory = new Inventory();
    ImmutableList<UserDomain> domains = UserFolder.domains(directory, inventory);
    warnOfLikeNames(domains, inventory);
    DocumentSet texts = new DocumentSet();
    Map<UserDomain, Extraction> extractions = new LinkedHashMap<>();
    for (UserDomain domain : domains) {
      Extraction extraction = documents(directory, domain, texts, inventory);
      extractions.put(domain, extraction);
    }
    texts.warn(inventory);
    if (domains.size() == 1 && inventory.problems() == 0) {
      inventory.warning(
          "there is one domain only (%s); a mix needs two at least"
              .formatted(domains.get(0).name()));
    }
    checkRoom(extractions, options, inventory);
    if (inventory.problems() > 0) {
      return inventory.finish(Optional.empty());
    }
    ImmutableList.Builder<Corpus> corpora = ImmutableList.builder();
    extractions.forEach(
        (domain, extraction) -> {
          Corpus corpus =
              CorpusSplitter.split(
                  domain.name(),
                  extraction.documents(),
                  options,
                  ImmutableList.of(new CorpusSource(domain.path().toString(), TERMS)),
                  extraction.statistics());
          corpora.add(corpus);
          tell(corpus, extraction, options, inventory);
        });
    return inventory.finish(Optional.of(new Corpora(corpora.build())));
  }

  /** Names that some systems and most people take for one. */
  private static void warnOfLikeNames(List<UserDomain> domains, Inventory inventory) {
    Map<String, String> seen = new HashMap<>();
    for (UserDomain domain : domains) {
      String alike =
          CharMatcher.whitespace()
              .trimAndCollapseFrom(Normalizer.normalize(domain.name(), Normalizer.Form.NFKC), ' ')
              .toLowerCase(Locale.ROOT);
      String other = seen.putIfAbsent(alike, domain.name());
      if (other != null) {
        inventory.warning(
            "domains '%s' and '%s' differ in capitals or white space alone; rename one"
                .formatted(other, domain.name()));
      }
    }
  }

  private static Extraction documents(
      Path directory, UserDomain domain, DocumentSet texts, Inventory inventory) {
    int before = inventory.problems();
    DocumentSet.OfDomain documents = texts.domain(domain.name());
    for (Path file : domain.files()) {
      String name = FileNames.relative(directory, file);
      try {
        if (!read(file, name, file.equals(domain.path()), documents)) {
          inventory.leftOut(name, "no text in it");
        }
      } catch (CorpusException e) {
        inventory.problem(String.valueOf(e.getMessage()));
      }
    }
    Extraction extraction = documents.finish(inventory);
    if (inventory.problems() > before) {
      return extraction;
    }
    String place = FileNames.name(domain.path());
    if (domain.files().isEmpty()) {
      inventory.problem(
          "domain '%s': %s has no .txt or .jsonl file; put some in, or take the folder away"
              .formatted(domain.name(), place));
    } else if (extraction.documents().isEmpty()) {
      inventory.problem(
          "domain '%s': there is no text in %s; put some in, or take it away"
              .formatted(domain.name(), place));
    } else if (extraction.documents().size() < CorpusSplitter.MINIMUM_DOCUMENTS) {
      inventory.problem(
          CorpusSplitter.tooFew(domain.name(), extraction.documents().size())
              + (domain.files().size() < CorpusSplitter.MINIMUM_DOCUMENTS && !isLines(domain)
                  ? "; a .txt file in a folder is one document: divide it, or put it beside the"
                      + " folders, where every paragraph is one"
                  : "; add some"));
    }
    return extraction;
  }

  private static boolean isLines(UserDomain domain) {
    return domain.files().stream()
        .anyMatch(file -> FileNames.extension(file).equals(UserFolder.JSON_LINES));
  }

  /** Reads a file; false if there is no text in it. */
  private static boolean read(
      Path file, String name, boolean besideTheFolders, DocumentSet.OfDomain documents) {
    if (FileNames.extension(file).equals(UserFolder.JSON_LINES)) {
      return readJsonLines(file, name, documents);
    }
    String text = Utf8File.text(file, name);
    if (text.isBlank()) {
      return false;
    }
    if (besideTheFolders) {
      int number = 0;
      for (String paragraph : PARAGRAPHS.split(text)) {
        number++;
        documents.add(name + "#" + number, paragraph);
      }
    } else {
      documents.add(name, text);
    }
    return true;
  }

  private static boolean readJsonLines(Path file, String name, DocumentSet.OfDomain documents) {
    AtomicBoolean any = new AtomicBoolean();
    Utf8File.lines(
        file,
        name,
        (number, line) -> {
          if (!line.isBlank()) {
            String place = name + ":" + number;
            documents.add(place, Example.text(line, place));
            any.set(true);
          }
        });
    return any.get();
  }

  /** Refuses a size that leaves a part of a domain empty, naming one that is enough for all. */
  private static void checkRoom(
      Map<UserDomain, Extraction> extractions, CorpusOptions options, Inventory inventory) {
    Map<String, Long> least = new LinkedHashMap<>();
    extractions.forEach(
        (domain, extraction) -> {
          if (extraction.documents().size() >= CorpusSplitter.MINIMUM_DOCUMENTS) {
            least.put(
                domain.name(),
                CorpusSplitter.leastBytes(domain.name(), extraction.documents(), options.seed()));
          }
        });
    long enough = least.values().stream().mapToLong(Long::longValue).max().orElse(0);
    least.forEach(
        (domain, bytes) -> {
          if (bytes > options.maxBytesPerDomain()) {
            inventory.problem(CorpusSplitter.noRoom(domain, options, enough));
          }
        });
  }

  /** Says what was taken of a domain, and what may make its numbers worthless. */
  private static void tell(
      Corpus corpus, Extraction extraction, CorpusOptions options, Inventory inventory) {
    CorpusStatistics found = corpus.statistics();
    Set<Document> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Split split : Split.values()) {
      taken.addAll(corpus.documents(split));
    }
    boolean cut = taken.size() < extraction.documents().size();
    inventory.read(
        "%s: read %s documents, %s bytes; removed %s duplicate documents"
                .formatted(
                    corpus.domain(),
                    found.documentsFound(),
                    found.bytesFound(),
                    found.duplicatesRemoved())
            + (cut
                ? "; takes %s of them, %s bytes: --bytes-per-domain %s (or all) takes all"
                    .formatted(taken.size(), corpus.bytes(), found.bytesFound())
                : ""));
    long tenth = options.maxBytesPerDomain() / 10;
    for (Document document : cut ? extraction.documents() : ImmutableList.<Document>of()) {
      if (document.bytes() > tenth && !taken.contains(document)) {
        inventory.leftOut(
            document.source() + " (" + Amounts.bytes(document.bytes()) + ")",
            "longer than what was left of its part of the text; divide it, or raise"
                + " --bytes-per-domain");
      }
    }
    warnOfLittle(corpus, taken.size(), inventory);
  }

  private static void warnOfLittle(Corpus corpus, int documents, Inventory inventory) {
    if (documents < ENOUGH_DOCUMENTS) {
      inventory.warning(
          ("domain '%s' has %s documents: validation and test are one each, and numbers that come"
                  + " of them say little; give ten documents at least")
              .formatted(corpus.domain(), documents));
    }
    for (Split split : ImmutableList.of(Split.VALIDATION, Split.TEST)) {
      if (corpus.bytes(split) < ENOUGH_BYTES) {
        inventory.warning(
            "domain '%s' has %s bytes of %s text: losses on so little are chance; give more text"
                .formatted(
                    corpus.domain(), corpus.bytes(split), split.name().toLowerCase(Locale.ROOT)));
      }
    }
  }
}
