// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static com.google.common.collect.ImmutableSortedSet.toImmutableSortedSet;
import static java.util.Comparator.naturalOrder;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.Durations;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;
import org.versatune.internal.SoleWriter;

/**
 * The folder of a shared run as one of its workers sees it: who is how far, who may do what, and
 * waiting for that. {@link SharedRun} says which file is what.
 *
 * <p>Not safe for use by several threads.
 */
final class SharedFolder {
  private static final System.Logger LOG = System.getLogger(SharedRun.class.getName());
  static final String WHAT = "the folder of a shared run";
  private static final long POLL_MILLIS = 20;
  private static final Duration NOTICE = Duration.ofSeconds(30);

  private final Path folder;
  private final Worker worker;
  private final Duration timeout;

  /** The folder, which is made as needed. */
  SharedFolder(Path given, Worker worker, Duration timeout) throws IOException {
    this.folder = Objects.requireNonNull(AtomicFiles.target(given.resolve("run.json")).getParent());
    this.worker = worker;
    this.timeout = timeout;
  }

  /** A file in the folder. */
  Path file(String name) {
    return folder.resolve(name);
  }

  /**
   * Notes how many workers there are. Refuses another number while some are running, and leaves all
   * as it was; else deletes what the workers before left about their rounds.
   */
  void requireCount() throws IOException {
    Path file = folder.resolve("workers.json");
    if (Files.exists(file)) {
      int before = workers(file);
      if (before == worker.workers()) {
        return;
      }
      ImmutableSortedSet<Integer> started = started(before);
      for (int rank : started) {
        Worker other = Worker.of(rank, before);
        try {
          SoleWriter.of(progress(other), "the place of " + other + ",").close();
        } catch (IllegalStateException e) {
          throw new IllegalStateException(
              folder
                  + " is the folder of "
                  + before
                  + " workers, of which number "
                  + rank
                  + " is running; "
                  + worker.workers()
                  + " workers can go on once all of these have ended",
              e);
        }
      }
      for (int rank : started) {
        Files.deleteIfExists(progress(Worker.of(rank, before)));
      }
      // One may be of a round that is trained anew, since nobody saved the run after it.
      deleteBefore(Long.MAX_VALUE);
    }
    String text = Json.writePretty(ImmutableMap.of("workers", worker.workers()));
    AtomicFiles.write(file, "number of workers", aside -> Files.writeString(aside, text));
  }

  /**
   * The ranks that have left a trace, of a run with this number of workers. The folder says so,
   * since a number from a damaged file could be too high to try each.
   */
  private ImmutableSortedSet<Integer> started(int workers) throws IOException {
    Pattern trace = Pattern.compile("worker-(\\d{1,10})-of-" + workers + "\\.json(\\.lock)?");
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> trace.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .map(name -> Long.parseLong(name.group(1)))
          .filter(rank -> rank < workers)
          .map(Long::intValue)
          .collect(toImmutableSortedSet(naturalOrder()));
    }
  }

  /** Takes the place of this worker, for as long as it runs. */
  SoleWriter place() throws IOException {
    try {
      return SoleWriter.of(progress(worker), "the place of " + worker + ",");
    } catch (SoleWriter.TakenException e) {
      throw new IllegalStateException(
          worker
              + " of "
              + folder
              + " is running already, in "
              + e.owner()
              + ": give each process a rank of its own, 0 to "
              + (worker.workers() - 1)
              + "; if that one hangs, end it and start this one again",
          e);
    }
  }

  /** The file that says how far a worker is. */
  Path progress(Worker of) {
    return folder.resolve("worker-" + of.rank() + "-of-" + of.workers() + ".json");
  }

  private static int workers(Path file) throws IOException {
    try {
      long workers = JsonObject.read(AtomicFiles.read(file)).integer("workers");
      checkArgument(workers >= 1 && workers <= Integer.MAX_VALUE, "%s workers", workers);
      return (int) workers;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          file
              + " cannot be understood as the number of workers ("
              + e.getMessage()
              + "): once all workers have ended, delete it and start them again",
          e);
    }
  }

  /** Notes how far this worker is, and how many draws it has made. */
  void writeProgress(long step, long drawn) {
    String text = Json.writePretty(ImmutableMap.of("step", step, "drawn", drawn));
    AtomicFiles.writeQuickly(
        progress(worker), "progress of a worker", aside -> Files.writeString(aside, text));
  }

  /** The ranks that have not come to a step. */
  List<Integer> behind(long step, long own) {
    List<Integer> behind = new ArrayList<>();
    for (int rank = 0; rank < worker.workers(); rank++) {
      Worker other = Worker.of(rank, worker.workers());
      Progress known = read(other);
      checkState(
          rank != worker.rank() || !known.equals(Progress.NONE),
          "%s is gone, which %s has written: was the folder deleted or emptied? Start its workers"
              + " again",
          progress(other),
          worker);
      if (known.step < step) {
        behind.add(rank);
      } else {
        checkState(
            known.step > step || known.drawn == own,
            "at step %s %s has made %s draws and %s has made %s, all workers counted: all need to"
                + " draw equally often",
            step,
            worker,
            own,
            other,
            known.drawn);
      }
    }
    return behind;
  }

  /**
   * How far a worker is.
   *
   * @param step the step that it has come to
   * @param drawn the draws of all workers that it has made
   */
  private record Progress(long step, long drawn) {
    /** Before its first start. A worker that has started and not reported is at step −1. */
    static final Progress NONE = new Progress(-2, 0);
  }

  /** How far a worker is; an error other than that it has not started yet names its file. */
  private Progress read(Worker other) {
    Path file = progress(other);
    try {
      JsonObject known = JsonObject.read(AtomicFiles.read(file));
      return new Progress(known.integer("step"), known.integer("drawn"));
    } catch (NoSuchFileException e) {
      return Progress.NONE;
    } catch (IOException e) {
      throw AtomicFiles.failure("read", "progress of " + other, file, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          file
              + " cannot be understood as the progress of "
              + other
              + " ("
              + e.getMessage()
              + "): delete it and start that worker again",
          e);
    }
  }

  /** Locks the folder; null where another process, or thread, has it. */
  private @Nullable SoleWriter tryLock() throws IOException {
    try {
      return SoleWriter.of(folder.resolve("folder"), WHAT);
    } catch (IllegalStateException e) {
      return null;
    }
  }

  /** Locks the folder, as soon as it is free. */
  SoleWriter lock() throws IOException {
    return Objects.requireNonNull(lockUnless(() -> false));
  }

  /** Locks the folder, as soon as it is free; null where something is so before. */
  @Nullable SoleWriter lockUnless(BooleanSupplier settled) throws IOException {
    SoleWriter[] right = new SoleWriter[1];
    IOException[] failure = new IOException[1];
    await(
        "the lock of " + folder,
        () -> {
          if (settled.getAsBoolean()) {
            return true;
          }
          try {
            right[0] = tryLock();
          } catch (IOException e) {
            failure[0] = e;
          }
          return right[0] != null || failure[0] != null;
        },
        () -> "which another worker holds");
    if (failure[0] != null) {
      throw failure[0];
    }
    return right[0];
  }

  /** Waits until something is so. */
  void await(String what, BooleanSupplier done, Supplier<String> details) {
    long start = System.nanoTime();
    boolean noticed = false;
    while (!done.getAsBoolean()) {
      long waited = System.nanoTime() - start;
      checkState(
          waited < Durations.nanos(timeout),
          "%s waited %s for %s, %s: start what has ended again, with its own rank; it goes on from"
              + " the last report",
          worker,
          Durations.text(timeout),
          what,
          details.get());
      if (!noticed && waited > NOTICE.toNanos()) {
        noticed = true;
        LOG.log(
            System.Logger.Level.INFO,
            "{0} waits for {1}, {2}. Start what has ended again, with its own rank",
            worker,
            what,
            details.get());
      }
      pause();
    }
  }

  /** Lets some time pass. */
  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for other workers", e);
    }
  }

  /** Deletes reports that every worker has: each of them wrote its progress after it. */
  void deleteBefore(long step) throws IOException {
    try (var files = Files.newDirectoryStream(folder, "report-*.json")) {
      for (Path file : files) {
        String number = file.getFileName().toString().replaceAll("\\D", "");
        if (!number.isEmpty() && Long.parseLong(number) < step) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
