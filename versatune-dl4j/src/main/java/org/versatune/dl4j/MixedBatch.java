// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.versatune.BatchPlan;

/**
 * A batch between drawing and training.
 *
 * @param plan what was drawn for it
 * @param positions where the source of each row was after it
 * @param data the batch itself, outside every workspace
 * @param endsEpoch whether it took the last example of a source under {@link
 *     ExhaustionPolicy#END_EPOCH}
 */
record MixedBatch(
    BatchPlan plan, ImmutableList<SourcePosition> positions, Batch data, boolean endsEpoch) {

  /** Returns its number in the run, from 0. */
  long number() {
    return plan.number();
  }

  /** Returns the domain of each row. */
  ImmutableList<String> domains() {
    return plan.domains();
  }

  /** Returns what messages call the example of a row. */
  String nameOf(int row) {
    SourcePosition position = positions.get(row);
    return "example %s of pass %s of %s (row %s of batch %s)"
        .formatted(
            position.taken(),
            position.restarts() + 1,
            DataRoles.source(domains().get(row)),
            row,
            number());
  }

  /** Returns the array by which a batch in training is known: that of its first input. */
  INDArray firstInput() {
    return data.features().get(0).array();
  }

  /** Returns how many draws it took: those of all workers where several share the draws. */
  long draws() {
    return plan.sequence().size();
  }
}
