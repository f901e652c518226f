// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

/**
 * The text of one domain in three parts. No document is in two parts.
 *
 * <p>Immutable.
 */
public final class Corpus {
  private final String domain;
  private final ImmutableMap<Split, ImmutableList<Document>> parts;
  private final ImmutableList<CorpusSource> sources;
  private final CorpusStatistics statistics;

  /** Makes a corpus of all three parts, each with at least one document. */
  Corpus(
      String domain,
      ImmutableMap<Split, ImmutableList<Document>> parts,
      ImmutableList<CorpusSource> sources,
      CorpusStatistics statistics) {
    this.domain = domain;
    this.parts = parts;
    this.sources = sources;
    this.statistics = statistics;
  }

  /**
   * Returns the domain.
   *
   * @return its name
   */
  public String domain() {
    return domain;
  }

  /**
   * Returns the documents to train on.
   *
   * @return about eight tenths of the documents, at least one, in an order that the seed decides
   */
  public ImmutableList<Document> train() {
    return documents(Split.TRAIN);
  }

  /**
   * Returns the documents whose losses steer a run.
   *
   * @return about a tenth of the documents, at least one, in an order that the seed decides
   */
  public ImmutableList<Document> validation() {
    return documents(Split.VALIDATION);
  }

  /**
   * Returns the documents for the last evaluation.
   *
   * @return about a tenth of the documents, at least one, in an order that the seed decides
   */
  public ImmutableList<Document> test() {
    return documents(Split.TEST);
  }

  /**
   * Returns one part.
   *
   * @param split which part
   * @return its documents
   */
  public ImmutableList<Document> documents(Split split) {
    return requireNonNull(parts.get(split));
  }

  /**
   * Returns the texts of one part, without where they come from.
   *
   * @param split which part
   * @return its texts, in the order of its documents
   */
  public ImmutableList<String> texts(Split split) {
    return documents(split).stream().map(Document::text).collect(ImmutableList.toImmutableList());
  }

  /**
   * Returns how much text a part holds.
   *
   * @param split which part
   * @return bytes of UTF-8
   */
  public long bytes(Split split) {
    return documents(split).stream().mapToLong(Document::bytes).sum();
  }

  /**
   * Returns how much text there is.
   *
   * @return bytes of UTF-8 over all three parts
   */
  public long bytes() {
    return bytes(Split.TRAIN) + bytes(Split.VALIDATION) + bytes(Split.TEST);
  }

  /**
   * Returns where the text comes from and on what terms.
   *
   * @return the archives or paths, at least one
   */
  public ImmutableList<CorpusSource> sources() {
    return sources;
  }

  /**
   * Returns what was there before the text was cut to size and split.
   *
   * @return documents, bytes and duplicates found
   */
  public CorpusStatistics statistics() {
    return statistics;
  }
}
