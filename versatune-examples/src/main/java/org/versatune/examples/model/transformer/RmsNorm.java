// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Root mean square normalisation of each row, without gain: y = r·x with r = 1/√(mean(x²) + ε)
 * (Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019). The gain would be one with
 * the weights behind it.
 *
 * <p><b>Backward.</b> With dy = ∂L/∂y and n values in a row: ∂r/∂xⱼ = −r³·xⱼ/n, so
 *
 * <pre>
 * ∂L/∂xⱼ = r·dyⱼ + Σᵢ dyᵢ·xᵢ·∂r/∂xⱼ = r·dyⱼ − r³·xⱼ·Σᵢ dyᵢ·xᵢ/n = r·(dyⱼ − yⱼ·mean(dy∘y))
 * </pre>
 */
final class RmsNorm {
  private static final double EPSILON = 1e-6;

  private final Buffers buffers = new Buffers();

  /** Returns y {@code [N, d]} for x {@code [N, d]}; it stays as it is until the next call. */
  INDArray forward(INDArray x) {
    INDArray meanSquare = buffers.copy("r", x.norm2(true, 1));
    meanSquare.muli(meanSquare).divi(x.size(1)).addi(EPSILON);
    INDArray r = Transforms.pow(meanSquare, -0.5, false);
    return buffers.copy("y", x).muliColumnVector(r);
  }

  /** Adds ∂L/∂x to {@code dx} for ∂L/∂y {@code [N, d]} of the x of the last forward pass. */
  void backward(INDArray dy, INDArray dx) {
    INDArray r = buffers.get("r", dy.dataType(), dy.size(0), 1);
    INDArray y = buffers.get("y", dy.dataType(), dy.shape());
    INDArray room = buffers.get("room", dy.dataType(), dy.shape());
    INDArray mean = dy.muli(y, room).mean(true, 1);
    room.assign(y).muliColumnVector(mean);
    dy.subi(room, room).muliColumnVector(r);
    dx.addi(room);
  }
}
