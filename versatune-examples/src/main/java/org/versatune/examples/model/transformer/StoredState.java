// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What a layer keeps of the steps so far, by name, so that each further position costs one query
 * instead of a pass over all of them. It lives outside of every workspace.
 *
 * <p>Not safe for use by several threads.
 */
final class StoredState {
  private static final long FIRST_ROOM = 64;

  private final Map<String, INDArray> arrays = new HashMap<>();

  /** The arrays, with room behind them, of which those that grow are the beginning. */
  private final Map<String, INDArray> rooms = new HashMap<>();

  @Nullable INDArray get(String name) {
    return arrays.get(name);
  }

  /** Returns an array {@code [b, …]}, for b sequences; null before the first step. */
  @Nullable INDArray get(String name, long b) {
    INDArray array = arrays.get(name);
    checkArgument(
        array == null || array.size(0) == b,
        "%s sequences after a step of %s: the stored state is of other sequences; call"
            + " rnnClearPreviousState() before new ones",
        b,
        array == null ? 0 : array.size(0));
    return array;
  }

  /** Keeps a copy. */
  void put(String name, INDArray array) {
    arrays.put(name, copy(array));
  }

  /**
   * Adds {@code [b, h, T, d/h]} behind what is there. Room for twice the positions is made when it
   * runs out.
   *
   * @return what is there, a view
   */
  INDArray append(String name, INDArray added) {
    INDArray present = get(name, added.size(0));
    long from = present == null ? 0 : present.size(2);
    long to = from + added.size(2);
    INDArray room = rooms.get(name);
    if (room == null || to > room.size(2)) {
      long size = Math.max(Math.max(2 * from, to), FIRST_ROOM);
      room =
          Nd4j.createUninitializedDetached(
              added.dataType(), added.size(0), added.size(1), size, added.size(3));
      if (present != null) {
        positions(room, 0, from).assign(present);
      }
      rooms.put(name, room);
    }
    positions(room, from, to).assign(added);
    INDArray all = positions(room, 0, to);
    arrays.put(name, all);
    return all;
  }

  private static INDArray positions(INDArray room, long from, long to) {
    INDArrayIndex all = NDArrayIndex.all();
    return room.get(all, all, NDArrayIndex.interval(from, to), all);
  }

  private static INDArray copy(INDArray array) {
    return Nd4j.createUninitializedDetached(array.dataType(), array.shape()).assign(array);
  }

  /** Returns copies of all arrays; nothing where no position was seen yet. */
  ImmutableMap<String, INDArray> copy() {
    return arrays.entrySet().stream()
        .collect(toImmutableMap(Map.Entry::getKey, array -> copy(array.getValue())));
  }

  /** Goes on from what {@link #copy} returned, or from nothing. */
  void restore(Map<String, INDArray> state) {
    arrays.clear();
    rooms.clear();
    state.forEach(this::put);
  }
}
