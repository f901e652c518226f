// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Signal;
import org.versatune.WeightUpdate;
import org.versatune.internal.Json;
import org.versatune.internal.values.ValueJson;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the lines after the header, in one pass over the bytes: records grow to hundreds of
 * megabytes. It reads those that {@link LineEncoder} writes, and those of the first version of the
 * format, in which a line holds every number under its domain's name.
 *
 * <p>Not safe for use by several threads.
 */
final class LineDecoder {
  static final String UPDATE = "update";
  static final String EVENT = "event";

  /** Marks a factor that follows from other numbers. */
  private static final double[] IMPLIED = {};

  /** Marks a factor that is about some domains only. */
  private static final double[] SOME = {};

  private final RunHeader header;
  private final boolean ofToday;
  private final ImmutableList<String> domains;
  private DomainDistribution lastWeights;
  private ImpliedNumbers implied;

  /**
   * Starts after a header.
   *
   * @param ofToday whether lines may leave numbers out; those of the first version may not, and
   *     have no checksum, so that a name that comes twice is looked for
   */
  LineDecoder(RunHeader header, boolean ofToday) {
    this.header = header;
    this.ofToday = ofToday;
    this.domains = header.setup().domains();
    this.lastWeights = header.weights();
    this.implied = ImpliedNumbers.after(header);
  }

  /** What follows after the last update that was read. */
  ImpliedNumbers implied() {
    return implied;
  }

  /** The parts of a line, as far as they have been read. */
  private static final class Parts {
    String type = UPDATE;
    @Nullable Long step;
    @Nullable Long batches;
    ImmutableMap<String, Long> draws = ImmutableMap.of();
    boolean drawCounts;
    final ImmutableMap.Builder<Signal, ImmutableMap<String, Double>> signals =
        ImmutableMap.builder();
    @Nullable ImmutableTable<String, String, Double> products;
    @Nullable ImmutableMap<String, Double> potential;
    @Nullable ImmutableMap<String, Double> forgetting;
    @Nullable DomainDistribution before;
    @Nullable DomainDistribution weights;
    final ImmutableMap.Builder<String, double[]> factors = ImmutableMap.builder();
    final Map<String, ImmutableMap<String, Double>> factorsOfSome = new HashMap<>();
    ImmutableMap<String, Double> conditions = ImmutableMap.of();
    String note = "";
    @Nullable String event;
    @Nullable String text;
  }

  /**
   * An update or an event.
   *
   * @throws IllegalArgumentException if it is none; the message says what is wrong
   */
  Object line(byte[] bytes, int from, int length) {
    Parts parts = new Parts();
    try (JsonParser in = Json.parser(bytes, from, length, !ofToday)) {
      checkArgument(in.nextToken() == JsonToken.START_OBJECT, "a line of a record is an object");
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        part(name, in, parts);
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
    return switch (parts.type) {
      case UPDATE -> update(parts);
      case EVENT ->
          new RunEvent(
              RunEvent.Kind.valueOf(there("event", parts.event)),
              there("step", parts.step),
              there("text", parts.text));
      default ->
          throw new IllegalArgumentException(
              "unknown type '" + parts.type + "'; there are '" + UPDATE + "' and '" + EVENT + "'");
    };
  }

  private void part(String name, JsonParser in, Parts parts) {
    switch (name) {
      case "type" -> parts.type = in.getString();
      case "step" -> parts.step = whole(in);
      case "batches" -> parts.batches = whole(in);
      case "draws" -> parts.draws = draws(in);
      case "losses" -> parts.signals.put(Signal.VALIDATION_LOSS, numbers(in));
      case "signals" -> signals(in, parts);
      case "potential" -> parts.potential = numbers(in);
      case "forgetting" -> parts.forgetting = numbers(in);
      case "before" -> parts.before = header.weights().withWeights(array(in));
      case "weights" -> parts.weights = header.weights().withWeights(array(in));
      case "factors" -> {
        for (String factor = in.nextName(); factor != null; factor = in.nextName()) {
          in.nextToken();
          parts.factors.put(factor, factor(factor, in, parts));
        }
      }
      case "conditions" -> parts.conditions = object(in);
      case "note" -> parts.note = in.getString();
      case "event" -> parts.event = in.getString();
      case "text" -> parts.text = in.getString();
      default -> in.skipChildren(); // The line number, the checksum, and what is yet to come.
    }
  }

  private double[] factor(String name, JsonParser in, Parts parts) {
    if (ofToday && in.currentToken() == JsonToken.START_OBJECT) {
      parts.factorsOfSome.put(name, object(in));
      return SOME;
    }
    return in.currentToken() == JsonToken.VALUE_TRUE ? IMPLIED : array(in);
  }

  private static <T> T there(String name, @Nullable T value) {
    checkArgument(value != null, "'%s' is missing", name);
    return value;
  }

  /** What a line holds, or what follows from the lines before it where it may be left out. */
  private <T> T orImplied(String name, @Nullable T value, Supplier<T> implied) {
    return ofToday && value == null ? implied.get() : there(name, value);
  }

  private RecordedUpdate update(Parts parts) {
    Feedback feedback = Feedback.at(there("step", parts.step));
    for (var signal : parts.signals.buildOrThrow().entrySet()) {
      feedback = feedback.with(signal.getKey(), signal.getValue());
    }
    if (parts.drawCounts) {
      feedback = feedback.with(Signal.DRAW_COUNTS, parts.draws);
    }
    if (parts.products != null) {
      feedback = feedback.gradientProducts(parts.products);
    }
    DomainDistribution before = orImplied("before", parts.before, () -> lastWeights);
    DomainDistribution weights = there("weights", parts.weights);
    Feedback full = header.setup().addTo(feedback);
    RecordedUpdate reported =
        new RecordedUpdate(
            full,
            orImplied("batches", parts.batches, full::step),
            parts.draws,
            orImplied("potential", parts.potential, () -> implied.potential(full)),
            orImplied("forgetting", parts.forgetting, () -> implied.forgetting(full)),
            before,
            WeightUpdate.of(weights));
    WeightUpdate.Builder update = WeightUpdate.builder(weights);
    for (var factor : parts.factors.buildOrThrow().entrySet()) {
      String name = factor.getKey();
      double[] values = factor.getValue();
      if (values == IMPLIED) {
        update.factor(name, there("what '" + name + "' is", implied.factor(name, reported)));
      } else if (values == SOME) {
        update.factor(name, there(name, parts.factorsOfSome.get(name)));
      } else {
        update.factor(name, values);
      }
    }
    parts.conditions.forEach(update::condition);
    if (!parts.note.isEmpty()) {
      update.note(parts.note);
    }
    RecordedUpdate recorded =
        new RecordedUpdate(
            full,
            reported.batches(),
            reported.draws(),
            reported.potential(),
            reported.forgetting(),
            before,
            update.build());
    implied = implied.next(recorded);
    lastWeights = weights;
    return recorded;
  }

  private void signals(JsonParser in, Parts parts) {
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      Signal signal = ValueJson.signal(name);
      JsonToken token = in.nextToken();
      if (signal == Signal.GRADIENT_PRODUCTS) {
        parts.products = table(in);
      } else if (token == JsonToken.VALUE_TRUE) {
        if (signal == Signal.DRAW_COUNTS) {
          parts.drawCounts = true;
        } else {
          parts.signals.put(signal, there(name, implied.known(signal)));
        }
      } else {
        parts.signals.put(signal, numbers(in));
      }
    }
  }

  /** Counts as an array over the domains of the run, or as an object. */
  private ImmutableMap<String, Long> draws(JsonParser in) {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      ImmutableMap.Builder<String, Long> map = ImmutableMap.builder();
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        map.put(name, whole(in));
      }
      return map.buildOrThrow();
    }
    long[] counts = new long[domains.size()];
    int length = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      checkArgument(length < counts.length, "'draws' has more numbers than the run has domains");
      counts[length++] = whole(in);
    }
    checkLength(length);
    return header.weights().byDomain(counts);
  }

  /** Numbers as an array over the domains of the run, or as an object. */
  private ImmutableMap<String, Double> numbers(JsonParser in) {
    return in.currentToken() == JsonToken.START_ARRAY
        ? header.weights().byDomain(array(in))
        : object(in);
  }

  private static ImmutableMap<String, Double> object(JsonParser in) {
    ImmutableMap.Builder<String, Double> map = ImmutableMap.builder();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      in.nextToken();
      map.put(name, number(in));
    }
    return map.buildOrThrow();
  }

  /** A number for each domain of the run, given as an array or as an object. */
  private double[] array(JsonParser in) {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      return HeaderJson.inOrder(domains, object(in));
    }
    double[] numbers = new double[domains.size()];
    int length = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      checkArgument(length < numbers.length, "an array has more numbers than the run has domains");
      numbers[length++] = number(in);
    }
    checkLength(length);
    return numbers;
  }

  private void checkLength(int length) {
    checkArgument(
        length == domains.size(), "an array has %s numbers for %s domains", length, domains.size());
  }

  private ImmutableTable<String, String, Double> table(JsonParser in) {
    ImmutableTable.Builder<String, String, Double> table = ImmutableTable.builder();
    if (in.currentToken() == JsonToken.START_ARRAY) {
      int row = 0;
      while (in.nextToken() != JsonToken.END_ARRAY) {
        String name = domains.get(row++);
        numbers(in).forEach((column, value) -> table.put(name, column, value));
      }
    } else {
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        String row = name;
        numbers(in).forEach((column, value) -> table.put(row, column, value));
      }
    }
    return table.buildOrThrow();
  }

  private static long whole(JsonParser in) {
    checkArgument(
        in.currentToken() == JsonToken.VALUE_NUMBER_INT,
        "'%s' is %s and not a whole number",
        in.currentName(),
        in.getString());
    return in.getLongValue();
  }

  private static double number(JsonParser in) {
    if (in.currentToken() == JsonToken.VALUE_STRING) {
      return switch (in.getString()) {
        case "NaN" -> Double.NaN;
        case "Infinity" -> Double.POSITIVE_INFINITY;
        case "-Infinity" -> Double.NEGATIVE_INFINITY;
        default -> throw new IllegalArgumentException("\"" + in.getString() + "\" is not a number");
      };
    }
    return in.getDoubleValue();
  }
}
