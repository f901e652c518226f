// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Throwables;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs independent trainings side by side, each on one thread.
 *
 * <p>The networks of the examples are too small to gain from several threads inside a training, so
 * the processors are shared out among trainings instead. Tasks start in the order in which they
 * were given, and results come in that order: as long as no task looks at another, the number of
 * threads changes nothing but the time.
 */
public final class SideBySide implements AutoCloseable {
  private final ExecutorService threads;
  private final int number;

  /**
   * Starts threads that wait for work.
   *
   * @param threads how many, at least 1
   * @throws IllegalArgumentException if there are none
   */
  public SideBySide(int threads) {
    checkArgument(threads >= 1, "threads is %s; it must be at least 1", threads);
    this.number = threads;
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, "training");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Represents work that was submitted.
   *
   * @param <T> what comes of it
   */
  public interface Pending<T> {
    /**
     * Waits for the work to be done.
     *
     * @return its result; what it threw is thrown here
     */
    T get();
  }

  /** Returns how many trainings run at a time. */
  int number() {
    return number;
  }

  /**
   * Submits work, which starts when a thread is free.
   *
   * @param work what to do; it may wait only for work that was submitted before it
   * @param <T> what comes of it
   * @return the result to come
   */
  public <T> Pending<T> start(Callable<T> work) {
    Future<T> future = threads.submit(work);
    return () -> result(future);
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the study was interrupted");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause != null) {
        Throwables.throwIfUnchecked(cause);
      }
      throw new IllegalStateException(cause);
    }
  }

  /** Ends what is still running; its results are of no use once a study has failed. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
