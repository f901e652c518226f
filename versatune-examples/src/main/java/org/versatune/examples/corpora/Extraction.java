// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.collect.ImmutableList;

/**
 * The cleaned text of one domain, before it is cut to size and split.
 *
 * @param documents in the order they were read
 * @param duplicatesRemoved pieces dropped because the domain had them already
 * @param duplicateUnit what those pieces are, in the plural
 */
record Extraction(ImmutableList<Document> documents, long duplicatesRemoved, String duplicateUnit) {
  CorpusStatistics statistics() {
    return new CorpusStatistics(
        documents.size(),
        documents.stream().mapToLong(Document::bytes).sum(),
        duplicatesRemoved,
        duplicateUnit);
  }
}
