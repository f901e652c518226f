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
 * @param data the batch itself, outside every workspace
 * @param endsEpoch whether it took the last example of a source under {@link
 *     ExhaustionPolicy#END_EPOCH}
 */
record MixedBatch(BatchPlan plan, Batch data, boolean endsEpoch) {

  /** Returns its number in the run, from 0. */
  long number() {
    return plan.number();
  }

  /** Returns the domain of each row. */
  ImmutableList<String> domains() {
    return plan.domains();
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
