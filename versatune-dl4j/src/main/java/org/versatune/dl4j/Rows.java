// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Holds a copy of one array of a batch, row by row: the examples of the batch share it.
 *
 * <p>Beside the array it has its bytes, where the backend keeps arrays in memory. To cut a view and
 * to copy it is two array operations for each example, which cost more than a small network's step.
 *
 * <p>Nobody writes to the copy, so it is safe for use by any number of threads.
 */
final class Rows {
  private final INDArray array;
  private final @Nullable ByteBuffer bytes;
  private final long[] shape;
  private final long length;

  private Rows(INDArray array) {
    this.array = array;
    this.bytes = bytesOf(array);
    this.shape = Arrays.copyOfRange(array.shape(), 1, array.rank());
    this.length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /**
   * Copies an array of any order and strides.
   *
   * @param array at least of rank 1; the first dimension counts the rows
   */
  static Rows copyOf(INDArray array) {
    return new Rows(array.dup('c'));
  }

  /** Returns one row of one value, 1. */
  static Rows one(DataType type) {
    return new Rows(Nd4j.ones(type, 1, 1));
  }

  /**
   * Returns the bytes of an array in the order of its values, for as long as the array is in use.
   *
   * @return null where they are not in memory: on another backend than the CPU's, above the 2 GB of
   *     a buffer, or for an array whose values do not lie one after the other
   */
  static @Nullable ByteBuffer bytesOf(INDArray array) {
    DataType type = array.dataType();
    if (!Nd4jBackend.keepsArraysInMemory()
        || array.isEmpty()
        || array.length() == 0
        || array.ordering() != 'c'
        || array.isView()
        || !(type.isFPType() || type.isIntType() || type == DataType.BOOL)
        || array.length() > Integer.MAX_VALUE / type.width()) {
      return null;
    }
    ByteBuffer bytes = array.data().asNio();
    return bytes == null || bytes.capacity() < array.length() * type.width() ? null : bytes;
  }

  /** Returns a view of one row, without the dimension of the batch. */
  INDArray row(int row) {
    return array.slice(row);
  }

  @Nullable ByteBuffer bytes() {
    return bytes;
  }

  /** Returns a checksum of one row's bytes, above 0; 0 where they are not at hand. */
  long checksum(int row) {
    ByteBuffer all = bytes;
    if (all == null) {
      return 0;
    }
    int size = Math.toIntExact(length * array.dataType().width());
    CRC32C checksum = new CRC32C();
    try {
      checksum.update(all.slice(row * size, size));
    } finally {
      // The buffer does not keep the memory behind it alive; the array does.
      Reference.reachabilityFence(this);
    }
    return checksum.getValue() + 1;
  }

  DataType dataType() {
    return array.dataType();
  }

  /** Of one row. */
  int rank() {
    return shape.length;
  }

  /** Of one row; not to be changed. */
  long[] shape() {
    return shape;
  }

  /** Of one row, along one of its dimensions. */
  long size(int dimension) {
    return shape[dimension];
  }

  /** The last dimension of one row, that of time where there is one; 1 for a single value. */
  long steps() {
    return shape.length == 0 ? 1 : shape[shape.length - 1];
  }

  /** The number of values of one row. */
  long length() {
    return length;
  }

  boolean hasShapeOf(Rows other) {
    return this == other || Arrays.equals(shape, other.shape);
  }
}
