// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import static org.versatune.internal.Given.notNull;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Records something that happened in a run beside its updates.
 *
 * @param kind what happened
 * @param step the training step at which it happened, at least −1 (−1: before the first report)
 * @param text a readable sentence
 */
public record RunEvent(Kind kind, long step, String text) {
  private static final Pattern LAST_DRAW = Pattern.compile("after draw (\\d{1,18}) of the run$");

  /**
   * Checks that nothing is missing.
   *
   * @param kind what happened
   * @param step the training step at which it happened, at least −1 (−1: before the first report)
   * @param text a readable sentence
   * @throws NullPointerException if something is null; the message names it
   */
  public RunEvent {
    notNull(kind, "kind");
    notNull(text, "text");
  }

  /** Lists what can happen. */
  public enum Kind {
    /** A report was refused with an error; nothing moved. */
    REPORT_REJECTED,
    /** A report could not be used and was left out, by policy; nothing moved. */
    REPORT_SKIPPED,
    /** A domain reached its epoch cap, or its source ran out, and is drawn no more. */
    DOMAIN_EXHAUSTED,
    /** The run went on from a snapshot. */
    RESUMED
  }

  /**
   * Makes the event of a report that was refused with an error.
   *
   * @param step the step of the report
   * @param reason the message of the error
   * @return the event
   */
  public static RunEvent rejected(long step, String reason) {
    notNull(reason, "reason");
    return new RunEvent(Kind.REPORT_REJECTED, step, reason);
  }

  /**
   * Makes the event of a report that was left out.
   *
   * @param step the step of the report
   * @param reason why it could not be used
   * @return the event
   */
  public static RunEvent skipped(long step, String reason) {
    notNull(reason, "reason");
    return new RunEvent(Kind.REPORT_SKIPPED, step, reason);
  }

  /**
   * Makes the event of a domain that is drawn no more.
   *
   * @param step the step of the last report
   * @param domain the domain
   * @param draw examples drawn in the run, all domains together, when it ran out
   * @return the event
   */
  public static RunEvent exhausted(long step, String domain, long draw) {
    notNull(domain, "domain");
    return new RunEvent(
        Kind.DOMAIN_EXHAUSTED,
        step,
        "domain '" + domain + "' is exhausted after draw " + draw + " of the run");
  }

  /** Whether a domain ran out after more than {@code draws} draws of the run. */
  boolean isExhaustedAfter(long draws) {
    Matcher matcher = LAST_DRAW.matcher(text);
    return kind == Kind.DOMAIN_EXHAUSTED
        && matcher.find()
        && Long.parseLong(matcher.group(1)) > draws;
  }

  /**
   * Makes the event of a run that went on from a snapshot.
   *
   * @param step the step of the last report in the snapshot, −1 if there was none
   * @return the event
   */
  public static RunEvent resumed(long step) {
    return resumed(step, null);
  }

  static RunEvent resumed(long step, @Nullable String remark) {
    String text =
        step < 0
            ? "run resumed before its first report"
            : "run resumed after the report at step " + step;
    return new RunEvent(Kind.RESUMED, step, remark == null ? text : text + "; " + remark);
  }
}
