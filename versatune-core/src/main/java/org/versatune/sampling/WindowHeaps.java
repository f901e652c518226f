package org.versatune.sampling;

/**
 * Draws slot by slot, with two heaps: the rule in full, whatever the windows.
 *
 * <p>In every slot the domain is drawn that is due first among those released. Where that one is
 * due now or late, the released that are due or late compete, the eight that were due first among
 * them, and the one that would be furthest behind is drawn; where nobody is released, the eight
 * that will be soonest compete in the same way.
 *
 * <p>Cost: O(k) for a span and O(log k) amortised for a draw. A draw moves one domain from one heap
 * to the other on average.
 */
final class WindowHeaps implements DrawSpan {
  /** How many domains compete where nobody is in time or nobody is eligible. */
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
