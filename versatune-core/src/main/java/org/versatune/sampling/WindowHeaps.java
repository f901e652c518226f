// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

/**
 * Draws slot by slot, with two heaps. Read this class first: it is the rule of the exact sampler in
 * full, without conditions on the windows; {@link WindowSieve} and {@link TwoDomains} only draw the
 * same sequence faster.
 *
 * <p>In each slot:
 *
 * <ol>
 *   <li>If a domain is released and none of the released is due in this slot or late, the released
 *       domain that is due first is drawn.
 *   <li>If released domains are due in this slot or late, the eight of them that are due first
 *       compete, and the one that would be furthest behind is drawn.
 *   <li>If no domain is released, the eight that will be released first compete in the same way.
 * </ol>
 *
 * <p>Cost: O(k) for a span and O(log k) amortised for a draw. A draw moves one domain from one heap
 * to the other on average.
 */
final class WindowHeaps implements DrawSpan {
  /** How many domains compete where a domain is due or late, or none is released. */
  private static final int CANDIDATES = 8;

  private final DrawWindows windows;
  private final CreditAccount account;
  private final IndexHeap waiting;
  private final IndexHeap ready;
  private final int[] candidates = new int[CANDIDATES];

  WindowHeaps(DrawWindows windows, CreditAccount account) {
    this.windows = windows;
    this.account = account;
    waiting =
        new IndexHeap(account.size()) {
          @Override
          boolean before(int a, int b) {
            return windows.release[a] != windows.release[b]
                ? windows.release[a] < windows.release[b]
                : dueBefore(windows, a, b);
          }
        };
    ready =
        new IndexHeap(account.size()) {
          @Override
          boolean before(int a, int b) {
            return dueBefore(windows, a, b);
          }
        };
  }

  private static boolean dueBefore(DrawWindows windows, int a, int b) {
    return windows.due[a] != windows.due[b] ? windows.due[a] < windows.due[b] : a < b;
  }

  @Override
  public boolean draw(long before, int[] out, int length) {
    fill(before + 1);
    for (int i = 0; i < length; i++) {
      int rank = draw(before + 1 + i);
      int position = windows.domain[rank];
      account.draw(position, 1);
      windows.advance(rank);
      waiting.add(rank);
      out[i] = position;
    }
    return true;
  }

  private void fill(long slot) {
    waiting.clear();
    ready.clear();
    for (int rank = 0; rank < windows.active; rank++) {
      (windows.release[rank] <= slot ? ready : waiting).append(rank);
    }
    waiting.heapify();
    ready.heapify();
  }

  private int draw(long slot) {
    while (!waiting.isEmpty() && windows.release[waiting.peek()] <= slot) {
      ready.add(waiting.poll());
    }
    if (ready.isEmpty()) {
      return pollMostOwed(waiting, slot, Long.MAX_VALUE);
    }
    if (windows.due[ready.peek()] > slot) {
      return ready.poll();
    }
    return pollMostOwed(ready, slot, slot);
  }

  /** Takes out of a heap, among its first few due by a slot, the domain that is owed most. */
  private int pollMostOwed(IndexHeap heap, long slot, long dueBy) {
    int found = 0;
    int best = 0;
    while (found < CANDIDATES && !heap.isEmpty() && windows.due[heap.peek()] <= dueBy) {
      candidates[found] = heap.poll();
      if (windows.owedMore(candidates[found], candidates[best], slot)) {
        best = found;
      }
      found++;
    }
    for (int i = 0; i < found; i++) {
      if (i != best) {
        heap.add(candidates[i]);
      }
    }
    return candidates[best];
  }
}
