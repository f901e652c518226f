// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.LogProb;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiChatResponseMetadata;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Asks a model with OpenAI's interface for log-probabilities, and reads them. The one class that
 * needs {@code langchain4j-open-ai}: it is used only for models of that module, so it is never
 * loaded without.
 */
final class OpenAiLogProbabilities {
  /** The most that the interface allows. */
  private static final int ALTERNATIVES = 20;

  private OpenAiLogProbabilities() {}

  /** The same parameters, with log-probabilities. */
  static ChatRequestParameters parameters(
      OptionalDouble temperature, Optional<ResponseFormat> format) {
    OpenAiChatRequestParameters.Builder parameters =
        OpenAiChatRequestParameters.builder().logprobs(true).topLogprobs(ALTERNATIVES);
    temperature.ifPresent(parameters::temperature);
    format.ifPresent(parameters::responseFormat);
    return parameters.build();
  }

  /** The tokens of an answer; none where the provider gave no log-probabilities. */
  static ImmutableList<TokenAlternatives> tokens(ChatResponse response) {
    if (!(response.metadata() instanceof OpenAiChatResponseMetadata metadata)
        || metadata.logProbs() == null) {
      return ImmutableList.of();
    }
    ImmutableList.Builder<TokenAlternatives> tokens = ImmutableList.builder();
    for (LogProb each : metadata.logProbs()) {
      if (each.token() == null || each.logprob() == null) {
        return ImmutableList.of();
      }
      Map<String, Double> others = new LinkedHashMap<>();
      if (each.topLogprobs() != null) {
        for (LogProb other : each.topLogprobs()) {
          if (other.token() != null && other.logprob() != null) {
            others.put(bytes(other), other.logprob());
          }
        }
      }
      tokens.add(new TokenAlternatives(bytes(each), each.logprob(), ImmutableMap.copyOf(others)));
    }
    return tokens.build();
  }

  /** Of a part of a character the provider gives the bytes, and as a text something else. */
  private static String bytes(LogProb token) {
    List<Integer> bytes = token.bytes();
    if (bytes == null
        || bytes.isEmpty()
        || bytes.stream().anyMatch(OpenAiLogProbabilities::isNoByte)) {
      return TokenAlternatives.bytes(token.token());
    }
    StringBuilder text = new StringBuilder(bytes.size());
    bytes.forEach(each -> text.append((char) each.intValue()));
    return text.toString();
  }

  private static boolean isNoByte(@Nullable Integer each) {
    return each == null || each < 0 || each > 255;
  }
}
