// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import static org.versatune.internal.Given.notNull;

/**
 * Sees what a run records, as it happens: for dashboards, tables, live pages. It is given to a run
 * by {@code watch}.
 *
 * <p>The calls come one after the other, on whichever thread reports to the run, after the run
 * record was written and the run has changed. While a call lasts, the run waits. A listener that
 * throws from {@link #opened} keeps the run from starting; later the run goes on without it, and
 * the log says so once until it works again.
 */
public interface RunListener {
  /**
   * The run starts, or goes on from a snapshot.
   *
   * @param header the provenance of the run
   * @param step the step of the last report in the snapshot, −1 for a run that starts: what the
   *     listener has of later steps is no part of this run
   */
  void opened(RunHeader header, long step);

  /**
   * The run has taken in a report.
   *
   * @param update the report, the new weights, and why
   */
  void updated(RecordedUpdate update);

  /**
   * Something else happened.
   *
   * @param event what
   */
  default void happened(RunEvent event) {
    notNull(event, "event");
  }

  /** The run is closed. */
  default void close() {}
}
