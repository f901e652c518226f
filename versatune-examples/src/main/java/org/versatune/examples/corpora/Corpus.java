package org.versatune.examples.corpora;

import com.google.common.collect.ImmutableList;

/**
 * The text of one domain in three parts. No document is in two parts.
 *
 * <p>Immutable.
 */
public final class Corpus {
  private final String domain;
  private final ImmutableList<Document> train;
  private final ImmutableList<Document> validation;
  private final ImmutableList<Document> test;
  private final ImmutableList<CorpusSource> sources;
  private final CorpusStatistics statistics;

  Corpus(
      String domain,
      ImmutableList<Document> train,
      ImmutableList<Document> validation,
      ImmutableList<Document> test,
      ImmutableList<CorpusSource> sources,
      CorpusStatistics statistics) {
    this.domain = domain;
    this.train = train;
    this.validation = validation;
    this.test = test;
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
    return train;
  }

  /**
   * Returns the documents whose losses steer a run.
   *
   * @return about a tenth of the documents, at least one, in an order that the seed decides
   */
  public ImmutableList<Document> validation() {
    return validation;
  }

  /**
   * Returns the documents for the last evaluation.
   *
   * @return about a tenth of the documents, at least one, in an order that the seed decides
   */
  public ImmutableList<Document> test() {
    return test;
  }

  /**
   * Returns one part.
   *
   * @param split which part
   * @return its documents
   */
  public ImmutableList<Document> documents(Split split) {
    return switch (split) {
      case TRAIN -> train;
      case VALIDATION -> validation;
      case TEST -> test;
    };
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
