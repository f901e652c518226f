// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks what a caller gave, so that a null is named where it comes in and not where it hurts. */
public final class Given {
  private Given() {}

  /**
   * An argument that must be there.
   *
   * @param value the argument
   * @param name the name of the parameter
   * @param <T> its type
   * @return the argument
   * @throws NullPointerException if it is null; the message names the parameter
   */
  @CanIgnoreReturnValue
  public static <T> T notNull(@Nullable T value, String name) {
    if (value == null) {
      throw new NullPointerException(name + " is null");
    }
    return value;
  }

  /**
   * A list that must be there and hold no null.
   *
   * @param elements the argument
   * @param name the name of the parameter
   * @param <T> type of the elements
   * @return a copy
   * @throws NullPointerException if it is null or an element is; the message names the parameter
   *     and the position
   */
  public static <T> ImmutableList<T> list(@Nullable Collection<? extends T> elements, String name) {
    Collection<? extends T> all = notNull(elements, name);
    if (all instanceof ImmutableList<? extends T> safe) {
      return ImmutableList.copyOf(safe);
    }
    ImmutableList.Builder<T> list = ImmutableList.builderWithExpectedSize(all.size());
    int position = 1;
    for (T element : all) {
      if (element == null) {
        throw new NullPointerException(name + " holds null at position " + position);
      }
      list.add(element);
      position++;
    }
    return list.build();
  }

  /**
   * An array that must be there and hold no null.
   *
   * @param elements the argument
   * @param name the name of the parameter
   * @param <T> type of the elements
   * @return its elements
   * @throws NullPointerException as for {@link #list(Collection, String)}
   */
  public static <T> ImmutableList<T> list(T @Nullable [] elements, String name) {
    return list(Arrays.asList(notNull(elements, name)), name);
  }

  /**
   * Values by domain that must be there, with a name and a value in each entry.
   *
   * @param byDomain the argument
   * @param name the name of the parameter
   * @param <V> type of the values
   * @return a copy in the same order
   * @throws NullPointerException if it is null, or a domain or its value is; the message names the
   *     parameter and the domain
   */
  public static <V> ImmutableMap<String, V> map(
      @Nullable Map<String, ? extends V> byDomain, String name) {
    Map<String, ? extends V> all = notNull(byDomain, name);
    if (all instanceof ImmutableMap<String, ? extends V>) {
      return ImmutableMap.copyOf(all);
    }
    ImmutableMap.Builder<String, V> map = ImmutableMap.builderWithExpectedSize(all.size());
    for (Map.Entry<String, ? extends V> entry : all.entrySet()) {
      String domain = entry.getKey();
      V value = entry.getValue();
      if (domain == null) {
        throw new NullPointerException(
            name + " has the value " + Listed.one(value) + " for null: name the domain");
      }
      if (value == null) {
        throw new NullPointerException(
            name + " of domain '" + Listed.one(domain) + "' is null: give it or leave it out");
      }
      map.put(domain, value);
    }
    return map.buildOrThrow();
  }

  /**
   * Numbers by domain that must be there, with a name and a number in each entry.
   *
   * @param byDomain the argument, whatever the type of its numbers
   * @param name the name of the parameter
   * @return a copy in the same order
   * @throws NullPointerException if it is null, or a domain or its number is; the message names the
   *     parameter and the domain
   */
  public static ImmutableMap<String, Double> numbers(
      @Nullable Map<String, ? extends Number> byDomain, String name) {
    Map<String, ? extends Number> all = notNull(byDomain, name);
    if (all instanceof ImmutableMap<String, ? extends Number> safe && areDoubles(safe)) {
      @SuppressWarnings("unchecked") // Every value was looked at.
      ImmutableMap<String, Double> doubles = (ImmutableMap<String, Double>) safe;
      return doubles;
    }
    ImmutableMap.Builder<String, Double> numbers = ImmutableMap.builderWithExpectedSize(all.size());
    map(all, name).forEach((domain, number) -> numbers.put(domain, number.doubleValue()));
    return numbers.buildOrThrow();
  }

  /**
   * Immutable maps hold no null; their numbers may be of any type where generics were cast away.
   */
  private static boolean areDoubles(ImmutableMap<String, ? extends Number> numbers) {
    for (Number number : numbers.values()) {
      if (!(number instanceof Double)) {
        return false;
      }
    }
    return true;
  }
}
