package org.versatune.dl4j;

import java.util.function.Supplier;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The state of ND4J's random generator of a thread, which dropout draws from.
 *
 * @param root the generator's root state
 * @param node the generator's node state
 */
record RandomState(long root, long node) {

  /** This thread's generator as it stands. */
  static RandomState now() {
    Random random = Nd4j.getRandom();
    return new RandomState(random.rootState(), random.nodeState());
  }

  /** Puts this thread's generator where it stood. */
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
