// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.util.function.Supplier;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Holds the state of ND4J's random generator of a thread, which dropout draws from.
 *
 * @param root the generator's root state
 * @param node the generator's node state
 */
record RandomState(long root, long node) {

  /** Returns the state of this thread's generator. */
  static RandomState now() {
    Random random = Nd4j.getRandom();
    return new RandomState(random.rootState(), random.nodeState());
  }

  /** Sets this thread's generator to this state. */
  void restore() {
    Nd4j.getRandom().setStates(root, node);
  }

  /**
   * Runs code that leaves the generator as it was: what is measured beside training must not change
   * the noise that training sees.
   */
  static <T> T undisturbed(Supplier<T> body) {
    RandomState before = now();
    try {
      return body.get();
    } finally {
      before.restore();
    }
  }
}
