// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What one part of a block reads: the stream, normalised, and where the shift is on, mixed with the
 * two positions before. With q = ⌊d/4⌋ and n = norm(x), channel c of the output at position t is
 *
 * <pre>
 * n[t−1, c]  for c &lt; q        n[t−2, c]  for q ≤ c &lt; 2q        n[t, c]  for all others,
 * </pre>
 *
 * and 0 where the position is before the first or masked. So the weights behind it see three
 * neighbouring tokens at once, and attention need not learn to look at the token before: the token
 * shift of RWKV (Peng et al., "RWKV: Reinventing RNNs for the Transformer Era", 2023, section 3.1)
 * with fixed channels in place of learned weights (our choice).
 *
 * <p><b>Backward.</b> A shift moves values and changes none, so its transpose moves their gradients
 * back: ∂L/∂n[t, c] is the output's gradient at t + 1, at t + 2, or at t, and 0 where nothing reads
 * the value.
 */
final class BlockInput {
  /** How many positions before its own one a position reads. */
  private static final int REACH = 2;

  private final String stateName;
  private final boolean shift;
  private final RmsNorm norm = new RmsNorm();
  private final Buffers buffers = new Buffers();
  private @Nullable INDArray output;
  private @Nullable INDArray mask;

  /**
   * @param stateName name of the last two positions of the steps so far, normalised, {@code [b, 2,
   *     d]}, which are stored where the shift is on
   */
  BlockInput(String stateName, boolean shift) {
    this.stateName = stateName;
    this.shift = shift;
  }

  ImmutableSet<String> stateNames() {
    return shift ? ImmutableSet.of(stateName) : ImmutableSet.of();
  }

  /**
   * Returns what the part reads.
   *
   * @param x the stream, {@code [b·T, d]}
   * @param positions {@code [b, T]}, 0 for positions that the others do not see; null for none
   * @param past what is before, where x is a step; null for whole sequences
   * @return {@code [b·T, d]}; it stays as it is until the next call
   */
  INDArray forward(INDArray x, long b, @Nullable INDArray positions, @Nullable StoredState past) {
    INDArray n = norm.forward(x);
    // In a buffer: the backward pass is outside of this workspace.
    mask =
        positions == null
            ? null
            : buffers
                .get("mask", x.dataType(), x.size(0), 1)
                .assign(positions.reshape('c', x.size(0), 1));
    INDArray read = shift ? shifted(n, b, past) : n;
    output = read;
    return read;
  }

  /** Returns what the last forward pass returned. */
  INDArray output() {
    return requireNonNull(output, "no forward pass yet");
  }

  /**
   * Adds ∂L/∂x to {@code dx} for the x of the last forward pass.
   *
   * @param dOutput ∂L by the output, {@code [b·T, d]}
   */
  void backward(INDArray dOutput, INDArray dx, long b) {
    norm.backward(shift ? shiftedBack(dOutput, b) : dOutput, dx);
  }

  private INDArray shifted(INDArray n, long b, @Nullable StoredState past) {
    INDArray before = past == null ? null : past.get(stateName, b);
    long steps = n.size(0) / b;
    // The two positions before the first, and all others: [b, 2 + T, d].
    INDArray joined = buffers.get("joined", n.dataType(), b, REACH + steps, n.size(1));
    INDArray first = at(joined, 0, REACH, NDArrayIndex.all());
    if (before == null) {
      first.assign(0);
    } else {
      first.assign(before);
    }
    INDArray seen = mask == null ? n : n.mulColumnVector(mask);
    at(joined, REACH, REACH + steps, NDArrayIndex.all()).assign(sequences(seen, b));
    INDArray read = buffers.copy("read", n);
    for (int back = 1; back <= REACH; back++) {
      at(sequences(read, b), 0, steps, channels(n, back))
          .assign(at(joined, REACH - back, REACH - back + steps, channels(n, back)));
    }
    if (past != null) {
      past.put(stateName, at(joined, steps, steps + REACH, NDArrayIndex.all()));
    }
    return read;
  }

  private INDArray shiftedBack(INDArray dOutput, long b) {
    INDArray dn = buffers.copy("dn", dOutput);
    long steps = dn.size(0) / b;
    for (int back = 1; back <= REACH; back++) {
      INDArray to = sequences(dn, b);
      INDArrayIndex channels = channels(dn, back);
      long read = Math.max(0, steps - back);
      at(to, read, steps, channels).assign(0);
      if (read > 0) {
        at(to, 0, read, channels).assign(at(sequences(dOutput, b), back, steps, channels));
      }
    }
    if (mask != null) {
      long moved = REACH * quarter(dn);
      INDArray all = dn.get(NDArrayIndex.all(), NDArrayIndex.interval(0, moved));
      all.muli(mask.broadcast(all.shape()));
    }
    return dn;
  }

  private static INDArray sequences(INDArray rows, long b) {
    return rows.reshape('c', b, rows.size(0) / b, rows.size(1));
  }

  private static INDArray at(INDArray sequences, long from, long to, INDArrayIndex channels) {
    return sequences.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to), channels);
  }

  private static INDArrayIndex channels(INDArray rows, int back) {
    return NDArrayIndex.interval((back - 1) * quarter(rows), back * quarter(rows));
  }

  private static long quarter(INDArray rows) {
    return rows.size(1) / 4;
  }

  /** Checks what is to be stored. */
  static void check(INDArray positions, long width) {
    checkArgument(
        positions.rank() == 3 && positions.size(1) == REACH && positions.size(2) == width,
        "a state of shape %s; the positions before are [b, %s, %s]",
        Arrays.toString(positions.shape()),
        REACH,
        width);
  }
}
