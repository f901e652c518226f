// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that was read, asked for its fields by name and type. A field that is missing, or
 * of another type, is an {@link IllegalArgumentException} that names it.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class JsonObject {
  private final ImmutableMap<String, Object> fields;

  private JsonObject(ImmutableMap<String, Object> fields) {
    this.fields = fields;
  }

  /**
   * Reads a text that holds one object.
   *
   * @param json the text
   * @return the object
   * @throws IllegalArgumentException if it is not JSON, as for {@link Json#read}, or no object
   */
  public static JsonObject read(String json) {
    return of("the document", Json.read(json));
  }

  /**
   * Looks at a value as an object.
   *
   * @param what what it is, for the message
   * @param value a value of {@link Json}
   * @return the object
   * @throws IllegalArgumentException if it is no object
   */
  @SuppressWarnings("unchecked") // The maps of Json have such keys and values.
  public static JsonObject of(String what, Object value) {
    if (value instanceof ImmutableMap<?, ?> map) {
      return new JsonObject((ImmutableMap<String, Object>) map);
    }
    throw wrong(what, value, "an object");
  }

  /**
   * Everything in it.
   *
   * @return values of {@link Json} by name, in the order of the text
   */
  public ImmutableMap<String, Object> fields() {
    return fields;
  }

  /**
   * Whether it has a field.
   *
   * @param name the field
   * @return true if it has, whatever its type
   */
  public boolean has(String name) {
    return fields.containsKey(name);
  }

  /**
   * A field of any type.
   *
   * @param name the field
   * @return a value of {@link Json}
   */
  public Object value(String name) {
    Object value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("'" + name + "' is missing");
    }
    return value;
  }

  /**
   * A field that is an object.
   *
   * @param name the field
   * @return the object
   */
  public JsonObject object(String name) {
    return of("'" + name + "'", value(name));
  }

  /**
   * A field that is an array.
   *
   * @param name the field
   * @return values of {@link Json}
   */
  @SuppressWarnings("unchecked") // The lists of Json have such elements.
  public ImmutableList<Object> list(String name) {
    Object value = value(name);
    if (value instanceof ImmutableList<?> list) {
      return (ImmutableList<Object>) list;
    }
    throw wrong("'" + name + "'", value, "an array");
  }

  /**
   * A field that is a string.
   *
   * @param name the field
   * @return the string
   */
  public String text(String name) {
    return text("'" + name + "'", value(name));
  }

  /**
   * A field that should be a string.
   *
   * @param name the field
   * @param otherwise what to return where it is missing or of another type
   * @return the string
   */
  public String text(String name, String otherwise) {
    return fields.get(name) instanceof String text ? text : otherwise;
  }

  /**
   * A value that is a string.
   *
   * @param what what it is, for the message
   * @param value a value of {@link Json}
   * @return the string
   */
  public static String text(String what, Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw wrong(what, value, "a string");
  }

  /**
   * A field that is a whole number.
   *
   * @param name the field
   * @return the number
   */
  public long integer(String name) {
    return integer("'" + name + "'", value(name));
  }

  /**
   * A field that should be a whole number.
   *
   * @param name the field
   * @param otherwise what to return where it is missing
   * @return the number
   */
  public long integer(String name, long otherwise) {
    return has(name) ? integer(name) : otherwise;
  }

  /**
   * A value that is a whole number.
   *
   * @param what what it is, for the message
   * @param value a value of {@link Json}
   * @return the number
   */
  public static long integer(String what, Object value) {
    if (value instanceof Long number) {
      return number;
    }
    throw wrong(what, value, "a whole number");
  }

  /**
   * A field that is a number.
   *
   * @param name the field
   * @return the number; NaN and the infinities are read from their names
   */
  public double number(String name) {
    return number("'" + name + "'", value(name));
  }

  /**
   * A value that is a number.
   *
   * @param what what it is, for the message
   * @param value a value of {@link Json}
   * @return the number; NaN and the infinities are read from their names
   */
  public static double number(String what, Object value) {
    if (value instanceof Double || value instanceof Long || value instanceof BigInteger) {
      return ((Number) value).doubleValue();
    }
    Double special = value instanceof String text ? special(text) : null;
    if (special != null) {
      return special;
    }
    throw wrong(what, value, "a number");
  }

  private static @Nullable Double special(String text) {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> null;
    };
  }

  /**
   * A field that is an object of numbers.
   *
   * @param name the field
   * @return number by name, in the order of the text
   */
  public ImmutableMap<String, Double> numbers(String name) {
    return numbers("'" + name + "'", value(name));
  }

  /**
   * A value that is an object of numbers.
   *
   * @param what what it is, for the message
   * @param value a value of {@link Json}
   * @return number by name, in the order of the text
   */
  public static ImmutableMap<String, Double> numbers(String what, Object value) {
    ImmutableMap<String, Object> inner = of(what, value).fields;
    ImmutableMap.Builder<String, Double> map = ImmutableMap.builderWithExpectedSize(inner.size());
    inner.forEach((key, number) -> map.put(key, number("'" + key + "' in " + what, number)));
    return map.buildOrThrow();
  }

  /**
   * A field that is an object of whole numbers.
   *
   * @param name the field
   * @return number by name, in the order of the text
   */
  public ImmutableMap<String, Long> integers(String name) {
    ImmutableMap.Builder<String, Long> map = ImmutableMap.builder();
    object(name)
        .fields
        .forEach((key, number) -> map.put(key, integer("'" + key + "' in '" + name + "'", number)));
    return map.buildOrThrow();
  }

  /**
   * A field that is an array of numbers.
   *
   * @param name the field
   * @return a fresh array
   */
  public double[] doubles(String name) {
    return list(name).stream()
        .mapToDouble(number -> number("a number of '" + name + "'", number))
        .toArray();
  }

  /**
   * A field that is an array of whole numbers.
   *
   * @param name the field
   * @return a fresh array
   */
  public long[] longs(String name) {
    return list(name).stream()
        .mapToLong(number -> integer("a number of '" + name + "'", number))
        .toArray();
  }

  /**
   * A field that is an array of strings.
   *
   * @param name the field
   * @return its elements
   */
  public ImmutableList<String> texts(String name) {
    return list(name).stream()
        .map(text -> text("an element of '" + name + "'", text))
        .collect(ImmutableList.toImmutableList());
  }

  private static IllegalArgumentException wrong(String what, Object value, String wanted) {
    String text = value instanceof String string ? '"' + string + '"' : value.toString();
    String shown = text.length() <= 80 ? text : text.substring(0, 80) + "…";
    return new IllegalArgumentException(what + " is " + shown + " and not " + wanted);
  }

  @Override
  public String toString() {
    return Json.write(fields);
  }
}
