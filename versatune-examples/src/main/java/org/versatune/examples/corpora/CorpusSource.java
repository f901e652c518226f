// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

/**
 * Says where text of a domain comes from, and under which licence.
 *
 * @param name Maven coordinates of an archive, or a path of the user's
 * @param licence the licence as the source itself states it, with what is left unsaid
 */
public record CorpusSource(String name, String licence) {}
