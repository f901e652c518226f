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
import org.nd4j.linalg.dataset.AsyncMultiDataSetIterator;

/**
 * Notices that the thread of an {@code AsyncDataSetIterator} or {@code AsyncMultiDataSetIterator}
 * has died, in an iterator or inside of its wrappers. {@code hasNext()} of Deeplearning4j's
 * prefetcher then waits for ever: always after an error, and after an exception where it waits
 * already.
 *
 * <p>Not safe for use by several threads.
 */
final class PrefetchWatch {
  private static final Parts OF_DATA_SETS = Parts.of(AsyncDataSetIterator.class);
  private static final Parts OF_MULTI_DATA_SETS = Parts.of(AsyncMultiDataSetIterator.class);

  private final ImmutableList<Prefetcher> prefetchers;

  PrefetchWatch(Object iterator) {
    ImmutableList.Builder<Prefetcher> found = ImmutableList.builder();
    for (Object position : ReadPositions.of(iterator)) {
      if (position instanceof AsyncDataSetIterator) {
        found.add(new Prefetcher(position, OF_DATA_SETS));
      } else if (position instanceof AsyncMultiDataSetIterator) {
        found.add(new Prefetcher(position, OF_MULTI_DATA_SETS));
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

  /** The fields of a prefetcher, which has them under these names in both its kinds. */
  private record Parts(
      @Nullable Field thread,
      @Nullable Field buffer,
      @Nullable Field next,
      @Nullable Field depleted,
      @Nullable Field thrown) {

    static Parts of(Class<?> type) {
      return new Parts(
          field(type, "thread"),
          field(type, "buffer"),
          field(type, "nextElement"),
          field(type, "hasDepleted"),
          field(type, "throwable"));
    }

    private static @Nullable Field field(Class<?> type, String name) {
      try {
        Field field = type.getDeclaredField(name);
        return field.trySetAccessible() ? field : null;
      } catch (NoSuchFieldException | RuntimeException e) {
        return null;
      }
    }
  }

  private static final class Prefetcher {
    private final Object iterator;
    private final Parts parts;
    private final List<Thread> listened = new ArrayList<>(1);
    private volatile @Nullable Throwable diedOf;

    Prefetcher(Object iterator, Parts parts) {
      this.iterator = iterator;
      this.parts = parts;
      if (get(parts.thread()) instanceof Thread thread) {
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
      return get(parts.next()) != null
          || get(parts.thrown()) != null
          || (get(parts.depleted()) instanceof AtomicBoolean depleted && depleted.get())
          || !(get(parts.buffer()) instanceof Collection<?> buffer)
          || !buffer.isEmpty();
    }

    void await() {
      while (!answers()) {
        if (!(get(parts.thread()) instanceof Thread thread)) {
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
          "the thread that reads ahead for its "
              + iterator.getClass().getSimpleName()
              + " has died, so no batch will come"
              + (thrown == null ? "; its error is in the error output" : ": " + thrown),
          thrown);
    }
  }
}
