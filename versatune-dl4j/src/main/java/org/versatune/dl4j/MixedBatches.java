// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.versatune.VersaTune;

/**
 * Gives the batches of a run in the order in which they are trained on: first those that were
 * handed out and came back untrained, then new ones, up to the end of the epoch.
 *
 * <p>Safe for use by several threads.
 */
final class MixedBatches {
  private static final System.Logger LOG = System.getLogger(MixtureListener.class.getName());

  private final VersaTune run;
  private final HandOver handOver;
  private final DomainMixer mixer;
  private final EpochLength epochLength;
  private final PositionLog positions;
  private EpochPosition epoch;
  private final Deque<MixedBatch> takenBack = new ArrayDeque<>();
  private @Nullable MixedBatch prepared;
  private boolean warned;

  /**
   * @param positions of the mixer's sources; it begins where the epoch begins
   */
  MixedBatches(VersaTune run, DomainMixer mixer, EpochLength epochLength, PositionLog positions) {
    this.run = run;
    this.handOver = HandOver.of(run);
    this.mixer = mixer;
    this.epochLength = epochLength;
    this.positions = positions;
    this.epoch = positions.epoch();
  }

  private boolean isDrawn() {
    return prepared != null || !takenBack.isEmpty() || mixer.pending() != null;
  }

  /**
   * Returns whether the epoch goes on with a batch that is not drawn yet. Whether the run has a
   * draw left for it is known only when the weights are those of the draw.
   */
  synchronized boolean needsDraws() {
    return !handOver.isEnded() && !isDrawn() && !epoch.isOver(epochLength);
  }

  /** Returns whether the epoch has another batch. */
  synchronized boolean hasNext() {
    return !handOver.isEnded() && (isDrawn() || (!epoch.isOver(epochLength) && run.hasNext()));
  }

  /**
   * Makes the batch that is handed out next.
   *
   * @return false if the epoch is over
   */
  synchronized boolean prepare(int size, BatchForm<?> form) {
    if (prepared != null) {
      return true;
    }
    if (!hasNext()) {
      return false;
    }
    MixedBatch batch = takenBack.pollFirst();
    if (batch == null) {
      int wanted = epochLength.batchSize(size, epoch.examples(), run.worker().workers());
      batch = OutsideWorkspaces.get(() -> mixer.next(wanted, form));
      epoch = epoch.plus(batch);
      positions.drew(batch.plan(), epoch, handOver.oldest(batch.number()));
    } else {
      epoch = epoch.plus(batch);
      positions.at(epoch);
    }
    prepared = batch;
    return true;
  }

  /**
   * Hands the next batch out to training.
   *
   * @throws NoSuchElementException if the epoch is over
   */
  synchronized Batch handOut(int size, BatchForm<?> form) {
    MixedBatch batch = prepare(size, form) ? prepared : null;
    if (batch == null) {
      throw new NoSuchElementException("the epoch is over; reset() begins the next");
    }
    handOver.handOut(batch);
    prepared = null;
    return batch.data();
  }

  /** Takes back what was handed out and not trained, to be handed out again. */
  synchronized void takeBack() {
    List<MixedBatch> untrained = new ArrayList<>(handOver.takeBack());
    MixedBatch ready = prepared;
    if (ready != null) {
      untrained.add(ready);
      prepared = null;
    }
    for (int i = untrained.size() - 1; i >= 0; i--) {
      takenBack.addFirst(untrained.get(i));
      epoch = epoch.minus(untrained.get(i));
    }
  }

  /**
   * Warns, once, where an epoch was drawn to its end and not trained, as far as the listener of the
   * run knows: its batches are about to come again. If that is because the listener was taken off
   * the network, training would repeat them for ever.
   */
  synchronized void warnOfUntrained() {
    int untrained = handOver.untrained();
    if (!warned
        && untrained > 0
        && run.inFlight().expectsReports()
        && !handOver.isEnded()
        && !isDrawn()
        && epoch.isOver(epochLength)) {
      warned = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "An epoch was drawn to its end, and {0} of its batches were not trained as far as the"
              + " MixtureListener knows: they come again. If they were trained, the listener is not"
              + " on the network any more, as after setListeners(others): add it again with"
              + " addListeners(listener)",
          Integer.toString(untrained));
    }
  }

  /** Begins the next epoch, with what was handed out and not trained. */
  synchronized void startEpoch() {
    takeBack();
    epoch = EpochPosition.START;
    positions.restarted(OutsideWorkspaces.get(mixer::restartExhausted), mixer.pending(), epoch);
  }
}
