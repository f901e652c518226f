// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static com.google.common.base.MoreObjects.firstNonNull;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs independent trainings side by side, each on one thread.
 *
 * <p>The networks of the examples are too small to gain from several threads inside a training, so
 * the processors are shared out among trainings instead. Tasks start in the order in which they
 * were given, and results come in that order: as long as no task looks at another, the number of
 * threads changes nothing but the time.
 */
final class SideBySide implements AutoCloseable {
  private final ExecutorService threads;

  /**
   * Starts threads, at least 1, that wait for work. Limits native threads for the whole process.
   */
  SideBySide(int threads) {
    keepArithmeticOnOneThread();
    this.threads =
        Executors.newFixedThreadPool(
            threads, new ThreadFactoryBuilder().setNameFormat("training").setDaemon(true).build());
  }

  /**
   * Keeps the native arithmetic of a training on the training's own thread.
   *
   * <p>The usual way, the environment variable {@code OMP_NUM_THREADS=1}, has to be set before the
   * Java virtual machine starts. These two calls save the same processor time from inside (two
   * trainings side by side on two cores took 100 instead of 133 ms of it a step): the first keeps
   * matrix multiplications on one thread, the second ND4J's own operations. {@code
   * Environment.setMaxThreads} has no effect in ND4J 1.0.0-M2.1.
   */
  private static void keepArithmeticOnOneThread() {
    Nd4j.factory().blas().setMaxThreads(1);
    Nd4j.getEnvironment().setMaxMasterThreads(1);
  }

  /**
   * Submits work, which starts when a thread is free.
   *
   * @param work what to do; it may wait only for work that was submitted before it
   * @return waits for the work to be done; what it threw is thrown here
   */
  <T> Supplier<T> start(Callable<T> work) {
    Future<T> future = threads.submit(work);
    return () -> {
      try {
        return future.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("the study was interrupted");
      } catch (ExecutionException e) {
        Throwable cause = firstNonNull(e.getCause(), e);
        Throwables.throwIfUnchecked(cause);
        throw new IllegalStateException(cause);
      }
    };
  }

  /** Ends what is still running; its results are of no use once a study has failed. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
