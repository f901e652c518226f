// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.versatune.DomainDistribution;
import org.versatune.Signal;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.Given;

/**
 * Holds what happened in a run: its provenance, every update with its report and its reasons, and
 * other events. The record is all that is needed to understand, plot and {@link Replay replay} the
 * run.
 *
 * <p>{@link RunRecordWriter} writes it while the run goes on. Immutable and safe for use by any
 * number of threads.
 */
public final class RunRecord {
  private final RunHeader header;
  private final ImmutableList<RecordedUpdate> updates;
  private final ImmutableList<RunEvent> events;
  private final boolean truncated;

  private RunRecord(
      RunHeader header,
      ImmutableList<RecordedUpdate> updates,
      ImmutableList<RunEvent> events,
      boolean truncated) {
    this.header = header;
    this.updates = updates;
    this.events = events;
    this.truncated = truncated;
  }

  /**
   * Makes a record from its parts.
   *
   * @param header the provenance
   * @param updates the updates, steps not decreasing
   * @param events what else happened
   * @return the record
   * @throws IllegalArgumentException if an update is about other domains or its step is below that
   *     of the one before
   */
  public static RunRecord of(
      RunHeader header, List<RecordedUpdate> updates, List<RunEvent> events) {
    notNull(header, "header");
    Given.list(updates, "updates");
    Given.list(events, "events");
    long last = 0;
    for (RecordedUpdate update : updates) {
      checkArgument(
          update.weights().domains().equals(header.setup().domains()),
          "the update at step %s is over %s, the run over %s",
          update.step(),
          update.weights().domains(),
          header.setup().domains());
      checkArgument(
          update.step() >= last, "step %s comes after step %s in a record", update.step(), last);
      last = update.step();
    }
    return new RunRecord(
        header, ImmutableList.copyOf(updates), ImmutableList.copyOf(events), false);
  }

  /**
   * Reads a file that {@link RunRecordWriter} wrote, also while the run still goes on.
   *
   * <p>A last line that was cut short (the process died while writing it) is left out, and {@link
   * #isTruncated} says so. Any other damage is an error.
   *
   * @param file a run record
   * @return the record
   * @throws java.io.UncheckedIOException if the file cannot be read, or is no regular file
   * @throws IllegalArgumentException if it is not a run record, of another version, or a line of it
   *     is damaged; the message names file and line
   */
  public static RunRecord read(Path file) {
    notNull(file, "file");
    try (RecordLines lines = new RecordLines(file)) {
      ImmutableList.Builder<RecordedUpdate> updates = ImmutableList.builder();
      ImmutableList.Builder<RunEvent> events = ImmutableList.builder();
      for (Object line = lines.next(); line != null; line = lines.next()) {
        if (line instanceof RecordedUpdate update) {
          updates.add(update);
        } else if (line instanceof RunEvent event) {
          events.add(event);
        }
      }
      return new RunRecord(lines.header(), updates.build(), events.build(), lines.isTruncated());
    } catch (IOException e) {
      throw AtomicFiles.failure("read", "run record", file, e);
    }
  }

  /**
   * Returns the provenance of the run.
   *
   * @return what was decided before its first step
   */
  public RunHeader header() {
    return header;
  }

  /**
   * Returns the domains of the run.
   *
   * @return in the run's order
   */
  public ImmutableList<String> domains() {
    return header.setup().domains();
  }

  /**
   * Returns every update.
   *
   * @return in order
   */
  public ImmutableList<RecordedUpdate> updates() {
    return updates;
  }

  /**
   * Returns what happened beside the updates.
   *
   * @return in order
   */
  public ImmutableList<RunEvent> events() {
    return events;
  }

  /**
   * Returns whether the file ended in the middle of a line, which was left out.
   *
   * @return true if the process died while writing, or is writing right now
   */
  public boolean isTruncated() {
    return truncated;
  }

  /**
   * Returns the weights after the last update.
   *
   * @return P(0) where there was no update
   */
  public DomainDistribution weights() {
    return updates.isEmpty() ? header.weights() : updates.get(updates.size() - 1).weights();
  }

  /**
   * Returns the weights over the run.
   *
   * @return P(0) at step 0, then a point an update
   */
  public DomainSeries weightSeries() {
    DomainSeries.Builder series = DomainSeries.builder(domains());
    series.add(0, header.weights().asMap());
    updates.forEach(update -> series.add(update.step(), update.weights().asMap()));
    return series.build();
  }

  /**
   * Returns the validation losses over the run.
   *
   * @return a point a report, nats/token
   */
  public DomainSeries lossSeries() {
    return series(Signal.VALIDATION_LOSS);
  }

  /**
   * Returns a signal over the run.
   *
   * @param signal a signal other than {@link Signal#GRADIENT_PRODUCTS}
   * @return a point a report that holds it
   * @throws IllegalArgumentException for gradient products, which are a table
   */
  public DomainSeries series(Signal signal) {
    notNull(signal, "signal");
    checkArgument(
        signal != Signal.GRADIENT_PRODUCTS, "gradient products are a table and have no series");
    DomainSeries.Builder series = DomainSeries.builder(domains());
    for (RecordedUpdate update : updates) {
      if (update.feedback().has(signal)) {
        series.add(update.step(), update.feedback().values(signal));
      }
    }
    return series.build();
  }

  @Override
  public String toString() {
    return "RunRecord of "
        + header.scheduler()
        + " over "
        + domains()
        + ": "
        + updates.size()
        + " updates, "
        + events.size()
        + " events"
        + (truncated ? ", last line cut short" : "");
  }
}
