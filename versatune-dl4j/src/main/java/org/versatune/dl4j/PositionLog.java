// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.versatune.BatchPlan;
import org.versatune.SavedState;

/**
 * Knows the positions of sources before each batch that a snapshot may go back to. Each batch moves
 * the sources that it draws from and no other, so a batch costs a note of those alone, whatever the
 * number of domains; the positions before it are put together when a snapshot asks for them.
 *
 * <p>Safe for use by several threads: the run asks while another thread draws.
 */
final class PositionLog {
  private final ImmutableMap<String, DomainSource> sources;
  private final Map<String, SourcePosition> now = new HashMap<>();
  private EpochPosition epoch;
  private long lastBatch = -1;
  private final Deque<Change> changes = new ArrayDeque<>();

  /**
   * What a batch changed.
   *
   * @param batch its number; what changes between two batches counts as changed by the first
   * @param epoch the epoch before
   * @param positions the positions before of the sources that moved
   */
  private record Change(
      long batch, EpochPosition epoch, ImmutableMap<String, SourcePosition> positions) {}

  /**
   * @param sources where they begin, in the order of the run's domains
   * @param epoch where the epoch begins
   */
  PositionLog(ImmutableMap<String, DomainSource> sources, EpochPosition epoch) {
    this.sources = sources;
    this.epoch = epoch;
    sources.forEach((domain, source) -> now.put(domain, source.position()));
  }

  synchronized EpochPosition epoch() {
    return epoch;
  }

  /** Notes that an epoch goes on with a batch that was drawn before. */
  synchronized void at(EpochPosition after) {
    epoch = after;
  }

  /**
   * Notes that the examples of a batch were taken, by the thread that took them.
   *
   * @param oldest the oldest batch that a snapshot may go back to; what was noted before it is
   *     forgotten
   */
  synchronized void drew(BatchPlan batch, EpochPosition after, long oldest) {
    lastBatch = batch.number();
    changed(Set.copyOf(batch.sequence()), after);
    while (!changes.isEmpty() && changes.getFirst().batch() < oldest) {
      changes.removeFirst();
    }
  }

  /**
   * Notes that sources started again after the last batch.
   *
   * @param begun the batch that was begun before and not filled, which may have taken the examples
   *     up to there; null where there is none
   */
  synchronized void restarted(Set<String> domains, @Nullable BatchPlan begun, EpochPosition after) {
    if (begun != null) {
      lastBatch = begun.number();
    }
    changed(domains, after);
  }

  private void changed(Set<String> domains, EpochPosition after) {
    ImmutableMap.Builder<String, SourcePosition> before = ImmutableMap.builder();
    for (String domain : domains) {
      DomainSource source = sources.get(domain);
      SourcePosition known = now.get(domain);
      if (source != null && known != null) {
        before.put(domain, known);
        now.put(domain, source.position());
      }
    }
    changes.addLast(new Change(lastBatch, epoch, before.buildOrThrow()));
    epoch = after;
  }

  /** Returns the positions before a batch: of those now, for one that is not drawn yet. */
  synchronized SavedState before(long batch) {
    Map<String, SourcePosition> positions = new HashMap<>(now);
    EpochPosition then = epoch;
    Iterator<Change> newestFirst = changes.descendingIterator();
    while (newestFirst.hasNext()) {
      Change change = newestFirst.next();
      if (change.batch() < batch) {
        break;
      }
      positions.putAll(change.positions());
      then = change.epoch();
    }
    return SourcePositions.of(
        sources.keySet().stream()
            .map(domain -> positions.getOrDefault(domain, SourcePosition.START))
            .collect(ImmutableList.toImmutableList()),
        then);
  }
}
