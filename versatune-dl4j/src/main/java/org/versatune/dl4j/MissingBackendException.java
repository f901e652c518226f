// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import org.jspecify.annotations.Nullable;

/**
 * Thrown where ND4J cannot compute: it has no backend, the backend's native library did not load,
 * or the backend cannot run on this machine or its card.
 */
public final class MissingBackendException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  MissingBackendException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
