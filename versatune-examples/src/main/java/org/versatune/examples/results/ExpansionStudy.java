package org.versatune.examples.results;

import com.google.common.collect.ImmutableList;
import org.jspecify.annotations.Nullable;

/**
 * The runs that aim at one domain and try to keep the others.
 *
 * @param target the domain that is to grow
 * @param runs one a strategy, in the order in which they are shown
 */
public record ExpansionStudy(String target, ImmutableList<ExpansionRun> runs) {

  /**
   * One strategy of the expansion.
   *
   * @param run the fine-tuning
   * @param targetGain gain of the target; null where it is undefined
   * @param forgettingOfOthers forgetting over the domains other than the target
   */
  public record ExpansionRun(
      StrategyRun run, @Nullable Double targetGain, ForgettingSummary forgettingOfOthers) {}
}
