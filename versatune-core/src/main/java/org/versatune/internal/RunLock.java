// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Guards the state of one run: the parts of a run share it. Reentrant. */
public final class RunLock {
  private final ReentrantLock lock = new ReentrantLock();

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
