// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import com.google.common.collect.ImmutableList;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Reads JSON as the json module of Python writes it, where NaN, Infinity and -Infinity are bare
 * words; as values of {@link Json}.
 *
 * <p>Stateless and safe for use by any number of threads.
 */
public final class PythonJson {
  private static final JsonFactory FACTORY =
      Json.FACTORY.rebuild().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private PythonJson() {}

  /**
   * A text that ends before its value does: it is still being written, or was cut off. The message
   * says where.
   */
  public static final class CutOffException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    CutOffException(String message) {
      super(message);
    }
  }

  /**
   * An element of an array.
   *
   * @param line the line of the text that it begins in, from 1
   * @param value a value of {@link Json}
   */
  public record Element(long line, Object value) {}

  /**
   * Reads a text that holds one object.
   *
   * @param json the text
   * @return the object
   * @throws CutOffException if the text ends within the object
   * @throws IllegalArgumentException if it is no JSON object, or goes on after it; the message says
   *     where
   */
  public static JsonObject object(String json) {
    try (JsonParser parser = parser(json)) {
      JsonToken first = first(parser);
      JsonObject object = JsonObject.of("the text", Json.value(parser, first));
      requireEnd(parser);
      return object;
    } catch (JacksonException e) {
      throw problem(e, json);
    }
  }

  /**
   * Reads the elements of an array that is a field of the one object of a text.
   *
   * @param json the text
   * @param field the field
   * @return the elements, each with its line; empty where the object has no such field
   * @throws CutOffException if the text ends within the object
   * @throws IllegalArgumentException if it is no JSON object, goes on after it, or the field is no
   *     array; the message says where
   */
  public static ImmutableList<Element> elements(String json, String field) {
    ImmutableList.Builder<Element> elements = ImmutableList.builder();
    try (JsonParser parser = parser(json)) {
      JsonToken first = first(parser);
      if (first != JsonToken.START_OBJECT) {
        JsonObject unused = JsonObject.of("the text", Json.value(parser, first));
      }
      for (String name = parser.nextName(); name != null; name = parser.nextName()) {
        JsonToken token = parser.nextToken();
        if (!name.equals(field)) {
          Object unused = Json.value(parser, token);
          continue;
        }
        if (token != JsonToken.START_ARRAY) {
          throw new IllegalArgumentException("'" + field + "' is not an array");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          long line = parser.currentTokenLocation().getLineNr();
          elements.add(new Element(line, Json.value(parser, parser.currentToken())));
        }
      }
      requireEnd(parser);
    } catch (JacksonException e) {
      throw problem(e, json);
    }
    return elements.build();
  }

  private static JsonParser parser(String json) {
    return FACTORY.createParser(ObjectReadContext.empty(), json);
  }

  private static JsonToken first(JsonParser parser) {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw new CutOffException("there is nothing in it");
    }
    return first;
  }

  private static void requireEnd(JsonParser parser) {
    if (parser.nextToken() != null) {
      throw new IllegalArgumentException(
          "something follows after its end, at " + Json.place(parser.currentTokenLocation()));
    }
  }

  /**
   * A text that begins as an object and does not end as one is cut off, whatever the parser
   * stumbles over: half a number or half a word is no end of a text to it.
   */
  private static IllegalArgumentException problem(JacksonException e, String json) {
    String why = Json.problem(e);
    boolean cutOff =
        e instanceof UnexpectedEndOfInputException
            || (json.stripLeading().startsWith("{") && !json.stripTrailing().endsWith("}"));
    return cutOff ? new CutOffException(why) : new IllegalArgumentException("no JSON: " + why, e);
  }
}
