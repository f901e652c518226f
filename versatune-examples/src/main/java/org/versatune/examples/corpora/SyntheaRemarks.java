// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.collect.ImmutableList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The remarks in Synthea's models of diseases; one document for each model. Holds no state. */
final class SyntheaRemarks {
  private SyntheaRemarks() {}

  static ImmutableList<Document> read(OpenArchive archive, SentenceDeduplicator sentences) {
    ImmutableList.Builder<Document> documents = ImmutableList.builder();
    for (String name :
        archive.names(path -> path.startsWith("modules/") && path.endsWith(".json"))) {
      DocumentText text = new DocumentText(sentences);
      for (JsonNode remarks :
          JsonMapper.shared().readTree(archive.text(name)).findValues("remarks")) {
        text.add(lines(remarks));
      }
      text.finish(archive.locate(name)).ifPresent(documents::add);
    }
    return documents.build();
  }

  /**
   * A remark is one text or several lines of one; an empty line ends a paragraph, as does an
   * address.
   */
  private static String lines(JsonNode remarks) {
    if (remarks.isString()) {
      return remarks.stringValue();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode line : remarks) {
      String part = line.isString() ? line.stringValue() : "";
      boolean apart = part.isBlank() || part.contains("://");
      text.append(apart ? "\n\n" : "").append(part).append(apart ? "\n\n" : "\n");
    }
    return text.toString();
  }
}
