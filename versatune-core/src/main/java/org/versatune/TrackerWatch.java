// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import java.util.Map;
import org.versatune.tracking.ForgettingTrackers;

/**
 * Warns, once, where a forgetting tracker of the user's own keeps something that no snapshot holds,
 * so that a resumed run would measure forgetting otherwise.
 *
 * <p>At each report it restores a second tracker from what a snapshot would hold, and compares what
 * the two make of the same losses; trackers are values, so the first one does not notice. One that
 * cannot be restored says so where a run is resumed. Not safe for use by several threads: {@link
 * VersaTune} guards it.
 */
final class TrackerWatch {
  private static final System.Logger LOG = System.getLogger(VersaTune.class.getName());

  private final ForgettingTracker given;
  private boolean done;

  /**
   * Watches the trackers of a run.
   *
   * @param given the tracker as the run was given it, which whoever resumes it gives again
   */
  TrackerWatch(ForgettingTracker given) {
    this.given = given;
    this.done = ForgettingTrackers.isBuiltIn(given);
  }

  /**
   * Notes an evaluation.
   *
   * @param before the tracker before it
   * @param losses those of the evaluation, nats/token
   * @param after what the tracker made of them
   */
  void observed(ForgettingTracker before, Map<String, Double> losses, ForgettingTracker after) {
    // One that answers itself may be changed by what is done to it here.
    if (done || after == before || (before.baseline().isEmpty() && before.state().isEmpty())) {
      return;
    }
    ForgettingTracker restored;
    try {
      restored = given.restore(before.baseline(), before.state());
    } catch (RuntimeException e) {
      return;
    }
    if (restored != null && !alike(restored, before, losses, after)) {
      done = true;
      LOG.log(
          System.Logger.Level.WARNING,
          () ->
              "forgetting tracker '"
                  + given.describe().name()
                  + "' ("
                  + given.getClass().getName()
                  + ") makes something else of the same losses once it is restored from what a"
                  + " snapshot holds of it, its baseline and state(): a resumed run would measure"
                  + " forgetting otherwise. Override state() and restore(baseline, state)");
    }
  }

  private static boolean alike(
      ForgettingTracker restored,
      ForgettingTracker before,
      Map<String, Double> losses,
      ForgettingTracker after) {
    try {
      ForgettingTracker next = restored.observe(losses);
      return restored.forgetting(losses).equals(before.forgetting(losses))
          && next.baseline().equals(after.baseline())
          && next.state().equals(after.state());
    } catch (RuntimeException e) {
      return false;
    }
  }
}
