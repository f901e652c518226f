// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static org.versatune.internal.Given.notNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.Durations;
import org.versatune.internal.SoleWriter;

/**
 * Lets several processes of one machine train one run together, through a folder that all of them
 * can write to. Each process is a {@link Worker}. The processes share one sequence of draws; one of
 * them measures each report, and all read it.
 *
 * <pre>{@code
 * try (SharedRun shared = SharedRun.in(folder, Worker.of(rank, 4)).open(
 *     VersaTune.builder().domains("law", "code").seed(42))) {
 *   VersaTune run = shared.run();
 *   for (long step = Math.max(0, run.reportedStep()) + 100; step <= 1000; step += 100) {
 *     for (int i = 0; i < 100; i++) {
 *       train(run.plan(32));                                   // this worker's 32
 *     }
 *     publishParameters(rank, step);                           // your exchange of parameters
 *     long now = step;
 *     shared.report(step, () -> Feedback.at(now).losses(evaluate(now)));
 *   }
 * }
 * }</pre>
 *
 * <p><b>The folder.</b> {@code start.json} is the snapshot of the beginning, and {@code run.json}
 * that after the last report. {@code report-S.json} is the report of step S, and {@code
 * worker-R-of-N.json} says how far worker R is. A file is written aside and moved into place, so a
 * reader never sees a part of one. A process locks {@code folder.lock} while it opens the run or
 * measures a report, and {@code worker-R-of-N.json.lock} as long as it is worker R. The operating
 * system keeps these locks and releases them when the process ends, however it ends, so a lock is
 * never left behind.
 *
 * <p><b>A process that died</b> is to be started again as the same worker. It goes on from {@code
 * run.json}, and draws and trains its part of the round again, while the others wait for it in
 * {@link #report}. A process that joins late does the same. The round may be the one before the
 * last report, so keep what workers publish for two reports. Together the workers make exactly the
 * draws, and have exactly the weights, of as many workers in one process.
 *
 * <p><b>Another number of workers</b> may open the folder once all processes have ended; they go on
 * from {@code run.json}.
 *
 * <p>Safe for use by several threads, except for {@link #report}: call that from one thread.
 */
public final class SharedRun implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SharedRun.class.getName());

  private final SharedFolder folder;
  private final Worker worker;
  private final VersaTune run;
  private final SoleWriter place;

  /** Whether the run has a report that the other workers cannot read. */
  private boolean isAhead;

  private volatile boolean isClosed;

  private SharedRun(Builder builder, RunBuilder described) throws IOException {
    this.folder = new SharedFolder(builder.folder, builder.worker, builder.timeout);
    this.worker = builder.worker;
    SoleWriter opening = folder.lock();
    SoleWriter mine = null;
    VersaTune going = null;
    try {
      requireSame(described);
      folder.requireCount();
      mine = folder.place();
      going = go(builder, described);
      going.share();
      folder.writeProgress(going.reportedStep(), drawn(going));
      this.run = going;
      this.place = mine;
    } catch (RuntimeException | IOException | Error e) {
      if (going != null) {
        going.close();
      }
      if (mine != null) {
        mine.close();
      }
      throw e;
    } finally {
      opening.close();
    }
  }

  /**
   * Names the folder of a run and which of its workers this process is.
   *
   * @param folder any; made as needed; on a disk of this machine, as not every network file system
   *     has locks
   * @param worker the rank of this process, and the number of processes
   * @return a builder
   */
  public static Builder in(Path folder, Worker worker) {
    return new Builder(notNull(folder, "folder"), notNull(worker, "worker"));
  }

  /** Describes how a process takes part. Not safe for use by several threads. */
  public static final class Builder {
    private final Path folder;
    private final Worker worker;
    private Duration timeout = Duration.ofHours(1);
    private UnaryOperator<Resumption> resuming = saved -> saved;

    private Builder(Path folder, Worker worker) {
      this.folder = folder;
      this.worker = worker;
    }

    /**
     * Sets how long to wait at most for the other workers to come to a report, and for one of them
     * to measure it.
     *
     * @param longest above 0; an hour by default
     * @return this builder
     * @throws IllegalArgumentException if it is not above 0
     */
    @CanIgnoreReturnValue
    public Builder timeout(Duration longest) {
      notNull(longest, "longest");
      checkArgument(
          !longest.isNegative() && !longest.isZero(),
          "timeout is %s; it must be above 0",
          Durations.text(longest));
      timeout = longest;
      return this;
    }

    /**
     * Sets what a saved run needs beside its snapshot: a rule, a sampler or a tracker of your own.
     *
     * @param parts gives a resumption its parts
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder resuming(UnaryOperator<Resumption> parts) {
      resuming = notNull(parts, "parts");
      return this;
    }

    /**
     * Starts the run, or joins it where it has got to. Waits while another process does so.
     *
     * @param described the run, the same for every worker; its {@link RunBuilder#worker} is not
     *     read, and its record and listeners are used by worker 0 alone
     * @return the run
     * @throws IllegalStateException if this worker, or one of another number of workers, is running
     *     already, the folder's run was described in another way, or the folder stays locked
     * @throws java.io.UncheckedIOException if a file cannot be read or written
     */
    public SharedRun open(RunBuilder described) {
      notNull(described, "described");
      try {
        return new SharedRun(this, described);
      } catch (IOException e) {
        throw AtomicFiles.failure("open", SharedFolder.WHAT, folder, e);
      }
    }
  }

  /**
   * Returns the run of this worker, which draws its part.
   *
   * @return the same at every call; it takes reports through {@link #report} alone, so no {@code
   *     MixtureListener} can report to it
   */
  public VersaTune run() {
    return run;
  }

  /**
   * Reports for all workers: waits until each of them has come here, lets one of them measure, and
   * reports the numbers of that one to this worker's run. If the measurement needs something of the
   * other workers, such as their parameters, each worker must publish it before it calls this
   * method.
   *
   * @param step the step of the report, the same on all workers, later than the last
   * @param measure makes the report; called in one of the processes, once, and again only where
   *     that process dies or it throws
   * @return the weights in force from the next draw on, and why
   * @throws IllegalArgumentException if the step is not later than the last, or the report is for
   *     another
   * @throws IllegalStateException if workers have not come here, or one has not measured, in time;
   *     if they have drawn more or less than this one, the message says which; if the last report
   *     could not be written: open the run again then; or if it was closed
   * @throws java.io.UncheckedIOException if a file cannot be read or written
   */
  public WeightUpdate report(long step, Supplier<Feedback> measure) {
    notNull(measure, "measure");
    checkState(
        !isClosed, "%s was closed, and another process may be %s now: open it again", this, worker);
    checkState(
        !isAhead,
        "the report of step %s is in the run of %s and could not be written for the others: close"
            + " this run and open it again",
        run.reportedStep(),
        worker);
    checkArgument(
        step > run.reportedStep(),
        "step %s is reported already, as step %s is: go on after run().reportedStep()",
        step,
        run.reportedStep());
    try {
      var unused = run.hasNext(); // Makes draws that epoch caps leave to others, so counts agree.
      long drawn = drawn(run);
      folder.writeProgress(step, drawn);
      folder.await(
          "the other workers",
          () -> folder.behind(step, drawn).isEmpty(),
          () -> "of " + folder.behind(step, drawn));
      Path file = folder.file("report-" + step + ".json");
      SoleWriter right = folder.lockUnless(() -> Files.exists(file));
      if (right != null) {
        try (right) {
          if (!Files.exists(file)) {
            return made(measure, step, file);
          }
        }
      }
      return taken(SharedReport.read(file, run.reportedStep()));
    } catch (IOException e) {
      throw AtomicFiles.failure("use", SharedFolder.WHAT, folder.file(""), e);
    }
  }

  private static Feedback measured(long step, Supplier<Feedback> measure) {
    Feedback report = notNull(measure.get(), "what measure returned");
    checkArgument(
        report.step() == step,
        "the report is for step %s and was asked for step %s",
        report.step(),
        step);
    return report;
  }

  /** Takes in a report that this worker measured; a report that the run refuses is not written. */
  private WeightUpdate made(Supplier<Feedback> measure, long step, Path file) throws IOException {
    long before = run.reportedStep();
    long saved = saved().reportedStep();
    checkState(
        saved == before,
        "%s holds the run after its report of step %s, and the last of %s was of step %s: all"
            + " workers report the same steps",
        folder,
        saved,
        worker,
        before);
    Feedback report = measured(step, measure);
    WeightUpdate update = run.reportShared(report);
    isAhead = true;
    SharedReport.write(report, before, file);
    isAhead = false;
    saveFirst();
    folder.deleteBefore(report.step());
    return update;
  }

  private WeightUpdate taken(Feedback report) {
    WeightUpdate update = run.reportShared(report);
    saveFirst();
    return update;
  }

  private static long drawn(VersaTune run) {
    return run.draws().values().stream().mapToLong(Long::longValue).sum();
  }

  private Snapshot saved() {
    return Snapshot.read(folder.file("run.json"));
  }

  /**
   * Saves the run if this is worker 0. That one writes the run record too, so the record never
   * lacks a report that the saved run has: it resumes where it has written all.
   */
  private void saveFirst() {
    if (worker.rank() == 0) {
      alone(run.snapshot()).write(folder.file("run.json"));
    }
  }

  /** A snapshot as that of the only worker, the same whichever worker took it. */
  private static Snapshot alone(Snapshot snapshot) {
    return new Snapshot(snapshot.state().withWorker(Worker.only()));
  }

  /** Compares what is described with what the folder's run began with. */
  private void requireSame(RunBuilder described) {
    Snapshot mine;
    try (VersaTune fresh = described.alone(Worker.only(), Recording.Outputs.NONE)) {
      mine = fresh.snapshot();
    }
    Path file = folder.file("start.json");
    if (!Files.exists(file)) {
      checkState(
          !Files.exists(folder.file("run.json")),
          "%s holds run.json and no start.json: it is no folder of a shared run, or a part of one",
          folder);
      mine.write(file);
      return;
    }
    Snapshot known = Snapshot.read(file);
    String difference = RunDifference.of(new Snapshot(known.state().withDefaults()), mine);
    checkState(
        difference.isEmpty(),
        "the run of %s was started with other arguments than this one is described with (%s): give"
            + " every worker the same, or a folder of its own",
        folder,
        difference);
  }

  private VersaTune go(Builder builder, RunBuilder described) {
    Recording.Outputs outputs = worker.rank() == 0 ? described.outputs() : Recording.Outputs.NONE;
    Path file = folder.file("run.json");
    if (!Files.exists(file)) {
      VersaTune begun = described.alone(worker, outputs);
      alone(begun.snapshot()).write(file);
      return begun;
    }
    Snapshot saved = Snapshot.read(file);
    if (saved.reportedStep() < 0) {
      return described.alone(worker, outputs);
    }
    Resumption resumption = builder.resuming.apply(VersaTune.resuming(saved)).worker(worker);
    Path record = outputs.record();
    if (record != null) {
      resumption.record(record);
    }
    outputs.listeners().forEach(resumption::watch);
    return resumption.build();
  }

  /** Ends this worker's part: closes the run, and lets another process take its place. */
  @Override
  public void close() {
    isClosed = true;
    try {
      run.close();
    } finally {
      try {
        place.close();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "{0} did not leave its place: {1}", worker, e);
      }
    }
  }

  @Override
  public String toString() {
    return "SharedRun of " + worker + " in " + folder;
  }
}
