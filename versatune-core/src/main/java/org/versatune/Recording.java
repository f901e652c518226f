// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableMap;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunEvent;
import org.versatune.record.RunHeader;
import org.versatune.record.RunRecordWriter;
import org.versatune.tracking.LearnablePotential;

/**
 * Writes what happens in a run to its record; does nothing where the run has none.
 *
 * <p>Not safe for use by several threads: {@link VersaTune} guards it.
 */
final class Recording {
  private static final System.Logger LOG = System.getLogger(VersaTune.class.getName());

  private final InFlight inFlight;
  private @Nullable RunRecordWriter writer;
  private boolean closed;

  Recording(InFlight inFlight) {
    this.inFlight = inFlight;
  }

  /** Begins the record of a run that starts. */
  void create(@Nullable Path file, RunHeader header) {
    if (file != null) {
      writer = RunRecordWriter.create(file, header);
    }
  }

  /** Goes on with the record of a saved run. */
  void resume(@Nullable Path file, RunHeader header, RunState state) {
    if (file != null) {
      writer = RunRecordWriter.resume(file, header, state.reportedStep(), state.draws().total());
    }
  }

  /** Refuses a report that a closed record cannot hold. */
  void requireOpen(Feedback feedback) {
    checkState(
        writer == null || !closed,
        "a report for step %s came after the run was closed, and its record is finished; nothing"
            + " was changed: close the run after its last report, or go on with"
            + " VersaTune.resuming(run.snapshot()).record(file).build()",
        feedback.step());
  }

  /**
   * Writes an update.
   *
   * @param feedback the report, with what the run knows
   * @param before the weights that were in force
   * @param tracker the tracker before this report
   */
  void update(
      Feedback feedback,
      DomainDistribution before,
      WeightUpdate update,
      ForgettingTracker tracker,
      Setup setup,
      DrawStream draws) {
    if (writer == null) {
      return;
    }
    ImmutableMap<String, Double> potential = ImmutableMap.of();
    ImmutableMap<String, Double> forgetting = ImmutableMap.of();
    if (feedback.has(Signal.VALIDATION_LOSS)) {
      ImmutableMap<String, Double> losses = feedback.losses();
      forgetting = tracker.forgetting(losses);
      if (setup.has(Signal.REFERENCE_LOSS)) {
        potential = LearnablePotential.of(losses, setup.byDomain(Signal.REFERENCE_LOSS));
      }
    }
    writer.append(
        new RecordedUpdate(
            feedback, inFlight.planned(), draws.counts(), potential, forgetting, before, update));
  }

  /** Writes that a report was refused. If that fails, too, the reason carries the failure. */
  void rejected(Feedback feedback, InvalidFeedbackException reason) {
    if (writer != null) {
      try {
        writer.append(RunEvent.rejected(feedback.step(), String.valueOf(reason.getMessage())));
      } catch (UncheckedIOException e) {
        reason.addSuppressed(e);
      }
    }
  }

  /** Writes that a report was skipped. */
  void skipped(Feedback feedback, InvalidFeedbackException reason) {
    if (writer != null) {
      writer.append(RunEvent.skipped(feedback.step(), String.valueOf(reason.getMessage())));
    }
  }

  /** Writes that a domain reached its epoch cap. The draw is made, so a failure is logged only. */
  void exhausted(String domain, long draw) {
    if (writer == null) {
      return;
    }
    try {
      writer.append(RunEvent.exhausted(Math.max(inFlight.reportedStep(), 0), domain, draw));
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "domain ''{0}'' reached its epoch cap at draw {1}, which the run record does not say:"
              + " {2}",
          domain,
          draw,
          e.getMessage());
    }
  }

  void close() {
    closed = true;
    if (writer != null) {
      writer.close();
    }
  }
}
