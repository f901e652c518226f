// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.base.Joiner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One line of a JSON Lines file as text. Three shapes are in use for fine-tuning, and they are
 * tried in this order, since some data sets carry a text made from the other fields:
 *
 * <ol>
 *   <li>{@code {"messages": [{"role": "user", "content": "…"}, …]}}: a line "role: content" for
 *       each message;
 *   <li>{@code {"instruction": "…", "input": "…", "output": "…"}}: the three below each other;
 *       {@code input} may be missing, null or empty;
 *   <li>{@code {"text": "…"}}: as it stands.
 * </ol>
 *
 * <p>Holds no state.
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
      throw new CorpusException(
          "%s: a JSON %s; each line must be one JSON object".formatted(place, type(json)));
    }
    if (json.has("messages")) {
      return messages(json.get("messages"), place);
    }
    if (json.has("instruction")) {
      return instruction(json, place);
    }
    if (json.has("text")) {
      return string(json, "text", "text", place);
    }
    throw new CorpusException(
        "%s: no field 'messages', 'instruction' or 'text'; the fields are %s"
            .formatted(place, json.propertyNames()));
  }

  private static String instruction(JsonNode json, String place) {
    List<String> parts = new ArrayList<>();
    parts.add(string(json, "instruction", "instruction", place));
    JsonNode input = json.path("input");
    boolean absent = input.isMissingNode() || input.isNull();
    if (!absent && !(input.isString() && input.stringValue().isBlank())) {
      parts.add(string(json, "input", "input", place));
    }
    parts.add(string(json, "output", "output", place));
    return Joiner.on('\n').join(parts);
  }

  private static String messages(JsonNode messages, String place) {
    if (!messages.isArray() || messages.isEmpty()) {
      throw new CorpusException(
          "%s: field 'messages' must be a list of at least one message; it is %s"
              .formatted(place, messages.isArray() ? "an empty list" : "a JSON " + type(messages)));
    }
    List<String> turns = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      JsonNode message = messages.get(i);
      String field = "messages[" + i + "]";
      if (!message.isObject()) {
        throw new CorpusException(
            "%s: field '%s' must be an object with 'role' and 'content'; it is a JSON %s"
                .formatted(place, field, type(message)));
      }
      turns.add(
          string(message, "role", field + ".role", place)
              + ": "
              + string(message, "content", field + ".content", place));
    }
    return Joiner.on('\n').join(turns);
  }

  /** A text that must be there and must not be blank. */
  private static String string(JsonNode json, String name, String field, String place) {
    JsonNode value = json.path(name);
    if (!value.isString()) {
      throw new CorpusException(
          "%s: field '%s' must be a text; it is %s"
              .formatted(
                  place, field, value.isMissingNode() ? "missing" : "a JSON " + type(value)));
    }
    if (value.stringValue().isBlank()) {
      throw new CorpusException("%s: field '%s' is blank".formatted(place, field));
    }
    return value.stringValue();
  }

  private static String type(JsonNode json) {
    return json.getNodeType().name().toLowerCase(Locale.ROOT);
  }
}
