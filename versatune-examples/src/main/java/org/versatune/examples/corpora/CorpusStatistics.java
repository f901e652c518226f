// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

/**
 * Counts what was there before a corpus was cut to size and split.
 *
 * @param documentsFound documents after cleaning
 * @param bytesFound bytes of UTF-8 in them
 * @param duplicatesRemoved pieces dropped because the domain had them already
 * @param duplicateUnit what those pieces are, in the plural: sentences, licences, documents
 */
public record CorpusStatistics(
    long documentsFound, long bytesFound, long duplicatesRemoved, String duplicateUnit) {}
