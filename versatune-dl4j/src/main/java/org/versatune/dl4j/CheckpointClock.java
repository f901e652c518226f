// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.versatune.VersaTune;

/**
 * Saves checkpoints at intervals, each when the network is complete: a step is counted, and
 * constraints are applied, only after its listeners. Not safe for use by several threads.
 */
final class CheckpointClock {
  private static final System.Logger LOG = System.getLogger(MixtureListener.class.getName());

  private final VersaTune run;
  private final @Nullable Path file;
  private final long every;
  private final @Nullable RollBack rollBack;
  private @Nullable RandomState due;
  private @Nullable Trace saved;
  private boolean warned;

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
      warnOfOthers(target);
      NetworkCheckpoint.save(target, network, run.snapshot(), random);
      saved = Trace.of(target);
      due = null;
      if (rollBack != null) {
        rollBack.checkpointed();
      }
    }
  }

  /**
   * What can be seen of a file without reading it.
   *
   * @param modified when it was last written
   * @param size in bytes
   */
  record Trace(FileTime modified, long size) {
    /** File systems keep times to 2 s at worst, and may do so some time after they were set. */
    private static final Duration COARSE = Duration.ofSeconds(2);

    /** Returns the trace of a file; null where it cannot be seen. */
    static @Nullable Trace of(Path file) {
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return new Trace(now.lastModifiedTime(), now.size());
      } catch (IOException e) {
        return null; // What is wrong with it is said where it is written.
      }
    }

    /** Returns whether this can be the same file as before, and nobody wrote it in between. */
    boolean isStill(Trace before) {
      Duration between = Duration.between(before.modified.toInstant(), modified.toInstant());
      return size == before.size && between.abs().compareTo(COARSE) < 0;
    }
  }

  /** Warns, once, where another training saves to the same file: each destroys the other's. */
  private void warnOfOthers(Path target) {
    Trace before = saved;
    Trace now = warned || before == null ? null : Trace.of(target);
    if (now != null && before != null && !now.isStill(before)) {
      warned = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "The checkpoint {0} was written by something else since this listener saved it: does"
              + " another training save there? Give each a file of its own. If your own code saved"
              + " this run there, all is well",
          target);
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
