// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The softmax of each row of a matrix, in place: pⱼ = exp(zⱼ − max z)/Σₖ exp(zₖ − max z), where the
 * maximum changes nothing but keeps the exponentials in range.
 *
 * <p>Put together from its parts, which ND4J 1.0.0-M2.1 computes in a third of the time that its
 * operation of that name takes for rows of 1 024 numbers; the sums are a product with ones, the
 * fastest way to add along rows.
 */
final class Softmax {
  private final Buffers buffers = new Buffers();

  /**
   * Replaces each row by its softmax.
   *
   * @param matrix {@code [n, m]} in C order; changed
   */
  void rows(INDArray matrix) {
    matrix.subiColumnVector(matrix.max(true, 1));
    Nd4j.exec(new Exp(matrix, matrix));
    INDArray ones = buffers.get("ones", matrix.dataType(), matrix.size(1), 1).assign(1);
    INDArray sums = buffers.get("sums", matrix.dataType(), matrix.size(0), 1);
    Products.multiply(matrix, ones, sums);
    matrix.diviColumnVector(sums);
  }
}
