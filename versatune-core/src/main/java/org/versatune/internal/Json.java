// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/**
 * Reads and writes JSON as plain values: {@link ImmutableMap} by name in the order of the text,
 * {@link ImmutableList}, {@link String}, {@link Long} ({@link BigInteger} where a long does not
 * hold it), {@link Double}, {@link Boolean}, and an enum constant that prints {@code null}.
 *
 * <p>It uses the streaming part of Jackson alone: the part that binds objects needs annotations,
 * and platforms pin those to other versions.
 *
 * <p>Doubles are written with as many digits as it takes to read back the same bits. NaN and the
 * infinities, which JSON lacks, are written as the strings {@code "NaN"}, {@code "Infinity"} and
 * {@code "-Infinity"}. Half of a surrogate pair is written as a question mark.
 *
 * <p>Stateless and safe for use by any number of threads.
 */
public final class Json {
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          // What was written must be readable, however long a name or a note was.
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final Pattern ADVICE =
      Pattern.compile(": enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow");

  /** Where the parser began, of which it says nothing but that it may not show the text. */
  private static final Pattern START = Pattern.compile(" \\(start marker at \\[.*\\]\\)");

  private static final ObjectWriteContext PRETTY =
      new ObjectWriteContext.Base() {
        @Override
        public PrettyPrinter getPrettyPrinter() {
          return new DefaultPrettyPrinter();
        }

        @Override
        public boolean hasPrettyPrinter() {
          return true;
        }
      };

  /** The value null of JSON: the collections that hold values take no null. */
  private enum Null {
    NULL;

    @Override
    public String toString() {
      return "null";
    }
  }

  /** What {@link #write} writes as null. */
  public static final Object NULL = Null.NULL;

  /** For lines with a checksum: they need no search for names that come twice. */
  private static final JsonFactory FAST =
      FACTORY
          .rebuild()
          .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .build();

  private Json() {}

  /**
   * Writes JSON piece by piece, in UTF-8 on one line.
   *
   * @param out where to
   * @return a generator; close it
   */
  public static JsonGenerator generator(OutputStream out) {
    return FAST.createGenerator(ObjectWriteContext.empty(), out);
  }

  /**
   * Reads JSON piece by piece.
   *
   * @param bytes holds the text in UTF-8
   * @param from where it begins
   * @param length how many bytes it has
   * @param namesOnce whether a name that comes twice in an object is an error; otherwise it is not
   *     noticed, which is faster
   * @return a parser; close it
   */
  public static JsonParser parser(byte[] bytes, int from, int length, boolean namesOnce) {
    return (namesOnce ? FACTORY : FAST)
        .createParser(ObjectReadContext.empty(), bytes, from, length);
  }

  /**
   * Reads JSON piece by piece from a stream in UTF-8. A name that comes twice in an object is not
   * noticed.
   *
   * @param in holds one value, or several one after another
   * @return a parser; closing it closes the stream
   */
  public static JsonParser parser(InputStream in) {
    return FAST.createParser(ObjectReadContext.empty(), in);
  }

  /**
   * Reads a text that holds one value.
   *
   * @param json the text
   * @return the value
   * @throws IllegalArgumentException if it is not JSON, holds a name twice in one object, or goes
   *     on after the value; the message says where
   */
  public static Object read(String json) {
    return read(() -> FACTORY.createParser(ObjectReadContext.empty(), json));
  }

  /**
   * Reads bytes that hold one value.
   *
   * @param json the text in UTF-8
   * @return the value
   * @throws IllegalArgumentException as for {@link #read(String)}
   */
  public static Object read(byte[] json) {
    return read(() -> FACTORY.createParser(ObjectReadContext.empty(), json));
  }

  private static Object read(Supplier<JsonParser> text) {
    try (JsonParser parser = text.get()) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new IllegalArgumentException("there is nothing in it");
      }
      Object value = value(parser, first);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException(
            "something follows after its end, at " + place(parser.currentTokenLocation()));
      }
      return value;
    } catch (JacksonException e) {
      throw new IllegalArgumentException(problem(e), e);
    }
  }

  /** What is wrong and where; a value that is too deep or too long for the parser has no place. */
  static String problem(JacksonException e) {
    // Of the reader of a file nobody can ask to set an option of the parser.
    String message =
        ADVICE
            .matcher(String.valueOf(e.getOriginalMessage()))
            .replaceFirst(": JSON has no such value, write a finite number");
    message = START.matcher(message).replaceFirst("");
    return e.getLocation() == null ? message : message + " at " + place(e.getLocation());
  }

  /** Where in a text something is. */
  static String place(TokenStreamLocation location) {
    String column = "column " + location.getColumnNr();
    return location.getLineNr() == 1 ? column : "line " + location.getLineNr() + ", " + column;
  }

  /** Reads the value that begins with a token. */
  static Object value(JsonParser parser, JsonToken token) {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? parser.getBigIntegerValue()
              : (Object) parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> Null.NULL;
    };
  }

  private static ImmutableMap<String, Object> object(JsonParser parser) {
    ImmutableMap.Builder<String, Object> map = ImmutableMap.builder();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      map.put(name, value(parser, parser.nextToken()));
    }
    return map.buildOrThrow();
  }

  private static ImmutableList<Object> array(JsonParser parser) {
    ImmutableList.Builder<Object> list = ImmutableList.builder();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      list.add(value(parser, token));
    }
    return list.build();
  }

  /**
   * Writes a value on one line.
   *
   * @param value maps by name, iterables, strings, numbers, booleans, enum constants (by their
   *     names), nested as deep as wanted
   * @return JSON
   * @throws IllegalArgumentException if a value has another type
   */
  public static String write(Object value) {
    return write(value, ObjectWriteContext.empty());
  }

  /**
   * Writes a value with line breaks and indents.
   *
   * @param value as for {@link #write(Object)}
   * @return JSON
   * @throws IllegalArgumentException if a value has another type
   */
  public static String writePretty(Object value) {
    return write(value, PRETTY);
  }

  private static String write(Object value, ObjectWriteContext context) {
    StringWriter out = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(context, out)) {
      write(value, generator);
    }
    return out.toString();
  }

  private static void write(Object value, JsonGenerator out) {
    if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      map.forEach(
          (name, inner) -> {
            out.writeName(UnicodeText.whole(String.valueOf(name)));
            write(inner, out);
          });
      out.writeEndObject();
    } else if (value instanceof Iterable<?> list) {
      out.writeStartArray();
      list.forEach(inner -> write(inner, out));
      out.writeEndArray();
    } else if (value instanceof String text) {
      out.writeString(UnicodeText.whole(text));
    } else if (value instanceof Enum<?> constant) {
      writeConstant(constant, out);
    } else if (value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else if (value instanceof Double number) {
      out.writeNumber(number);
    } else if (value instanceof Long || value instanceof Integer) {
      out.writeNumber(((Number) value).longValue());
    } else if (value instanceof BigInteger number) {
      out.writeNumber(number);
    } else if (value instanceof BigDecimal number) {
      out.writeNumber(number);
    } else {
      throw new IllegalArgumentException("a " + value.getClass().getName() + " is no JSON");
    }
  }

  private static void writeConstant(Enum<?> constant, JsonGenerator out) {
    if (constant == Null.NULL) {
      out.writeNull();
    } else {
      out.writeString(constant.name());
    }
  }
}
