// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.base.CharMatcher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * Law: the texts of the licences of the SPDX list.
 *
 * <p>Many are versions of each other. So the longest come first, and a licence is left out if more
 * than half of its runs of eight words occur in those before it. Licences in other languages are
 * left out too. A text is cut after 10 000 bytes, at the end of a line: the longest are five times
 * that, and one of them would be half of a validation or test part.
 */
final class LawTexts {
  /** Most bytes of UTF-8 in a document. */
  static final int MAX_DOCUMENT_BYTES = 10_000;

  private static final String FOLDER = "resources/stdlicenses/";
  private static final double MOST_KNOWN = 0.5;
  private static final double LEAST_ENGLISH = 0.15;
  private static final Pattern TRAILING_SPACE = Pattern.compile("(?m)[^\\S\\n]+$");
  private static final Pattern SPACES = Pattern.compile("[^\\S\\n]+");
  private static final Pattern EMPTY_LINES = Pattern.compile("\\n{3,}");

  private LawTexts() {}

  static void read(OpenArchive archive, DomainText text) throws IOException {
    List<Document> licences = new ArrayList<>();
    for (String name : archive.names(path -> path.startsWith(FOLDER) && path.endsWith(".json"))) {
      // The files of exceptions have no such field.
      String json = archive.text(name);
      String licence = tidy(JsonMapper.shared().readTree(json).path("licenseText").asString(""));
      if (ProseFilter.acceptsDocument(licence)
          && FunctionWords.englishShare(licence) >= LEAST_ENGLISH) {
        licences.add(new Document(archive.locate(name), licence));
      }
    }
    licences.sort(
        Comparator.comparingInt((Document licence) -> -licence.text().length())
            .thenComparing(Document::source));
    WordShingles shingles = new WordShingles();
    for (Document licence : licences) {
      if (shingles.keepIfNovel(licence.text(), MOST_KNOWN)) {
        text.add(licence.source(), LineEnd.cut(licence.text(), MAX_DOCUMENT_BYTES));
      } else {
        text.leaveOut();
      }
    }
  }

  /** Removes runs of spaces and of empty lines, which are layout; paragraphs stay. */
  private static String tidy(String text) {
    String lines = TRAILING_SPACE.matcher(CharMatcher.is('\r').removeFrom(text)).replaceAll("");
    String spaces = SPACES.matcher(lines).replaceAll(" ");
    return EMPTY_LINES.matcher(spaces).replaceAll("\n\n").strip();
  }
}
