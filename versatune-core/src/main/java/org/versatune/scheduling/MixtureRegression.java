// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import java.util.function.ToDoubleFunction;

/**
 * Predicts a loss from a mix: the regression in {@link RegMixSearch}.
 *
 * <p>The default is a linear regression over features of the weights, which needs no native code
 * and few trials; a gradient-boosted one, such as the authors use, can replace it.
 */
@FunctionalInterface
public interface MixtureRegression {

  /**
   * Fits one domain's loss.
   *
   * @param mixes {@code [n][k]}: the weights of each trial, which sum to 1
   * @param losses {@code [n]}: the domain's loss after each trial, nats/token
   * @return predicts the loss, nats/token, from {@code [k]} weights
   * @throws IllegalArgumentException if nothing can be learnt from so few or such mixes
   */
  ToDoubleFunction<double[]> fit(double[][] mixes, double[] losses);
}
