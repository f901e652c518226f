// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * The cross-entropy, which lets an {@link Interruption} happen: gradients are computed in training
 * alone, and scores of single examples in evaluation alone.
 */
public final class WaitingLoss extends LossMCXENT {
  private static final long serialVersionUID = 1;

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    Interruption.at(Interruption.FIT);
    return super.computeGradient(labels, preOutput, activation, mask);
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    Interruption.at(Interruption.EVALUATE);
    return super.computeScoreArray(labels, preOutput, activation, mask);
  }
}
