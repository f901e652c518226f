// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.MapMaker;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.versatune.InFlight;
import org.versatune.VersaTune;

/**
 * Gives batches to the thread that trains, or to one that draws ahead of it. The latter waits for
 * the reports that its batches depend on, and what is thrown there reaches the thread that trains.
 *
 * <p>Safe for use by one drawing thread beside one training thread.
 *
 * @param <D> the kind of batch that training takes
 */
final class DrawAhead<D> {
  private final InFlight inFlight;
  private final HandOver handOver;
  private final MixedBatches batches;
  private final BatchForm<D> form;
  private final Duration reportTimeout;
  private @Nullable Thread drawer;

  /**
   * Deeplearning4j's threads that drew before, of epochs that were broken off: their batches reach
   * no training any more, though they may only now come back from waiting, and go on.
   */
  private final Set<Thread> retired =
      Collections.newSetFromMap(new MapMaker().weakKeys().makeMap());

  /** What the drawing thread hands out in place of a batch that could not be made. */
  private @Nullable FailedBatch failed;

  /**
   * @param form of the batches that training takes
   * @param reportTimeout how long to wait for a report
   */
  DrawAhead(VersaTune run, MixedBatches batches, BatchForm<D> form, Duration reportTimeout) {
    this.inFlight = run.inFlight();
    this.handOver = HandOver.of(run);
    this.batches = batches;
    this.form = form;
    this.reportTimeout = reportTimeout;
  }

  /** Returns whether there is another batch for this thread. */
  boolean hasNext(int size) {
    if (inFlight.trainsHere()) {
      handOver.throwFailure();
      return batches.hasNext();
    }
    FailedBatch instead = failedHere();
    if (instead != null) {
      return instead.isDue() || instead.end();
    }
    if (isRetired()) {
      return false;
    }
    // On a thread that draws ahead the batch is made here and not in next(): the prefetcher treats
    // "no more" well, and an exception badly (it may never tell the thread that waits for a batch).
    try {
      awaitWeights();
      synchronized (this) {
        return !isRetired() && batches.prepare(size, form);
      }
    } catch (Throwable e) {
      return !isRetired() && insteadOf(e).isDue();
    }
  }

  /**
   * Returns the next batch, or one that throws what was thrown when its data are asked for.
   *
   * @throws java.util.NoSuchElementException if the epoch is over
   */
  D next(int size) {
    FailedBatch instead = failedHere();
    if (instead != null) {
      return form.of(instead.handOut());
    }
    try {
      awaitWeights();
      synchronized (this) {
        checkState(!isRetired(), "another thread draws from this iterator now");
        return form.of(batches.handOut(size, form));
      }
    } catch (Throwable e) {
      return form.of(insteadOf(e).handOut());
    }
  }

  /** Begins the next epoch, with what was handed out and not trained. */
  void reset() {
    if (inFlight.trainsHere()) {
      handOver.throwFailure();
    }
    synchronized (this) {
      retireOther();
      Thread last = drawer;
      if (last != null && !DrawFailure.isPrefetcher(last)) {
        batches.warnOfUntrained();
      }
      batches.startEpoch();
    }
  }

  /** Ends the part of another thread that drew up to here. */
  private synchronized void retireOther() {
    Thread other = drawer;
    if (other != null && other != Thread.currentThread() && DrawFailure.isPrefetcher(other)) {
      retired.add(other);
    }
    failed = null;
  }

  private synchronized boolean isRetired() {
    return retired.contains(Thread.currentThread());
  }

  private synchronized @Nullable FailedBatch failedHere() {
    FailedBatch instead = failed;
    return instead != null && instead.isOfThisThread() ? instead : null;
  }

  /**
   * Throws what was thrown, where that reaches the caller of {@code fit}; else returns a carrier.
   */
  private FailedBatch insteadOf(Throwable thrown) {
    DrawFailure failure = new DrawFailure(thrown);
    if (!handOver.drawsForAnother()) {
      throw failure.rethrow();
    }
    FailedBatch instead = new FailedBatch(failure);
    synchronized (this) {
      if (!isRetired()) {
        failed = instead;
        if (!instead.wasInterrupted()) {
          handOver.fail(failure);
        }
      }
    }
    return instead;
  }

  /**
   * Waits for the reports that the next draw depends on. It does not wait where the next batch is
   * drawn already: that batch has to be trained before the next report can come.
   */
  private void awaitWeights() {
    synchronized (this) {
      if (isRetired()) {
        return;
      }
      if (drawer != null && drawer != Thread.currentThread()) {
        // What the thread before fetched ahead is not trained on any more.
        retireOther();
        batches.takeBack();
      }
      drawer = Thread.currentThread();
    }
    if (batches.needsDraws()) {
      inFlight.awaitReports(reportTimeout);
      handOver.awaitDecision();
    }
  }
}
