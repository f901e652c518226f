package org.versatune.scheduling;

import com.google.common.collect.ImmutableMap;
import org.versatune.ForgettingTracker;
import org.versatune.SavedState;
import org.versatune.Setup;

/** The baseline of a forgetting tracker of the user's own, which may lack domains, as state. */
final class OwnBaseline {
  private static final String PREFIX = "own.";

  private OwnBaseline() {}

  static SavedState saved(ForgettingTracker tracker) {
    SavedState.Builder state = SavedState.builder();
    tracker.baseline().forEach((domain, loss) -> state.doubles(PREFIX + domain, loss));
    return state.build();
  }

  static ForgettingTracker restored(ForgettingTracker own, Setup setup, SavedState state) {
    ImmutableMap.Builder<String, Double> baseline = ImmutableMap.builder();
    for (String domain : setup.domains()) {
      if (state.has(PREFIX + domain)) {
        baseline.put(domain, state.doubles(PREFIX + domain, 1)[0]);
      }
    }
    return state.isEmpty() ? own : own.restore(baseline.buildOrThrow());
  }
}
