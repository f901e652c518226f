package org.versatune.examples.results;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

/**
 * One fine-tuning under one strategy.
 *
 * @param name the strategy's name in tables and plots, unique in its study
 * @param rule the rule and its options, as it describes itself
 * @param recordFile name of the run record beside this document, JSON Lines
 * @param evaluations weights and validation losses over the run, step 0 first and the last step
 *     last
 * @param draws sequences drawn by domain
 * @param testLosses loss by domain on the test text after the last step, nats/token
 * @param gain what was gained on the way to the specialists
 * @param forgetting what was lost against the base model, over all domains
 */
public record StrategyRun(
    String name,
    String rule,
    String recordFile,
    ImmutableList<Evaluation> evaluations,
    ImmutableMap<String, Long> draws,
    ImmutableMap<String, Double> testLosses,
    GainSummary gain,
    ForgettingSummary forgetting) {

  /**
   * One evaluation.
   *
   * @param step training steps done
   * @param weights weights in force from this step on, by domain
   * @param losses loss by domain on the validation text at this step, nats/token
   */
  public record Evaluation(
      long step, ImmutableMap<String, Double> weights, ImmutableMap<String, Double> losses) {}
}
