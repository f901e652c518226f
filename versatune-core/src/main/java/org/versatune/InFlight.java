// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Durations;
import org.versatune.internal.RunLock;

/**
 * Keeps the batches of a run that are planned and not yet trained, and the reports that are due
 * meanwhile. An adapter to a trainer uses it where drawing and training happen on different
 * threads. {@link VersaTune#inFlight} gives it. A loop that plans, trains and reports on one thread
 * does not need it.
 *
 * <p>Each batch that was planned after {@link #expectReports} is kept here, by its {@linkplain
 * BatchPlan#number() number}, until it is {@linkplain #confirm confirmed}. A snapshot describes the
 * run before the oldest of these batches, so that a resumed run draws them again.
 *
 * <p>Safe for use by any number of threads: all methods take the lock of the run.
 */
public final class InFlight {
  private final RunLock lock;
  private final Condition reported;

  // Guarded by lock.
  private final ImmutableMap<String, SavedState> restored;
  private final Map<String, Supplier<SavedState>> positions = new LinkedHashMap<>();
  private final Map<String, LongFunction<SavedState>> positionsByBatch = new LinkedHashMap<>();
  private final Map<Class<?>, Object> shared = new LinkedHashMap<>();
  private final NavigableMap<Long, Batch> unconfirmed = new TreeMap<>();
  private long nextNumber;
  private long reportedStep;
  private long reportsEvery;
  private Thread trainer = Thread.currentThread();
  private boolean trains;
  private boolean composes;
  private @Nullable RuntimeException endOfReports;

  /**
   * A batch that is not confirmed.
   *
   * @param origin null for a batch planned before reports were expected: no snapshot counts it
   * @param handedOut the adapter's object for the batch; null while it is not handed out
   */
  private record Batch(@Nullable Origin origin, @Nullable Object handedOut) {}

  /**
   * The moment before a batch was planned.
   *
   * @param draws the draws up to there
   * @param positions the positions of data sources
   */
  record Origin(DrawStream.Point draws, ImmutableMap<String, SavedState> positions) {}

  /** The batches of a run that begins, or goes on from a snapshot. */
  InFlight(
      RunLock lock, ImmutableMap<String, SavedState> restored, long nextNumber, long reportedStep) {
    this.lock = lock;
    this.reported = lock.newCondition();
    this.restored = restored;
    this.nextNumber = nextNumber;
    this.reportedStep = reportedStep;
  }

  // What the run calls while it holds the lock comes first, what adapters call follows.

  /** The moment before the next batch; null where no confirmation is expected. */
  @Nullable Origin origin(DrawStream draws) {
    return reportsEvery == 0 ? null : new Origin(draws.point(), positionsNow());
  }

  /**
   * Notes that a batch was drawn.
   *
   * @return its number
   */
  long plan(@Nullable Origin origin) {
    if (origin != null) {
      unconfirmed.put(nextNumber, new Batch(origin, null));
    }
    return nextNumber++;
  }

  /** Whether what is planned are parts of segments. */
  boolean composes() {
    return composes;
  }

  /** How many batches have been planned. */
  long planned() {
    return nextNumber;
  }

  /** Notes that a report arrived, and ends the wait for it. */
  void reported(long step) {
    reportedStep = step;
    reported.signalAll();
  }

  long reportedStep() {
    return reportedStep;
  }

  /** The draws before the oldest batch that is not confirmed; all draws where there is none. */
  RunState.DrawState state(DrawStream draws) {
    for (Map.Entry<Long, Batch> oldest : unconfirmed.entrySet()) {
      Origin origin = oldest.getValue().origin;
      if (origin != null) {
        long number = oldest.getKey();
        return draws.at(origin.draws(), number, attached(origin.positions(), number));
      }
    }
    return draws.now(nextNumber, attached(positionsNow(), nextNumber));
  }

  private ImmutableMap<String, SavedState> positionsNow() {
    if (positions.isEmpty()) {
      return ImmutableMap.of();
    }
    ImmutableMap.Builder<String, SavedState> now = ImmutableMap.builder();
    positions.forEach((name, position) -> now.put(name, position.get()));
    return now.buildOrThrow();
  }

  private ImmutableMap<String, SavedState> attached(
      ImmutableMap<String, SavedState> known, long batch) {
    ImmutableMap.Builder<String, SavedState> all = ImmutableMap.builder();
    all.putAll(known);
    positionsByBatch.forEach((name, before) -> all.put(name, before.apply(batch)));
    return all.buildOrThrow();
  }

  /**
   * Makes the position of data sources part of every snapshot.
   *
   * @param name the name under which {@link #restored} gives the position after resuming
   * @param position returns the position after the examples of every planned batch were fetched;
   *     called under the lock of the run, at the beginning of {@link VersaTune#plan} and by {@link
   *     VersaTune#snapshot}, so it should be cheap
   * @throws IllegalStateException if something is attached under that name already
   */
  public void attach(String name, Supplier<SavedState> position) {
    notNull(name, "name");
    notNull(position, "position");
    lock.holding(
        () -> {
          requireFree(name);
          positions.put(name, position);
        });
  }

  /**
   * Makes the position of data sources part of every snapshot, for sources that know their position
   * before each batch, so that {@link VersaTune#plan} need not ask for it.
   *
   * @param name the name under which {@link #restored} gives the position after resuming
   * @param before returns the position before the examples of a batch were fetched, by the number
   *     of the batch: the oldest that is not {@linkplain #confirm confirmed}, or the one to be
   *     planned next; called under the lock of the run by {@link VersaTune#snapshot}
   * @throws IllegalStateException if something is attached under that name already
   */
  public void attach(String name, LongFunction<SavedState> before) {
    notNull(name, "name");
    notNull(before, "before");
    lock.holding(
        () -> {
          requireFree(name);
          positionsByBatch.put(name, before);
        });
  }

  private void requireFree(String name) {
    checkState(
        !isAttached(name),
        "'%s' is attached to this run already; one run feeds one iterator",
        name);
  }

  /**
   * Returns whether something is attached under a name.
   *
   * @param name as given to {@link #attach}
   * @return false for what was attached to the saved run only
   */
  public boolean isAttached(String name) {
    notNull(name, "name");
    return lock.holding(() -> positions.containsKey(name) || positionsByBatch.containsKey(name));
  }

  /**
   * Returns the position that was attached under a name when the run was saved.
   *
   * @param name as given to {@link #attach}
   * @return empty in a run that was not resumed
   */
  public Optional<SavedState> restored(String name) {
    notNull(name, "name");
    return Optional.ofNullable(restored.get(name));
  }

  /**
   * Returns the one object of a class that the parts of an adapter share about this run. An
   * iterator and a listener that are each given the run, but not each other, find each other here.
   *
   * @param type the class, usually package-private to the adapter
   * @param first makes the object at the first call
   * @param <T> the class
   * @return the same object at every call
   */
  public <T> T shared(Class<T> type, Supplier<? extends T> first) {
    notNull(type, "type");
    notNull(first, "first");
    return lock.holding(
        () -> {
          Object known = shared.get(type);
          T object = type.cast(known == null ? notNull(first.get(), "what first returned") : known);
          shared.put(type, object);
          return object;
        });
  }

  /**
   * Promises a report after every {@code every} trained batches, and a {@link #confirm} for each
   * batch. From then on a snapshot counts confirmed batches only, and {@link #awaitReports} waits
   * for the reports. The calling thread is taken for the one that trains until {@link #trainHere}
   * or {@link #confirm} is called by another.
   *
   * @param every batches between two reports, at least 1
   * @throws IllegalArgumentException if below 1
   */
  public void expectReports(long every) {
    checkArgument(every >= 1, "reports every %s batches; it must be at least 1", every);
    lock.holding(
        () -> {
          reportsEvery = every;
          endOfReports = null;
          trainer = Thread.currentThread();
        });
  }

  /**
   * Says that batches are parts of segments, which are composed before training on them begins. The
   * run then does not warn of many batches that are planned between two reports.
   */
  public void compose() {
    lock.holding(() -> composes = true);
  }

  /**
   * Returns whether {@link #expectReports} was called.
   *
   * @return true also after {@link #endReports}
   */
  public boolean expectsReports() {
    return lock.holding(() -> reportsEvery > 0);
  }

  /**
   * Withdraws the promise of {@link #expectReports}: no further report will arrive. A thread that
   * is waiting in {@link #awaitReports}, or would have to wait there later, gets an exception with
   * this reason.
   *
   * @param reason why no report will arrive
   */
  public void endReports(RuntimeException reason) {
    notNull(reason, "reason");
    lock.holding(
        () -> {
          endOfReports = reason;
          reported.signalAll();
        });
  }

  /**
   * Waits until every report that is due before the next batch has arrived: for batch number b
   * under reports every m batches, the report for step ⌊b/m⌋·m. Call it before {@link
   * VersaTune#plan} on a thread that draws ahead of training. Returns at once on the training
   * thread itself, and where no reports are expected.
   *
   * @param timeout how long to wait at most
   * @throws IllegalStateException if the report has not arrived by then, {@link #endReports} was
   *     called, or the thread is interrupted
   */
  public void awaitReports(Duration timeout) {
    notNull(timeout, "timeout");
    lock.holding(() -> awaitHolding(timeout));
  }

  private void awaitHolding(Duration timeout) {
    try {
      if (reportsEvery == 0 || trainsHere()) {
        return;
      }
      long due = nextNumber / reportsEvery * reportsEvery;
      long nanos = Durations.nanos(timeout);
      while (due > 0 && reportedStep < due) {
        RuntimeException reason = endOfReports;
        if (reason != null) {
          throw new IllegalStateException(reason.getMessage(), reason);
        }
        checkState(
            nanos > 0,
            "batch %s is drawn under the report for step %s, which has not come within %s: is the"
                + " listener added to the network that trains on these batches?",
            nextNumber,
            due,
            Durations.text(timeout));
        nanos = reported.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a report", e);
    }
  }

  /** Notes that the calling thread is the one that trains, and that training has begun. */
  public void trainHere() {
    lock.holding(
        () -> {
          trainer = Thread.currentThread();
          trains = true;
        });
  }

  /**
   * Returns whether the calling thread is the one that trains.
   *
   * @return true if it does; before training begins, true for the thread that called {@link
   *     #expectReports} or, before that call, built the run
   */
  public boolean trainsHere() {
    return lock.holding(() -> trainer == Thread.currentThread());
  }

  /**
   * Returns whether another thread than the calling one is known to train.
   *
   * @return false until {@link #trainHere} or {@link #confirm} was called
   */
  public boolean trainsElsewhere() {
    return lock.holding(() -> trains && trainer != Thread.currentThread());
  }

  /**
   * Notes that a batch has been trained, by the calling thread.
   *
   * @param batchNumber the {@link BatchPlan#number()} of the batch; earlier ones count as trained
   *     too
   */
  public void confirm(long batchNumber) {
    lock.holding(
        () -> {
          trainHere();
          unconfirmed.headMap(batchNumber, true).clear();
        });
  }

  /**
   * Keeps an adapter's object for a batch that goes to training, until the batch is confirmed or
   * taken back. Keeps nothing where no reports are expected, since nothing will be confirmed then.
   *
   * @param batchNumber the {@link BatchPlan#number()} of the batch
   * @param batch the object, such as the arrays that were made for it
   */
  public void handOut(long batchNumber, Object batch) {
    notNull(batch, "batch");
    lock.holding(
        () -> {
          if (reportsEvery > 0) {
            unconfirmed.compute(
                batchNumber,
                (number, known) -> new Batch(known == null ? null : known.origin, batch));
          }
        });
  }

  /**
   * Returns the objects of all batches that are handed out and not confirmed.
   *
   * @param type the class given to {@link #handOut}
   * @param <B> that class
   * @return in the order of the batches' numbers
   */
  public <B> ImmutableList<B> handedOut(Class<B> type) {
    notNull(type, "type");
    return lock.holding(
        () -> {
          ImmutableList.Builder<B> batches = ImmutableList.builder();
          for (Batch batch : unconfirmed.values()) {
            if (batch.handedOut != null) {
              batches.add(type.cast(batch.handedOut));
            }
          }
          return batches.build();
        });
  }

  /**
   * Takes back all batches that are handed out and not confirmed, to be handed out again: those
   * that were fetched ahead and never reached training.
   *
   * @param type the class given to {@link #handOut}
   * @param <B> that class
   * @return their objects, in the order of the batches' numbers
   */
  public <B> ImmutableList<B> takeBack(Class<B> type) {
    return lock.holding(
        () -> {
          ImmutableList<B> batches = handedOut(type);
          unconfirmed.values().removeIf(batch -> batch.origin == null);
          unconfirmed.replaceAll((number, batch) -> new Batch(batch.origin, null));
          return batches;
        });
  }

  /**
   * Finds the batch that is being trained.
   *
   * @param type the class given to {@link #handOut}
   * @param isTrained whether an object is the one in training
   * @param <B> that class
   * @return the first object that {@code isTrained} accepts, else the oldest that is handed out;
   *     empty if none is
   */
  public <B> Optional<B> inTraining(Class<B> type, Predicate<? super B> isTrained) {
    notNull(isTrained, "isTrained");
    ImmutableList<B> batches = handedOut(type);
    Optional<B> found = batches.stream().filter(isTrained).findFirst();
    return found.isPresent() ? found : batches.stream().findFirst();
  }
}
