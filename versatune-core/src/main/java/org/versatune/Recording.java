// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunEvent;
import org.versatune.record.RunHeader;
import org.versatune.record.RunListener;
import org.versatune.record.RunRecordWriter;
import org.versatune.tracking.LearnablePotential;

/**
 * Writes what happens in a run to its record and calls its listeners; does nothing where it has
 * none.
 *
 * <p>Not safe for use by several threads: {@link VersaTune} guards it.
 */
final class Recording {
  private static final System.Logger LOG = System.getLogger(VersaTune.class.getName());

  private final InFlight inFlight;
  private @Nullable RunRecordWriter writer;
  private ImmutableList<RunListener> listeners = ImmutableList.of();
  private @Nullable RecordedUpdate unannounced;
  private final Set<RunListener> failing = Sets.newIdentityHashSet();
  private boolean closed;

  Recording(InFlight inFlight) {
    this.inFlight = inFlight;
  }

  /**
   * Where a run is written to.
   *
   * @param record the file of the run record, null for none
   * @param listeners what is called beside it
   */
  record Outputs(@Nullable Path record, ImmutableList<RunListener> listeners) {
    /** Nowhere. */
    static final Outputs NONE = new Outputs(null, ImmutableList.of());
  }

  /** Begins the record of a run that starts. */
  void create(Outputs outputs, RunHeader header) {
    if (outputs.record() != null) {
      writer = RunRecordWriter.create(outputs.record(), header);
    }
    open(outputs, header, -1);
  }

  /** Goes on with the record of a saved run. */
  void resume(Outputs outputs, RunHeader header, RunState state) {
    long step = state.reportedStep();
    if (outputs.record() != null) {
      writer = RunRecordWriter.resume(outputs.record(), header, step, state.draws().total());
    }
    open(outputs, header, step);
  }

  /**
   * Opens the listeners. What cannot be opened is known before training, so it fails. One that
   * refuses is not closed: it may refuse because it serves another run.
   */
  private void open(Outputs outputs, RunHeader header, long step) {
    List<RunListener> opened = new ArrayList<>();
    try {
      for (RunListener listener : outputs.listeners()) {
        listener.opened(header, step);
        opened.add(listener);
      }
      listeners = outputs.listeners();
    } catch (RuntimeException | Error e) {
      listeners = ImmutableList.copyOf(opened);
      close();
      throw e;
    }
  }

  /**
   * Calls the listeners. One that fails must not end a training, nor undo what the run has done:
   * the log says it, once until the listener works again.
   */
  private void announce(String what, Consumer<RunListener> call) {
    if (closed) {
      return;
    }
    for (RunListener listener : listeners) {
      try {
        call.accept(listener);
        failing.remove(listener);
      } catch (RuntimeException e) {
        if (failing.add(listener)) {
          LOG.log(
              System.Logger.Level.WARNING,
              () -> "the run goes on, but listener " + listener + " failed " + what + ": " + e,
              e);
        }
      }
    }
  }

  /** Tells the listeners of the update that was written last, now that the run has changed. */
  void announceUpdate() {
    RecordedUpdate update = unannounced;
    unannounced = null;
    if (update != null) {
      announce("at step " + update.step(), listener -> listener.updated(update));
    }
  }

  private void announce(RunEvent event) {
    announce("at step " + event.step(), listener -> listener.happened(event));
  }

  /** Refuses a report that a closed record cannot hold. */
  void requireOpen(Feedback feedback) {
    unannounced = null;
    checkState(
        (writer == null && listeners.isEmpty()) || !closed,
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
    if (writer == null && listeners.isEmpty()) {
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
    RecordedUpdate recorded =
        new RecordedUpdate(
            feedback, inFlight.planned(), draws.counts(), potential, forgetting, before, update);
    if (writer != null) {
      writer.append(recorded);
    }
    unannounced = recorded;
  }

  /** Writes that a report was refused. If that fails, too, the reason carries the failure. */
  void rejected(Feedback feedback, InvalidFeedbackException reason) {
    RunEvent event = RunEvent.rejected(feedback.step(), String.valueOf(reason.getMessage()));
    if (writer != null) {
      try {
        writer.append(event);
      } catch (UncheckedIOException e) {
        reason.addSuppressed(e);
      }
    }
    announce(event);
  }

  /** Writes that a report was skipped. */
  void skipped(Feedback feedback, InvalidFeedbackException reason) {
    RunEvent event = RunEvent.skipped(feedback.step(), String.valueOf(reason.getMessage()));
    if (writer != null) {
      writer.append(event);
    }
    announce(event);
  }

  /** Writes that a domain reached its epoch cap. The draw is made, so a failure is logged only. */
  void exhausted(String domain, long draw) {
    RunEvent event = RunEvent.exhausted(Math.max(inFlight.reportedStep(), 0), domain, draw);
    announce(event);
    if (writer == null) {
      return;
    }
    try {
      writer.append(event);
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "domain ''{0}'' reached its epoch cap at draw {1}, which the run record does not say:"
              + " {2}",
          domain,
          Long.toString(draw),
          e.getMessage());
    }
  }

  void close() {
    announce("to close", RunListener::close);
    closed = true;
    if (writer != null) {
      writer.close();
    }
  }
}
