// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.MapMaker;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Knows the present reader of an iterator. A reader that needs the position to stay claims the
 * iterator and what it wraps. The next reader to claim them takes them over, and the first learns
 * of it when it reads again. So one iterator may have several readers one after another, not by
 * turns.
 *
 * <p>Iterators are not kept alive. Safe for use by several threads.
 */
final class ReadingClaim {
  /** By identity. */
  private static final ConcurrentMap<Object, AtomicReference<@Nullable ReadingClaim>> HOLDERS =
      new MapMaker().weakKeys().makeMap();

  private final String reader;
  private final ImmutableList<AtomicReference<@Nullable ReadingClaim>> held;

  private ReadingClaim(String reader, ImmutableList<AtomicReference<@Nullable ReadingClaim>> held) {
    this.reader = reader;
    this.held = held;
  }

  /**
   * Claims an iterator.
   *
   * @param reader as messages name it, such as "the validation set of domain 'law'"
   */
  static ReadingClaim of(String reader, Object iterator) {
    ImmutableList.Builder<AtomicReference<@Nullable ReadingClaim>> held = ImmutableList.builder();
    for (Object position : ReadPositions.of(iterator)) {
      held.add(HOLDERS.computeIfAbsent(position, key -> new AtomicReference<>()));
    }
    ReadingClaim claim = new ReadingClaim(reader, held.build());
    for (AtomicReference<@Nullable ReadingClaim> each : claim.held) {
      each.set(claim);
    }
    return claim;
  }

  /** Returns the reader that took the iterator over; null where none is known. */
  @Nullable String lostTo() {
    for (AtomicReference<@Nullable ReadingClaim> each : held) {
      ReadingClaim holder = each.get();
      if (holder != null && holder != this) {
        return holder.reader;
      }
    }
    return null;
  }
}
