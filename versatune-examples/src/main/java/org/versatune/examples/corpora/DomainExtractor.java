// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.collect.ImmutableList;
import java.io.IOException;

/** Reads and cleans the text of one bundled domain. Implementations hold no state. */
interface DomainExtractor {
  /** The domain's name. */
  String domain();

  /** The archives the domain is read from. */
  ImmutableList<Archive> archives();

  /** Reads all text there is, in an order that depends on the archives alone. */
  Extraction extract(ArchiveFolder folder) throws IOException;
}
