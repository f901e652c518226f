package org.versatune.scheduling;

/** Weights mixed with the uniform distribution: (1 − c)·w + c/K. */
final class Exploration {
  private Exploration() {}

  static double[] mixed(double[] weights, double share) {
    double[] mixed = new double[weights.length];
    for (int j = 0; j < mixed.length; j++) {
      mixed[j] = (1 - share) * weights[j] + share / mixed.length;
    }
    return mixed;
  }
}
