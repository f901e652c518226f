// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

/**
 * Holds the text of one domain in three parts. No document is in two parts.
 *
 * @param domain its name
 * @param parts the documents of each part, at least one, in an order that the seed decides
 * @param statistics what was found before the text was cut to size and split
 */
public record Corpus(
    String domain,
    ImmutableMap<Split, ImmutableList<Document>> parts,
    CorpusStatistics statistics) {

  /** {@return the documents to train on, about eight tenths of all} */
  public ImmutableList<Document> train() {
    return documents(Split.TRAIN);
  }

  /** {@return the documents whose losses steer a run, about a tenth of all} */
  public ImmutableList<Document> validation() {
    return documents(Split.VALIDATION);
  }

  /** {@return the documents for the last evaluation, about a tenth of all} */
  public ImmutableList<Document> test() {
    return documents(Split.TEST);
  }

  /** {@return the documents of one part} */
  public ImmutableList<Document> documents(Split split) {
    return requireNonNull(parts.get(split));
  }

  /** {@return the texts of one part, in the order of its documents} */
  public ImmutableList<String> texts(Split split) {
    return documents(split).stream().map(Document::text).collect(ImmutableList.toImmutableList());
  }

  /** {@return the bytes of UTF-8 in one part} */
  public long bytes(Split split) {
    return documents(split).stream().mapToLong(Document::bytes).sum();
  }

  /** {@return the bytes of UTF-8 in all three parts} */
  public long bytes() {
    return bytes(Split.TRAIN) + bytes(Split.VALIDATION) + bytes(Split.TEST);
  }
}
