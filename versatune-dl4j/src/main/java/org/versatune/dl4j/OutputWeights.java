// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;

/**
 * Says how much each output of a graph counts in the loss of a domain: ℓ = Σ_o a_o·ℓ_o over the
 * outputs o, ℓ_o being the mean over the tokens of that output. An output of which no token counts
 * in a domain's data is left out there.
 *
 * <p>Immutable.
 */
final class OutputWeights {
  /** Every output counts once. */
  static final OutputWeights ONE = new OutputWeights(ImmutableMap.of());

  private final ImmutableMap<String, Double> weights;

  private OutputWeights(ImmutableMap<String, Double> weights) {
    this.weights = weights;
  }

  /** Returns these weights and one more. */
  OutputWeights with(String output, double weight) {
    checkArgument(!output.isBlank(), "the weight of an output needs the output's name");
    checkArgument(!weights.containsKey(output), "output '%s' has two weights", output);
    checkArgument(
        Double.isFinite(weight) && weight >= 0,
        "the weight of output '%s' is %s; it must be finite and at least 0",
        output,
        weight);
    return new OutputWeights(
        ImmutableMap.<String, Double>builder().putAll(weights).put(output, weight).buildOrThrow());
  }

  /**
   * Checks that a network has the outputs that have a weight.
   *
   * @throws IllegalArgumentException if not, or if none of its outputs counts
   */
  void requireFit(List<String> outputs) {
    if (weights.isEmpty()) {
      return;
    }
    for (String output : weights.keySet()) {
      checkArgument(
          outputs.contains(output),
          "output '%s' has a weight and is no output of the network; those are %s",
          output,
          outputs);
    }
    checkArgument(
        outputs.stream().anyMatch(output -> weight(output) > 0),
        "every output of %s has the weight 0, so nothing is left to measure",
        outputs);
  }

  /** Returns how much an output counts. */
  double weight(String output) {
    return weights.getOrDefault(output, 1.0);
  }

  /**
   * Returns the loss of a domain.
   *
   * @param outputs their names
   * @param losses one for each
   * @return the weighted sum of the means as the mean over the tokens of all outputs that count; no
   *     token where there is none
   */
  TokenLoss sum(List<String> outputs, List<TokenLoss> losses) {
    if (losses.size() == 1 && weights.isEmpty()) {
      return losses.get(0);
    }
    requireFit(outputs);
    double mean = 0;
    long tokens = 0;
    for (int o = 0; o < losses.size(); o++) {
      TokenLoss loss = losses.get(o);
      double weight = weight(outputs.get(o));
      if (loss.tokens() > 0 && weight > 0) {
        mean += weight * loss.perToken();
        tokens += loss.tokens();
      }
    }
    return new TokenLoss(mean * tokens, tokens);
  }

  /** Returns a list of no tokens for each output. */
  static ImmutableList<TokenLoss> none(List<String> outputs) {
    return outputs.stream().map(each -> TokenLoss.NONE).collect(ImmutableList.toImmutableList());
  }
}
