// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/**
 * Repeats a call that fails: at once the first time it may, then after a pause that doubles.
 *
 * @param count calls after the first, at least 0
 * @param pause before the first of them
 */
record Retries(int count, Duration pause) {
  private static final int MOST_DOUBLINGS = 10;

  /**
   * Calls until it succeeds or the retries are used up.
   *
   * <p>Errors are repeated like exceptions, since a stack overflow or a failed assertion may be
   * about one text. Other errors of the virtual machine, such as a lack of memory, are not.
   *
   * @param hopeless whether another call is of no use
   * @throws InterruptedException if interrupted between two calls
   */
  <T> T call(Callable<T> call, Predicate<Throwable> hopeless) throws Exception {
    for (int done = 0; ; done++) {
      try {
        return call.call();
      } catch (Exception | Error e) {
        if (done >= count || isFatal(e) || hopeless.test(e)) {
          throw e;
        }
        Thread.sleep(pause.multipliedBy(1L << Math.min(done, MOST_DOUBLINGS)).toMillis());
      }
    }
  }

  /** Whether the virtual machine failed, and not the call. */
  static boolean isFatal(Throwable thrown) {
    return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
  }

  /** Whether an interrupt caused it, or the thread is interrupted now. */
  static boolean isInterrupted(Throwable thrown) {
    int depth = 0;
    for (Throwable t = thrown; t != null && depth < 20; t = t.getCause(), depth++) {
      if (t instanceof InterruptedException
          || t instanceof java.nio.channels.ClosedByInterruptException) {
        return true;
      }
    }
    return Thread.currentThread().isInterrupted();
  }
}
