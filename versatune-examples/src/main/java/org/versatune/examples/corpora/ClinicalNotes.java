// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.collect.ImmutableList;
import java.nio.charset.Charset;

/**
 * The example notes of cTAKES, one document for each; its nursery rhymes are left out. Holds no
 * state.
 */
final class ClinicalNotes {
  private static final String FOLDER = "org/apache/ctakes/examples/notes/";

  private static final char FIELD_SEPARATOR = '`';

  /** What the notes were written in: their quotation marks are not UTF-8. */
  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

  private ClinicalNotes() {}

  static ImmutableList<Document> read(OpenArchive archive, SentenceDeduplicator sentences) {
    ImmutableList.Builder<Document> documents = ImmutableList.builder();
    DocumentText text = new DocumentText(sentences);
    for (String name :
        archive.names(
            path ->
                path.startsWith(FOLDER)
                    && path.endsWith(".txt")
                    && !path.contains("/mother_goose/"))) {
      // One note holds records, one a line, of which the report is the last field.
      archive
          .text(name, WINDOWS_1252)
          .lines()
          .map(line -> line.substring(line.lastIndexOf(FIELD_SEPARATOR) + 1))
          .forEach(text::add);
      text.finish(archive.locate(name)).ifPresent(documents::add);
    }
    return documents.build();
  }
}
