// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.scheduling.Protection;

/**
 * Sets what is around the rule of a run: bounds, smoothing, warm-up, interval, protection, and what
 * is done about losses that leap or are noisy. It is a part of {@link RunBuilder}. Not safe for use
 * by several threads.
 */
abstract sealed class DecoratedRun permits RunBuilder {
  @Nullable Object floor;
  @Nullable Object cap;
  @Nullable Object epochCap;
  double smoothing;
  long warmup;
  long updateEvery;
  final ProtectedDomains.Chosen protect = new ProtectedDomains.Chosen();
  double onLossJump = Double.POSITIVE_INFINITY;
  double ignoreNoise;

  /** Returns this builder. */
  abstract RunBuilder self();

  /**
   * Keeps every weight at or above a floor.
   *
   * @param lowest in [0, 1], at most 1/k
   * @return this builder
   */
  public RunBuilder floor(double lowest) {
    floor = RunChecks.share("floor", lowest);
    return self();
  }

  /**
   * Keeps the weight of each named domain at or above its own floor.
   *
   * @param lowest by domain, each in [0, 1], at most 1 in sum
   * @return this builder
   */
  public RunBuilder floor(Map<String, Double> lowest) {
    floor = RunChecks.each("floor", "lowest", lowest, RunChecks::share);
    return self();
  }

  /**
   * Keeps every weight at or below a cap.
   *
   * @param highest in [0, 1], at least 1/k
   * @return this builder
   */
  public RunBuilder cap(double highest) {
    cap = RunChecks.share("cap", highest);
    return self();
  }

  /**
   * Keeps the weight of each named domain at or below its own cap.
   *
   * @param highest by domain, each in [0, 1]
   * @return this builder
   */
  public RunBuilder cap(Map<String, Double> highest) {
    cap = RunChecks.each("cap", "highest", highest, RunChecks::share);
    return self();
  }

  /**
   * Limits each domain to a number of passes over its examples. Needs {@link
   * RunBuilder#domainSizes}.
   *
   * @param epochs passes, above 0, the same for every domain
   * @return this builder
   */
  public RunBuilder epochCap(double epochs) {
    epochCap = RunChecks.epochs("epoch cap", epochs);
    return self();
  }

  /**
   * Limits each named domain to a number of passes over its examples. Needs {@link
   * RunBuilder#domainSizes}.
   *
   * @param epochs passes, above 0, by domain
   * @return this builder
   */
  public RunBuilder epochCap(Map<String, Double> epochs) {
    epochCap = RunChecks.each("epoch cap", "epochs", epochs, RunChecks::epochs);
    return self();
  }

  /**
   * Smooths the weights: β·previous + (1 − β)·new.
   *
   * @param beta in [0, 1); 0, the default, does not smooth
   * @return this builder
   */
  public RunBuilder smoothing(double beta) {
    checkArgument(beta >= 0 && beta < 1, "smoothing is %s; it must be in [0, 1)", beta);
    smoothing = beta;
    return self();
  }

  /**
   * Holds the weights for the first steps. The rule still sees every report.
   *
   * @param steps at least 0
   * @return this builder
   */
  public RunBuilder warmup(long steps) {
    checkArgument(steps >= 0, "warm-up is %s steps; it must be at least 0", steps);
    warmup = steps;
    return self();
  }

  /**
   * Changes weights only at steps divisible by a number. The rule still sees every report.
   *
   * @param steps at least 1, the default
   * @return this builder
   */
  public RunBuilder updateEvery(long steps) {
    checkArgument(steps >= 1, "updateEvery is %s steps; it must be at least 1", steps);
    updateEvery = steps;
    return self();
  }

  /**
   * Protects further domains: the loss of none of them may end above its base loss by more than a
   * tolerance. Needs base losses, by {@link RunBuilder#baseLosses} or a report at step 0.
   *
   * @param names domains of this run, at least one
   * @return what sets their tolerance, 0.01 by default
   * @throws IllegalArgumentException if none is named
   */
  public ProtectedDomains protect(String... names) {
    return new ProtectedDomains(self(), protect, RunChecks.protection(names));
  }

  /**
   * Protects every domain that {@link #protect(String...)} does not name.
   *
   * @return what sets their tolerance
   */
  public ProtectedDomains protectAll() {
    return new ProtectedDomains(self(), protect, Protection.all());
  }

  /**
   * Protects domains, and sets the constants for all that are protected.
   *
   * @param protection domains, tolerances and constants
   * @return this builder
   */
  public RunBuilder protect(Protection protection) {
    protect.set(notNull(protection, "protection"));
    return self();
  }

  /**
   * Refuses a report in which a domain's validation loss or batch loss leaps: it is greater than
   * the factor times the domain's last accepted loss or, before the first, its base loss (our
   * choice). {@link RunBuilder#onInvalidLoss} says whether such a report fails or is skipped.
   *
   * @param factor finite and above 1; without this call no loss is refused for its size
   * @return this builder
   * @throws IllegalArgumentException if the factor is out of range
   */
  public RunBuilder onLossJump(double factor) {
    onLossJump = RunChecks.lossJump(factor);
    return self();
  }

  /**
   * Treats a change of a domain's validation loss as no change while it is within a number of its
   * standard errors (our choice). A report of which no loss has changed moves nothing; in any other
   * the rule sees the new losses of the domains that have changed, and the last ones that it saw of
   * the others. Protection sees every loss as it was reported. Reports bring the errors as {@link
   * Signal#LOSS_ERROR} or {@link Signal#LOSS_CHANGE_ERROR}.
   *
   * @param standardErrors z, finite and above 0, 2 for example; without this call every change
   *     counts. {@link RunBuilder#build} refuses rules that do not read validation losses
   * @return this builder
   * @throws IllegalArgumentException if z is out of range
   */
  public RunBuilder ignoreNoise(double standardErrors) {
    ignoreNoise = RunChecks.standardErrors(standardErrors);
    return self();
  }
}
