// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.MapMaker;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.versatune.InFlight;
import org.versatune.VersaTune;

/**
 * Carries batches, and what was thrown instead of one, from the iterator of a run to its listener.
 * The batches themselves are in the run's {@link InFlight}; as many are alive as the network
 * prefetches.
 *
 * <p>Safe for use by several threads.
 */
final class HandOver {
  private static final System.Logger LOG = System.getLogger(MixtureListener.class.getName());

  /**
   * The run that handed out a batch, by the batch's features. The listener of one run can meet a
   * batch of another run in no other way: Deeplearning4j shows it the features alone, without the
   * iterator, the batch or its metadata. Neither features nor runs are kept alive.
   */
  private static final Map<INDArray, WeakReference<VersaTune>> RUNS =
      new MapMaker().weakKeys().makeMap();

  /** More than any prefetcher fetches ahead. */
  private static final int MOST_IN_FLIGHT = 256;

  private final InFlight inFlight;
  private final WeakReference<VersaTune> run;
  private int endingIteration = -1;

  /** How many batches were handed out before a listener could count them. */
  private long uncounted;

  private boolean ended;
  private boolean weighsLoss;

  /** Held while a report may end training, which a thread that draws ahead must not overtake. */
  private final ReentrantLock deciding = new ReentrantLock();

  private @Nullable DrawFailure failure;

  private HandOver(VersaTune run) {
    this.inFlight = run.inFlight();
    this.run = new WeakReference<>(run);
  }

  static HandOver of(VersaTune run) {
    return run.inFlight().shared(HandOver.class, () -> new HandOver(run));
  }

  /**
   * Hands a batch out to training.
   *
   * @throws IllegalStateException if more batches are handed out than a trainer fetches ahead, so
   *     that the listener cannot be confirming them
   */
  void handOut(MixedBatch batch) {
    ImmutableList<MixedBatch> out = inFlight.handedOut(MixedBatch.class);
    checkState(
        out.size() < MOST_IN_FLIGHT,
        "%s batches were handed out since batch %s and none of them trained, as far as the"
            + " MixtureListener knows: add it to the network that trains on this iterator"
            + " (network.addListeners(listener))",
        out.size(),
        out.isEmpty() ? 0 : out.get(0).number());
    RUNS.put(batch.firstInput(), run);
    if (!inFlight.expectsReports()) {
      noteUncounted();
    }
    inFlight.handOut(batch.number(), batch);
  }

  private synchronized void noteUncounted() {
    uncounted++;
  }

  /** Warns a listener that is built now of batches that count as trained, and may not be. */
  synchronized void warnOfUncounted(long trained) {
    if (uncounted > 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Batches that were drawn from this run before its MixtureListener was built: {0}. They count"
              + " as trained, and steps go on from {1}. If they were not trained on, build the listener"
              + " before anything is drawn, and fit a normalizer, or evaluate, on the sources and"
              + " not on the run''s iterator",
          Long.toString(uncounted),
          Long.toString(trained));
    }
  }

  /**
   * Returns the oldest batch that is handed out and not confirmed; the one just drawn if none is.
   */
  long oldest(long drawn) {
    ImmutableList<MixedBatch> out = inFlight.handedOut(MixedBatch.class);
    return out.isEmpty() ? drawn : out.get(0).number();
  }

  /** Returns how many batches were handed out and not trained, as far as is known. */
  int untrained() {
    return inFlight.handedOut(MixedBatch.class).size();
  }

  /** Returns everything handed out and not confirmed, in order, to be handed out again. */
  ImmutableList<MixedBatch> takeBack() {
    return inFlight.takeBack(MixedBatch.class);
  }

  /**
   * Returns the batch that is being trained, with its rows as they are: the one with these
   * features, else the oldest. Null where nothing is handed out, as in training without this
   * package's iterator.
   */
  @Nullable MixedBatch inTraining(@Nullable INDArray features) {
    return inFlight
        .inTraining(MixedBatch.class, batch -> batch.firstInput() == features)
        .map(MixedBatch::asItIs)
        .orElse(null);
  }

  /** Returns whether this run handed these features out, and does not wait for them any more. */
  boolean isPast(@Nullable INDArray features) {
    WeakReference<VersaTune> origin = features == null ? null : RUNS.get(features);
    return origin == run
        && inFlight.handedOut(MixedBatch.class).stream()
            .noneMatch(batch -> batch.firstInput() == features);
  }

  /** Notes that the weights of the run scale the loss. */
  synchronized void weighLoss() {
    weighsLoss = true;
  }

  /** Returns whether the weights of the run scale the loss. */
  synchronized boolean weighsLoss() {
    return weighsLoss;
  }

  /** Returns the other run that handed out these features; null where none did. */
  @Nullable VersaTune otherRunOf(@Nullable INDArray features) {
    WeakReference<VersaTune> origin = features == null ? null : RUNS.get(features);
    return origin == null || origin == run ? null : origin.get();
  }

  /** Reports, and decides whether training goes on, before another thread draws by that report. */
  <T> T deciding(Supplier<T> body) {
    deciding.lock();
    try {
      return body.get();
    } finally {
      deciding.unlock();
    }
  }

  /** Waits until the report that has just come has been decided on. */
  void awaitDecision() {
    var unused = deciding(this::isEnded);
  }

  /** Ends training for good: there is no further batch. */
  synchronized void end() {
    ended = true;
  }

  /** Returns whether training has ended for good. */
  synchronized boolean isEnded() {
    return ended;
  }

  /** Notes the iteration that Deeplearning4j counts once all listeners have been called. */
  synchronized void endStep(int iteration) {
    endingIteration = iteration;
  }

  /** Returns whether listeners are being called for an iteration that is not counted yet. */
  synchronized boolean isInsideStep(int iterations) {
    return endingIteration == iterations;
  }

  /** Returns whether this thread draws for another one that trains, as far as is known. */
  boolean drawsForAnother() {
    return DrawFailure.isPrefetcher(Thread.currentThread())
        || (inFlight.expectsReports() && inFlight.trainsElsewhere());
  }

  /** Keeps what was thrown while drawing, in case its batch does not reach training. */
  synchronized void fail(DrawFailure thrown) {
    failure = thrown;
  }

  /** Returns whether something was thrown while drawing that did not reach training. */
  synchronized boolean hasFailed() {
    return failure != null && !failure.wasThrown();
  }

  /** Throws what did not reach training, once. */
  void throwFailure() {
    DrawFailure pending;
    synchronized (this) {
      pending = hasFailed() ? failure : null;
      failure = null;
    }
    if (pending != null) {
      throw pending.rethrow();
    }
  }
}
