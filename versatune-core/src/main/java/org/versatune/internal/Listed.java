// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes lists into messages, and no more of them than a reader reads: a run may have 100 000
 * domains.
 */
public final class Listed {
  private static final int MOST = 12;
  private static final int LONGEST = 80;
  private static final int MESSAGE = 2_000;

  private Listed() {}

  /**
   * The first elements of a collection and how many more there are.
   *
   * @param elements anything, null elements included
   * @return for example {@code [law, code, … 98 more]}
   */
  public static String of(Collection<?> elements) {
    StringBuilder text = new StringBuilder("[");
    Iterator<?> rest = elements.iterator();
    for (int i = 0; i < MOST && rest.hasNext(); i++) {
      text.append(i == 0 ? "" : ", ").append(one(rest.next()));
    }
    return end(text, elements.size()).append(']').toString();
  }

  /**
   * The first entries of a map and how many more there are.
   *
   * @param entries anything, null keys and values included
   * @return for example {@code {law=0.5, code=0.5}}
   */
  public static String of(Map<?, ?> entries) {
    StringBuilder text = new StringBuilder("{");
    Iterator<? extends Map.Entry<?, ?>> rest = entries.entrySet().iterator();
    for (int i = 0; i < MOST && rest.hasNext(); i++) {
      Map.Entry<?, ?> entry = rest.next();
      text.append(i == 0 ? "" : ", ")
          .append(one(entry.getKey()))
          .append('=')
          .append(one(entry.getValue()));
    }
    return end(text, entries.size()).append('}').toString();
  }

  /**
   * One value, cut off where it is long.
   *
   * @param value anything
   * @return its text, 80 characters at most, and an ellipsis where there are more
   */
  public static String one(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  /**
   * A message that somebody else wrote, cut off where it is very long.
   *
   * @param text the message
   * @return 2 000 characters of it at most, and an ellipsis where there are more
   */
  public static String clipped(String text) {
    return text.length() <= MESSAGE ? text : text.substring(0, MESSAGE) + "…";
  }

  private static StringBuilder end(StringBuilder text, int size) {
    return size > MOST ? text.append(", … ").append(size - MOST).append(" more") : text;
  }
}
