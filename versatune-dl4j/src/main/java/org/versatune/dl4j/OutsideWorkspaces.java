// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.util.function.Supplier;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs code so that its arrays live on the heap, whatever workspace is open on this thread.
 *
 * <p>Deeplearning4j's prefetch thread calls {@code next()} inside a circular workspace, and
 * listeners are called for a forward pass inside the one of the activations: arrays made there are
 * overwritten a few batches later.
 */
final class OutsideWorkspaces {
  private OutsideWorkspaces() {}

  @SuppressWarnings("try") // The scope is all that the workspace is for.
  static <T> T get(Supplier<T> body) {
    try (MemoryWorkspace scope = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      return body.get();
    }
  }
}
