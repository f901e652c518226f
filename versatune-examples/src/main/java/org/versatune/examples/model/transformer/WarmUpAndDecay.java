// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static com.google.common.base.Preconditions.checkArgument;

import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A learning rate that rises for w steps, then falls linearly to 0: η(i) = η₀·min(1, (i + 1)/w)·(1
 * − i/n) at iteration i of n.
 *
 * <p>Layers with equal schedules share one block of the optimiser's state. Without equality by
 * value a network that was read back would divide its state otherwise than it was written.
 */
// A network's configuration is written with ND4J's own copy of Jackson, which needs the names.
record WarmUpAndDecay(
    @JsonProperty("highest") double highest,
    @JsonProperty("warmUp") int warmUp,
    @JsonProperty("steps") int steps)
    implements ISchedule {
  WarmUpAndDecay {
    checkArgument(highest > 0, "learning rate is %s; it must be above 0", highest);
    checkArgument(warmUp >= 1, "%s steps of warm-up; at least 1 is needed", warmUp);
    checkArgument(steps >= 1, "steps is %s; it must be at least 1", steps);
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    double rise = Math.min(1, (iteration + 1) / (double) warmUp);
    return highest * rise * Math.max(0, 1 - iteration / (double) steps);
  }

  @Override
  public ISchedule clone() {
    return this;
  }
}
