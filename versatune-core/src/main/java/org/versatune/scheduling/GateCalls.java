// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import java.util.function.Predicate;
import org.versatune.internal.Listed;

/** Calls of the gate of an expansion, which may be a user's own and throw anything. */
final class GateCalls {
  private GateCalls() {}

  /**
   * Whether a gate lets the target grow.
   *
   * @throws IllegalStateException if a gate of the user's own fails; the message names the rule,
   *     the gate, the step and what to do
   */
  static boolean opens(Gate gate, Gate.Measured measured) {
    return called(
        gate, one -> one.opens(measured), "failed on the report for step " + measured.step());
  }

  /**
   * Whether a gate looks at the potential.
   *
   * @throws IllegalStateException as {@link #opens}
   */
  static boolean needsPotential(Gate gate) {
    return called(gate, Gate::needsPotential, "failed in needsPotential()");
  }

  private static boolean called(Gate gate, Predicate<Gate> call, String failed) {
    if (gate instanceof BuiltInGate) {
      return call.test(gate);
    }
    try {
      return call.test(gate);
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "the gate of rule 'expansion' ("
              + gate.getClass().getName()
              + ") "
              + failed
              + ": "
              + Listed.clipped(String.valueOf(e.getMessage() == null ? e : e.getMessage()))
              + ". Nothing was changed: mend the gate and report again",
          e);
    }
  }
}
