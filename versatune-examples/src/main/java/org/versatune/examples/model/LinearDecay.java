// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static com.google.common.base.Preconditions.checkArgument;

import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A learning rate that falls linearly from its first value to 0: η(i) = η₀·(1 − i/n) at iteration
 * i.
 *
 * <p>Deeplearning4j's own {@code PolySchedule} of 1.0.0-M2.1 multiplies by 1 + i/n where 1 − i/n is
 * meant, and so rises; hence this class. Layers with equal schedules share one block of the
 * optimiser's state. Without equality by value a network that was read back would divide its state
 * otherwise than it was written.
 */
// A network's configuration is written with ND4J's own copy of Jackson, which needs the names.
record LinearDecay(
    @JsonProperty("initialValue") double initialValue, @JsonProperty("steps") int steps)
    implements ISchedule {
  LinearDecay {
    checkArgument(initialValue > 0, "learning rate is %s; it must be above 0", initialValue);
    checkArgument(steps >= 1, "steps is %s; it must be at least 1", steps);
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    return initialValue * Math.max(0, 1 - iteration / (double) steps);
  }

  @Override
  public ISchedule clone() {
    return this;
  }
}
