// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import java.nio.file.Path;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunHeader;
import org.versatune.record.RunListener;
import org.versatune.record.RunRecord;

/**
 * Writes the page of a run anew after each update, so that a browser that reloads it sees the run
 * as it is. Give it to a run together with its record.
 */
public final class LiveReport implements RunListener {
  private final Path record;
  private final Path page;

  /**
   * Makes the listener.
   *
   * @param record the run's record, as given to {@code record}
   * @param page where the page goes; not the record
   */
  public LiveReport(Path record, Path page) {
    this.record = record;
    this.page = page;
  }

  @Override
  public void opened(RunHeader header, long step) {
    write();
  }

  @Override
  public void updated(RecordedUpdate update) {
    write();
  }

  private void write() {
    RecordReport.write(RunRecord.read(record), String.valueOf(record.getFileName()), page);
  }

  @Override
  public String toString() {
    return "LiveReport in " + page;
  }
}
