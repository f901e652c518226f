// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Scaled dot-product attention of h heads, in which a position sees itself and what is before it:
 * for each head O = P·V with P = softmax(Q·Kᵀ/√(d/h) + mask) (Vaswani et al., "Attention Is All You
 * Need", 2017, section 3.2).
 *
 * <p>Queries, keys and values come as one matrix {@code [b·T, 3·d]}; the heads are views of it, and
 * of the results, in {@code [b, h, T, d/h]}, so that nothing is permuted in memory.
 *
 * <p><b>Backward.</b> With dO = ∂L/∂O, and each row of P a softmax of the row of scores S:
 *
 * <pre>
 * dV = Pᵀ·dO                       dP = dO·Vᵀ
 * dS = P∘(dP − D)/√(d/h)           D = rowsum(dP∘P) = rowsum(dO∘O)
 * dQ = dS·K                        dK = dSᵀ·Q
 * </pre>
 *
 * The second form of D sums over d/h values instead of T (Dao et al., "FlashAttention", 2022,
 * appendix B.4).
 */
final class CausalAttention {
  /**
   * What is added to the score of a position that must not be seen: far below every score, so that
   * its share is exactly 0. A position always sees itself, even a masked one, whose output nothing
   * else sees.
   */
  private static final double HIDDEN = -1e9;

  private final int heads;
  private final Buffers buffers = new Buffers();
  private String laterName = "";

  CausalAttention(int heads) {
    this.heads = heads;
  }

  /**
   * Returns the attention of the last T positions over all S ≥ T.
   *
   * @param queries {@code [b, h, T, d/h]}
   * @param keys {@code [b, h, S, d/h]}
   * @param values {@code [b, h, S, d/h]}
   * @param mask {@code [b, S]}, 0 for positions that the others do not see, where T = S; null for
   *     none
   * @param attended where the result is written, {@code [b·T, d]}, the heads side by side
   */
  void forward(
      INDArray queries,
      INDArray keys,
      INDArray values,
      @Nullable INDArray mask,
      INDArray attended) {
    DataType type = queries.dataType();
    long b = queries.size(0);
    long t = queries.size(2);
    long s = keys.size(2);
    INDArray shares = buffers.get("shares", type, b, heads, t, s);
    Matrices.multiplyTransposedRight(scale(queries), queries, keys, shares);
    if (t > 1) {
      shares.addi(later(type, t, s));
    }
    if (mask != null) {
      INDArray masked = mask.castTo(type).rsub(1).muli(HIDDEN).reshape(b, 1, 1, s);
      shares.addi(others(type, s).mul(masked));
    }
    Matrices.softmax(shares.reshape('c', b * heads * t, s), buffers);
    Matrices.multiply(shares, values, heads(attended, b));
  }

  /**
   * Computes the gradients for the last forward pass, which was over its own T positions.
   *
   * @param output O, what it wrote, {@code [b·T, d]}
   * @param dOutput ∂L/∂O, {@code [b·T, d]}
   * @param qkv what the forward pass read, {@code [b·T, 3·d]}
   * @param dQkv where the gradient by it is written
   */
  void backward(INDArray output, INDArray dOutput, INDArray qkv, INDArray dQkv, long b) {
    DataType type = qkv.dataType();
    long t = qkv.size(0) / b;
    INDArray queries = part(qkv, 0, b);
    INDArray shares = buffers.get("shares", type, b, heads, t, t);
    INDArray dHeads = heads(dOutput, b);

    Matrices.multiplyTransposedLeft(shares, dHeads, part(dQkv, 2, b));

    INDArray dScores = buffers.get("dScores", type, b, heads, t, t);
    Matrices.multiplyTransposedRight(dHeads, part(qkv, 2, b), dScores);
    INDArray products = dOutput.muli(output, buffers.get("products", type, dOutput.shape()));
    INDArray sums = heads(products, b).sum(3).dup('c').reshape('c', b * heads * t, 1);
    dScores.reshape('c', b * heads * t, t).subiColumnVector(sums);
    dScores.muli(shares).muli(scale(queries));

    Matrices.multiply(dScores, part(qkv, 1, b), part(dQkv, 0, b));
    Matrices.multiplyTransposedLeft(dScores, queries, part(dQkv, 1, b));
  }

  /** Returns queries, keys or values, of index 0 to 2, as a view {@code [b, h, T, d/h]}. */
  INDArray part(INDArray qkv, int index, long b) {
    return qkv.reshape('c', b, qkv.size(0) / b, 3, heads, qkv.size(1) / 3 / heads)
        .get(
            NDArrayIndex.all(),
            NDArrayIndex.all(),
            NDArrayIndex.point(index),
            NDArrayIndex.all(),
            NDArrayIndex.all())
        .permute(0, 2, 1, 3);
  }

  private INDArray heads(INDArray rows, long b) {
    return rows.reshape('c', b, rows.size(0) / b, heads, rows.size(1) / heads).permute(0, 2, 1, 3);
  }

  private static double scale(INDArray queries) {
    return 1 / Math.sqrt((double) queries.size(3));
  }

  /** Returns what hides from each of the last t of s positions those after it. */
  private INDArray later(DataType type, long t, long s) {
    String name = "later " + t + " of " + s;
    if (!laterName.equals(name)) {
      double[] hidden = new double[Math.toIntExact(t * s)];
      for (int i = 0; i < t; i++) {
        for (int j = Math.toIntExact(s - t) + i + 1; j < s; j++) {
          hidden[Math.toIntExact(i * s) + j] = HIDDEN;
        }
      }
      buffers
          .get("later", type, 1, 1, t, s)
          .assign(Nd4j.createFromArray(hidden).reshape(1, 1, t, s));
      laterName = name;
    }
    return buffers.get("later", type, 1, 1, t, s);
  }

  /** Returns 1 for each pair of two positions, 0 for a position and itself. */
  private static INDArray others(DataType type, long s) {
    return Nd4j.eye(s).castTo(type).rsubi(1).reshape(1, 1, s, s);
  }
}
