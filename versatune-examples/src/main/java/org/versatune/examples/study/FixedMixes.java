// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import org.jspecify.annotations.Nullable;

/**
 * Runs over fixed mixes, which strategies are measured by.
 *
 * @param seed the seed that mixes are searched on, one of the plan's
 * @param steps budgets, in training steps
 * @param rounds runs in each round of the search, at each budget; the first is drawn over all
 *     mixes, each further one around the best so far
 * @param kept mixes of each frontier that run on the plan's other seeds, too
 * @param within a promise, that no domain's loss rises by a larger share: as many mixes that keep
 *     it run on the plan's other seeds, too, and the best of them on those of the confirmation;
 *     null for none
 */
record FixedMixes(
    long seed,
    ImmutableList<Integer> steps,
    ImmutableList<Integer> rounds,
    int kept,
    @Nullable Double within) {
  FixedMixes {
    StudyPlan.checkBudgets("frontier", steps);
    checkArgument(
        rounds != null && !rounds.isEmpty() && rounds.stream().allMatch(runs -> runs >= 1),
        "frontier has rounds %s: give the runs of each round, 1 at least",
        rounds);
    checkArgument(kept >= 0, "frontier keeps %s mixes; 0 at least", kept);
    checkArgument(
        within == null || within >= 0, "frontier has within %s; it must be at least 0", within);
  }
}
