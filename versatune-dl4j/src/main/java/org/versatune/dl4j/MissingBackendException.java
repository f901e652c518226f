package org.versatune.dl4j;

/** ND4J cannot compute: it has no backend, or the backend's native library did not load. */
public final class MissingBackendException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  MissingBackendException(String message, Throwable cause) {
    super(message, cause);
  }
}
