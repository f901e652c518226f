// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import org.nd4j.linalg.api.blas.params.MMulTranspose;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.Mmul;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What the layers compute with matrices, into arrays that are there already.
 *
 * <p>Products of arrays of more than two dimensions are those of the last two, side by side; views
 * are read and written in place. They go through the operation and not {@code INDArray.mmul}, which
 * takes four times as long to write into an array in C order in ND4J 1.0.0-M2.1.
 *
 * <p>Activations of sequences have two shapes: Deeplearning4j's {@code [b, d, T]} between the
 * layers, and {@code [b·T, d]}, a row for each position, inside of them. Where both layers are of
 * this package, the former is a view of the latter and nothing is copied.
 */
final class Matrices {
  private Matrices() {}

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

  /**
   * Replaces each row of a matrix {@code [n, m]} in C order by its softmax: pⱼ = exp(zⱼ − max z)/Σₖ
   * exp(zₖ − max z), where the maximum changes nothing but keeps the exponentials in range.
   *
   * <p>Put together from its parts, which ND4J 1.0.0-M2.1 computes in a third of the time that its
   * operation of that name takes for rows of 1 024 numbers; the sums are a product with ones, the
   * fastest way to add along rows.
   *
   * @param room for the sums
   */
  static void softmax(INDArray matrix, Buffers room) {
    matrix.subiColumnVector(matrix.max(true, 1));
    Nd4j.exec(new Exp(matrix, matrix));
    INDArray ones = room.get("onesOfRow", matrix.dataType(), matrix.size(1), 1).assign(1);
    INDArray sums = room.get("sums", matrix.dataType(), matrix.size(0), 1);
    multiply(matrix, ones, sums);
    matrix.diviColumnVector(sums);
  }

  /** Returns {@code [b, d, T]} as {@code [b·T, d]}: a view where the layout allows, else a copy. */
  static INDArray rows(INDArray sequences) {
    checkArgument(
        sequences.rank() == 3,
        "activations of shape %s; this layer reads sequences [b, size, T]",
        Arrays.toString(sequences.shape()));
    return sequences
        .permute(0, 2, 1)
        .reshape('c', sequences.size(0) * sequences.size(2), sequences.size(1));
  }

  /** Returns {@code [b·T, d]} in C order as a view {@code [b, d, T]}. */
  static INDArray ofRows(INDArray rows, long b) {
    return rows.reshape('c', b, rows.size(0) / b, rows.size(1)).permute(0, 2, 1);
  }
}
