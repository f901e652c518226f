// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.simulation;

import com.google.common.collect.ImmutableList;

/**
 * The effective examples N of every domain along a simulated run: the hot loop, on arrays and
 * without allocation.
 *
 * <p>Over a stretch with constant shares the differential equation of {@link LossCurves} has the
 * solution
 *
 * <pre>N ← N·exp(−x) + c·(1 − exp(−x))/x,   x = ρ·(examples of other domains),   c = Σ_i A[i,j]·n_i
 * </pre>
 *
 * <p>so the result does not depend on how finely a stretch is cut. O(k²) a stretch, O(k) where
 * there is no influence between domains.
 */
final class EffectiveExamples {
  private final double[] seen;
  private final double[] overwriting;
  private final double[] irreducible;
  private final double[] scale;
  private final double[] alpha;
  private final double[][] influenceOn;
  private final boolean influences;
  private final double[] effective;

  EffectiveExamples(LossCurves curves) {
    ImmutableList<String> domains = curves.domains();
    int k = domains.size();
    seen = new double[k];
    overwriting = new double[k];
    irreducible = new double[k];
    scale = new double[k];
    alpha = new double[k];
    influenceOn = new double[k][k];
    influences = !curves.influence().isEmpty();
    int at = 0;
    for (LossCurve curve : curves.curves().values()) {
      seen[at] = curve.seen();
      overwriting[at] = curve.overwriting();
      irreducible[at] = Math.exp(curve.e());
      scale[at] = curve.a();
      alpha[at] = curve.alpha();
      at++;
    }
    for (int j = 0; j < k; j++) {
      for (int i = 0; i < k; i++) {
        influenceOn[j][i] = curves.influence(domains.get(i), domains.get(j));
      }
    }
    effective = seen.clone();
  }

  /** Back to the base model. */
  void restart() {
    System.arraycopy(seen, 0, effective, 0, seen.length);
  }

  /** Trains on some examples of each domain, evenly mixed. */
  void train(double[] examples) {
    double all = 0;
    for (double n : examples) {
      all += n;
    }
    for (int j = 0; j < effective.length; j++) {
      double gained = examples[j];
      if (influences) {
        double[] on = influenceOn[j];
        gained = 0;
        for (int i = 0; i < on.length; i++) {
          gained += on[i] * examples[i];
        }
      }
      double x = overwriting[j] * (all - examples[j]);
      effective[j] = effective[j] * Math.exp(-x) + gained * meanDecay(x);
    }
  }

  /** (1 − exp(−x))/x, which is 1 at 0. */
  static double meanDecay(double x) {
    return x < 1e-8 ? 1 - x / 2 : -Math.expm1(-x) / x;
  }

  /** The losses now, nats/token. */
  void losses(double[] into) {
    for (int j = 0; j < into.length; j++) {
      into[j] = irreducible[j] + Math.exp(scale[j] - alpha[j] * Math.log(effective[j]));
    }
  }
}
