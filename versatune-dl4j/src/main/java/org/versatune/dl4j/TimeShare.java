// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Adds up which share of the time of training goes into measuring. Time in which nothing is
 * trained, between two calls of {@code fit}, does not count. Safe for use by several threads.
 */
final class TimeShare {
  private final LongSupplier clock;
  private boolean running;
  private long since;
  private long training;
  private long measuring;

  /**
   * @param clock nanoseconds, as {@link System#nanoTime()}
   */
  TimeShare(LongSupplier clock) {
    this.clock = clock;
  }

  /** Notes that training goes on. */
  synchronized void run() {
    if (!running) {
      running = true;
      since = clock.getAsLong();
    }
  }

  /** Notes that training pauses. */
  synchronized void pause() {
    add();
    running = false;
  }

  private void add() {
    if (running) {
      long now = clock.getAsLong();
      training += now - since;
      since = now;
    }
  }

  /** Measures something, which is part of the time of training. */
  <T> T measuring(Supplier<T> body) {
    long from = clock.getAsLong();
    try {
      return body.get();
    } finally {
      measured(clock.getAsLong() - from);
    }
  }

  private synchronized void measured(long nanos) {
    measuring += nanos;
    if (!running) {
      training += nanos;
    }
    add();
  }

  /** Returns the nanoseconds spent with measuring. */
  synchronized long nanos() {
    return measuring;
  }

  /** Returns the share, in [0, 1]; 0 before anything was trained. */
  synchronized double share() {
    long all = training;
    return all <= 0 ? 0 : Math.min(1, (double) measuring / all);
  }
}
