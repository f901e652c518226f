package org.versatune.detection;

import java.util.List;

/**
 * Fits the temperature τ on texts that the counts have not seen (temperature scaling: Guo, Pleiss,
 * Sun and Weinberger, 2017).
 *
 * <p>Naive Bayes takes overlapping n-grams for independent facts. Each character is counted n
 * times, words repeat, and the product of hundreds of factors ends at 0 or 1 even where the judge
 * is wrong. Dividing the log-likelihood by τ undoes that on average. We look for the τ in [1, 1000]
 * with the least mean log-loss of the true domain, each domain's texts weighing as much as any
 * other's.
 *
 * <p>In β = 1/τ the log-loss is convex, and its derivative is Σ w·(E_p[L] − L_true), so bisection
 * on the sign of the derivative finds the minimum.
 */
final class TemperatureFit {
  static final double HIGHEST = 1000;

  /** Fewer held-out texts in a domain say nothing of use about it. */
  static final int FEWEST_TEXTS = 5;

  private static final int STEPS = 60;

  private final double[] logPriors;
  private final List<List<Evidence>> byDomain;

  TemperatureFit(double[] logPriors, List<List<Evidence>> byDomain) {
    this.logPriors = logPriors;
    this.byDomain = byDomain;
  }

  /** Whether there is enough to fit on. */
  boolean possible() {
    return byDomain.size() > 1 && byDomain.stream().allMatch(texts -> texts.size() >= FEWEST_TEXTS);
  }

  double fit() {
    if (slope(1) <= 0) {
      return 1;
    }
    double low = 1 / HIGHEST;
    double high = 1;
    for (int i = 0; i < STEPS; i++) {
      double middle = (low + high) / 2;
      if (slope(middle) > 0) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return 1 / high;
  }

  /** The derivative of the mean log-loss with respect to β. */
  private double slope(double beta) {
    double sum = 0;
    for (int actual = 0; actual < byDomain.size(); actual++) {
      double ofDomain = 0;
      for (Evidence text : byDomain.get(actual)) {
        double[] p = text.posterior(logPriors, 1 / beta);
        double best = text.logLikelihood(actual);
        for (int j = 0; j < p.length; j++) {
          ofDomain += p[j] * (text.logLikelihood(j) - best);
        }
      }
      sum += ofDomain / byDomain.get(actual).size();
    }
    return sum;
  }
}
