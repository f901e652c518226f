// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import java.util.List;

/**
 * What scores are divided by before they become probabilities: τ(n) = base · (n / 100)^exponent for
 * a text of n characters, between the lengths 25 and 2 000.
 */
record LengthTemperature(double base, double exponent) {
  private static final int SHORTEST = 25;
  private static final int LONGEST = 2_000;
  private static final double UNIT = 100;

  /** The ends of the search, and its steps: 60 halve the interval below any use. */
  private static final double LOWEST = 1e-3;

  private static final double HIGHEST = 1e3;
  private static final int STEPS = 60;

  /** A least share of mistakes: pieces without a mistake would ask for no temperature at all. */
  private static final double LEAST_DOUBT = 0.01;

  /** Scores of a piece that was left out, its domain and its length. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Scored(double[] scores, int domain, int length) {}

  /**
   * The temperature with the least log-loss on short and on long pieces (temperature scaling: Guo
   * et al., 2017).
   */
  static LengthTemperature fit(List<Scored> shortPieces, List<Scored> longPieces) {
    double atShort = best(shortPieces);
    if (longPieces.isEmpty()) {
      return new LengthTemperature(atShort, 0);
    }
    double exponent =
        Math.log(best(longPieces) / atShort) / Math.log(mean(longPieces) / mean(shortPieces));
    return new LengthTemperature(atShort * Math.pow(UNIT / mean(shortPieces), exponent), exponent);
  }

  private static double mean(List<Scored> pieces) {
    return pieces.stream().mapToInt(Scored::length).average().orElse(UNIT);
  }

  /** In 1/τ the log-loss is convex, so bisection on the sign of its slope finds the least. */
  private static double best(List<Scored> pieces) {
    double low = Math.log(LOWEST);
    double high = Math.log(HIGHEST);
    for (int step = 0; step < STEPS; step++) {
      double middle = (low + high) / 2;
      if (isTooSure(pieces, Math.exp(middle))) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.exp((low + high) / 2);
  }

  private static boolean isTooSure(List<Scored> pieces, double temperature) {
    double slope = 0;
    for (Scored piece : pieces) {
      double[] p = softmax(piece.scores(), temperature);
      double mean = 0;
      for (double score : piece.scores()) {
        mean += score / p.length;
      }
      for (int j = 0; j < p.length; j++) {
        double wanted = LEAST_DOUBT / p.length + (j == piece.domain() ? 1 - LEAST_DOUBT : 0);
        slope += (p[j] - wanted) * (piece.scores()[j] - mean);
      }
    }
    return slope > 0;
  }

  double at(int characters) {
    int length = Math.max(SHORTEST, Math.min(LONGEST, characters));
    return base * Math.pow(length / UNIT, exponent);
  }

  double[] softmax(double[] scores, int characters) {
    return softmax(scores, at(characters));
  }

  private static double[] softmax(double[] scores, double temperature) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      largest = Math.max(largest, score);
    }
    double[] p = new double[scores.length];
    double sum = 0;
    for (int j = 0; j < p.length; j++) {
      p[j] = Math.exp((scores[j] - largest) / temperature);
      sum += p[j];
    }
    for (int j = 0; j < p.length; j++) {
      p[j] /= sum;
    }
    return p;
  }
}
