// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Locale;
import java.util.StringJoiner;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads one line of a JSON Lines file as text. Three shapes are in use for fine-tuning. They are
 * tried in this order, since some data sets have a text made from the other fields:
 *
 * <ol>
 *   <li>{@code {"messages": [{"role": "user", "content": "…"}, …]}}: a line "role: content" for
 *       each message;
 *   <li>{@code {"instruction": "…", "input": "…", "output": "…"}}: the three below each other;
 *       {@code input} may be missing, null or empty;
 *   <li>{@code {"text": "…"}}: as it is.
 * </ol>
 */
final class Example {
  private static final JsonMapper STRICT =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Example() {}

  /**
   * Returns the text of a line.
   *
   * @param line one JSON object
   * @param place file and line number, for errors
   * @throws CorpusException if the line is not such an object; names the place and the field
   */
  static String text(String line, String place) {
    JsonNode json;
    try {
      json = STRICT.readTree(line);
    } catch (StreamConstraintsException e) {
      throw new CorpusException(
          "%s: more than is read of one line: %s; divide the line, or take out what is no text"
              .formatted(place, e.getOriginalMessage()),
          e);
    } catch (JacksonException e) {
      throw new CorpusException(
          "%s: not JSON: %s; each line must be one JSON object"
              .formatted(place, e.getOriginalMessage()),
          e);
    }
    if (!json.isObject()) {
      throw wrong(place, "a JSON %s; each line must be one JSON object", type(json));
    }
    if (json.has("messages")) {
      return messages(json.get("messages"), place);
    }
    if (json.has("instruction")) {
      StringJoiner text = new StringJoiner("\n");
      for (String field : ImmutableList.of("instruction", "input", "output")) {
        JsonNode value = json.path(field);
        boolean absent = value.isMissingNode() || value.isNull() || isBlank(value);
        if (!absent || !field.equals("input")) {
          text.add(string(json, "", field, place));
        }
      }
      return text.toString();
    }
    if (json.has("text")) {
      return string(json, "", "text", place);
    }
    throw wrong(
        place,
        "no field 'messages', 'instruction' or 'text'; the fields are %s",
        json.propertyNames());
  }

  private static String messages(JsonNode messages, String place) {
    if (!messages.isArray() || messages.isEmpty()) {
      throw wrong(
          place,
          "field 'messages' must be a list of at least one message; it is %s",
          messages.isArray() ? "an empty list" : "a JSON " + type(messages));
    }
    StringJoiner turns = new StringJoiner("\n");
    for (int i = 0; i < messages.size(); i++) {
      JsonNode message = messages.get(i);
      String field = "messages[" + i + "]";
      if (!message.isObject()) {
        throw wrong(
            place,
            "field '%s' must be an object with 'role' and 'content'; it is a JSON %s",
            field,
            type(message));
      }
      String role = string(message, field + ".", "role", place);
      turns.add(role + ": " + string(message, field + ".", "content", place));
    }
    return turns.toString();
  }

  /** Returns a text that must be there and must not be blank. */
  private static String string(JsonNode json, String parent, String name, String place) {
    JsonNode value = json.path(name);
    if (!value.isString()) {
      throw wrong(
          place,
          "field '%s' must be a text; it is %s",
          parent + name,
          value.isMissingNode() ? "missing" : "a JSON " + type(value));
    }
    if (isBlank(value)) {
      throw wrong(place, "field '%s' is blank", parent + name);
    }
    return value.stringValue();
  }

  private static boolean isBlank(JsonNode value) {
    return value.isString() && value.stringValue().isBlank();
  }

  private static String type(JsonNode json) {
    return json.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  @FormatMethod
  private static CorpusException wrong(
      String place, @FormatString String format, Object... values) {
    return new CorpusException(place + ": " + format.formatted(values));
  }
}
