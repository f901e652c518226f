// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Code: the Java sources of Guava and Commons Lang without comments, imports and package lines.
 *
 * <p>A document is cut after 4 000 bytes, at the end of a line: a few huge files would otherwise
 * decide the held-out loss of the domain.
 */
final class CodeTexts implements DomainExtractor {
  /** Most bytes of UTF-8 in a document. */
  static final int MAX_DOCUMENT_BYTES = 4000;

  private static final int MIN_DOCUMENT_CHARACTERS = 200;
  private static final Pattern HEADER_LINE =
      Pattern.compile("(?m)^\\s*(?:import|package)\\s[^;]*;[^\\S\\n]*$");

  private static final Splitter LINES = Splitter.on('\n');

  @Override
  public String domain() {
    return "code";
  }

  @Override
  public ImmutableList<Archive> archives() {
    return ImmutableList.of(Archive.GUAVA, Archive.COMMONS_LANG);
  }

  @Override
  public Extraction extract(ArchiveFolder folder) throws IOException {
    // A few files are copies of each other in different packages.
    Map<String, Document> byText = new LinkedHashMap<>();
    long copies = 0;
    for (Archive source : archives()) {
      try (OpenArchive archive = folder.open(source)) {
        for (String name : archive.names(path -> path.endsWith(".java"))) {
          String code = clean(archive.text(name));
          if (code.length() >= MIN_DOCUMENT_CHARACTERS
              && byText.putIfAbsent(code, new Document(archive.locate(name), code)) != null) {
            copies++;
          }
        }
      }
    }
    return new Extraction(ImmutableList.copyOf(byText.values()), copies, "files");
  }

  /** Code alone, without empty lines, cut to size. */
  static String clean(String source) {
    String code = HEADER_LINE.matcher(JavaSource.withoutComments(source)).replaceAll("");
    String lines =
        LINES
            .splitToStream(code)
            .map(CharMatcher.whitespace()::trimTrailingFrom)
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining("\n"));
    return LineEnd.cut(lines, MAX_DOCUMENT_BYTES);
  }
}
