// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static org.versatune.internal.Given.notNull;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Says how far a {@link ChatModelJudge} has come, what that cost, and what is left.
 *
 * @param texts texts with a judgement, declined ones among them; a text that came twice counts
 *     twice
 * @param declined texts that were declined
 * @param fromCache texts whose judgement took no call
 * @param calls calls that were made, repetitions among them
 * @param repeated calls that repeated a failed one
 * @param inputTokens tokens of the questions answered since the judge was made
 * @param outputTokens tokens of their answers
 * @param elapsed since the first text
 * @param expectedTexts texts in all, where the judge was given that
 * @param cost of the tokens so far, where the judge was given prices
 */
public record ChatJudgeProgress(
    long texts,
    long declined,
    long fromCache,
    long calls,
    long repeated,
    long inputTokens,
    long outputTokens,
    Duration elapsed,
    OptionalLong expectedTexts,
    OptionalDouble cost) {

  /**
   * Checks that nothing is missing.
   *
   * @param texts texts with a judgement, declined ones among them; a text that came twice counts
   *     twice
   * @param declined texts that were declined
   * @param fromCache texts whose judgement took no call
   * @param calls calls that were made, repetitions among them
   * @param repeated calls that repeated a failed one
   * @param inputTokens tokens of the questions answered since the judge was made
   * @param outputTokens tokens of their answers
   * @param elapsed since the first text
   * @param expectedTexts texts in all, where the judge was given that
   * @param cost of the tokens so far, where the judge was given prices
   * @throws NullPointerException if something is null; the message names it
   */
  public ChatJudgeProgress {
    notNull(elapsed, "elapsed");
    notNull(expectedTexts, "expectedTexts");
    notNull(cost, "cost");
  }

  /**
   * Estimates the time for the texts left, if each takes as long as the texts that were asked for
   * so far. Texts from the cache take no time and are not counted.
   *
   * @return empty where it is not known how many there are, or none was asked for yet
   */
  public Optional<Duration> timeLeft() {
    long asked = texts - fromCache;
    return expectedTexts.isEmpty() || asked == 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.round(elapsed.toMillis() * leftPerAsked(asked))));
  }

  /**
   * Estimates the cost of the texts left, if each costs as much as the texts that were asked for so
   * far.
   *
   * @return empty where the prices or the number of texts are not known, or none was asked for yet
   */
  public OptionalDouble costLeft() {
    long asked = texts - fromCache;
    return cost.isEmpty() || expectedTexts.isEmpty() || asked == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(cost.getAsDouble() * leftPerAsked(asked));
  }

  private double leftPerAsked(long asked) {
    return (double) Math.max(0, expectedTexts.orElse(0) - texts) / asked;
  }

  /**
   * Returns one line: texts, calls, tokens, time and cost, with what is left where that is known.
   */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder();
    line.append(texts);
    expectedTexts.ifPresent(all -> line.append(" of ").append(all));
    line.append(" texts judged (")
        .append(declined)
        .append(" declined, ")
        .append(fromCache)
        .append(" from the cache), ")
        .append(calls)
        .append(" calls (")
        .append(repeated)
        .append(" repeated), ")
        .append(inputTokens + outputTokens)
        .append(" tokens, ")
        .append(elapsed.toSeconds())
        .append(" s");
    timeLeft()
        .ifPresent(left -> line.append(", about ").append(left.toSeconds()).append(" s left"));
    cost.ifPresent(spent -> line.append(String.format(Locale.ROOT, ", cost %.4f", spent)));
    costLeft()
        .ifPresent(left -> line.append(String.format(Locale.ROOT, ", about %.4f left", left)));
    return line.toString();
  }
}
