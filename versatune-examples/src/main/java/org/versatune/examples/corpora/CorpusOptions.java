// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Says how much text is taken and how it is split. The same options over the same text give the
 * same corpora, document by document.
 *
 * @param seed decides which documents are taken where there are more than wanted, and which part
 *     each goes to
 * @param maxBytesPerDomain most bytes of UTF-8 taken from a domain, over all three parts, at least
 *     1; domains of like size keep a comparison of mixes from being one of sizes
 */
public record CorpusOptions(long seed, long maxBytesPerDomain) {
  /**
   * The default number of bytes from each bundled domain (our choice): the size of medicine, the
   * smallest of them, so that all six are of one size.
   */
  public static final long DEFAULT_MAX_BYTES = 800_000;

  private static final CorpusOptions DEFAULTS = new CorpusOptions(42, DEFAULT_MAX_BYTES);

  /** Refuses a number of bytes that is not positive. */
  public CorpusOptions {
    checkArgument(
        maxBytesPerDomain > 0,
        "most bytes for each domain is %s; it must be at least 1",
        maxBytesPerDomain);
  }

  /** {@return seed 42 and at most {@value #DEFAULT_MAX_BYTES} bytes from each domain} */
  public static CorpusOptions defaults() {
    return DEFAULTS;
  }

  /** {@return these options with another seed} */
  public CorpusOptions withSeed(long value) {
    return new CorpusOptions(value, maxBytesPerDomain);
  }

  /** {@return these options with another limit: most bytes of UTF-8 from a domain, at least 1} */
  public CorpusOptions withMaxBytesPerDomain(long value) {
    return new CorpusOptions(seed, value);
  }

  /** {@return these options without a limit: all text is taken} */
  public CorpusOptions withAllBytes() {
    return withMaxBytesPerDomain(Long.MAX_VALUE);
  }
}
