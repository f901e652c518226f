// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.function.IntToDoubleFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Gives the numbers of an array, example by example: without a copy where they are in memory. */
final class Numbers {
  private Numbers() {}

  /**
   * Returns the numbers in the order of their examples, for as long as the array is in use.
   *
   * @param array {@code [b, …]} of any type and order
   */
  static IntToDoubleFunction of(INDArray array) {
    ByteBuffer bytes = Rows.bytesOf(array);
    if (bytes != null && array.dataType() == DataType.FLOAT) {
      FloatBuffer floats = bytes.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
      return floats::get;
    }
    if (bytes != null && array.dataType() == DataType.DOUBLE) {
      DoubleBuffer doubles = bytes.duplicate().order(ByteOrder.nativeOrder()).asDoubleBuffer();
      return doubles::get;
    }
    if (bytes != null && array.dataType() == DataType.FLOAT16) {
      ShortBuffer halves = bytes.duplicate().order(ByteOrder.nativeOrder()).asShortBuffer();
      return i -> half(halves.get(i));
    }
    if (bytes != null && array.dataType() == DataType.BFLOAT16) {
      ShortBuffer halves = bytes.duplicate().order(ByteOrder.nativeOrder()).asShortBuffer();
      return i -> Float.intBitsToFloat(halves.get(i) << Short.SIZE); // The upper half of a float.
    }
    double[] copy = array.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    return i -> copy[i];
  }

  /** Returns the number that 16 bits are by IEEE 754: sign, exponent of 5 bits, fraction of 10. */
  private static double half(short bits) {
    int exponent = (bits >> 10) & 0x1F;
    int fraction = bits & 0x3FF;
    double size;
    if (exponent == 0x1F) {
      size = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else if (exponent == 0) {
      size = fraction * 0x1p-24;
    } else {
      size = Math.scalb(1 + fraction * 0x1p-10, exponent - 15);
    }
    return bits < 0 ? -size : size;
  }

  /**
   * Returns the first example from one on that has a number that is not finite.
   *
   * @param numbers of an array of floating point
   * @param length how many numbers an example has
   * @param examples how many there are
   * @return {@code examples} where there is none
   */
  static int firstNotFinite(IntToDoubleFunction numbers, int length, int from, int examples) {
    for (int i = from * length; i < examples * length; i++) {
      if (!Double.isFinite(numbers.applyAsDouble(i))) {
        return i / length;
      }
    }
    return examples;
  }
}
