// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.tracking.ForgettingTrackers;

/** Chooses the one forgetting tracker of a run: the user's, the rule's, or the default. */
final class RunTracker {
  private RunTracker() {}

  /**
   * Chooses the tracker of a run that starts.
   *
   * @param chosen the tracker that was given to the builder; null for none
   */
  static ForgettingTracker chosen(@Nullable ForgettingTracker chosen, WeightScheduler rule) {
    ForgettingTracker rules = rule.forgettingTracker().orElse(null);
    if (chosen == null) {
      return rules == null
          ? ForgettingTrackers.previous(ImmutableMap.of())
          : CheckedTracker.given(rules);
    }
    checkArgument(
        rules == null || same(chosen, rules),
        "rule '%s' measures forgetting with '%s', and the run was to measure it with '%s': a run"
            + " has one tracker; leave one of the two out",
        rule.describe().name(),
        rules == null ? "" : name(rules),
        name(chosen));
    return chosen;
  }

  private static boolean same(ForgettingTracker a, ForgettingTracker b) {
    return (ForgettingTrackers.isBuiltIn(a) && ForgettingTrackers.isBuiltIn(b))
        ? a.kind() == b.kind()
        : a.equals(b);
  }

  static String name(ForgettingTracker tracker) {
    return ForgettingTrackers.isBuiltIn(tracker)
        ? tracker.kind().name()
        : tracker.describe().name();
  }

  /**
   * Returns a tracker that has observed the base losses, where there are any.
   *
   * @param step the step of the report that brought them; −1 for the builder
   */
  static ForgettingTracker withBase(
      ForgettingTracker tracker, Map<String, Double> base, long step) {
    if (base.isEmpty()) {
      return tracker;
    }
    return ForgettingTrackers.isBuiltIn(tracker)
        ? ForgettingTrackers.against(tracker.kind(), base)
        : CheckedTracker.checked(tracker, step).observe(base);
  }

  /** Returns name and options of a tracker of the user's own; null for a built-in one. */
  static @Nullable RuleDescription own(ForgettingTracker tracker) {
    return ForgettingTrackers.isBuiltIn(tracker) ? null : tracker.describe();
  }

  /**
   * Chooses the tracker of a run that goes on. A rule keeps no tracker within a run, but did in
   * older snapshots, where the two could differ: then the rule's counts, since its weights followed
   * it. A baseline that the rule has without its saved state is that of the start of the run.
   *
   * @param asking the rule before its state was restored
   * @param restored the rule with its state
   */
  static ForgettingTracker continued(
      ForgettingTracker saved, WeightScheduler asking, WeightScheduler restored) {
    ImmutableMap<String, Double> start =
        asking.forgettingTracker().map(ForgettingTracker::baseline).orElse(ImmutableMap.of());
    return restored
        .forgettingTracker()
        .filter(
            own ->
                own.kind() != saved.kind()
                    || !(own.baseline().isEmpty() || own.baseline().equals(start)))
        .orElse(saved);
  }

  /** Restores the tracker of a saved run. */
  static ForgettingTracker restored(RunState state, @Nullable ForgettingTracker own) {
    RuleDescription saved = state.options().ownTracker();
    if (saved == null) {
      checkArgument(
          own == null,
          "the run was saved with the built-in forgetting tracker %s and cannot go on with '%s'",
          state.options().baseline(),
          own == null ? "" : name(own));
      return ForgettingTrackers.restore(state.options().baseline(), state.trackerBaseline());
    }
    checkArgument(
        own != null,
        "the run was saved with a forgetting tracker of your own, '%s': give it with"
            + " VersaTune.resuming(snapshot).forgettingTracker(tracker).build()",
        saved.name());
    RuleDescription given = own.describe();
    checkArgument(
        given.name().equals(saved.name()),
        "the run was saved with the forgetting tracker '%s' and cannot go on with '%s'",
        saved.name(),
        given.name());
    if (!saved.options().isEmpty()) { // Earlier versions saved the name alone.
      Resumption.warnOfOther(
          saved, given, "from here on its forgetting is not measured as in the saved run");
    }
    return state.trackerBaseline().isEmpty() && state.trackerState().isEmpty()
        ? own
        : CheckedTracker.checked(own, -1).restore(state.trackerBaseline(), state.trackerState());
  }
}
