// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.versatune.SavedState;
import org.versatune.VersaTune;

/**
 * Gives the mixed batches of a run, and keeps the positions of its sources in the run's snapshots:
 * what the iterators over data sets and over multi-data sets have in common.
 *
 * <p>Safe for use by one drawing thread beside one training thread.
 *
 * @param <D> the kind of batch that training takes
 */
final class DomainBatches<D> {
  private static final String SOURCES = "sources";
  private static final String MADE_OF = "sources.made";

  private final VersaTune run;
  private final ImmutableList<DomainSource> sources;
  private final DrawAhead<D> batches;
  private final int batchSize;
  private final boolean prefetch;

  DomainBatches(
      IteratorBuilder<?, ?> builder,
      ImmutableMap<String, DomainSource> byDomain,
      EpochLength epochLength,
      BatchForm<D> form) {
    this.run = builder.run();
    this.sources = byDomain.values().asList();
    this.batchSize = builder.batchSize();
    this.prefetch = builder.prefetch();
    SavedState made =
        OutsideWorkspaces.get(
            () -> SourceFingerprints.of(sources, batchSize, epochLength, run.worker().workers()));
    Optional<SavedState> before = run.inFlight().restored(MADE_OF);
    if (before.isPresent() && !builder.acceptsChanges()) {
      SourceFingerprints.requireSame(run.domains(), before.get(), made);
    }
    Optional<SavedState> saved = run.inFlight().restored(SOURCES);
    if (saved.isPresent()) {
      SourcePositions.restore(sources, saved.get(), builder.acceptsChanges());
    }
    PositionLog positions =
        new PositionLog(byDomain, saved.map(SourcePositions::epoch).orElse(EpochPosition.START));
    MixedBatches mixed =
        new MixedBatches(run, new DomainMixer(run, byDomain), epochLength, positions);
    this.batches = new DrawAhead<>(run, mixed, form, builder.reportTimeout());
    run.inFlight().attach(SOURCES, positions::before);
    run.inFlight().attach(MADE_OF, (long batch) -> made);
  }

  ImmutableList<DomainSource> sources() {
    return sources;
  }

  int batchSize() {
    return batchSize;
  }

  boolean hasNext() {
    return batches.hasNext(batchSize);
  }

  /**
   * Returns the next batch.
   *
   * @throws NoSuchElementException if the epoch is over
   */
  D next(int size) {
    checkArgument(size >= 1, "a batch of %s examples; at least 1 is needed", size);
    return batches.next(size);
  }

  void reset() {
    batches.reset();
  }

  /** Returns whether Deeplearning4j may draw ahead; refuses trainers that clone the network. */
  boolean asyncSupported() {
    if (run.inFlight().expectsReports()) {
      OneNetwork.refuseCloningTrainer();
    }
    return prefetch;
  }
}
