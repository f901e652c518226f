package org.versatune.dl4j;

import java.util.function.Supplier;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Keeps ND4J's random generator of this thread, which dropout draws from, as it was: what is
 * measured beside training must not change the noise that training sees.
 */
final class RandomStates {
  private RandomStates() {}

  static <T> T undisturbed(Supplier<T> body) {
    Random random = Nd4j.getRandom();
    long root = random.rootState();
    long node = random.nodeState();
    try {
      return body.get();
    } finally {
      random.setStates(root, node);
    }
  }
}
