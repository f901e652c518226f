// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The keys and values {@code [b, h, S, d/h]} of the positions that a block has seen, so that each
 * further position costs one query instead of a pass over all of them.
 *
 * <p>Room for twice the positions is made when it runs out. Not safe for use by several threads.
 */
final class KeyValueCache {
  private static final String KEYS = "keys";
  private static final String VALUES = "values";
  static final ImmutableSet<String> NAMES = ImmutableSet.of(KEYS, VALUES);
  private static final long FIRST_ROOM = 64;

  private @Nullable INDArray keys;
  private @Nullable INDArray values;
  private long length;

  /** Adds {@code [b, h, T, d/h]} behind what is there. */
  void append(INDArray newKeys, INDArray newValues) {
    INDArray present = keys;
    checkArgument(
        present == null || present.size(0) == newKeys.size(0),
        "%s sequences after a step of %s: the stored state is of other sequences; call"
            + " rnnClearPreviousState() before new ones",
        newKeys.size(0),
        present == null ? 0 : present.size(0));
    long to = length + newKeys.size(2);
    keys = write(newKeys, keys, to);
    values = write(newValues, values, to);
    length = to;
  }

  private INDArray write(INDArray added, @Nullable INDArray present, long to) {
    INDArray room = present;
    if (room == null || to > room.size(2)) {
      room =
          Nd4j.createUninitializedDetached(
              added.dataType(),
              added.size(0),
              added.size(1),
              Math.max(Math.max(2 * length, to), FIRST_ROOM),
              added.size(3));
      if (present != null && length > 0) {
        positions(room, 0, length).assign(positions(present, 0, length));
      }
    }
    positions(room, length, to).assign(added);
    return room;
  }

  private static INDArray positions(INDArray room, long from, long to) {
    return room.get(
        NDArrayIndex.all(),
        NDArrayIndex.all(),
        NDArrayIndex.interval(from, to),
        NDArrayIndex.all());
  }

  INDArray keys() {
    return present(keys);
  }

  INDArray values() {
    return present(values);
  }

  private INDArray present(@Nullable INDArray room) {
    checkArgument(room != null, "no position was seen yet");
    return positions(room, 0, length);
  }

  /** Returns a copy of what is there, by name; nothing where no position was seen yet. */
  ImmutableMap<String, INDArray> state() {
    return keys == null
        ? ImmutableMap.of()
        : ImmutableMap.of(
            KEYS,
                Nd4j.createUninitializedDetached(keys().dataType(), keys().shape()).assign(keys()),
            VALUES,
                Nd4j.createUninitializedDetached(values().dataType(), values().shape())
                    .assign(values()));
  }

  /** Goes on from a state that {@link #state} returned; other names in it are ignored. */
  void restore(Map<String, INDArray> state) {
    INDArray oldKeys = state.get(KEYS);
    INDArray oldValues = state.get(VALUES);
    clear();
    if (oldKeys != null && oldValues != null) {
      append(oldKeys, oldValues);
    }
  }

  void clear() {
    keys = null;
    values = null;
    length = 0;
  }
}
