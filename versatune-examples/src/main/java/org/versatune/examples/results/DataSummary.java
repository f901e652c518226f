// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import com.google.common.collect.ImmutableList;

/**
 * Describes the text of a study.
 *
 * @param source {@code bundled} for the corpora that come with the examples, otherwise the folder
 * @param checksum SHA-256 over all documents of all domains, in hexadecimal
 * @param domains the sizes, in the order of the study's domains
 */
public record DataSummary(String source, String checksum, ImmutableList<DomainText> domains) {

  /**
   * The text of one domain.
   *
   * @param domain its name
   * @param trainDocuments documents to train on
   * @param trainBytes UTF-8 bytes to train on
   * @param validationDocuments documents that steer the weights
   * @param testDocuments documents that the final losses are measured on
   */
  public record DomainText(
      String domain,
      long trainDocuments,
      long trainBytes,
      long validationDocuments,
      long testDocuments) {}
}
