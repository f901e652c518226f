// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.base.CharMatcher;
import java.io.IOException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Code: Java sources without comments, imports, package lines and empty lines.
 *
 * <p>A document is cut after 4 000 bytes, at the end of a line: a few huge files would otherwise
 * decide the held-out loss of the domain.
 */
final class CodeTexts {
  /** Most bytes of UTF-8 in a document. */
  static final int MAX_DOCUMENT_BYTES = 4000;

  private static final int MIN_DOCUMENT_CHARACTERS = 200;
  private static final Pattern HEADER_LINE =
      Pattern.compile("(?m)^\\s*(?:import|package)\\s[^;]*;[^\\S\\n]*$");

  private CodeTexts() {}

  static void read(OpenArchive archive, DomainText text) throws IOException {
    for (String name : archive.names(path -> path.endsWith(".java"))) {
      String code = clean(archive.text(name));
      if (code.length() >= MIN_DOCUMENT_CHARACTERS) {
        text.add(archive.locate(name), code);
      }
    }
  }

  private static String clean(String source) {
    String code = HEADER_LINE.matcher(JavaSource.withoutComments(source)).replaceAll("");
    String lines =
        code.lines()
            .map(CharMatcher.whitespace()::trimTrailingFrom)
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining("\n"));
    return LineEnd.cut(lines, MAX_DOCUMENT_BYTES);
  }
}
