// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.collect.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.random.RandomDataGenerator;
import org.hipparchus.random.Well19937c;
import org.versatune.DomainDistribution;

/**
 * Takes the errors of a classifier out of what it found.
 *
 * <p>The estimate is {@link LabelMixture} over the mean of the rounds' shares of labels, with the
 * confusion that was measured on held-out texts. The interval is a bootstrap of both (our choice).
 * Each repetition draws
 *
 * <ul>
 *   <li>the labels of each round from the Dirichlet distribution around their counts, and widens
 *       what that moves a label by to the spread between rounds where that is larger, as {@link
 *       Estimate} does; where each round has all of a label or none of it, there is nothing to
 *       widen, and a weight is drawn for each round instead;
 *   <li>a weight for each held-out document (the Bayesian bootstrap: Rubin, Annals of Statistics 9,
 *       1981), so that the pieces of one document stay together, and for each domain one more
 *       document that may be placed anywhere: mistakes that none showed are possible all the same.
 * </ul>
 *
 * <p>and the interval is from the 2.5 % to the 97.5 % quantile of the estimates. Where no text has
 * the label of a domain, the interval reaches at least to the share that a text in n could miss by
 * chance (Clopper and Pearson, Biometrika 26, 1934).
 */
final class Correction {
  /** The repetitions of the bootstrap (our choice). */
  static final int REPETITIONS = 1_000;

  private static final double LOWER = 0.025;

  /** Equal shares of rounds differ from their mean by no more than rounding. */
  private static final double NO_SPREAD = 1e-20;

  private final DomainDistribution template;
  private final ImmutableList<DetectionRound> rounds;
  private final JudgeErrors errors;
  private final Confusion.Weighing weighing;
  private final double[][] topCounts;

  private Correction(
      DomainDistribution template, ImmutableList<DetectionRound> rounds, JudgeErrors errors) {
    this.template = template;
    this.rounds = rounds;
    this.errors = errors;
    this.weighing = new Confusion.Weighing(errors.texts(), template.size());
    this.topCounts = new double[rounds.size()][];
    for (int r = 0; r < topCounts.length; r++) {
      ImmutableMap<String, Long> counts = rounds.get(r).topCounts();
      topCounts[r] =
          template.domains().stream().mapToDouble(d -> counts.getOrDefault(d, 0L)).toArray();
    }
  }

  static CorrectedShares of(
      DomainDistribution template,
      ImmutableList<DetectionRound> rounds,
      JudgeErrors errors,
      double smoothing,
      long seed) {
    return new Correction(template, rounds, errors).corrected(smoothing, seed);
  }

  private CorrectedShares corrected(double smoothing, long seed) {
    int k = template.size();
    double[] weights = new double[errors.texts().size()];
    Arrays.fill(weights, 1);
    double[] labels = labels(topCounts);
    Confusion confusion = weighing.confusion(weights, new double[k], labels);
    double[] shares = LabelMixture.shares(labels, confusion, LabelMixture.FINE);
    double[][] repeated = repeated(labels, seed);
    List<Range<Double>> intervals = new ArrayList<>();
    ImmutableMap.Builder<String, DomainDistribution> rows = ImmutableMap.builder();
    for (int i = 0; i < k; i++) {
      double[] row = confusion.row(i);
      rows.put(template.domains().get(i), template.withWeights(row));
      Arrays.sort(repeated[i]);
      intervals.add(
          Range.closed(
              Math.min(Math.min(shares[i], quantile(repeated[i], LOWER)), leastOf(i, labels)),
              Math.max(
                  Math.max(shares[i], quantile(repeated[i], 1 - LOWER)),
                  mostOf(i, labels, row[i]))));
    }
    return new CorrectedShares(
        template.withWeights(Estimate.smoothed(shares, rounds, smoothing)),
        Maps.toMap(template.domains(), domain -> intervals.get(template.domains().indexOf(domain))),
        rows.buildOrThrow(),
        errors.texts().size(),
        errors.pieces());
  }

  /** The estimates of all repetitions, by domain. */
  private double[][] repeated(double[] labels, long seed) {
    int k = template.size();
    RandomDataGenerator random = RandomDataGenerator.of(new Well19937c(seed));
    double[] widening = widening(labels);
    double[][] estimates = new double[k][REPETITIONS];
    double[] weights = new double[errors.texts().size()];
    double[] piecesAText = piecesAText();
    for (int b = 0; b < REPETITIONS; b++) {
      double[][] drawn = new double[topCounts.length][k];
      for (int r = 0; r < drawn.length; r++) {
        for (int j = 0; j < k; j++) {
          drawn[r][j] = topCounts[r][j] == 0 ? 0 : random.nextGamma(topCounts[r][j], 1);
        }
      }
      double[] moved = labels(drawn);
      double[] byRound = byRound(widening, random);
      for (int j = 0; j < k; j++) {
        moved[j] =
            Double.isInfinite(widening[j])
                ? byRound[j]
                : Math.max(0, labels[j] + widening[j] * (moved[j] - labels[j]));
      }
      for (int t = 0; t < weights.length; t++) {
        weights[t] = random.nextExponential(1);
      }
      double[] unseen = new double[k];
      for (int i = 0; i < k; i++) {
        unseen[i] = random.nextExponential(1) * piecesAText[i];
      }
      double[] shares =
          LabelMixture.shares(
              moved, weighing.confusion(weights, unseen, labels), LabelMixture.COARSE);
      for (int i = 0; i < k; i++) {
        estimates[i][b] = shares[i];
      }
    }
    return estimates;
  }

  /**
   * The shares of the labels where the rounds have weights (a Bayesian bootstrap of the rounds);
   * empty, and nothing is drawn, where no label needs them.
   */
  private double[] byRound(double[] widening, RandomDataGenerator random) {
    if (Arrays.stream(widening).noneMatch(Double::isInfinite)) {
      return new double[0];
    }
    double[] shares = new double[widening.length];
    double sum = 0;
    for (double[] round : topCounts) {
      double weight = random.nextExponential(1);
      double n = Arrays.stream(round).sum();
      for (int j = 0; j < shares.length; j++) {
        shares[j] += weight * round[j] / n;
      }
      sum += weight;
    }
    for (int j = 0; j < shares.length; j++) {
      shares[j] /= sum;
    }
    return shares;
  }

  /**
   * The share of a domain that n texts without its label still allow: they are as likely as 2.5 %
   * where (1 − w C_ii)^n is. The repetitions draw no label that no text has, so they cannot show
   * it.
   */
  private double mostOf(int domain, double[] labels, double right) {
    return labels[domain] > 0 ? 0 : Math.min(1, (1 - Math.pow(LOWER, 1.0 / texts())) / right);
  }

  /** The share of a domain that n texts of its label alone still allow: w^n is 2.5 %. */
  private double leastOf(int domain, double[] labels) {
    for (int j = 0; j < labels.length; j++) {
      if (j != domain && labels[j] > 0) {
        return 1;
      }
    }
    return labels.length == 1 ? 1 : Math.pow(LOWER, 1.0 / texts());
  }

  private long texts() {
    return rounds.stream().mapToLong(DetectionRound::accepted).sum();
  }

  /** How many accepted pieces a text has on average, by domain. */
  private double[] piecesAText() {
    double[] pieces = new double[template.size()];
    long[] texts = new long[template.size()];
    for (JudgeErrors.OfText text : errors.texts()) {
      pieces[text.domain()] += text.pieces();
      texts[text.domain()]++;
    }
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] /= Math.max(1, texts[i]);
    }
    return pieces;
  }

  /** The mean over rounds of the share of each label. */
  private static double[] labels(double[][] counts) {
    double[] mean = new double[counts[0].length];
    for (double[] round : counts) {
      double sum = Arrays.stream(round).sum();
      for (int j = 0; j < mean.length; j++) {
        mean[j] += round[j] / sum / counts.length;
      }
    }
    return mean;
  }

  /**
   * How many times the error of sampling the error between rounds is, at least 1; infinite where
   * rounds differ and texts within them do not.
   */
  private double[] widening(double[] labels) {
    int t = topCounts.length;
    double[] widening = new double[labels.length];
    for (int j = 0; j < labels.length; j++) {
      double within = 0;
      double between = 0;
      for (double[] round : topCounts) {
        double n = Arrays.stream(round).sum();
        double share = round[j] / n;
        within += share * (1 - share) / n;
        between += (share - labels[j]) * (share - labels[j]);
      }
      widening[j] =
          t == 1 || between < NO_SPREAD
              ? 1
              : Math.sqrt(Math.max(1, between * t / (t - 1) / within)); // x/0 is infinite
    }
    return widening;
  }

  static double quantile(double[] sorted, double at) {
    double position = at * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
