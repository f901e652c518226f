// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.Ints;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Json;

/**
 * What a server says of an error, in words that can be neither a key nor text of the user: the
 * status, and the error's {@code code}, {@code type}, {@code param} and {@code status} where each
 * is an identifier of letters. The message of the server is left out, since it often repeats the
 * request; where it has a phrase of ours, the identifier of that phrase is added.
 *
 * @param status of HTTP; that of the error where it came in an answer
 * @param inAnswer whether it came in an answer that claims success, as some servers and proxies
 *     send it
 * @param words identifiers, free of keys and texts
 */
record ErrorWords(int status, boolean inAnswer, ImmutableSet<String> words)
    implements Serializable {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z]{2,20}(_[A-Za-z]{1,20}){0,5}");

  private static final ImmutableList<String> FIELDS =
      ImmutableList.of("code", "type", "param", "status");

  /** Longer than what an error says, and short enough to search for phrases. */
  private static final int MOST_MESSAGE = 10_000;

  /** What an error is about. */
  enum Meaning {
    /** The account has no means left. */
    NO_MEANS(402),
    /** The key is wrong or may not do this. */
    NO_ACCESS(401),
    /** There is no such model or address. */
    NO_MODEL(404),
    /** The text is too long for the model or the server. */
    TOO_LONG(413),
    /** The provider does not let the model see this text. */
    FILTERED(400),
    /** The server has too much to do. */
    BUSY(429),
    /** The status alone says something. */
    OTHER(500);

    private final int status;

    Meaning(int status) {
      this.status = status;
    }
  }

  private static final ImmutableMap<String, Meaning> MEANINGS =
      ImmutableMap.<String, Meaning>builder()
          .put("insufficient_quota", Meaning.NO_MEANS)
          .put("insufficient_balance", Meaning.NO_MEANS)
          .put("exceeded_current_quota_error", Meaning.NO_MEANS)
          .put("billing_hard_limit_reached", Meaning.NO_MEANS)
          .put("billing_not_active", Meaning.NO_MEANS)
          .put("billing_error", Meaning.NO_MEANS)
          .put("invalid_api_key", Meaning.NO_ACCESS)
          .put("account_deactivated", Meaning.NO_ACCESS)
          .put("authentication_error", Meaning.NO_ACCESS)
          .put("invalid_authentication_error", Meaning.NO_ACCESS)
          .put("permission_error", Meaning.NO_ACCESS)
          .put("permission_denied", Meaning.NO_ACCESS)
          .put("model_not_found", Meaning.NO_MODEL)
          .put("not_found_error", Meaning.NO_MODEL)
          .put("deploymentnotfound", Meaning.NO_MODEL)
          .put("context_length_exceeded", Meaning.TOO_LONG)
          .put("string_above_max_length", Meaning.TOO_LONG)
          .put("request_too_large", Meaning.TOO_LONG)
          .put("exceed_context_size_error", Meaning.TOO_LONG)
          .put("tokens_limit_reached", Meaning.TOO_LONG)
          .put("content_filter", Meaning.FILTERED)
          .put("content_policy_violation", Meaning.FILTERED)
          .put("rate_limit_exceeded", Meaning.BUSY)
          .put("rate_limit_error", Meaning.BUSY)
          .put("overloaded_error", Meaning.BUSY)
          .buildOrThrow();

  /** What servers write that have no code for it, in lower case, with the code that others have. */
  private static final ImmutableMap<String, String> PHRASES =
      ImmutableMap.<String, String>builder()
          .put("context length", "context_length_exceeded")
          .put("context window", "context_length_exceeded")
          .put("context size", "context_length_exceeded")
          .put("prompt is too long", "context_length_exceeded")
          .put("too many tokens", "context_length_exceeded")
          .put("credit balance is too low", "insufficient_quota")
          .put("insufficient balance", "insufficient_quota")
          .put("api key not valid", "invalid_api_key")
          .put("invalid api key", "invalid_api_key")
          .buildOrThrow();

  /** Statuses at which the message may say more than the code does. */
  private static final ImmutableSet<Integer> VAGUE = ImmutableSet.of(400, 403, 413, 422, 500);

  /** Reads the body of an error of HTTP; a page of a proxy or half an answer says nothing more. */
  static ErrorWords of(int status, byte[] body) {
    Object answer = json(body);
    if (answer instanceof List<?> list && list.size() == 1) {
      answer = list.get(0); // So the interface of Gemini in the form of OpenAI.
    }
    Object error = answer instanceof Map<?, ?> object ? object.get("error") : null;
    return new ErrorWords(status, false, words(error == null ? answer : error, status));
  }

  /**
   * Reads the message of a client that passes the body of an error on as it is.
   *
   * @param message may hold keys and texts
   */
  static ErrorWords of(int status, String message) {
    return of(status, message.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Finds the error in an answer that claims success.
   *
   * @return empty where it holds none, or is no JSON
   */
  static Optional<ErrorWords> inside(byte[] body) {
    if (!(json(body) instanceof Map<?, ?> answer)) {
      return Optional.empty();
    }
    Object error = answer.get("error");
    boolean answered = answer.get("message") instanceof Map;
    if (answer.get("choices") instanceof List<?> choices && !choices.isEmpty()) {
      answered = true;
      // A router of models puts the error of the one that failed into the choice.
      if (choices.get(0) instanceof Map<?, ?> first
          && first.get("error") instanceof Map<?, ?> own) {
        return Optional.of(inside(own));
      }
    }
    if (!answered && "error".equals(answer.get("object"))) {
      return Optional.of(inside(answer));
    }
    return answered || !(error instanceof Map || (error instanceof String text && !text.isEmpty()))
        ? Optional.empty()
        : Optional.of(inside(error));
  }

  private static ErrorWords inside(Object error) {
    ImmutableSet<String> words = words(error, 500);
    int status = error instanceof Map<?, ?> object ? status(object) : 0;
    return new ErrorWords(status > 0 ? status : meaning(words).status, true, words);
  }

  private static int status(Map<?, ?> error) {
    for (String field : List.of("code", "status", "status_code")) {
      Integer status = Ints.tryParse(String.valueOf(error.get(field)));
      if (status != null && status >= 400 && status <= 599) {
        return status;
      }
    }
    return 0;
  }

  /** Null where it is no JSON. */
  private static @Nullable Object json(byte[] body) {
    try {
      return Json.read(body);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static ImmutableSet<String> words(@Nullable Object error, int status) {
    Set<String> words = new LinkedHashSet<>();
    String message = error instanceof String text ? text : "";
    if (error instanceof Map<?, ?> object) {
      for (String field : FIELDS) {
        if (object.get(field) instanceof String word && IDENTIFIER.matcher(word).matches()) {
          words.add(word);
        }
      }
      if (object.get("metadata") instanceof Map<?, ?> more && more.containsKey("flagged_input")) {
        words.add("content_filter");
      }
      message = object.get("message") instanceof String text ? text : "";
    }
    if (VAGUE.contains(status) && message.length() <= MOST_MESSAGE) {
      String lower = message.toLowerCase(Locale.ROOT);
      PHRASES.forEach(
          (phrase, word) -> {
            if (lower.contains(phrase)) {
              words.add(word);
            }
          });
      if (lower.contains("model") && lower.contains("not found")) {
        words.add("model_not_found");
      }
    }
    return ImmutableSet.copyOf(words);
  }

  /** What the words say, the first that says anything. */
  Meaning meaning() {
    return meaning(words);
  }

  private static Meaning meaning(ImmutableSet<String> words) {
    return words.stream()
        .map(word -> MEANINGS.get(word.toLowerCase(Locale.ROOT)))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(Meaning.OTHER);
  }

  /** For people, for example {@code HTTP 429, insufficient_quota}. */
  @Override
  public String toString() {
    String what = inAnswer ? "HTTP 200 with error " + status : "HTTP " + status;
    return words.isEmpty() ? what : what + ", " + String.join(", ", words);
  }
}
