// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import java.util.HashSet;
import java.util.Set;

/**
 * The events that a record holds already when its run is resumed from a snapshot, so that those
 * which happen again are not written twice, however often the run died.
 *
 * <p>A domain is exhausted once, at a draw that its event names, and drawing may run ahead of the
 * reports: such an event counts wherever it is in the file. Any other counts if it comes after the
 * last update before the snapshot, once each, and until the next update.
 *
 * <p>Not safe for use by several threads.
 */
final class KnownEvents {
  private final Set<RunEvent> exhausted = new HashSet<>();
  private final Multiset<RunEvent> sinceUpdate = HashMultiset.create();

  /** Reads an event of the file. */
  void add(RunEvent event) {
    if (event.kind() == RunEvent.Kind.DOMAIN_EXHAUSTED) {
      exhausted.add(event);
    } else {
      sinceUpdate.add(event);
    }
  }

  /** Passes an update, read or written. */
  void passed() {
    sinceUpdate.clear();
  }

  /** Whether an event is in the file already. */
  boolean isRepeated(RunEvent event) {
    return event.kind() == RunEvent.Kind.DOMAIN_EXHAUSTED
        ? exhausted.contains(event)
        : sinceUpdate.remove(event);
  }
}
