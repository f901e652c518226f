// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;

/**
 * Work in pieces of which several threads need the whole: each that comes does pieces until none is
 * left, and waits for those that others are doing. A piece that fails is left for another thread,
 * so a task that is killed takes nothing from the others. Safe for use by any number of threads.
 */
final class SharedWork {
  private final Deque<Integer> left = new ArrayDeque<>();
  private int undone;

  SharedWork(int pieces) {
    for (int piece = 0; piece < pieces; piece++) {
      left.add(piece);
    }
    undone = pieces;
  }

  /**
   * Does pieces of the work; returns when all are done.
   *
   * @param piece does one; what it wrote is seen by all threads that return
   */
  void complete(IntConsumer piece) {
    for (int next = take(); next >= 0; next = take()) {
      boolean isDone = false;
      try {
        piece.accept(next);
        isDone = true;
      } finally {
        put(next, isDone);
      }
    }
  }

  /** A piece that is left; −1 once all are done. */
  private synchronized int take() {
    try {
      while (left.isEmpty() && undone > 0) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the task was ended while others made draws for it", e);
    }
    return left.isEmpty() ? -1 : left.remove();
  }

  private synchronized void put(int piece, boolean isDone) {
    if (isDone) {
      undone--;
    } else {
      left.add(piece);
    }
    notifyAll();
  }
}
