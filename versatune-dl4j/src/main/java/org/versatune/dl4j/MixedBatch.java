// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.io.Serializable;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.versatune.BatchPlan;

/**
 * A batch between drawing and training.
 *
 * @param plan what was drawn for it
 * @param origins what was attached to each row when it was drawn, each an object of its own
 * @param rows the place in the plan of each row of the data
 * @param positions where the source of each place of the plan was after it
 * @param data the batch itself, outside every workspace
 * @param endsEpoch whether it took the last example of a source under {@link
 *     ExhaustionPolicy#END_EPOCH}
 */
record MixedBatch(
    BatchPlan plan,
    ImmutableList<ExampleOrigin> origins,
    ImmutableIntArray rows,
    ImmutableList<SourcePosition> positions,
    Batch data,
    boolean endsEpoch) {

  /** Returns a batch whose rows are in the order of the plan. */
  static MixedBatch of(
      BatchPlan plan,
      List<ExampleOrigin> origins,
      List<SourcePosition> positions,
      Batch data,
      boolean endsEpoch) {
    return new MixedBatch(
            plan,
            ImmutableList.copyOf(origins),
            ImmutableIntArray.of(),
            ImmutableList.copyOf(positions),
            data,
            endsEpoch)
        .asItIs();
  }

  /**
   * Returns this batch with its rows as they are now. {@code DataSet.shuffle()} puts rows in
   * another order after they were drawn, and what is attached to them along with them.
   */
  MixedBatch asItIs() {
    ImmutableIntArray now = rowsNow();
    return now.equals(rows) ? this : new MixedBatch(plan, origins, now, positions, data, endsEpoch);
  }

  /** The place in the plan of each row: that to which what is attached to it now belonged. */
  private ImmutableIntArray rowsNow() {
    IdentityHashMap<Object, Integer> places = new IdentityHashMap<>();
    for (int i = 0; i < origins.size(); i++) {
      places.put(origins.get(i), i);
    }
    ImmutableIntArray.Builder now = ImmutableIntArray.builder(origins.size());
    List<Serializable> attached = data.metaData();
    for (Serializable each : attached == null ? ImmutableList.<Serializable>of() : attached) {
      Integer place = places.remove(each);
      if (place != null) {
        now.add(place);
      }
    }
    ImmutableIntArray rows = now.build();
    return rows.length() == origins.size()
        ? rows
        : ImmutableIntArray.copyOf(IntStream.range(0, origins.size())); // Attached by others.
  }

  /** Returns its number in the run, from 0. */
  long number() {
    return plan.number();
  }

  /** Returns the domain of each row. */
  ImmutableList<String> domains() {
    ImmutableList<String> planned = plan.domains();
    return rows.stream().mapToObj(planned::get).collect(ImmutableList.toImmutableList());
  }

  /** Returns what messages call the example of a row. */
  String nameOf(int row) {
    SourcePosition position = positions.get(rows.get(row));
    return "example %s of pass %s of %s (row %s of batch %s)"
        .formatted(
            position.taken(),
            position.restarts() + 1,
            DataRoles.source(plan.domains().get(rows.get(row))),
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
