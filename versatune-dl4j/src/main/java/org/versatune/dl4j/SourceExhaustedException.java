// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

/**
 * Thrown when a source under {@link ExhaustionPolicy#FAIL} has run out. The message names the
 * domain and how many examples it gave.
 */
public final class SourceExhaustedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  SourceExhaustedException(String message) {
    super(message);
  }
}
