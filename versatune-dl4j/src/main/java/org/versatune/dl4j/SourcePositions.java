package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import org.versatune.SavedState;

/** Positions of sources, and of the iterator over them within its epoch, as a saved state. */
final class SourcePositions {
  private static final String RESTARTS = "restarts";
  private static final String TAKEN = "taken";
  private static final String FIRST = "first";
  private static final String EPOCH = "epoch";

  private SourcePositions() {}

  /** The positions of sources in the order of the run's domains. */
  static SavedState.Builder of(ImmutableList<DomainSource> sources) {
    return SavedState.builder()
        .longs(RESTARTS, sources.stream().mapToLong(DomainSource::restarts).toArray())
        .longs(TAKEN, sources.stream().mapToLong(DomainSource::taken).toArray())
        .longs(FIRST, sources.stream().mapToLong(DomainSource::first).toArray());
  }

  static SavedState of(ImmutableList<DomainSource> sources, EpochPosition epoch) {
    return of(sources)
        .longs(EPOCH, epoch.batches(), epoch.examples(), epoch.sourceEnded() ? 1 : 0)
        .build();
  }

  /** Takes sources to saved positions. */
  static void restore(ImmutableList<DomainSource> sources, SavedState state) {
    long[] restarts = state.longs(RESTARTS);
    long[] taken = state.longs(TAKEN);
    for (int j = 0; j < sources.size(); j++) {
      sources.get(j).restore(restarts[j], taken[j]);
    }
  }

  /**
   * Refuses restored sources that began with another example than the saved ones. States of earlier
   * versions do not say.
   *
   * @throws IllegalStateException naming the domain
   */
  static void requireSame(ImmutableList<DomainSource> sources, SavedState state) {
    if (state.has(FIRST)) {
      long[] first = state.longs(FIRST);
      for (int j = 0; j < sources.size(); j++) {
        sources.get(j).requireFirst(first[j]);
      }
    }
  }

  static EpochPosition epoch(SavedState state) {
    long[] epoch = state.longs(EPOCH);
    return new EpochPosition(epoch[0], epoch[1], epoch[2] != 0);
  }
}
