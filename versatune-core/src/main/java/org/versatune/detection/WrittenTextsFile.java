// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Json;
import org.versatune.internal.TextFile;

/** Reads the texts of a file of JSON Lines, in the forms that {@link WrittenTexts#read} lists. */
final class WrittenTextsFile {
  private static final String GENERATED = "generated_text";

  /** What may hold the text, a list of texts, or an object that holds it. */
  private static final ImmutableSet<String> FIELDS =
      ImmutableSet.of(
          "text",
          GENERATED,
          "response",
          "completion",
          "output",
          "content",
          "outputs",
          "responses",
          "completions",
          "choices",
          "body",
          "message");

  /** The roles of those in a conversation who are not the model. */
  private static final ImmutableSet<String> OTHERS =
      ImmutableSet.of("system", "developer", "user", "human", "tool", "function");

  private final Path file;
  private final String field;
  private final ImmutableList.Builder<String> texts = ImmutableList.builder();
  private int count;
  private int line;
  private int prompted;

  /** Prompts and turns of others in all lines so far. */
  private int prompts;

  /** The field is empty for those that are known. */
  WrittenTextsFile(Path file, String field) {
    this.file = file;
    this.field = field;
  }

  WrittenTexts read() {
    TextFile.lines(
        file,
        "the texts of",
        (json, number) -> {
          line = number;
          take(parsed(json));
        });
    return new WrittenTexts(texts.build(), file.toString(), prompted);
  }

  private String where() {
    return file + ", line " + line;
  }

  private Object parsed(String json) {
    try {
      return Json.read(json);
    } catch (IllegalArgumentException e) {
      // The parser's message may quote the text.
      String end = json.strip();
      throw new IllegalArgumentException(
          where()
              + " is not JSON"
              + (end.startsWith("{") && !end.endsWith("}") ? ": it is cut off" : "")
              + "; each line holds one JSON value, for example {\"text\": \"…\"}");
    }
  }

  private void take(Object value) {
    checkArgument(
        field.isEmpty() || (value instanceof Map<?, ?> object && object.containsKey(field)),
        "%s has no field '%s'%s",
        where(),
        field,
        value instanceof Map<?, ?> object ? "; it has " + object.keySet() : "");
    int before = prompts;
    int textsBefore = count;
    take(value, "");
    // A conversation in which the model has not spoken has no text, and that is no mistake.
    checkArgument(
        count > textsBefore || prompts > before,
        "%s holds no text, but an empty list; leave the line out, or find out why the model wrote"
            + " nothing",
        where());
    prompted += prompts > before ? 1 : 0;
  }

  private void take(Object value, String prompt) {
    if (value instanceof String text) {
      add(text);
    } else if (value instanceof List<?> list) {
      list.forEach(each -> take(each, prompt));
    } else if (value instanceof Map<?, ?> object) {
      if (isOfOthers(object)) {
        prompts++;
        return;
      }
      if (object.get("prompt") instanceof String own && !own.isBlank() && !own.equals(prompt)) {
        prompts++;
        take(object, own);
        return;
      }
      String name = name(object);
      Object inner = object.get(name);
      if (name.equals(GENERATED)
          && inner instanceof String text
          && !prompt.isEmpty()
          && text.startsWith(prompt)) {
        add(text.substring(prompt.length()));
      } else {
        take(checked(inner, name), prompt);
      }
    } else {
      throw new IllegalArgumentException(
          where() + " holds a number, a truth value or null where a text should be");
    }
  }

  private void add(String text) {
    texts.add(text);
    count++;
  }

  private Object checked(@Nullable Object inner, String name) {
    checkArgument(
        inner instanceof String || inner instanceof List || inner instanceof Map,
        "%s: '%s' is no text and no list of texts",
        where(),
        name);
    return inner;
  }

  private String name(Map<?, ?> object) {
    if (!field.isEmpty() && object.containsKey(field)) {
      return field;
    }
    List<String> known = FIELDS.stream().filter(name -> isThere(object.get(name))).toList();
    checkArgument(
        !known.isEmpty(),
        "%s: none of its fields %s is one that holds texts, %s; name the field that does",
        where(),
        object.keySet(),
        FIELDS);
    checkArgument(
        known.size() == 1,
        "%s: each of the fields %s could be the text; name the one that is",
        where(),
        known);
    return known.get(0);
  }

  /** Whether it is a turn of a conversation that the model did not write. */
  private static boolean isOfOthers(Map<?, ?> object) {
    return object.get("role") instanceof String role && OTHERS.contains(role);
  }

  private static boolean isThere(@Nullable Object value) {
    return value instanceof String || value instanceof List || value instanceof Map;
  }
}
