// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import static org.versatune.internal.Given.notNull;

/**
 * Is called with everything that a run records, as it happens: for dashboards, tables and live
 * pages. Give it to a run with {@code watch}.
 *
 * <p>The calls come one after the other, on whichever thread reports to the run, after the run
 * record was written and the run has changed. While a call lasts, the run waits. If a listener
 * throws from {@link #opened}, the run does not start. If it throws later, the run goes on without
 * it, and the log says so once until the listener works again.
 */
public interface RunListener {
  /**
   * Called when the run starts, or goes on from a snapshot. A listener that can serve one run only
   * throws here while it does: it is not closed then.
   *
   * @param header the provenance of the run
   * @param step the step of the last report in the snapshot, −1 for a run that starts; anything
   *     that the listener has of later steps does not belong to this run
   */
  void opened(RunHeader header, long step);

  /**
   * Called after each report that the run has taken in.
   *
   * @param update the report, the new weights, and why
   */
  void updated(RecordedUpdate update);

  /**
   * Called when something else happened.
   *
   * @param event what happened
   */
  default void happened(RunEvent event) {
    notNull(event, "event");
  }

  /** Called when the run is closed. */
  default void close() {}
}
