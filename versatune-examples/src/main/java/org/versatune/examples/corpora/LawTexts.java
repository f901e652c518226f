// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.Comparator;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Law: the texts of the licences of the SPDX list.
 *
 * <p>Many are versions of each other, so the longest are taken first and a licence is left out if
 * more than half of its runs of eight words stand in those taken. A licence in another language is
 * left out too. A text is cut after 10 000 bytes, at the end of a line: the longest are five times
 * that, and a part with one of them would be half that one licence.
 */
final class LawTexts implements DomainExtractor {
  /** Most bytes of UTF-8 in a document. */
  static final int MAX_DOCUMENT_BYTES = 10_000;

  private static final String FOLDER = "resources/stdlicenses/";
  private static final double MOST_KNOWN = 0.5;
  private static final double LEAST_ENGLISH = 0.15;
  private static final Pattern TRAILING_SPACE = Pattern.compile("(?m)[^\\S\\n]+$");
  private static final Pattern SPACES = Pattern.compile("[^\\S\\n]+");
  private static final Pattern EMPTY_LINES = Pattern.compile("\\n{3,}");

  @Override
  public String domain() {
    return "law";
  }

  @Override
  public ImmutableList<Archive> archives() {
    return ImmutableList.of(Archive.SPDX);
  }

  @Override
  public Extraction extract(ArchiveFolder folder) throws IOException {
    ImmutableList<Document> longestFirst;
    try (OpenArchive archive = folder.open(Archive.SPDX)) {
      longestFirst =
          archive.names(name -> name.startsWith(FOLDER) && name.endsWith(".json")).stream()
              .map(name -> new Licence(archive.locate(name), licenceText(archive.text(name))))
              .filter(licence -> ProseFilter.acceptsDocument(licence.text()))
              .map(licence -> new Document(licence.source(), licence.text()))
              .sorted(
                  Comparator.comparingInt((Document licence) -> licence.text().length())
                      .reversed()
                      .thenComparing(Document::source))
              .collect(ImmutableList.toImmutableList());
    }
    WordShingles shingles = new WordShingles();
    ImmutableList.Builder<Document> kept = ImmutableList.builder();
    long repeated = 0;
    for (Document licence : longestFirst) {
      if (FunctionWords.englishShare(licence.text()) < LEAST_ENGLISH) {
        continue;
      }
      if (shingles.keepIfNovel(licence.text(), MOST_KNOWN)) {
        kept.add(new Document(licence.source(), LineEnd.cut(licence.text(), MAX_DOCUMENT_BYTES)));
      } else {
        repeated++;
      }
    }
    return new Extraction(kept.build(), repeated, "licences");
  }

  /** A text before it is known to be one. */
  private record Licence(String source, String text) {}

  /** The text of a licence, empty for the files of exceptions, which have none. */
  private static String licenceText(String json) {
    JsonNode text = JsonMapper.shared().readTree(json).path("licenseText");
    return text.isString() ? tidy(text.stringValue()) : "";
  }

  /** Paragraphs stay; runs of spaces and of empty lines, which are layout, do not. */
  private static String tidy(String text) {
    String lines = TRAILING_SPACE.matcher(text.replace("\r", "")).replaceAll("");
    String spaces = SPACES.matcher(lines).replaceAll(" ");
    return EMPTY_LINES.matcher(spaces).replaceAll("\n\n").strip();
  }
}
