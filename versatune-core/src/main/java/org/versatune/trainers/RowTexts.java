// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;
import org.versatune.internal.Listed;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Finds the texts and numbers in a row, whichever of the usual kinds of row it is. */
final class RowTexts {
  private static final ImmutableSet<String> ANSWERS =
      ImmutableSet.of("text", "completion", "output");

  private static final ImmutableSet<String> QUESTIONS =
      ImmutableSet.of("prompt", "instruction", "input", "system");

  private static final ImmutableSet<String> TURNS = ImmutableSet.of("messages", "conversations");
  private static final ImmutableSet<String> ASSISTANTS =
      ImmutableSet.of("assistant", "gpt", "model");

  private RowTexts() {}

  /** A whole number in a field at the outermost level. */
  static long number(byte[] row, String field) {
    try (JsonParser parser = Json.parser(row, 0, row.length, false)) {
      parser.nextToken();
      for (String name = parser.nextName(); name != null; name = parser.nextName()) {
        JsonToken value = parser.nextToken();
        if (name.equals(field)) {
          checkArgument(
              value == JsonToken.VALUE_NUMBER_INT && parser.getLongValue() >= 0,
              "the field '%s' is no whole number of at least 0",
              field);
          return parser.getLongValue();
        }
        parser.skipChildren();
      }
    }
    throw new IllegalArgumentException(
        "the row has no field '" + field + "'; add it, or count tokens in another way");
  }

  /**
   * The texts of a row.
   *
   * @param answersOnly whether to leave out what the model is not trained to write
   */
  static ImmutableList<String> of(byte[] row, boolean answersOnly) {
    ImmutableList.Builder<String> texts = ImmutableList.builder();
    JsonObject object = JsonObject.of("the row", Json.read(row));
    boolean isKnown = false;
    for (String name : object.fields().keySet()) {
      Object value = object.value(name);
      if (TURNS.contains(name)) {
        object.list(name).forEach(turn -> turn(JsonObject.of("a turn", turn), answersOnly, texts));
        isKnown = true;
      } else if (ANSWERS.contains(name) || QUESTIONS.contains(name)) {
        isKnown = true;
        if (ANSWERS.contains(name) || !answersOnly) {
          content(value, answersOnly, texts);
        }
      } else if (name.equals("history")) {
        content(value, answersOnly, texts);
      }
    }
    checkArgument(
        isKnown,
        "no field of it is known to hold text; it has %s",
        Listed.of(object.fields().keySet()));
    return texts.build();
  }

  private static void turn(
      JsonObject turn, boolean answersOnly, ImmutableList.Builder<String> texts) {
    String role = turn.text("role", turn.text("from", ""));
    if (!answersOnly || ASSISTANTS.contains(role)) {
      for (String name : ImmutableList.of("content", "value")) {
        if (turn.has(name)) {
          content(turn.value(name), false, texts);
        }
      }
    }
  }

  /**
   * A text, the turns of a conversation, the parts of a message of several kinds, or pairs of
   * question and answer, of which the second is the answer.
   */
  private static void content(
      Object value, boolean answersOnly, ImmutableList.Builder<String> texts) {
    if (value instanceof String text) {
      texts.add(text);
    } else if (value instanceof ImmutableList<?> list) {
      boolean isPair = list.size() == 2 && list.stream().allMatch(String.class::isInstance);
      for (Object inner : isPair && answersOnly ? list.subList(1, 2) : list) {
        if (inner instanceof java.util.Map<?, ?>) {
          JsonObject part = JsonObject.of("a part", inner);
          if (part.has("text")) {
            content(part.value("text"), false, texts);
          } else if (part.has("content") || part.has("value")) {
            turn(part, answersOnly, texts);
          }
        } else {
          content(inner, answersOnly, texts);
        }
      }
    }
  }
}
