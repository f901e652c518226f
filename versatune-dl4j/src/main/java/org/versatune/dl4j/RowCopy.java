// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Puts rows of several arrays into one new array, padded with zeros.
 *
 * <p>There are two ways with the same result: the bytes are copied into one allocation where the
 * backend keeps arrays in memory, and array operations do it elsewhere.
 */
final class RowCopy {
  private RowCopy() {}

  /**
   * Says what goes into one row of the result.
   *
   * @param from of the type of the result. A row of one value fills; a row of rank 1 is repeated
   *     where the result has more dimensions; any other has the shape of a row of the result but
   *     for its last dimension, which is {@code steps}
   * @param row which one
   * @param steps how much of the last dimension is written; what is left stays zero
   */
  record Piece(Rows from, int row, long steps) {}

  /**
   * Returns the array.
   *
   * @param type of all pieces
   * @param shape of a row of the result
   * @param pieces one for each row of the result
   */
  static INDArray of(DataType type, long[] shape, List<Piece> pieces) {
    INDArray copied = byBytes(type, shape, pieces);
    return copied != null ? copied : byArrays(type, shape, pieces);
  }

  /** By array operations, on every backend. */
  static INDArray byArrays(DataType type, long[] shape, List<Piece> pieces) {
    if (shape.length > 0
        && pieces.stream().allMatch(piece -> Arrays.equals(piece.from().shape(), shape))) {
      return Nd4j.stack(
          0, pieces.stream().map(piece -> piece.from().row(piece.row())).toArray(INDArray[]::new));
    }
    INDArray batch = Nd4j.zeros(type, whole(shape, pieces.size()));
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      INDArray own = batch.slice(i);
      if (shape.length > 0 && piece.steps() < shape[shape.length - 1]) {
        own = until(own, piece.steps());
      }
      assign(own, piece.from().row(piece.row()));
    }
    return batch;
  }

  private static void assign(INDArray own, INDArray value) {
    if (own.length() > 1 && value.length() == 1) {
      own.assign(value.getDouble(0));
    } else if (own.rank() > 1 && value.rank() == 1) {
      // Not slice(), which gives an empty array of some views.
      for (int channel = 0; channel < own.size(0); channel++) {
        own.tensorAlongDimension(channel, 1).assign(value);
      }
    } else if (own.length() == value.length()) {
      own.assign(value.reshape(own.shape()));
    } else {
      own.assign(value);
    }
  }

  /** The first steps along the last dimension. */
  private static INDArray until(INDArray row, long steps) {
    return row.rank() == 1
        ? row.get(NDArrayIndex.interval(0, steps))
        : row.get(NDArrayIndex.all(), NDArrayIndex.interval(0, steps));
  }

  private static long[] whole(long[] shape, int rows) {
    long[] whole = new long[shape.length + 1];
    whole[0] = rows;
    System.arraycopy(shape, 0, whole, 1, shape.length);
    return whole;
  }

  /** By copying bytes, or null where they are not at hand or a piece does not allow it. */
  static @Nullable INDArray byBytes(DataType type, long[] shape, List<Piece> pieces) {
    int inner = shape.length == 0 ? 1 : Math.toIntExact(shape[shape.length - 1]);
    long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (length == 0 || length * pieces.size() > Integer.MAX_VALUE / type.width()) {
      return null;
    }
    int outer = Math.toIntExact(length / inner);
    boolean padded = false;
    for (Piece piece : pieces) {
      if (!fits(piece, type, outer)) {
        return null;
      }
      padded |= piece.steps() < inner;
    }
    long[] whole = whole(shape, pieces.size());
    INDArray batch =
        padded ? Nd4j.create(type, whole, 'c') : Nd4j.createUninitialized(type, whole, 'c');
    ByteBuffer to = Rows.bytesOf(batch);
    if (to == null) {
      return null;
    }
    try {
      for (int i = 0; i < pieces.size(); i++) {
        copy(pieces.get(i), to, i * outer, outer, inner, type.width());
      }
    } finally {
      // The buffers do not keep the memory behind them alive; the arrays do.
      Reference.reachabilityFence(pieces);
      Reference.reachabilityFence(batch);
    }
    return batch;
  }

  private static boolean fits(Piece piece, DataType type, int outer) {
    Rows from = piece.from();
    if (from.bytes() == null || from.dataType() != type) {
      return false;
    }
    return from.length() == 1
        || (from.steps() == piece.steps()
            && (from.rank() == 1 || from.length() == outer * piece.steps()));
  }

  /** {@code first} is the first of the {@code outer} runs of {@code inner} values of the row. */
  private static void copy(Piece piece, ByteBuffer to, int first, int outer, int inner, int width) {
    Rows rows = piece.from();
    ByteBuffer from = rows.bytes();
    if (from == null) {
      throw new IllegalStateException("the bytes are not at hand");
    }
    int own = Math.toIntExact(rows.length()) * width;
    int offset = piece.row() * own;
    int start = first * inner * width;
    int run = Math.toIntExact(piece.steps()) * width;
    if (own == outer * inner * width) {
      to.put(start, from, offset, own);
      return;
    }
    for (int k = 0; k < outer; k++) {
      int at = start + k * inner * width;
      if (own == width) {
        fill(to, at, from, offset, width, run);
      } else {
        to.put(at, from, offset + (own == run ? 0 : k * run), run);
      }
    }
  }

  private static void fill(ByteBuffer to, int at, ByteBuffer from, int offset, int width, int run) {
    for (int done = 0; done < run; done += width) {
      to.put(at + done, from, offset, width);
    }
  }
}
