// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;

/**
 * Says what a server refused, in words that can be neither a key nor text of the user: the status,
 * and the error's {@code code}, {@code type} and {@code param} where each is an identifier of
 * letters. The message of the server is left out: it often repeats the request.
 */
final class ErrorWords {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z]{2,20}(_[A-Za-z]{1,20}){0,5}");

  private static final Pattern OURS =
      Pattern.compile("HTTP \\d{3}(, " + IDENTIFIER.pattern() + "){0,3}");

  private ErrorWords() {}

  /** Whether a message is of the form that this class gives, and so free of keys and texts. */
  static boolean isOurs(String message) {
    return OURS.matcher(message).matches();
  }

  static String of(int status, byte[] body) {
    Set<String> words = new LinkedHashSet<>();
    try {
      JsonObject answer = JsonObject.of("the answer", Json.read(body));
      JsonObject error =
          answer.has("error") && answer.value("error") instanceof Map<?, ?>
              ? answer.object("error")
              : answer;
      for (String field : List.of("code", "type", "param")) {
        String word = error.text(field, "");
        if (IDENTIFIER.matcher(word).matches()) {
          words.add(word);
        }
      }
    } catch (IllegalArgumentException e) {
      words.clear(); // A page of a proxy, or half an answer: the status has to do.
    }
    return words.isEmpty() ? "HTTP " + status : "HTTP " + status + ", " + String.join(", ", words);
  }
}
