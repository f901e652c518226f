// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.versatune.SavedState;

/**
 * Writes and reads positions of sources, and of the iterator within its epoch, as a saved state.
 */
final class SourcePositions {
  private static final String RESTARTS = "restarts";
  private static final String TAKEN = "taken";
  private static final String FIRST = "first";
  private static final String PASSED = "passed";
  private static final String PASS_LENGTH = "passLength";
  private static final String EPOCH = "epoch";

  private SourcePositions() {}

  /** Returns the positions of sources in the order of the run's domains. */
  static SavedState.Builder of(List<SourcePosition> positions) {
    return SavedState.builder()
        .longs(RESTARTS, numbers(positions, SourcePosition::restarts))
        .longs(TAKEN, numbers(positions, SourcePosition::taken))
        .longs(FIRST, numbers(positions, SourcePosition::first))
        .longs(PASSED, numbers(positions, SourcePosition::passed))
        .longs(PASS_LENGTH, numbers(positions, SourcePosition::passLength));
  }

  private static long[] numbers(
      List<SourcePosition> positions, ToLongFunction<SourcePosition> part) {
    return positions.stream().mapToLong(part).toArray();
  }

  static SavedState of(List<SourcePosition> positions, EpochPosition epoch) {
    return of(positions)
        .longs(EPOCH, epoch.batches(), epoch.examples(), epoch.sourceEnded() ? 1 : 0)
        .build();
  }

  /** Returns saved positions. States of earlier versions know less of the examples. */
  static ImmutableList<SourcePosition> of(SavedState state) {
    long[] restarts = state.longs(RESTARTS);
    long[] taken = state.longs(TAKEN);
    long[] unknown = new long[restarts.length];
    long[] first = state.has(FIRST) ? state.longs(FIRST) : unknown;
    long[] passed = state.has(PASSED) ? state.longs(PASSED) : unknown;
    long[] lengths = state.has(PASS_LENGTH) ? state.longs(PASS_LENGTH) : unknown;
    ImmutableList.Builder<SourcePosition> positions = ImmutableList.builder();
    for (int j = 0; j < restarts.length; j++) {
      positions.add(new SourcePosition(restarts[j], taken[j], first[j], passed[j], lengths[j]));
    }
    return positions.build();
  }

  /**
   * Takes sources to saved positions.
   *
   * @param acceptsChanges whether their data may be others than those that the run was saved with
   * @throws IllegalStateException naming the domain, if they are others and may not be
   */
  static void restore(
      ImmutableList<DomainSource> sources, SavedState state, boolean acceptsChanges) {
    ImmutableList<SourcePosition> saved = of(state);
    for (int j = 0; j < saved.size(); j++) {
      sources.get(j).restore(saved.get(j));
    }
    for (int j = 0; j < saved.size() && !acceptsChanges; j++) {
      sources.get(j).requireSame(saved.get(j));
    }
  }

  static EpochPosition epoch(SavedState state) {
    long[] epoch = state.longs(EPOCH);
    return new EpochPosition(epoch[0], epoch[1], epoch[2] != 0);
  }
}
