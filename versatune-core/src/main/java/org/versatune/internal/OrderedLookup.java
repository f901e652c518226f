// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the values of a map by domain. Fast where the domains are asked for in the order of the
 * map, as those of a run mostly are: then no hash table is read, which takes most of the time where
 * there are many domains.
 *
 * <p>Not safe for use by several threads.
 */
public final class OrderedLookup {
  private final Map<String, Double> map;
  private final Iterator<Map.Entry<String, Double>> inOrder;

  /**
   * A lookup that begins at the first entry.
   *
   * @param map number by domain, not to be changed while this object is used
   */
  public OrderedLookup(Map<String, Double> map) {
    this.map = map;
    inOrder = map.entrySet().iterator();
  }

  /**
   * Looks up a number.
   *
   * @param domain its name
   * @return null where the map has none
   */
  public @Nullable Double get(String domain) {
    if (inOrder.hasNext()) {
      Map.Entry<String, Double> next = inOrder.next();
      if (next.getKey().equals(domain)) {
        return next.getValue();
      }
    }
    return map.get(domain);
  }
}
