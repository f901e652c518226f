// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableSet;
import org.jspecify.annotations.Nullable;
import org.versatune.Signal;
import org.versatune.VersaTune;

/**
 * Says how many batches have to be between two reports for measuring to take at most 8 % of the
 * time. That leaves room below a tenth, which is what we promise: networks and machines differ, and
 * so does the time of a step.
 *
 * <p>Before training, {@link #of} chooses the interval where nothing sets it. The time is counted
 * then, in examples: one that is evaluated costs six tenths of one that is trained (a forward pass,
 * of about three passes of the same size, and the losses of its tokens), one that a gradient is
 * taken on as much as one that is trained. No clock is read, so the interval is the same on every
 * machine and in every run.
 *
 * <p>In training, {@link #sparser} says which interval would do by the time that was measured, once
 * that is {@linkplain #isLarge large}.
 */
final class AffordableInterval {
  private static final System.Logger LOG = System.getLogger(MixtureListener.class.getName());

  /** What the interval is a multiple of where validation sets or gradient data are read. */
  private static final long ROUND = 50;

  /** The share of the time that measuring is to take. */
  private static final double SHARE = 0.08;

  /** Time of training for each unit of time of measuring. */
  private static final double TRAINING = (1 - SHARE) / SHARE;

  /** From where on a share is worth a warning: well above the tenth that is promised. */
  private static final double LARGE = 0.15;

  /** What the messages promise of an interval from here. */
  static final String PROMISE = "should keep measuring below a tenth of the time";

  /** Examples in a batch, where the listener is built before the iterator that knows. */
  private static final int USUAL_BATCH = 32;

  private AffordableInterval() {}

  /**
   * Returns the interval, in batches, and logs it.
   *
   * @param evaluator what evaluates at each report; null for nothing
   * @param gradientExamples how many examples of each domain a gradient is taken on
   */
  static long of(VersaTune run, @Nullable DomainLossEvaluator evaluator, int gradientExamples) {
    ImmutableSet<Signal> signals = run.signals();
    int known = DataRoles.of(run).batchSize();
    int batch = known > 0 ? known : USUAL_BATCH;
    boolean derives = signals.contains(Signal.GRADIENT_PRODUCTS);
    double cost = ofBatch(signals, batch) + (evaluator == null ? 0 : 0.6 * evaluator.examples());
    if (derives) {
      cost += (double) gradientExamples * run.domains().size();
    }
    if (cost == 0) {
      return run.updateEvery();
    }
    // Rules that follow the batches in training alone are made for many small updates.
    long multipleOf = derives || evaluator != null ? ROUND : 1;
    long every = (long) Math.ceil(TRAINING * cost / batch / multipleOf) * multipleOf;
    LOG.log(
        System.Logger.Level.INFO,
        "Nothing says how often to evaluate, so it happens every {0} batches, which {1}: set"
            + " VersaTune.builder().updateEvery(n) or MixtureListener.builder(run).evaluateEvery(n)"
            + " for another interval",
        Long.toString(every),
        PROMISE);
    return every;
  }

  /**
   * The cost of measuring the batch in training: three quarters of a step, since the loss of each
   * token is kept apart, and two steps for token excess, which needs the reference network too.
   */
  private static double ofBatch(ImmutableSet<Signal> signals, int batch) {
    return signals.contains(Signal.TOKEN_EXCESS)
        ? 2.0 * batch
        : signals.contains(Signal.BATCH_LOSS) ? 0.75 * batch : 0;
  }

  /** Returns whether a share of the time is so large that the log should say it. */
  static boolean isLarge(double share) {
    return share >= LARGE;
  }

  /**
   * Returns how many batches between two reports would do, by the time that was measured.
   *
   * @param every batches between two reports now
   * @param share of the time that measuring takes now, in [0, 1]
   */
  static long sparser(long every, double share) {
    double factor = share / Math.max(1e-9, 1 - share) * TRAINING;
    return Math.max(every, (long) Math.ceil(every * Math.min(factor, 1e6)));
  }
}
