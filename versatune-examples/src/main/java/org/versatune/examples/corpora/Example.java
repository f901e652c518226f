// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
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

  private final String place;

  private Example(String place) {
    this.place = place;
  }

  /**
   * Returns the text of a line.
   *
   * @param line one JSON object
   * @param place file and line number, for errors
   * @throws CorpusException if the line is not such an object; names the place and the field
   */
  static String text(String line, String place) {
    return new Example(place).text(line);
  }

  private String text(String line) {
    JsonNode json;
    try {
      json = STRICT.readTree(line);
    } catch (StreamConstraintsException e) {
      throw wrong(
          e,
          "more than is read of one line: %s; divide the line, or take out what is no text",
          e.getOriginalMessage());
    } catch (JacksonException e) {
      throw wrong(e, "not JSON: %s; each line must be one JSON object", e.getOriginalMessage());
    }
    check(json.isObject(), "a JSON %s; each line must be one JSON object", type(json));
    if (json.has("messages")) {
      return messages(json.get("messages"));
    }
    if (json.has("instruction")) {
      JsonNode input = json.path("input");
      boolean alone = input.isMissingNode() || input.isNull() || isBlank(input);
      return string(json, "", "instruction")
          + (alone ? "" : "\n" + string(json, "", "input"))
          + "\n"
          + string(json, "", "output");
    }
    check(
        json.has("text"),
        "no field 'messages', 'instruction' or 'text'; the fields are %s",
        json.propertyNames());
    return string(json, "", "text");
  }

  private String messages(JsonNode messages) {
    check(
        messages.isArray() && !messages.isEmpty(),
        "field 'messages' must be a list of at least one message; it is %s",
        messages.isArray() ? "an empty list" : "a JSON " + type(messages));
    StringJoiner turns = new StringJoiner("\n");
    for (int i = 0; i < messages.size(); i++) {
      JsonNode message = messages.get(i);
      String field = "messages[" + i + "]";
      check(
          message.isObject(),
          "field '%s' must be an object with 'role' and 'content'; it is a JSON %s",
          field,
          type(message));
      turns.add(
          string(message, field + ".", "role") + ": " + string(message, field + ".", "content"));
    }
    return turns.toString();
  }

  /** Returns a text that must be there and must not be blank. */
  private String string(JsonNode json, String parent, String name) {
    JsonNode value = json.path(name);
    check(
        value.isString(),
        "field '%s' must be a text; it is %s",
        parent + name,
        value.isMissingNode() ? "missing" : "a JSON " + type(value));
    check(!isBlank(value), "field '%s' is blank", parent + name);
    return value.stringValue();
  }

  private static boolean isBlank(JsonNode value) {
    return value.isString() && value.stringValue().isBlank();
  }

  private static String type(JsonNode json) {
    return json.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  @FormatMethod
  private void check(boolean right, @FormatString String problem, Object... values) {
    if (!right) {
      throw wrong(null, problem, values);
    }
  }

  @FormatMethod
  private CorpusException wrong(
      @Nullable Exception cause, @FormatString String problem, Object... values) {
    return new CorpusException(place + ": " + problem.formatted(values), cause);
  }
}
