// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Notices that the thread of an {@code AsyncDataSetIterator} has died, in an iterator or inside of
 * its wrappers. {@code hasNext()} of Deeplearning4j's prefetcher then waits for ever: always after
 * an error, and after an exception where it waits already.
 *
 * <p>Not safe for use by several threads.
 */
final class PrefetchWatch {
  private static final @Nullable Field THREAD = field("thread");
  private static final @Nullable Field BUFFER = field("buffer");
  private static final @Nullable Field NEXT = field("nextElement");
  private static final @Nullable Field DEPLETED = field("hasDepleted");
  private static final @Nullable Field THROWN = field("throwable");

  private final ImmutableList<Prefetcher> prefetchers;

  PrefetchWatch(DataSetIterator iterator) {
    ImmutableList.Builder<Prefetcher> found = ImmutableList.builder();
    for (Object position : ReadPositions.of(iterator)) {
      if (position instanceof AsyncDataSetIterator prefetcher) {
        found.add(new Prefetcher(prefetcher));
      }
    }
    prefetchers = found.build();
  }

  /**
   * Waits until {@code hasNext()} can answer.
   *
   * @throws IllegalStateException if it never will
   * @throws Error if it never will because of this error
   */
  void await() {
    for (Prefetcher each : prefetchers) {
      each.await();
    }
  }

  private static @Nullable Field field(String name) {
    try {
      Field field = AsyncDataSetIterator.class.getDeclaredField(name);
      return field.trySetAccessible() ? field : null;
    } catch (NoSuchFieldException | RuntimeException e) {
      return null;
    }
  }

  private static final class Prefetcher {
    private final AsyncDataSetIterator iterator;
    private final List<Thread> listened = new ArrayList<>(1);
    private volatile @Nullable Throwable diedOf;

    Prefetcher(AsyncDataSetIterator iterator) {
      this.iterator = iterator;
      if (get(THREAD) instanceof Thread thread) {
        listenTo(thread);
      }
    }

    private @Nullable Object get(@Nullable Field field) {
      try {
        return field == null ? null : field.get(iterator);
      } catch (IllegalAccessException e) {
        return null;
      }
    }

    private void listenTo(Thread thread) {
      if (listened.contains(thread) || !thread.isAlive()) {
        return;
      }
      listened.clear();
      listened.add(thread);
      diedOf = null;
      Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
      thread.setUncaughtExceptionHandler(
          (dead, thrown) -> {
            diedOf = thrown;
            if (before != null) {
              before.uncaughtException(dead, thrown);
            }
          });
    }

    private boolean answers() {
      return get(NEXT) != null
          || get(THROWN) != null
          || (get(DEPLETED) instanceof AtomicBoolean depleted && depleted.get())
          || !(get(BUFFER) instanceof Collection<?> buffer)
          || !buffer.isEmpty();
    }

    void await() {
      while (!answers()) {
        if (!(get(THREAD) instanceof Thread thread)) {
          return;
        }
        listenTo(thread);
        boolean alive = thread.isAlive();
        if (!alive && !answers()) {
          throw died();
        }
        try {
          thread.join(1);
        } catch (InterruptedException e) {
          // The prefetcher decides what an interrupt means.
          Thread.currentThread().interrupt();
          return;
        }
      }
    }

    private IllegalStateException died() {
      Throwable thrown = diedOf;
      if (thrown instanceof Error error) {
        throw error;
      }
      return new IllegalStateException(
          "the thread that reads ahead for its AsyncDataSetIterator has died, so no batch will come"
              + (thrown == null ? "; its error is in the error output" : ": " + thrown),
          thrown);
    }
  }
}
