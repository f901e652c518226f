// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import java.util.concurrent.TimeUnit;

/** Time as calls see it. Tests let it pass without waiting. */
interface CallClock {
  /** The clock of the machine. */
  CallClock SYSTEM =
      new CallClock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void sleep(long nanos) throws InterruptedException {
          TimeUnit.NANOSECONDS.sleep(nanos);
        }
      };

  /** Now, in nanoseconds since any fixed moment. */
  long nanos();

  /**
   * Waits.
   *
   * @param nanos how long, more than 0
   */
  void sleep(long nanos) throws InterruptedException;
}
