// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterators;
import com.google.common.collect.Maps;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the values of a map by domain, and puts maps in the order of domains. Fast where the
 * domains are asked for in the order of the map, as those of a run mostly are: then no hash table
 * is read, which takes most of the time where there are many domains.
 *
 * <p>A lookup is not safe for use by several threads.
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

  /**
   * Puts a map in the order of some domains: first what it has for these, in their order, then the
   * rest in its own.
   *
   * @param <V> the type of the values
   * @param map value by domain
   * @param domains unique names
   * @return the map with its entries in this order; the same object where they are already
   */
  public static <V> Map<String, V> inOrderOf(ImmutableList<String> domains, Map<String, V> map) {
    Iterator<String> rest = domains.iterator();
    for (String name : map.keySet()) {
      if (!Iterators.contains(rest, name)) { // Moves behind the name where it is there.
        Map<String, V> ordered = Maps.newLinkedHashMapWithExpectedSize(map.size());
        for (String domain : domains) {
          V value = map.get(domain);
          if (value != null) {
            ordered.put(domain, value);
          }
        }
        map.forEach(ordered::putIfAbsent);
        return ordered;
      }
    }
    return map;
  }
}
