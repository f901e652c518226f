// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Fits a {@link Temperature} on texts that the counts have not seen.
 *
 * <p>For short pieces and for long ones it looks for the divisor in [1, 1000] with the least mean
 * log-loss of the true domain (temperature scaling: Guo, Pleiss, Sun and Weinberger, On Calibration
 * of Modern Neural Networks, 2017), each domain's pieces weighing as much as any other's; the line
 * through the two is the temperature. At neither length is it surer than the rule of thumb (our
 * choice): held-out pieces without a single mistake would ask for no divisor at all, and what a
 * model writes is harder to place than what people wrote.
 *
 * <p>In β = 1/τ the log-loss is convex with the derivative Σ w·(E_p[L] − L_true), so bisection on
 * its sign finds the minimum.
 */
final class TemperatureFit {
  private static final double HIGHEST = 1000;

  /** Fewer held-out pieces in a domain say nothing of use about it. */
  private static final int FEWEST_PIECES = 5;

  /** Where long pieces are hardly longer than short ones, no line goes through the two. */
  private static final double LEAST_RATIO = 1.5;

  private static final int STEPS = 60;

  private TemperatureFit() {}

  /**
   * The temperature that fits.
   *
   * @param shortPieces held-out evidence by domain
   * @param longPieces the same texts in longer pieces
   */
  static Temperature of(
      List<List<Evidence>> shortPieces, List<List<Evidence>> longPieces, int ngramLength) {
    Temperature least = Temperature.ruleOfThumb(ngramLength);
    if (longPieces.size() < 2 || tooFew(shortPieces) || tooFew(longPieces)) {
      return least;
    }
    double shortLength = mean(shortPieces, Evidence::known);
    double longLength = mean(longPieces, Evidence::known);
    double atShort = Math.max(best(shortPieces), least.at(shortLength));
    double atLong = Math.max(best(longPieces), least.at(longLength));
    if (longLength < LEAST_RATIO * shortLength) {
      return new Temperature(atLong - least.perNgram() * longLength, least.perNgram());
    }
    double perNgram = Math.max((atLong - atShort) / (longLength - shortLength), 0);
    return new Temperature(Math.max(atShort - perNgram * shortLength, least.base()), perNgram);
  }

  private static boolean tooFew(List<List<Evidence>> byDomain) {
    return byDomain.stream().anyMatch(pieces -> pieces.size() < FEWEST_PIECES);
  }

  private static double best(List<List<Evidence>> byDomain) {
    if (slope(byDomain, 1) <= 0) {
      return 1;
    }
    double low = 1 / HIGHEST;
    double high = 1;
    for (int i = 0; i < STEPS; i++) {
      double middle = (low + high) / 2;
      if (slope(byDomain, middle) > 0) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return 1 / high;
  }

  /** The derivative of the mean log-loss with respect to β, under equal priors. */
  private static double slope(List<List<Evidence>> byDomain, double beta) {
    double[] even = new double[byDomain.size()];
    double sum = 0;
    for (int actual = 0; actual < byDomain.size(); actual++) {
      double ofDomain = 0;
      for (Evidence piece : byDomain.get(actual)) {
        double[] p = piece.posterior(even, 1 / beta);
        for (int j = 0; j < p.length; j++) {
          ofDomain += p[j] * (piece.logLikelihood(j) - piece.logLikelihood(actual));
        }
      }
      sum += ofDomain / byDomain.get(actual).size();
    }
    return sum;
  }

  private static double mean(List<List<Evidence>> byDomain, ToDoubleFunction<Evidence> what) {
    double sum = 0;
    for (List<Evidence> pieces : byDomain) {
      sum += pieces.stream().mapToDouble(what).sum() / pieces.size();
    }
    return sum / byDomain.size();
  }
}
