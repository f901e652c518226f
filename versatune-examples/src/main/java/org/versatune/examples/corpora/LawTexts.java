// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
  private static final int MAX_DOCUMENT_BYTES = 10_000;
  private static final double LEAST_ENGLISH = 0.15;
  private static final Pattern TRAILING_SPACE = Pattern.compile("(?m)[^\\S\\n]+$");
  private static final Pattern SPACES = Pattern.compile("[^\\S\\n]+");
  private static final Pattern EMPTY_LINES = Pattern.compile("\\n{3,}");

  /** Greatest share of a text's shingles that may be known. */
  private static final double MOST_KNOWN = 0.5;

  private static final int SHINGLE_WORDS = 8;
  private static final Splitter WORD =
      Splitter.on(Pattern.compile("[^\\p{L}\\p{N}]+")).omitEmptyStrings();

  private LawTexts() {}

  static void read(ImmutableList<Archive.Entry> files, DomainText text) throws IOException {
    List<Document> licences = new ArrayList<>();
    for (Archive.Entry file : files) {
      // The files of exceptions have no such field.
      String licence =
          JsonMapper.shared().readTree(file.text(UTF_8)).path("licenseText").asString("");
      String tidy = tidy(licence);
      if (Prose.acceptsDocument(tidy) && Prose.englishShare(tidy) >= LEAST_ENGLISH) {
        licences.add(new Document(file.source(), tidy));
      }
    }
    licences.sort(
        Comparator.comparingInt((Document licence) -> -licence.text().length())
            .thenComparing(Document::source));
    Set<Long> known = new HashSet<>();
    for (Document licence : licences) {
      if (keepIfNovel(known, licence.text())) {
        text.add(licence.source(), DomainText.cut(licence.text(), MAX_DOCUMENT_BYTES));
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

  /**
   * Keeps the shingles of a text, unless too many of them are known.
   *
   * <p>Resemblance by shingles: A. Broder, "On the resemblance and containment of documents"
   * (1997). Here containment counts, since a short licence is often a part of a long one. A shingle
   * is kept as a 64-bit hash: among a million of them, two differ and hash alike with probability
   * below 10⁻⁷. A text of fewer words than a shingle is one shingle.
   *
   * @param known the shingles of the texts that were kept
   * @return whether the text was kept
   */
  static boolean keepIfNovel(Set<Long> known, String text) {
    List<String> words = WORD.splitToList(text.toLowerCase(Locale.ROOT));
    Set<Long> shingles = new HashSet<>();
    for (int start = 0; start == 0 || start + SHINGLE_WORDS <= words.size(); start++) {
      List<String> run = words.subList(start, Math.min(start + SHINGLE_WORDS, words.size()));
      shingles.add(Hashing.murmur3_128().hashUnencodedChars(String.join(" ", run)).asLong());
    }
    boolean novel =
        shingles.stream().filter(known::contains).count() <= MOST_KNOWN * shingles.size();
    return novel && known.addAll(shingles);
  }
}
