// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds up the losses of the examples of one set: their mean per token, its standard error, and by
 * how much each example moves it, from which the error of a change follows. {@link LossEstimate}
 * has the formula.
 *
 * <p>Not safe for use by several threads.
 */
final class ExampleLosses {
  private final ImmutableList<String> outputs;
  private final boolean byExample;

  /** By output, the sums of each example. */
  private final List<List<TokenLoss>> losses = new ArrayList<>();

  /** By output, the sums of all examples. */
  private ImmutableList<TokenLoss> sums;

  private int examples;

  /** Starts with no example. */
  ExampleLosses(Network network) {
    this.outputs = network.outputNames();
    this.byExample = TokenLosses.areKnown(network);
    this.sums = OutputWeights.none(outputs);
    outputs.forEach(output -> losses.add(new ArrayList<>()));
  }

  /** Adds a batch, which has been completed. */
  void add(Network network, Batch batch, String what) {
    examples += batch.examples();
    if (!byExample) {
      sums = TokenLoss.plus(sums, network.losses(batch, what));
      return;
    }
    network.requireFit(batch, what);
    ImmutableList<TokenLosses> measured = TokenLosses.of(network, batch);
    ImmutableList.Builder<TokenLoss> added = ImmutableList.builder();
    for (int o = 0; o < measured.size(); o++) {
      TokenLoss sum = TokenLoss.NONE;
      for (int i = 0; i < batch.examples(); i++) {
        TokenLoss own = measured.get(o).ofExample(i);
        losses.get(o).add(own);
        sum = sum.plus(own);
      }
      added.add(sum);
    }
    sums = TokenLoss.plus(sums, added.build());
  }

  /**
   * Returns by how much each example moves the mean, their sum being 0; no number where the losses
   * of single examples are not known.
   */
  ImmutableDoubleArray deviations(OutputWeights weights) {
    if (!byExample) {
      return ImmutableDoubleArray.of();
    }
    double[] moved = new double[examples];
    for (int o = 0; o < outputs.size(); o++) {
      double weight = weights.weight(outputs.get(o));
      TokenLoss sum = sums.get(o);
      if (sum.tokens() > 0 && weight > 0) {
        double mean = sum.perToken();
        for (int i = 0; i < examples; i++) {
          TokenLoss own = losses.get(o).get(i);
          moved[i] += weight * (own.total() - mean * own.tokens()) / sum.tokens();
        }
      }
    }
    return ImmutableDoubleArray.copyOf(moved);
  }

  /** Returns how many examples have a token that counts. */
  private int counted() {
    if (!byExample) {
      return Math.max(1, examples);
    }
    int counted = 0;
    for (int i = 0; i < examples; i++) {
      for (List<TokenLoss> output : losses) {
        if (output.get(i).tokens() > 0) {
          counted++;
          break;
        }
      }
    }
    return counted;
  }

  /** Returns the sum over all examples; no token where there is none. */
  TokenLoss sum(OutputWeights weights) {
    weights.requireFit(outputs);
    return weights.sum(outputs, sums);
  }

  /** Returns the estimate; there has to be a token. */
  LossEstimate estimate(OutputWeights weights) {
    TokenLoss sum = sum(weights);
    int counted = counted();
    return new LossEstimate(
        sum.perToken(), error(deviations(weights), counted), counted, sum.tokens());
  }

  /** Returns √(m/(m − 1)·Σ d²) over deviations; NaN where that is not known. */
  private static double error(ImmutableDoubleArray deviations, long counted) {
    if (deviations.isEmpty() || counted < 2) {
      return Double.NaN;
    }
    double squares = deviations.stream().map(deviation -> deviation * deviation).sum();
    return Math.sqrt(squares * counted / (counted - 1));
  }

  /**
   * Returns the standard error of the difference of two losses of the same examples; NaN where that
   * is not known.
   */
  static double errorOfChange(
      ImmutableDoubleArray before, ImmutableDoubleArray after, long counted) {
    if (before.length() != after.length()) {
      return Double.NaN;
    }
    ImmutableDoubleArray.Builder differences = ImmutableDoubleArray.builder(after.length());
    for (int i = 0; i < after.length(); i++) {
      differences.add(after.get(i) - before.get(i));
    }
    return error(differences.build(), counted);
  }
}
