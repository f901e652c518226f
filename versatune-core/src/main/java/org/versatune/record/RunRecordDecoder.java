package org.versatune.record;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Signal;
import org.versatune.WeightUpdate;
import org.versatune.internal.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the lines that {@link RunRecordEncoder} wrote, in one pass over the bytes: records grow to
 * hundreds of megabytes. Not safe for use by several threads.
 */
final class RunRecordDecoder {
  /** Stands for a factor that follows from other numbers. */
  private static final double[] IMPLIED = {};

  private final RunHeader header;
  private final ImmutableList<String> domains;
  private double[] buffer;
  private DomainDistribution lastWeights;
  private ImpliedNumbers implied;

  RunRecordDecoder(RunHeader header) {
    this.header = header;
    this.domains = header.setup().domains();
    this.buffer = new double[domains.size()];
    this.lastWeights = header.weights();
    this.implied = ImpliedNumbers.after(header);
  }

  /** The weights of the last update that was read, P(0) before the first. */
  DomainDistribution lastWeights() {
    return lastWeights;
  }

  /** What follows after the last update that was read. */
  ImpliedNumbers implied() {
    return implied;
  }

  /** The parts of a line, as far as they have been read. */
  private static final class Parts {
    String type = RunRecordJson.UPDATE;
    @Nullable Long step;
    @Nullable Long batches;
    ImmutableMap<String, Long> draws = ImmutableMap.of();
    boolean drawCounts;
    final ImmutableMap.Builder<Signal, ImmutableMap<String, Double>> signals =
        ImmutableMap.builder();
    @Nullable ImmutableTable<String, String, Double> products;
    @Nullable ImmutableMap<String, Double> potential;
    @Nullable ImmutableMap<String, Double> forgetting;
    double @Nullable [] before;
    double @Nullable [] weights;
    final ImmutableMap.Builder<String, double[]> factors = ImmutableMap.builder();
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
    try (JsonParser in = Json.parser(bytes, from, length)) {
      checkArgument(in.nextToken() == JsonToken.START_OBJECT, "a line of a record is an object");
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        part(name, in, parts);
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
    return switch (parts.type) {
      case RunRecordJson.UPDATE -> update(parts);
      case RunRecordJson.EVENT ->
          new RunEvent(
              RunEvent.Kind.valueOf(there("event", parts.event)),
              there("step", parts.step),
              there("text", parts.text));
      default ->
          throw new IllegalArgumentException(
              "unknown type '" + parts.type + "'; there are 'update' and 'event'");
    };
  }

  private void part(String name, JsonParser in, Parts parts) {
    switch (name) {
      case "type" -> parts.type = in.getString();
      case "step" -> parts.step = in.getLongValue();
      case "batches" -> parts.batches = in.getLongValue();
      case "draws" -> parts.draws = draws(in);
      case "losses" -> parts.signals.put(Signal.VALIDATION_LOSS, numbers(in));
      case "signals" -> signals(in, parts);
      case "potential" -> parts.potential = numbers(in);
      case "forgetting" -> parts.forgetting = numbers(in);
      case "before" -> parts.before = array(in);
      case "weights" -> parts.weights = array(in);
      case "factors" -> {
        for (String factor = in.nextName(); factor != null; factor = in.nextName()) {
          in.nextToken();
          parts.factors.put(
              factor, in.currentToken() == JsonToken.VALUE_TRUE ? IMPLIED : array(in));
        }
      }
      case "conditions" -> parts.conditions = object(in);
      case "note" -> parts.note = in.getString();
      case "event" -> parts.event = in.getString();
      case "text" -> parts.text = in.getString();
      default -> in.skipChildren(); // The line number, the checksum, and what is yet to come.
    }
  }

  private static <T> T there(String name, @Nullable T value) {
    checkArgument(value != null, "'%s' is missing", name);
    return value;
  }

  private RecordedUpdate update(Parts parts) {
    Feedback feedback = Feedback.at(there("step", parts.step));
    for (var signal : parts.signals.buildOrThrow().entrySet()) {
      feedback = feedback.with(signal.getKey(), signal.getValue());
    }
    if (parts.drawCounts) {
      ImmutableMap.Builder<String, Double> counts = ImmutableMap.builder();
      parts.draws.forEach((domain, count) -> counts.put(domain, (double) count));
      feedback = feedback.with(Signal.DRAW_COUNTS, counts.buildOrThrow());
    }
    if (parts.products != null) {
      feedback = feedback.gradientProducts(parts.products);
    }
    DomainDistribution before =
        parts.before == null ? lastWeights : header.weights().withWeights(parts.before);
    DomainDistribution weights = header.weights().withWeights(there("weights", parts.weights));
    Feedback full = header.setup().addTo(feedback);
    RecordedUpdate reported =
        new RecordedUpdate(
            full,
            parts.batches == null ? feedback.step() : parts.batches,
            parts.draws,
            parts.potential == null ? implied.potential(full) : parts.potential,
            parts.forgetting == null ? implied.forgetting(full) : parts.forgetting,
            before,
            WeightUpdate.of(weights));
    WeightUpdate.Builder update = WeightUpdate.builder(weights);
    for (var factor : parts.factors.buildOrThrow().entrySet()) {
      update.factor(factor.getKey(), values(factor.getKey(), factor.getValue(), reported));
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

  private double[] values(String factor, double[] read, RecordedUpdate reported) {
    if (read != IMPLIED) {
      return read;
    }
    ImmutableMap<String, Double> same =
        there("what factor '" + factor + "' is the same as", implied.factor(factor, reported));
    return domains.stream().mapToDouble(d -> there(d, same.get(d))).toArray();
  }

  private void signals(JsonParser in, Parts parts) {
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      Signal signal = RunRecordJson.signal(name);
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

  private ImmutableMap<String, Long> draws(JsonParser in) {
    ImmutableMap.Builder<String, Long> map = ImmutableMap.builderWithExpectedSize(domains.size());
    if (in.currentToken() == JsonToken.START_ARRAY) {
      int j = 0;
      while (in.nextToken() != JsonToken.END_ARRAY) {
        checkArgument(j < domains.size(), "'draws' has more numbers than the run has domains");
        map.put(domains.get(j++), in.getLongValue());
      }
      checkArgument(
          j == domains.size(), "'draws' has %s numbers for %s domains", j, domains.size());
    } else {
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        map.put(name, in.getLongValue());
      }
    }
    return map.buildOrThrow();
  }

  /** An array over the domains of the run, or an object. */
  private ImmutableMap<String, Double> numbers(JsonParser in) {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      return object(in);
    }
    ImmutableMap.Builder<String, Double> map = ImmutableMap.builderWithExpectedSize(domains.size());
    int j = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      checkArgument(j < domains.size(), "an array has more numbers than the run has domains");
      map.put(domains.get(j++), number(in));
    }
    checkArgument(j == domains.size(), "an array has %s numbers for %s domains", j, domains.size());
    return map.buildOrThrow();
  }

  private static ImmutableMap<String, Double> object(JsonParser in) {
    ImmutableMap.Builder<String, Double> map = ImmutableMap.builder();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      in.nextToken();
      map.put(name, number(in));
    }
    return map.buildOrThrow();
  }

  private double[] array(JsonParser in) {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      ImmutableMap<String, Double> byDomain = object(in);
      return domains.stream().mapToDouble(d -> there(d, byDomain.get(d))).toArray();
    }
    int j = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      checkArgument(j < domains.size(), "an array has more numbers than the run has domains");
      buffer[j++] = number(in);
    }
    checkArgument(j == domains.size(), "an array has %s numbers for %s domains", j, domains.size());
    return Arrays.copyOf(buffer, j);
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
