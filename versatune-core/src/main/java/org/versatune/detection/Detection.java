// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static org.versatune.internal.Given.notNull;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.collect.Range;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;

/**
 * The result of a detection: the share of each domain in what a model writes unprompted, with a 95
 * % interval, and the rounds, counts and options that led to it.
 *
 * <p>Made by {@link DomainDetector}; the formulas are phase 1 of VersaTune (arXiv 2411.11266) with
 * intervals of our choice. Immutable and safe for use by any number of threads. Two detections are
 * equal when their provenance, their rounds, what held-out texts show of the classifier and their
 * second opinion are.
 */
public final class Detection {
  /** Disagreements that a message names. */
  private static final int NAMED = 3;

  private static final System.Logger LOG = System.getLogger(Detection.class.getName());

  private final DetectionProvenance provenance;
  private final ImmutableList<DetectionRound> rounds;
  private final Estimate estimate;
  private final Optional<JudgeErrors> errors;
  private final Supplier<Optional<CorrectedShares>> corrected;
  private final Optional<SecondOpinion> secondOpinion;
  private final Supplier<ImmutableList<Disagreement>> disagreements;

  Detection(
      DetectionProvenance provenance,
      ImmutableList<DetectionRound> rounds,
      Estimate estimate,
      Optional<JudgeErrors> errors) {
    this(provenance, rounds, estimate, errors, Optional.empty());
  }

  private Detection(
      DetectionProvenance provenance,
      ImmutableList<DetectionRound> rounds,
      Estimate estimate,
      Optional<JudgeErrors> errors,
      Optional<SecondOpinion> secondOpinion) {
    this.provenance = provenance;
    this.rounds = rounds;
    this.estimate = estimate;
    this.errors = errors;
    // Computed where it is asked for: a listener of rounds may not need it.
    this.corrected = Suppliers.memoize(this::correct);
    this.secondOpinion = secondOpinion;
    this.disagreements =
        Suppliers.memoize(
            () ->
                secondOpinion
                    .map(opinion -> opinion.disagreements(mixIntervals()))
                    .orElse(ImmutableList.of()));
  }

  /**
   * Returns this detection beside what the model's losses say, and logs a warning where the two
   * disagree.
   *
   * @param opinion measured on held-out text of the same domains
   * @return a copy; the shares are the same
   * @throws NullPointerException if there is none
   * @throws IllegalArgumentException if it is on other domains; the message lists both
   */
  public Detection withSecondOpinion(SecondOpinion opinion) {
    notNull(opinion, "opinion").checkOver(distribution());
    Detection both = new Detection(provenance, rounds, estimate, errors, Optional.of(opinion));
    if (!both.disagreements().isEmpty()) {
      LOG.log(System.Logger.Level.WARNING, both.inDoubt());
    }
    return both;
  }

  /**
   * Returns what the model's losses on held-out text say of its knowledge, where that was measured.
   *
   * @return as given to {@link #withSecondOpinion}
   */
  public Optional<SecondOpinion> secondOpinion() {
    return secondOpinion;
  }

  /**
   * Returns where the detected shares and the second opinion disagree beyond chance. They disagree
   * on a domain of which the model writes more than of another that it knows better, and on one of
   * which it writes much and knows nothing. The shares compared are those of {@link #mix()}.
   *
   * @return the largest differences first; empty where they agree, and without a second opinion
   */
  public ImmutableList<Disagreement> disagreements() {
    return disagreements.get();
  }

  private String inDoubt() {
    ImmutableList<Disagreement> all = disagreements();
    return "the model's losses disagree with what was detected: "
        + all.stream().limit(NAMED).map(Disagreement::toString).collect(Collectors.joining("; "))
        + (all.size() > NAMED ? "; and " + (all.size() - NAMED) + " more" : "")
        + ". Read some of its texts with their judgements before you start from these shares";
  }

  /** The intervals around the shares of {@link #mix()}. */
  private ImmutableMap<String, Range<Double>> mixIntervals() {
    return corrected().map(CorrectedShares::intervals).orElse(clippedIntervals());
  }

  private Optional<CorrectedShares> correct() {
    DomainDistribution template = estimate.distribution();
    return errors
        .filter(found -> found.missing(template.size()) < 0)
        .map(
            found ->
                Correction.of(template, rounds, found, provenance.smoothing(), provenance.seed()));
  }

  /**
   * Returns the detected share of each domain: the unweighted mean over rounds, smoothed where
   * smoothing was asked for. The classifier's errors are in it; {@link #corrected()} takes them
   * out.
   *
   * @return weights that sum to 1
   */
  public DomainDistribution distribution() {
    return estimate.distribution();
  }

  /**
   * Returns the shares with the classifier's errors taken out, and their intervals. They exist if
   * the classifier was tried on held-out text: its own ({@link CrossValidated}), or text given to
   * {@link DomainDetector.Builder#heldOut}.
   *
   * @return the corrected shares; empty without held-out text, where {@link
   *     DomainDetector.Builder#correction} is off, or where all held-out texts of a domain were
   *     declined. Computed at the first call
   */
  public Optional<CorrectedShares> corrected() {
    return corrected.get();
  }

  /**
   * Returns the best estimate of the mix: the corrected shares if there are any, otherwise the
   * plain ones. Pass it to {@code VersaTune.builder().initial(...)}.
   *
   * @return weights that sum to 1
   */
  public DomainDistribution mix() {
    return corrected().map(CorrectedShares::distribution).orElse(distribution());
  }

  /**
   * Returns half the width of the 95 % interval of each domain, in the same unit as the shares
   * (0.01 is one percentage point). Smoothing does not change it.
   *
   * @return half-width by domain, at least 0
   */
  public ImmutableMap<String, Double> halfWidths() {
    return estimate.halfWidths();
  }

  /**
   * Returns half the width of the 95 % interval of one domain.
   *
   * @param domain a name in {@code distribution().domains()}
   * @return at least 0
   * @throws IllegalArgumentException if there is no such domain; the message lists those there are
   */
  public double halfWidth(String domain) {
    return halfWidths().values().asList().get(distribution().indexOf(domain));
  }

  /**
   * Returns the 95 % interval of one domain, share ± half-width, not cut.
   *
   * @param domain a name in {@code distribution().domains()}
   * @return closed interval
   * @throws IllegalArgumentException if there is no such domain; the message lists those there are
   */
  public Range<Double> interval(String domain) {
    return intervals().values().asList().get(distribution().indexOf(domain));
  }

  /**
   * Returns the 95 % interval of each domain, share ± half-width. For a share near 0 or 1 it may
   * reach beyond [0, 1]; {@link #clippedIntervals()} cuts it there.
   *
   * @return closed interval by domain
   */
  public ImmutableMap<String, Range<Double>> intervals() {
    return intervals(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /**
   * Returns the 95 % interval of each domain, cut to [0, 1].
   *
   * @return closed interval by domain
   */
  public ImmutableMap<String, Range<Double>> clippedIntervals() {
    return intervals(0, 1);
  }

  private ImmutableMap<String, Range<Double>> intervals(double lowest, double highest) {
    return Maps.toMap(
        distribution().domains(),
        domain -> {
          double share = distribution().weight(domain);
          double halfWidth = halfWidth(domain);
          return Range.closed(
              Math.max(lowest, share - halfWidth), Math.min(highest, share + halfWidth));
        });
  }

  /**
   * Returns the rounds that were drawn, in order, each with its own distribution and counts.
   *
   * @return at least one
   */
  public ImmutableList<DetectionRound> rounds() {
    return rounds;
  }

  /**
   * Returns the number of rounds that were drawn.
   *
   * @return at least 1 and at most what was planned
   */
  public int roundsUsed() {
    return rounds.size();
  }

  /**
   * Returns whether the tolerance was reached before the planned number of rounds.
   *
   * @return true where rounds were saved
   */
  public boolean stoppedEarly() {
    return rounds.size() < provenance.rounds();
  }

  /**
   * Returns the number of texts that the classifier placed, over all rounds.
   *
   * @return at least 1
   */
  public long accepted() {
    return rounds.stream().mapToLong(DetectionRound::accepted).sum();
  }

  /**
   * Returns the number of texts that the classifier declined, over all rounds.
   *
   * @return at least 0
   */
  public long declined() {
    return rounds.stream().mapToLong(DetectionRound::declined).sum();
  }

  /**
   * Returns the number of texts that count as declined because the classifier failed on them, over
   * all rounds.
   *
   * @return at least 0 and at most {@link #declined()}
   */
  public long failed() {
    return rounds.stream().mapToLong(DetectionRound::failed).sum();
  }

  /**
   * Returns the number of accepted texts of all rounds by their most probable domain.
   *
   * @return count by domain; the counts sum to {@link #accepted()}
   */
  public ImmutableMap<String, Long> topCounts() {
    return Maps.toMap(
        distribution().domains(),
        domain ->
            rounds.stream().mapToLong(round -> round.topCounts().getOrDefault(domain, 0L)).sum());
  }

  /**
   * Returns the seed of the whole detection. The seed of each round follows from it.
   *
   * @return as given to the builder
   */
  public long seed() {
    return provenance.seed();
  }

  /**
   * Returns the model, the classifier and the options. The same ones give the same result.
   *
   * @return an immutable record
   */
  public DetectionProvenance provenance() {
    return provenance;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Detection that
        && provenance.equals(that.provenance)
        && rounds.equals(that.rounds)
        && errors.equals(that.errors)
        && secondOpinion.equals(that.secondOpinion);
  }

  @Override
  public int hashCode() {
    return Objects.hash(provenance, rounds, errors, secondOpinion);
  }

  /**
   * Returns one line: each share with its half-width in per cent, rounds and counts. If there are
   * any, the corrected shares with their intervals follow, and the second opinion with its
   * disagreements.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Detection{");
    halfWidths()
        .forEach(
            (domain, halfWidth) ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "%s %.1f ± %.1f %%, ",
                        domain,
                        100 * distribution().weight(domain),
                        100 * halfWidth)));
    return text.append(roundsUsed())
        .append(" of ")
        .append(provenance.rounds())
        .append(" rounds, ")
        .append(accepted())
        .append(" accepted, ")
        .append(declined())
        .append(failed() == 0 ? " declined" : " declined (" + failed() + " failed)")
        .append(corrected().map(Detection::inWords).orElse(""))
        .append(secondOpinion.map(opinion -> "; " + opinion).orElse(""))
        .append(disagreements().isEmpty() ? "" : "; " + inDoubt())
        .append('}')
        .toString();
  }

  private static String inWords(CorrectedShares corrected) {
    StringBuilder text = new StringBuilder("; with the classifier's errors taken out");
    corrected
        .intervals()
        .forEach(
            (domain, interval) ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "%s %s %.1f [%.1f, %.1f] %%",
                        text.charAt(text.length() - 1) == '%' ? "," : "",
                        domain,
                        100 * corrected.distribution().weight(domain),
                        100 * interval.lowerEndpoint(),
                        100 * interval.upperEndpoint())));
    return text.toString();
  }
}
