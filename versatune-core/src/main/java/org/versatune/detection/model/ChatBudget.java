// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.OptionalLong;
import org.versatune.detection.JudgeException;

/**
 * Counts calls and tokens, and lets no call begin that could exceed what may be spent. Tokens of
 * calls under way are reserved by an estimate and replaced by what the provider counted.
 */
final class ChatBudget {
  private final OptionalLong mostCalls;
  private final OptionalLong mostTokens;

  @GuardedBy("this")
  private long calls;

  @GuardedBy("this")
  private long tokens;

  ChatBudget(OptionalLong mostCalls, OptionalLong mostTokens) {
    this.mostCalls = mostCalls;
    this.mostTokens = mostTokens;
  }

  /**
   * Takes one call out of the budget.
   *
   * @param estimate its tokens
   * @throws JudgeException if the budget does not hold it; nothing was taken
   */
  synchronized void take(long estimate) {
    if (mostCalls.isPresent() && calls >= mostCalls.getAsLong()) {
      throw usedUp(calls + " of " + mostCalls.getAsLong() + " calls are made", "mostCalls");
    }
    if (mostTokens.isPresent() && tokens + estimate > mostTokens.getAsLong()) {
      throw usedUp(
          tokens
              + " of "
              + mostTokens.getAsLong()
              + " tokens are used or reserved, and the next call may need "
              + estimate,
          "mostTokens");
    }
    calls++;
    tokens += estimate;
  }

  /** Puts what a call used in the place of its estimate. */
  synchronized void settle(long estimate, long used) {
    tokens += used - estimate;
  }

  private static JudgeException usedUp(String what, String option) {
    return new JudgeException(
        "the budget of the judge is used up: "
            + what
            + "; raise "
            + option
            + " and go on: what was judged is in the cache, if it has one",
        JudgeException.Scope.DETECTION);
  }
}
