package org.versatune.examples.study;

import com.google.common.primitives.Ints;
import org.jspecify.annotations.Nullable;
import org.versatune.examples.results.Budget;

/**
 * The budgets that a study can be given by name or by number.
 *
 * <p>The standard one is made for five minutes on two cores. Evaluations are few and small, because
 * the validation text of six domains costs as much as several training steps; the losses that are
 * compared in the end come from a larger part of the test text, measured once.
 */
public final class Budgets {
  private static final int BATCH = 32;
  private static final int LENGTH = 64;

  /** Below this a model writes bytes at random, and detection has nothing to judge. */
  private static final int LEAST_BASE_STEPS = 40;

  private static final double BASE_RATE = 2e-2;
  private static final double FINE_TUNING_RATE = 3e-3;

  private Budgets() {}

  /**
   * The budget of a name or a number of fine-tuning steps.
   *
   * @param text {@code quick}, {@code standard} or a whole number, at least 1
   * @return the budget
   * @throws IllegalArgumentException if it is none of these; the message says what there is
   */
  public static Budget parse(String text) {
    return switch (text) {
      case "quick" -> budget(text, 300, 40, 10, 24, 64, 60);
      case "standard" -> budget(text, 1000, 200, 20, 48, 256, 200);
      default -> ofSteps(text, Ints.tryParse(text));
    };
  }

  private static Budget ofSteps(String text, @Nullable Integer steps) {
    if (steps == null || steps < 1) {
      throw new IllegalArgumentException(
          "budget '"
              + text
              + "' is none: give quick, standard, or a number of fine-tuning steps of"
              + " at least 1");
    }
    // Everything in the proportions of the standard budget, but for what is measured, which stays
    // the same from there on.
    int detectionSamples = Math.max(10, Math.min(200, steps));
    int base = Math.max(LEAST_BASE_STEPS, Math.multiplyExact(5, steps));
    return budget(text, base, steps, Math.max(1, steps / 10), 48, 256, detectionSamples);
  }

  private static Budget budget(
      String name,
      int baseSteps,
      int fineTuningSteps,
      int evaluateEvery,
      int validationSequences,
      int testSequences,
      int detectionSamples) {
    return new Budget(
        name,
        baseSteps,
        fineTuningSteps,
        BATCH,
        LENGTH,
        evaluateEvery,
        validationSequences,
        testSequences,
        5,
        detectionSamples,
        LENGTH,
        BASE_RATE,
        FINE_TUNING_RATE);
  }
}
