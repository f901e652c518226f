// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import java.util.OptionalDouble;

/**
 * Decides at each evaluation whether {@link Expansion} may give its target domain more weight: the
 * condition of VersaTune's phase 2b (arXiv 2411.11266).
 *
 * <p>Two gates are built in; any other is a lambda over what was measured:
 *
 * <pre>{@code
 * Schedulers.expansion("medicine").gate(measured -> measured.meanForgetting() < 0.01)
 * }</pre>
 *
 * <p>A gate of your own cannot be written to a file, so a rule that has one cannot be built again
 * from its description. A gate must be safe for use by any number of threads; a gate without state
 * is.
 */
@FunctionalInterface
public interface Gate {

  /**
   * Opens while the mean forgetting of the other domains is below the threshold times the target's
   * learnable potential, φ̄ &lt; ε·γ_e: what is left to gain outweighs what is lost. The default.
   *
   * @return the gate
   */
  static Gate relative() {
    return BuiltInGate.RELATIVE;
  }

  /**
   * Opens while the mean forgetting of the other domains is below the threshold, φ̄ &lt; ε.
   *
   * @return the gate, which needs no reference loss
   */
  static Gate absolute() {
    return BuiltInGate.ABSOLUTE;
  }

  /**
   * Returns whether the target may grow.
   *
   * @param measured what this evaluation found
   * @return true to give the target one step more
   */
  boolean opens(Measured measured);

  /**
   * Returns whether the gate uses the learnable potential, which needs a reference loss.
   *
   * @return true unless overridden
   */
  default boolean needsPotential() {
    return true;
  }

  /**
   * Holds what an evaluation found.
   *
   * @param step training steps done
   * @param meanForgetting mean of φ_j over the domains other than the target, at least 0
   * @param forgetting φ by domain, the target included
   * @param targetPotential the target's γ_e in [0, 1]; empty where no reference loss is known
   * @param threshold the rule's ε
   */
  record Measured(
      long step,
      double meanForgetting,
      ImmutableMap<String, Double> forgetting,
      OptionalDouble targetPotential,
      double threshold) {

    /**
     * Checks that nothing is missing.
     *
     * @param step training steps done
     * @param meanForgetting mean of φ_j over the domains other than the target, at least 0
     * @param forgetting φ by domain, the target included
     * @param targetPotential the target's γ_e in [0, 1]; empty where no reference loss is known
     * @param threshold the rule's ε
     * @throws NullPointerException if something is null; the message names it
     */
    public Measured {
      notNull(forgetting, "forgetting");
      notNull(targetPotential, "targetPotential");
    }
  }
}
