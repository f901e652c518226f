// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import com.google.common.math.LongMath;
import java.util.Arrays;
import org.versatune.scheduling.Schedulers;

/**
 * Warns, once of each kind, where reports and draws do not fit together over several reports: no
 * report falls on a step at which weights may change, or nothing is drawn by the changed weights.
 * Warns once as well of a report that holds nothing, and where reports stay away.
 *
 * <p>A trainer may still be right (it may draw elsewhere by the weights of the run), so nothing is
 * refused. Not safe for use by several threads: {@link VersaTune} guards it.
 */
final class ReportWatch {
  private static final System.Logger LOG = System.getLogger(VersaTune.class.getName());

  /** After this many changes without a draw in between, nothing seems to follow the weights. */
  private static final int MOVES_WITHOUT_DRAW = 3;

  /** After this many batches, or ten times the interval, a report should have come (our choice). */
  private static final long BATCHES_WITHOUT_REPORT = 1000;

  private final WeightScheduler rule;
  private final long interval;
  private final long patience;
  private long unreported;
  private boolean saidUnreported;
  private long previous;
  private long first = -1;
  private boolean mayMove;
  private long drawnAtMove;
  private int movesWithoutDraw;
  private boolean saidEmpty;
  private boolean saidNever;
  private boolean saidUndrawn;

  /**
   * Watches a run.
   *
   * @param interval steps between two changes of weights, 0 where nobody set it
   * @param rule the rule inside the run's own decorators
   * @param step the step of the last report, −1 for none
   */
  ReportWatch(long interval, WeightScheduler rule, long step) {
    long own = Schedulers.intervalOf(rule);
    long steps = Math.max(interval, 1);
    this.rule = rule;
    this.interval = steps / LongMath.gcd(steps, own) * own;
    this.patience = Math.max(BATCHES_WITHOUT_REPORT, LongMath.saturatedMultiply(10, this.interval));
    this.previous = Math.max(step, 0);
  }

  /** Notes a batch that is planned. */
  void planned() {
    if (++unreported <= patience || saidUnreported) {
      return;
    }
    saidUnreported = true;
    if (!rule.signals().isEmpty()) {
      warn(
          unreported
              + " batches have been planned since the last report (step "
              + previous
              + "), and rule '"
              + rule.describe().name()
              + "' changes weights at reports alone: they stay as they are. Report losses by"
              + " domain (run.report(Feedback.at(step).losses(map))), or name a rule that needs no"
              + " reports, such as constant (Schedulers.constant()); where many batches are one"
              + " training step, this may be ignored");
    }
  }

  /** Notes a report that was taken in or skipped. */
  void reported(Feedback feedback, boolean moved, long drawn) {
    long step = feedback.step();
    unreported = 0;
    if (step == 0) {
      return;
    }
    if (!saidEmpty && Arrays.stream(Signal.values()).noneMatch(feedback::has)) {
      saidEmpty = true;
      warn(
          "the report for step "
              + step
              + " holds no losses and no other signal, so nothing of the training can be seen in"
              + " the record or compared afterwards: report losses by"
              + " domain (Feedback.at(step).losses(map))");
    }
    watchInterval(step);
    watchDraws(step, moved, drawn);
    previous = step;
  }

  private void watchInterval(long step) {
    mayMove |= step % interval == 0;
    if (first < 0) {
      first = step;
    } else if (!mayMove && !saidNever) {
      long spacing = step - previous;
      boolean never = step % LongMath.gcd(spacing, interval) != 0;
      boolean passed = step / interval - first / interval >= 2;
      if (never || passed) {
        saidNever = true;
        warn(
            "weights change only at reports for steps divisible by "
                + interval
                + ", and none of the reports so far (steps "
                + first
                + ", …, "
                + previous
                + ", "
                + step
                + ") was for one: no weight has moved"
                + (never ? ", and none will while reports go on like this" : "")
                + ". Report at multiples of "
                + interval
                + " (steps count training steps done, so the first batch done is step 1), or set"
                + " updateEvery to a divisor of the steps that are reported");
      }
    }
  }

  private void watchDraws(long step, boolean moved, long drawn) {
    if (drawn > drawnAtMove) {
      movesWithoutDraw = 0;
    }
    if (moved) {
      movesWithoutDraw++;
      drawnAtMove = drawn;
    }
    if (saidUndrawn) {
      return;
    }
    if (step > drawn) {
      saidUndrawn = true;
      warn(
          "the report for step "
              + step
              + " is ahead of this run, from which "
              + (drawn == 0 ? "nothing has" : "only " + drawn + " examples have")
              + " been drawn: every training step takes an example at least. Draw what is trained"
              + " from this run (VersaTune.plan, nextDomain, or an iterator built on it) and"
              + " report the number of steps done; where a trainer draws by the weights itself, this"
              + " may be ignored");
    } else if (movesWithoutDraw >= MOVES_WITHOUT_DRAW) {
      saidUndrawn = true;
      warn(
          "the weights have changed at "
              + movesWithoutDraw
              + " reports, the last one for step "
              + step
              + ", and nothing was drawn in between: nothing trains on these changes. Draw batch by"
              + " batch from this run (VersaTune.plan, nextDomain, or an iterator built on it), or"
              + " report less often; where a trainer draws by the weights itself, this may be"
              + " ignored");
    }
  }

  private static void warn(String text) {
    LOG.log(System.Logger.Level.WARNING, () -> text);
  }
}
