// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.WeightUpdate;

/**
 * Holds one update of a run: the report, what it means for each domain, and how the weights
 * changed.
 *
 * @param feedback the report as the rule saw it, with what is known of the run added (see {@link
 *     org.versatune.Setup#addTo})
 * @param batches batches planned up to then; 0 where the trainer draws example by example
 * @param draws examples drawn up to then, by domain
 * @param potential learnable potential γ by domain; empty where no reference loss is known
 * @param forgetting forgetting degree φ by domain; empty where no validation loss was reported
 * @param before the weights in force until this update, P(t−1)
 * @param update the new weights P(t) and why; its {@code next()} is null in a record that was read
 */
public record RecordedUpdate(
    Feedback feedback,
    long batches,
    ImmutableMap<String, Long> draws,
    ImmutableMap<String, Double> potential,
    ImmutableMap<String, Double> forgetting,
    DomainDistribution before,
    WeightUpdate update) {

  /**
   * Checks that nothing is missing.
   *
   * @param feedback the report as the rule saw it, with what is known of the run added (see {@link
   *     org.versatune.Setup#addTo})
   * @param batches batches planned up to then; 0 where the trainer draws example by example
   * @param draws examples drawn up to then, by domain
   * @param potential learnable potential γ by domain; empty where no reference loss is known
   * @param forgetting forgetting degree φ by domain; empty where no validation loss was reported
   * @param before the weights in force until this update, P(t−1)
   * @param update the new weights P(t) and why; its {@code next()} is null in a record that was
   *     read
   * @throws NullPointerException if something is null; the message names it
   */
  public RecordedUpdate {
    notNull(feedback, "feedback");
    notNull(draws, "draws");
    notNull(potential, "potential");
    notNull(forgetting, "forgetting");
    notNull(before, "before");
    notNull(update, "update");
  }

  /**
   * Returns the step of the report.
   *
   * @return training steps done, at least 0
   */
  public long step() {
    return feedback.step();
  }

  /**
   * Returns the weights after the update, P(t).
   *
   * @return over the domains of the run
   */
  public DomainDistribution weights() {
    return update.weights();
  }

  /**
   * Returns what moved each domain.
   *
   * @return one readable line a domain, in the run's order
   */
  public ImmutableList<String> reasons() {
    return weights().domains().stream()
        .map(update::explain)
        .collect(ImmutableList.toImmutableList());
  }
}
