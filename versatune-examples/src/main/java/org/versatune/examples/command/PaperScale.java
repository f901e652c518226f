// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import org.versatune.DomainDistribution;
import org.versatune.simulation.LossCurve;
import org.versatune.simulation.LossCurves;

/**
 * A run at the scale of the paper (arXiv 2411.11266): six domains, 60 000 examples, four epochs.
 *
 * <p>The weights to start from are the counts that the authors detected for Qwen2-7B, published
 * with their code. The loss curves are <b>made up</b>: nobody has published any for these models.
 * They show the command at work and say nothing of a 7B model; fit your own from the records of a
 * short run.
 */
final class PaperScale {
  static final int EXAMPLES = 60_000;
  static final int EPOCHS = 4;

  private PaperScale() {}

  /** What the authors detected, in samples of each domain. */
  static DomainDistribution detected() {
    return DomainDistribution.relative(
        ImmutableMap.<String, Integer>builder()
            .put("law", 855)
            .put("medicine", 669)
            .put("finance", 347)
            .put("science", 862)
            .put("code", 3327)
            .put("general", 1998)
            .buildOrThrow());
  }

  /**
   * Curves for a base model that knows code and general text best, and forgets them most easily.
   */
  static LossCurves curves() {
    return LossCurves.of(
            ImmutableMap.<String, LossCurve>builder()
                .put("law", new LossCurve(0.18, 2.9, 0.30, 9_000, 5e-7))
                .put("medicine", new LossCurve(0.26, 2.8, 0.28, 8_000, 6e-7))
                .put("finance", new LossCurve(0.22, 3.0, 0.31, 6_000, 5e-7))
                .put("science", new LossCurve(0.34, 2.6, 0.27, 10_000, 6e-7))
                .put("code", new LossCurve(-0.60, 3.1, 0.33, 60_000, 4e-6))
                .put("general", new LossCurve(0.55, 2.7, 0.29, 45_000, 3e-6))
                .buildOrThrow())
        .withInfluence(
            ImmutableTable.<String, String, Double>builder()
                .put("medicine", "science", 0.20)
                .put("science", "medicine", 0.15)
                .put("law", "finance", 0.10)
                .put("science", "general", 0.10)
                .buildOrThrow());
  }
}
