// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Limits how many calls run at once and how many start in a minute, and lets none through while the
 * server has asked for a pause. Calls are spaced evenly, since a server that counts by the second
 * refuses bursts that an average by the minute would allow.
 */
final class CallGate {
  private final Semaphore places;
  private final long interval;
  private final CallClock clock;

  /** When the next call may begin. */
  @GuardedBy("this")
  private long next;

  /** When the pause ends that the server has asked for. */
  @GuardedBy("this")
  private long open;

  /**
   * Makes a gate.
   *
   * @param places calls at once
   * @param interval between the starts of two calls; zero for no limit
   */
  CallGate(int places, Duration interval, CallClock clock) {
    this.places = new Semaphore(places, true);
    this.interval = interval.toNanos();
    this.clock = clock;
    this.next = clock.nanos();
    this.open = next;
  }

  /** Waits for a place and for the time of the next call. {@link #leave} gives the place back. */
  void enter() throws InterruptedException {
    places.acquire();
    try {
      long at = again(turn());
      for (long wait = at - clock.nanos(); wait > 0; wait = at - clock.nanos()) {
        clock.sleep(wait);
        at = again(at);
      }
    } catch (InterruptedException | RuntimeException | Error e) {
      places.release();
      throw e;
    }
  }

  void leave() {
    places.release();
  }

  /** Lets no call through for a while: what one call learnt holds for all. */
  synchronized void pause(Duration pause) {
    open = later(open, clock.nanos() + pause.toNanos());
  }

  private synchronized long turn() {
    long at = later(next, later(open, clock.nanos()));
    next = at + interval;
    return at;
  }

  /**
   * The time of a call whose turn came within a pause: calls that waited for the same pause begin
   * one after the other again, not all at once when it ends.
   */
  private synchronized long again(long at) {
    return open - at > 0 ? turn() : at;
  }

  /** Differences, because a clock in nanoseconds may overflow. */
  private static long later(long a, long b) {
    return a - b > 0 ? a : b;
  }
}
