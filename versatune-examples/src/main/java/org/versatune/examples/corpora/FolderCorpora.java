package org.versatune.examples.corpora;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
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
 * {@code text}. Text must be UTF-8. It is taken as it is but for two things: a document that a
 * domain has already is dropped, for it could end up in two parts, and domains are cut to the size
 * that the options ask for. All text is held in memory.
 *
 * <p>Thread-safe: holds no state.
 */
public final class FolderCorpora {
  private static final Splitter PARAGRAPHS =
      Splitter.on(Pattern.compile("\\n\\s*\\n")).trimResults().omitEmptyStrings();
  private static final String TERMS = "the user's own text";

  private FolderCorpora() {}

  /**
   * Reads a folder.
   *
   * @param directory the folder that holds the domains
   * @param options how much text of each domain, and the seed of the split; {@link
   *     CorpusOptions#withAllBytes()} takes all
   * @param progress told which files were passed over and what was read
   * @return the corpora, in alphabetical order of the domains
   * @throws CorpusException if the folder holds no domain, a domain has no text or fewer than three
   *     documents, a file is not UTF-8, or a line is malformed; the message names the file, the
   *     line and the field
   */
  public static Corpora read(Path directory, CorpusOptions options, Progress progress) {
    ImmutableList.Builder<Corpus> corpora = ImmutableList.builder();
    for (UserDomain domain : UserFolder.domains(directory, progress)) {
      Extraction extraction = documents(directory, domain, progress);
      CorpusStatistics found = extraction.statistics();
      progress.report(
          "%s: read %d documents, %d bytes; removed %d duplicate documents"
              .formatted(
                  domain.name(),
                  found.documentsFound(),
                  found.bytesFound(),
                  found.duplicatesRemoved()));
      corpora.add(
          CorpusSplitter.split(
              domain.name(),
              extraction.documents(),
              options,
              ImmutableList.of(new CorpusSource(domain.path().toString(), TERMS)),
              found));
    }
    return new Corpora(corpora.build());
  }

  private static Extraction documents(Path directory, UserDomain domain, Progress progress) {
    if (domain.files().isEmpty()) {
      throw new CorpusException(
          "domain '%s': %s has no .txt or .jsonl file".formatted(domain.name(), domain.path()));
    }
    Distinct distinct = new Distinct();
    for (Path file : domain.files()) {
      String name = directory.relativize(file).toString();
      if (UserFolder.extension(file).equals(UserFolder.JSON_LINES)) {
        readJsonLines(file, name, distinct);
      } else if (file.equals(domain.path())) {
        readParagraphs(file, name, distinct);
      } else {
        readWhole(file, name, distinct, progress);
      }
    }
    ImmutableList<Document> documents = distinct.documents.build();
    if (documents.isEmpty()) {
      throw new CorpusException(
          "domain '%s': there is no text in %s".formatted(domain.name(), domain.path()));
    }
    return new Extraction(documents, distinct.duplicates, "documents");
  }

  private static void readJsonLines(Path file, String name, Distinct distinct) {
    Utf8File.lines(
        file,
        name,
        (number, line) -> {
          if (!line.isBlank()) {
            String place = name + ":" + number;
            distinct.add(place, Example.text(line, place));
          }
        });
  }

  private static void readParagraphs(Path file, String name, Distinct distinct) {
    int number = 0;
    for (String paragraph : PARAGRAPHS.split(Utf8File.text(file, name))) {
      number++;
      distinct.add(name + "#" + number, paragraph);
    }
  }

  private static void readWhole(Path file, String name, Distinct distinct, Progress progress) {
    String text = Utf8File.text(file, name);
    if (text.isBlank()) {
      progress.report("passed over " + file + ": no text in it");
    } else {
      distinct.add(name, text);
    }
  }

  /** Documents, each text once. */
  private static final class Distinct {
    private final ImmutableList.Builder<Document> documents = ImmutableList.builder();
    private final Set<String> seen = new HashSet<>();
    private long duplicates;

    void add(String source, String text) {
      if (seen.add(text)) {
        documents.add(new Document(source, text));
      } else {
        duplicates++;
      }
    }
  }
}
