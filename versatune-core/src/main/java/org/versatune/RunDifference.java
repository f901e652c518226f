// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Json;
import org.versatune.internal.Listed;

/**
 * Says in what two descriptions of a run differ: each thing by its name, with both values. The
 * order of the domains counts; that of other maps does not, since {@code Map.of} has another one in
 * each process.
 */
final class RunDifference {
  private static final int NAMED_AT_MOST = 5;
  private static final String DOMAINS = "initial";

  /** What follows from the rest of a snapshot, and so says nothing new where that differs. */
  private static final ImmutableSet<String> FOLLOWS =
      ImmutableSet.of(
          "schedulerState", "trackerBaseline", "trackerState", "weights", "samplerState", "drawn");

  private final List<String> found = new ArrayList<>();

  private RunDifference() {}

  /**
   * Compares two snapshots.
   *
   * @param there the one that counts
   * @param here the one that ought to be the same
   * @return for example {@code options seed: 42 there, 43 here}; empty where they are the same
   */
  static String of(Snapshot there, Snapshot here) {
    RunDifference difference = new RunDifference();
    Map<?, ?> known = content(there);
    Map<?, ?> mine = content(here);
    difference.compare("", without(known), without(mine));
    if (difference.found.isEmpty()) {
      difference.compare("", known, mine);
    }
    int more = difference.found.size() - NAMED_AT_MOST;
    return String.join(
            "; ", difference.found.subList(0, Math.min(NAMED_AT_MOST, difference.found.size())))
        + (more > 0 ? "; and " + more + " more" : "");
  }

  private static Map<?, ?> content(Snapshot snapshot) {
    return Json.read(snapshot.toJson()) instanceof Map<?, ?> document
            && document.get("content") instanceof Map<?, ?> content
        ? content
        : Map.of();
  }

  private static Map<?, ?> without(Map<?, ?> content) {
    return Maps.filterKeys(content, key -> !FOLLOWS.contains(key));
  }

  private void compare(String name, @Nullable Object there, @Nullable Object here) {
    if (there instanceof Map<?, ?> one && here instanceof Map<?, ?> other) {
      Set<Object> keys = new LinkedHashSet<>(one.keySet());
      keys.addAll(other.keySet());
      int before = found.size();
      keys.forEach(
          key ->
              compare(name.isEmpty() ? "" + key : name + " " + key, one.get(key), other.get(key)));
      if (found.size() == before
          && name.equals(DOMAINS)
          && !ImmutableList.copyOf(one.keySet()).equals(ImmutableList.copyOf(other.keySet()))) {
        found.add(
            "order of the domains: "
                + Listed.of(one.keySet())
                + " there, "
                + Listed.of(other.keySet())
                + " here");
      }
    } else if (there == null || !there.equals(here)) {
      found.add(name + ": " + value(there) + " there, " + value(here) + " here");
    }
  }

  private static String value(@Nullable Object value) {
    return value == null
        ? "none"
        : value instanceof Map<?, ?> map ? Listed.of(map) : Listed.one(value);
  }
}
