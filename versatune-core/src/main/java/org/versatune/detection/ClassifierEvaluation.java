// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.versatune.DomainDistribution;

/**
 * Measures how well a classifier sorts texts of known domains: accuracy, confusion, and whether its
 * probabilities match how often it is right.
 *
 * <p>A detection is as good as its judge. So evaluate the judge first, on texts that it was not
 * trained on, cut to the length of the model's samples. A text counts for its most probable domain
 * (the first of those that tie). Texts that the classifier declines are counted apart; no share
 * includes them.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class ClassifierEvaluation {
  private final DomainDistribution template;
  private final long[][] confusion;
  private final double[][] probabilities;
  private final long[] declined;
  private final double logLoss;
  private final double confidence;

  private ClassifierEvaluation(Tally tally) {
    this.template = tally.template;
    this.confusion = tally.confusion;
    this.probabilities = tally.probabilities;
    this.declined = tally.declined;
    this.logLoss = tally.logLoss / accepted();
    this.confidence = tally.confidence / accepted();
  }

  /**
   * Judges every text and counts.
   *
   * @param classifier the classifier
   * @param domains the domains that it answers over, in the order of the confusion matrix
   * @param texts texts of those domains, read once
   * @return the counts
   * @throws IllegalArgumentException if there is no text, every text is declined, a text is of a
   *     domain that is not among {@code domains}, or the classifier answers over other domains; the
   *     message names the domain
   */
  public static ClassifierEvaluation of(
      DomainClassifier classifier, List<String> domains, Iterable<LabelledText> texts) {
    notNull(classifier, "classifier");
    notNull(domains, "domains");
    notNull(texts, "texts");
    Tally tally = new Tally(DomainDistribution.uniform(domains));
    long read = 0;
    for (LabelledText text : texts) {
      notNull(text, "texts: number " + (read + 1));
      tally.add(text, classifier.classify(text.text()));
      read++;
    }
    checkArgument(read > 0, "no text to evaluate the classifier on");
    ClassifierEvaluation evaluation = new ClassifierEvaluation(tally);
    checkArgument(
        evaluation.accepted() > 0,
        "the classifier declined all %s texts; nothing to evaluate",
        read);
    return evaluation;
  }

  /**
   * Returns the number of texts that the classifier placed.
   *
   * @return at least 1
   */
  public long accepted() {
    long sum = 0;
    for (long[] row : confusion) {
      sum += sum(row);
    }
    return sum;
  }

  /**
   * Returns the number of texts that the classifier declined.
   *
   * @return at least 0
   */
  public long declined() {
    return sum(declined);
  }

  /**
   * Returns the number of texts of one domain that the classifier declined.
   *
   * @param actual the domain that the texts are of
   * @return at least 0
   * @throws IllegalArgumentException if there is no such domain
   */
  public long declined(String actual) {
    notNull(actual, "actual");
    return declined[template.indexOf(actual)];
  }

  /**
   * Returns one cell of the confusion matrix.
   *
   * @param actual the domain that the texts are of
   * @param predicted the domain that the classifier found most probable
   * @return the number of such texts
   * @throws IllegalArgumentException if there is no such domain
   */
  public long count(String actual, String predicted) {
    notNull(actual, "actual");
    notNull(predicted, "predicted");
    return confusion[template.indexOf(actual)][template.indexOf(predicted)];
  }

  /**
   * Returns the share of the accepted texts that are placed right.
   *
   * @return 0 to 1
   */
  public double accuracy() {
    long right = 0;
    for (int j = 0; j < confusion.length; j++) {
      right += confusion[j][j];
    }
    return (double) right / accepted();
  }

  /**
   * Returns the share of each domain's accepted texts that are placed right (recall).
   *
   * @return 0 to 1 by domain, without the domains that have no accepted text
   */
  public ImmutableMap<String, Double> accuracyByDomain() {
    ImmutableMap.Builder<String, Double> map = ImmutableMap.builder();
    for (int j = 0; j < confusion.length; j++) {
      if (sum(confusion[j]) > 0) {
        map.put(template.domains().get(j), (double) confusion[j][j] / sum(confusion[j]));
      }
    }
    return map.buildOrThrow();
  }

  /**
   * Returns the mean of the probabilities that the classifier gives to texts of each domain. A
   * model that wrote only law would be detected as the entry of law. The distance of that entry
   * from a single 1 is the bias of the judge.
   *
   * @return distribution by actual domain, without the domains that have no accepted text
   */
  public ImmutableMap<String, DomainDistribution> meanJudgements() {
    ImmutableMap.Builder<String, DomainDistribution> map = ImmutableMap.builder();
    for (int j = 0; j < confusion.length; j++) {
      if (sum(confusion[j]) > 0) {
        map.put(template.domains().get(j), template.withRelativeWeights(probabilities[j]));
      }
    }
    return map.buildOrThrow();
  }

  /**
   * Returns the mean of −log p over the accepted texts, p being the probability given to the right
   * domain.
   *
   * @return nats/text, at least 0; infinite where a right domain got probability 0
   */
  public double logLoss() {
    return logLoss;
  }

  /**
   * Returns the mean probability of the most probable domain. If it is above {@link #accuracy()},
   * the classifier is too sure of its answers; if it is below, not sure enough.
   *
   * @return 0 to 1
   */
  public double meanConfidence() {
    return confidence;
  }

  private static long sum(long[] values) {
    long sum = 0;
    for (long value : values) {
      sum += value;
    }
    return sum;
  }

  /**
   * Returns the confusion matrix as a table with one line for each actual domain, and the figures
   * below it.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-14s", "actual"));
    for (String domain : template.domains()) {
      text.append(String.format(Locale.ROOT, " %12.12s", domain));
    }
    text.append("     declined\n");
    for (int j = 0; j < confusion.length; j++) {
      text.append(String.format(Locale.ROOT, "%-14.14s", template.domains().get(j)));
      for (long count : confusion[j]) {
        text.append(String.format(Locale.ROOT, " %12d", count));
      }
      text.append(String.format(Locale.ROOT, " %12d\n", declined[j]));
    }
    return text.append(
            String.format(
                Locale.ROOT,
                "accuracy %.4f, mean confidence %.4f, log-loss %.4f nats/text",
                accuracy(),
                confidence,
                logLoss))
        .toString();
  }

  /** The counts while texts come in. */
  private static final class Tally {
    private final DomainDistribution template;
    private final long[][] confusion;
    private final double[][] probabilities;
    private final long[] declined;
    private double logLoss;
    private double confidence;

    Tally(DomainDistribution template) {
      int k = template.size();
      this.template = template;
      this.confusion = new long[k][k];
      this.probabilities = new double[k][k];
      this.declined = new long[k];
    }

    void add(LabelledText text, Optional<DomainDistribution> judgement) {
      int actual = template.indexOf(text.domain());
      if (judgement.isEmpty()) {
        declined[actual]++;
        return;
      }
      DomainDistribution p = judgement.get();
      checkArgument(
          p.asMap().keySet().equals(template.asMap().keySet()),
          "the classifier answers over %s and is evaluated over %s; name the same domains",
          p.domains(),
          template.domains());
      int top = 0;
      double[] ordered = template.domains().stream().mapToDouble(p::weight).toArray();
      for (int j = 0; j < ordered.length; j++) {
        probabilities[actual][j] += ordered[j];
        top = ordered[j] > ordered[top] ? j : top;
      }
      confusion[actual][top]++;
      confidence += ordered[top];
      logLoss -= Math.log(ordered[actual]);
    }
  }
}
