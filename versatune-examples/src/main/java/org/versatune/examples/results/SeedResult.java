// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * Holds what all runs of a seed share.
 *
 * @param base the base model that they start from
 * @param detection what the base model turned out to know
 * @param specialists what a specialist of each domain reaches, by the budget in training steps
 */
public record SeedResult(
    long seed,
    BaseModel base,
    DetectionResult detection,
    ImmutableMap<Integer, Losses> specialists) {
  /**
   * A base model.
   *
   * @param architecture what it is, in one line
   * @param parameters number of trained parameters
   * @param vocabulary tokens that it predicts; 256 where a token is a byte
   * @param bytesPerToken bytes of the test text that a token stands for on the mean, by domain:
   *     what a loss in nats/token is divided by to get nats/byte
   * @param trueMix the share of each domain in its training, which detection has to find; empty
   *     where it is not known, since it was trained on other text
   * @param losses what it knows
   */
  public record BaseModel(
      String architecture,
      long parameters,
      int vocabulary,
      ImmutableMap<String, Double> bytesPerToken,
      ImmutableMap<String, Double> trueMix,
      Losses losses) {}

  /** {@return the losses of the specialists of the largest budget} */
  public Losses reference() {
    return specialists.entrySet().stream().max(Map.Entry.comparingByKey()).orElseThrow().getValue();
  }
}
