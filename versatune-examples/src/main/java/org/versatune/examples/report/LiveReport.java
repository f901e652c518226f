// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunHeader;
import org.versatune.record.RunListener;
import org.versatune.record.RunRecord;

/**
 * Writes the page of a run anew after each update. While the run goes on, a browser loads the page
 * again by itself every few seconds. Give it to a run together with its record.
 */
public final class LiveReport implements RunListener {
  /** A page of a run takes a fraction of a second to draw; people look at it for minutes. */
  private static final int SECONDS = 10;

  private final Path record;
  private final Path page;
  private final BooleanSupplier isOver;

  /**
   * Makes the listener for a run that is over when it is closed.
   *
   * @param record the run's record, as given to {@code record}
   * @param page where the page goes; not the record
   */
  public LiveReport(Path record, Path page) {
    this(record, page, () -> true);
  }

  /**
   * Makes the listener for a run that may go on in another process after it was closed.
   *
   * @param record the run's record, as given to {@code record}
   * @param page where the page goes; not the record
   * @param isOver called when the run is closed; says whether the run is over for good
   */
  public LiveReport(Path record, Path page, BooleanSupplier isOver) {
    this.record = record;
    this.page = page;
    this.isOver = isOver;
  }

  @Override
  public void opened(RunHeader header, long step) {
    write(record, page, true);
  }

  @Override
  public void updated(RecordedUpdate update) {
    write(record, page, true);
  }

  /** Writes the page a last time, without its own reloading if the run is over. */
  @Override
  public void close() {
    write(record, page, !isOver.getAsBoolean());
  }

  /**
   * Writes the page of a record.
   *
   * @param record a run record
   * @param page where to; not the record
   * @param goesOn whether a browser is to load the page again every few seconds
   * @throws java.io.UncheckedIOException if the record cannot be read, or the page not be written
   */
  public static void write(Path record, Path page, boolean goesOn) {
    RecordReport.page(RunRecord.read(record), String.valueOf(record.getFileName()))
        .write(page, goesOn ? SECONDS : 0);
  }

  @Override
  public String toString() {
    return "LiveReport in " + page;
  }
}
