package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.MapMaker;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.versatune.VersaTune;

/**
 * What the iterator and the listener of a run know of each other: the batches that were handed out
 * and not trained yet, which thread trains, and what went wrong on another one.
 *
 * <p>The two sides meet through the run itself, since a user gives neither to the other. Batches
 * are kept only once a listener has promised to confirm them; as many are alive as the network
 * prefetches.
 *
 * <p>Safe for use by several threads.
 */
final class BatchLedger {
  /** By identity, without keeping a run alive. */
  private static final Map<VersaTune, BatchLedger> LEDGERS = new MapMaker().weakKeys().makeMap();

  /** More than any prefetcher fetches ahead. */
  private static final int MOST_IN_FLIGHT = 256;

  private final Deque<MixedBatch> handedOut = new ArrayDeque<>();
  private Thread trainer = Thread.currentThread();
  private boolean attended;
  private boolean heard;
  private int endingIteration = -1;
  private @Nullable DrawFailure failure;

  /** Features of the batches handed out last, whether or not somebody confirms them. */
  private final Deque<WeakReference<INDArray>> recent = new ArrayDeque<>();

  private BatchLedger() {}

  static BatchLedger of(VersaTune mix) {
    return LEDGERS.computeIfAbsent(mix, key -> new BatchLedger());
  }

  /** A listener promises to confirm batches from now on. */
  synchronized void attend() {
    attended = true;
  }

  synchronized boolean isAttended() {
    return attended;
  }

  /** This thread is the one that trains. */
  synchronized void trainHere() {
    trainer = Thread.currentThread();
    heard = true;
  }

  /** Whether the listener has heard of training: it is added to a network. */
  synchronized boolean hearsTraining() {
    return heard;
  }

  synchronized boolean trainsHere() {
    return trainer == Thread.currentThread();
  }

  /**
   * Notes that a batch goes to training.
   *
   * @throws IllegalStateException if so many are out that nobody can be confirming them
   */
  synchronized void handOut(MixedBatch batch) {
    if (recent.size() == MOST_IN_FLIGHT) {
      recent.removeFirst();
    }
    recent.addLast(new WeakReference<>(batch.data().getFeatures()));
    if (attended) {
      checkState(
          handedOut.size() < MOST_IN_FLIGHT,
          "%s batches were handed out since batch %s and none of them trained, as far as the"
              + " MixtureListener knows: add it to the network that trains on this iterator"
              + " (network.addListeners(listener))",
          handedOut.size(),
          handedOut.isEmpty() ? 0 : handedOut.getFirst().number());
      handedOut.addLast(batch);
    }
  }

  /** The step of this iteration ends when the listeners have heard of it, and is counted then. */
  synchronized void endStep(int iteration) {
    endingIteration = iteration;
  }

  /**
   * Whether the listeners are hearing of an iteration right now, as the count of iterations tells.
   */
  synchronized boolean isInsideStep(int iterations) {
    return endingIteration == iterations;
  }

  /** Everything handed out and not confirmed, in order; the ledger forgets it. */
  synchronized ImmutableList<MixedBatch> takeBack() {
    ImmutableList<MixedBatch> batches = ImmutableList.copyOf(handedOut);
    handedOut.clear();
    return batches;
  }

  /**
   * The batch that is being trained: the one with these features, else the oldest. Null where
   * nothing is handed out, as in training without this package's iterator.
   */
  synchronized @Nullable MixedBatch inTraining(@Nullable INDArray features) {
    for (MixedBatch batch : handedOut) {
      if (batch.data().getFeatures() == features) {
        return batch;
      }
    }
    return handedOut.peekFirst();
  }

  /** The other run that handed out these features; null where none did, or this one too. */
  @Nullable VersaTune otherRunOf(@Nullable INDArray features) {
    if (features == null || handedOut(features)) {
      return null;
    }
    for (Map.Entry<VersaTune, BatchLedger> other : LEDGERS.entrySet()) {
      if (other.getValue() != this && other.getValue().handedOut(features)) {
        return other.getKey();
      }
    }
    return null;
  }

  private synchronized boolean handedOut(INDArray features) {
    // The newest first: without fetching ahead it is that one.
    for (Iterator<WeakReference<INDArray>> i = recent.descendingIterator(); i.hasNext(); ) {
      if (i.next().refersTo(features)) {
        return true;
      }
    }
    return false;
  }

  synchronized void confirm(long number) {
    while (!handedOut.isEmpty() && handedOut.getFirst().number() <= number) {
      handedOut.removeFirst();
    }
  }

  /** Whether this thread draws for another one that trains, as far as is known. */
  boolean drawsForAnother() {
    return DrawFailure.isPrefetcher(Thread.currentThread())
        || (isAttended() && hearsTraining() && !trainsHere());
  }

  /** Keeps what was thrown while drawing, for the case that its batch does not reach training. */
  synchronized void fail(DrawFailure thrown) {
    failure = thrown;
  }

  /** Whether something was thrown while drawing that did not reach training. */
  synchronized boolean hasFailed() {
    return failure != null && !failure.wasThrown();
  }

  /** Throws what did not reach training, once. */
  void throwFailure() {
    DrawFailure unheard;
    synchronized (this) {
      unheard = hasFailed() ? failure : null;
      failure = null;
    }
    if (unheard != null) {
      throw unheard.rethrow();
    }
  }
}
