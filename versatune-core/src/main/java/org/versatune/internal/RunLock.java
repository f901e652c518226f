// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import static com.google.common.base.Preconditions.checkState;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Guards the state of one run: the parts of a run share it. Reentrant. */
public final class RunLock {
  private final ReentrantLock lock = new ReentrantLock();

  /** What changes the run now; guarded by the lock. */
  private @Nullable String change;

  /**
   * Does something while holding the lock, and returns what came of it.
   *
   * @param <T> the type of the result
   * @param body what is done; an exception of it is thrown on, after the lock is given back
   * @return what {@code body} returned
   */
  public <T> T holding(Supplier<T> body) {
    lock.lock();
    try {
      return body.get();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Does something that changes the run while holding the lock, unless that is asked for by a part
   * of the run that is itself being asked: what it found half-way would be wrong, and what it
   * changed would be lost.
   *
   * @param <T> the type of the result
   * @param what the method of the run, for the message
   * @param body what is done; an exception of it is thrown on, after the lock is given back
   * @return what {@code body} returned
   * @throws IllegalStateException if the same thread is changing the run already
   */
  public <T> T changing(String what, Supplier<T> body) {
    return holding(
        () -> {
          checkState(
              change == null,
              "run.%s was called while the same thread is in run.%s, so by a rule, a sampler, a"
                  + " tracker, a gate or a listener of this run: it did nothing. Such parts answer"
                  + " what they are asked; the training loop calls the run, before or after",
              what,
              change);
          change = what;
          try {
            return body.get();
          } finally {
            change = null;
          }
        });
  }

  /**
   * Does something while holding the lock.
   *
   * @param body what is done; an exception of it is thrown on, after the lock is given back
   */
  public void holding(Runnable body) {
    lock.lock();
    try {
      body.run();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes a condition on which threads that hold the lock can wait.
   *
   * @return a new condition of this lock
   */
  public Condition newCondition() {
    return lock.newCondition();
  }
}
