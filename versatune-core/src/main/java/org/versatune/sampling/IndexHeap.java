// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

/**
 * A binary heap of domain positions, the one that comes first at its root.
 *
 * <p>It holds ints and no objects, and the order is that of a subclass over arrays beside it: a
 * draw allocates nothing. The key of a position must not change while the position is inside.
 */
abstract class IndexHeap {
  private final int[] heap;
  private int size;

  IndexHeap(int capacity) {
    heap = new int[capacity];
  }

  /** Whether position {@code a} comes before position {@code b}; a strict order. */
  abstract boolean before(int a, int b);

  final boolean isEmpty() {
    return size == 0;
  }

  final int size() {
    return size;
  }

  final void clear() {
    size = 0;
  }

  /** The first position; the heap must not be empty. */
  final int peek() {
    return heap[0];
  }

  final void add(int position) {
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      if (!before(position, heap[parent])) {
        break;
      }
      heap[hole] = heap[parent];
      hole = parent;
    }
    heap[hole] = position;
  }

  /** Adds without keeping the order; {@link #heapify} must follow before anything else. */
  final void append(int position) {
    heap[size++] = position;
  }

  /** Restores the order in O(size) (Floyd 1964). */
  final void heapify() {
    for (int root = (size >>> 1) - 1; root >= 0; root--) {
      sink(root, heap[root]);
    }
  }

  /** Removes the first position; the heap must not be empty. */
  final int poll() {
    int first = heap[0];
    int last = heap[--size];
    if (size > 0) {
      sink(0, last);
    }
    return first;
  }

  private void sink(int start, int position) {
    int hole = start;
    while (true) {
      int child = 2 * hole + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && before(heap[child + 1], heap[child])) {
        child++;
      }
      if (!before(heap[child], position)) {
        break;
      }
      heap[hole] = heap[child];
      hole = child;
    }
    heap[hole] = position;
  }
}
