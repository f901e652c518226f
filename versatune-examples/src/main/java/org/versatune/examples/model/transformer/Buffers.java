// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Arrays that a layer uses again in every step, by name: what its forward pass leaves for its
 * backward pass, and room to compute in. They live outside of every workspace and only ever grow,
 * so that after the first step nothing is allocated.
 *
 * <p>Not safe for use by several threads, as a layer is not.
 */
final class Buffers {
  private final Map<String, INDArray> arrays = new HashMap<>();

  /**
   * Returns the array of a name in a shape, in C order. Its contents are those of the last use if
   * the shape is the same, and undefined otherwise.
   */
  INDArray get(String name, DataType type, long... shape) {
    long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    INDArray array = arrays.get(name);
    if (array == null || array.length() < length || array.dataType() != type) {
      array = Nd4j.createUninitializedDetached(type, length);
      arrays.put(name, array);
    }
    INDArray part = array.length() == length ? array : array.get(NDArrayIndex.interval(0, length));
    return part.reshape('c', shape);
  }

  /** Returns a copy of an array under a name. */
  INDArray copy(String name, INDArray array) {
    return get(name, array.dataType(), array.shape()).assign(array);
  }
}
