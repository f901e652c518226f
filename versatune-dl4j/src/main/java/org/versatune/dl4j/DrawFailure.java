// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.base.Throwables;

/**
 * Carries what was thrown while a batch was drawn on another thread to the thread that trains. Safe
 * for use by several threads.
 */
final class DrawFailure {
  private final Throwable cause;
  private volatile boolean thrown;

  DrawFailure(Throwable cause) {
    this.cause = cause;
  }

  /** Returns whether some thread has thrown it, so that it need not be thrown again. */
  boolean wasThrown() {
    return thrown;
  }

  /** Does nothing on a thread that fetches ahead for Deeplearning4j; throws on any other. */
  void throwElsewhere() {
    if (!isPrefetcher(Thread.currentThread())) {
      throw rethrow();
    }
  }

  /** Returns whether this is one of Deeplearning4j's own threads. */
  static boolean isPrefetcher(Thread thread) {
    String name = thread.getClass().getName();
    return name.startsWith("org.nd4j.") || name.startsWith("org.deeplearning4j.");
  }

  /** Throws what was thrown: the same exception or error, with the stack of the drawing thread. */
  RuntimeException rethrow() {
    thrown = true;
    Throwables.throwIfUnchecked(cause);
    throw new IllegalStateException("drawing a batch failed: " + cause, cause);
  }
}
