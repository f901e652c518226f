package org.versatune.examples.evidence;

import com.google.common.base.Joiner;
import java.util.Locale;

/**
 * What tells the runs of a study apart.
 *
 * @param study {@code fostering}, {@code expansion} or {@code confirmation}
 * @param strategy name of the strategy
 * @param start {@code detected}, {@code uniform}, {@code base}, or {@code mix} where the strategy
 *     has a mix of its own
 * @param target the domain that is expanded; empty in the other studies
 * @param steps training steps of the budget
 * @param length budgets that the run takes
 * @param seed its seed
 */
record RunKey(
    String study, String strategy, String start, String target, int steps, int length, long seed) {

  /** Steps that the run trains. */
  int trained() {
    return Math.multiplyExact(steps, length);
  }

  /** A name for files, not unique by itself. */
  String fileName() {
    String text =
        Joiner.on('-').skipNulls().join(study, strategy, start, target, "x" + trained(), seed);
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
  }

  @Override
  public String toString() {
    return study
        + (target.isEmpty() ? "" : " of " + target)
        + ", "
        + strategy
        + " from "
        + start
        + ", "
        + trained()
        + " steps, seed "
        + seed;
  }
}
