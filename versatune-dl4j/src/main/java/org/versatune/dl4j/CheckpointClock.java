// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.versatune.VersaTune;

/**
 * Saves checkpoints at intervals, each when the network is complete: a step is counted, and
 * constraints are applied, only after its listeners. Not safe for use by several threads.
 */
final class CheckpointClock {
  private final VersaTune run;
  private final @Nullable Path file;
  private final long every;
  private final @Nullable RollBack rollBack;
  private @Nullable RandomState due;

  /**
   * @param file where to save; null for nowhere
   * @param every batches between two checkpoints
   * @param rollBack keeps the files that a checkpoint refers to; null where there are none
   */
  CheckpointClock(VersaTune run, @Nullable Path file, long every, @Nullable RollBack rollBack) {
    this.run = run;
    this.file = file;
    this.every = every;
    this.rollBack = rollBack;
  }

  /** Notes that a batch is trained. */
  void trained(long batches) {
    if (file != null && batches % every == 0) {
      due = RandomState.now();
    }
  }

  /** Saves what is due, between two steps. */
  void save(Network network) {
    Path target = file;
    RandomState random = due;
    if (target != null && random != null) {
      NetworkCheckpoint.save(target, network, run.snapshot(), random);
      due = null;
      if (rollBack != null) {
        rollBack.checkpointed();
      }
    }
  }

  /** Saves what is due at the end of an epoch, which is counted after its listeners, too. */
  void saveAfterEpoch(Network network) {
    // Whoever resumes begins the next epoch.
    network.setEpochs(network.epochs() + 1);
    try {
      save(network);
    } finally {
      network.setEpochs(network.epochs() - 1);
    }
  }
}
