// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the builder of a {@link ChatModelJudge} has collected and checked.
 *
 * @param modelName names the model in the key of the cache
 * @param descriptions what each domain is about, in their order
 * @param structured whether the model keeps to a JSON schema
 * @param logProbabilities whether to ask for log-probabilities in the form of OpenAI
 * @param temperature empty to leave it to the model
 * @param votes answers for a text where there are no log-probabilities
 * @param longestText characters of a text that are shown
 * @param expectedTexts for the time and the cost left
 * @param pricePerToken of questions and of answers
 * @param cache null to keep answers in memory alone
 * @param onProgress called after each text
 */
record ChatJudgeOptions(
    String modelName,
    ImmutableMap<String, String> descriptions,
    boolean structured,
    boolean logProbabilities,
    OptionalDouble temperature,
    int votes,
    int longestText,
    OptionalLong expectedTexts,
    @Nullable Price pricePerToken,
    @Nullable Path cache,
    Consumer<ChatJudgeProgress> onProgress) {

  /**
   * What a token costs, in any currency.
   *
   * @param input a token of a question
   * @param output a token of an answer
   */
  record Price(double input, double output) {}
}
