// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import org.jspecify.annotations.Nullable;

/**
 * Thrown for text that cannot be read: a missing or altered archive, a malformed line, a domain
 * without text. The message is for the user: it names the file, and the line where there is one,
 * what was found and what to do.
 */
public final class CorpusException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CorpusException(String message) {
    super(message);
  }

  public CorpusException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
