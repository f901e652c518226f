// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import org.nd4j.linalg.api.blas.params.MMulTranspose;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.Mmul;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Matrix products into arrays that are there already. For arrays of more than two dimensions these
 * are the products of the last two, side by side; views are read and written in place.
 *
 * <p>Through the operation and not {@code INDArray.mmul}, which takes four times as long to write
 * into an array in C order in ND4J 1.0.0-M2.1.
 */
final class Products {
  private Products() {}

  /** out = a·b. */
  static void multiply(INDArray a, INDArray b, INDArray out) {
    multiply(1, a, false, b, false, 0, out);
  }

  /** out += a·b. */
  static void multiplyAndAdd(INDArray a, INDArray b, INDArray out) {
    multiply(1, a, false, b, false, 1, out);
  }

  /** out = aᵀ·b. */
  static void multiplyTransposedLeft(INDArray a, INDArray b, INDArray out) {
    multiply(1, a, true, b, false, 0, out);
  }

  /** out = a·bᵀ. */
  static void multiplyTransposedRight(INDArray a, INDArray b, INDArray out) {
    multiply(1, a, false, b, true, 0, out);
  }

  /** out = scale · a·bᵀ. */
  static void multiplyTransposedRight(double scale, INDArray a, INDArray b, INDArray out) {
    multiply(scale, a, false, b, true, 0, out);
  }

  private static void multiply(
      double scale,
      INDArray a,
      boolean transposeA,
      INDArray b,
      boolean transposeB,
      double kept,
      INDArray out) {
    MMulTranspose transpose = new MMulTranspose(transposeA, transposeB, false);
    Nd4j.exec(new Mmul(a, b, out, scale, kept, transpose));
  }
}
