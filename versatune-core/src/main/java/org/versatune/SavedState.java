// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Listed;
import org.versatune.internal.UnicodeText;

/**
 * Holds the state of a scheduler, a tracker, a sampler or a data source as named arrays of numbers,
 * which can be written to a file and read back bit for bit.
 *
 * <p>Two kinds of array: doubles (losses, running means) and longs (counts, positions, states of
 * random generators). Names are the owner's own. A state nests in another by a prefix: {@link
 * Builder#nested} and {@link #nested}.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class SavedState {
  private static final SavedState EMPTY = builder().build();

  private final ImmutableSortedMap<String, ImmutableDoubleArray> doubles;
  private final ImmutableSortedMap<String, ImmutableLongArray> longs;

  private SavedState(
      ImmutableSortedMap<String, ImmutableDoubleArray> doubles,
      ImmutableSortedMap<String, ImmutableLongArray> longs) {
    this.doubles = doubles;
    this.longs = longs;
  }

  /**
   * Returns the empty state, for something that has nothing to save.
   *
   * @return a state without arrays
   */
  public static SavedState empty() {
    return EMPTY;
  }

  /**
   * Starts an empty state.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns whether the state is empty.
   *
   * @return true if it has no array
   */
  public boolean isEmpty() {
    return doubles.isEmpty() && longs.isEmpty();
  }

  /**
   * Returns whether there is an array of a name, of either kind.
   *
   * @param name the name
   * @return true if there is one
   */
  public boolean has(String name) {
    notNull(name, "name");
    return doubles.containsKey(name) || longs.containsKey(name);
  }

  /**
   * Returns an array of doubles.
   *
   * @param name its name
   * @return a fresh copy
   * @throws IllegalArgumentException if there is none of that name
   */
  public double[] doubles(String name) {
    ImmutableDoubleArray array = doubles.get(name);
    checkArgument(
        array != null,
        "saved state has no numbers named '%s'; it has %s",
        name,
        Listed.of(doubles.keySet()));
    return array.toArray();
  }

  /**
   * Returns an array of doubles of a length that the caller knows.
   *
   * @param name its name
   * @param length the expected length, for example the number of domains
   * @return a fresh copy
   * @throws IllegalArgumentException if there is none of that name, or its length differs
   */
  public double[] doubles(String name, int length) {
    double[] array = doubles(name);
    checkArgument(
        array.length == length,
        "saved state '%s' has %s numbers where %s were expected: it belongs to another set of"
            + " domains",
        name,
        array.length,
        length);
    return array;
  }

  /**
   * Returns an array of longs.
   *
   * @param name its name
   * @return a fresh copy
   * @throws IllegalArgumentException if there is none of that name
   */
  public long[] longs(String name) {
    ImmutableLongArray array = longs.get(name);
    checkArgument(
        array != null,
        "saved state has no integers named '%s'; it has %s",
        name,
        Listed.of(longs.keySet()));
    return array.toArray();
  }

  /**
   * Returns a single long.
   *
   * @param name the name of an array of one element
   * @return its element
   * @throws IllegalArgumentException if there is none of that name, or it has another length
   */
  public long number(String name) {
    long[] array = longs(name);
    checkArgument(array.length == 1, "saved state '%s' is not a single number", name);
    return array[0];
  }

  /**
   * Returns the part that was saved under a prefix by {@link Builder#nested}.
   *
   * @param prefix the prefix
   * @return the inner state, empty where nothing was saved under it
   */
  public SavedState nested(String prefix) {
    notNull(prefix, "prefix");
    String start = prefix + ".";
    Builder builder = builder();
    doubles.forEach(
        (name, array) -> {
          if (name.startsWith(start)) {
            builder.doubles(name.substring(start.length()), array.toArray());
          }
        });
    longs.forEach(
        (name, array) -> {
          if (name.startsWith(start)) {
            builder.longs(name.substring(start.length()), array.toArray());
          }
        });
    return builder.build();
  }

  /**
   * Returns all arrays of doubles.
   *
   * @return by name, sorted
   */
  public ImmutableMap<String, ImmutableDoubleArray> allDoubles() {
    return doubles;
  }

  /**
   * Returns all arrays of longs.
   *
   * @return by name, sorted
   */
  public ImmutableMap<String, ImmutableLongArray> allLongs() {
    return longs;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SavedState that
        && doubles.equals(that.doubles)
        && longs.equals(that.longs);
  }

  @Override
  public int hashCode() {
    return 31 * doubles.hashCode() + longs.hashCode();
  }

  @Override
  public String toString() {
    return "SavedState" + doubles + longs;
  }

  /** Collects named arrays. Not safe for use by several threads. */
  public static final class Builder {
    private final ImmutableSortedMap.Builder<String, ImmutableDoubleArray> doubles =
        ImmutableSortedMap.naturalOrder();
    private final ImmutableSortedMap.Builder<String, ImmutableLongArray> longs =
        ImmutableSortedMap.naturalOrder();

    private Builder() {}

    /**
     * Adds an array of doubles.
     *
     * @param name a name not used before
     * @param values the numbers; copied; must be finite, since JSON has no others
     * @return this builder
     * @throws IllegalArgumentException if a number is not finite
     */
    public Builder doubles(String name, double... values) {
      notNull(name, "name");
      UnicodeText.checkWhole("the name of state", name);
      notNull(values, "values");
      for (double value : values) {
        checkArgument(Double.isFinite(value), "state '%s' holds %s, not finite", name, value);
      }
      doubles.put(name, ImmutableDoubleArray.copyOf(values));
      return this;
    }

    /**
     * Adds an array of longs.
     *
     * @param name a name not used before
     * @param values the numbers; copied
     * @return this builder
     */
    public Builder longs(String name, long... values) {
      notNull(name, "name");
      UnicodeText.checkWhole("the name of state", name);
      notNull(values, "values");
      longs.put(name, ImmutableLongArray.copyOf(values));
      return this;
    }

    /**
     * Adds every array of another state under a prefix.
     *
     * @param prefix the prefix, without the separating dot
     * @param inner the other state
     * @return this builder
     */
    public Builder nested(String prefix, SavedState inner) {
      notNull(prefix, "prefix");
      notNull(inner, "inner");
      inner.allDoubles().forEach((name, array) -> doubles.put(prefix + "." + name, array));
      inner.allLongs().forEach((name, array) -> longs.put(prefix + "." + name, array));
      return this;
    }

    /**
     * Finishes the state.
     *
     * @return the state
     * @throws IllegalArgumentException if a name was used twice
     */
    public SavedState build() {
      return new SavedState(doubles.buildOrThrow(), longs.buildOrThrow());
    }
  }
}
