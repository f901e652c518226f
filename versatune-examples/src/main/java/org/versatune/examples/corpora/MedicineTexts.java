// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import java.io.IOException;
import java.nio.charset.Charset;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Medicine, the small archives: remarks on how diseases run (Synthea) and clinical notes (cTAKES).
 * {@link FhirDefinitions} and {@link WordNet} read the large ones.
 */
final class MedicineTexts {
  private static final String NOTES = "org/apache/ctakes/examples/notes/";

  /** The notes are in this encoding: their quotation marks are not UTF-8. */
  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

  private MedicineTexts() {}

  /** Reads the remarks in Synthea's models of diseases, a document for each model. */
  static void remarks(OpenArchive archive, DomainText text) throws IOException {
    for (String name :
        archive.names(path -> path.startsWith("modules/") && path.endsWith(".json"))) {
      JsonNode model = JsonMapper.shared().readTree(archive.text(name));
      for (JsonNode remarks : model.findValues("remarks")) {
        text.prose(remarks.isString() ? remarks.stringValue() : paragraphs(remarks));
      }
      text.end(archive.locate(name));
    }
  }

  /** Joins lines to paragraphs; an empty line ends one, as does an address. */
  private static String paragraphs(JsonNode lines) {
    StringBuilder text = new StringBuilder();
    for (JsonNode line : lines) {
      String part = line.isString() ? line.stringValue() : "";
      boolean apart = part.isBlank() || part.contains("://");
      text.append(apart ? "\n\n" : "").append(part).append(apart ? "\n\n" : "\n");
    }
    return text.toString();
  }

  /** Reads the example notes of cTAKES, a document for each, without its nursery rhymes. */
  static void notes(OpenArchive archive, DomainText text) throws IOException {
    for (String name :
        archive.names(
            path ->
                path.startsWith(NOTES)
                    && path.endsWith(".txt")
                    && !path.contains("/mother_goose/"))) {
      // One of the files holds a record a line, whose last field is the note.
      archive
          .text(name, WINDOWS_1252)
          .lines()
          .forEach(line -> text.prose(line.substring(line.lastIndexOf('`') + 1)));
      text.end(archive.locate(name));
    }
  }
}
