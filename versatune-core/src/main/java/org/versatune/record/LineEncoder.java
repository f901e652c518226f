// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Signal;
import org.versatune.WeightUpdate;
import org.versatune.internal.Json;
import org.versatune.internal.UnicodeText;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the lines of a record in the format of today. Numbers by domain are arrays in the order of
 * the header's domains; where a map has other domains, or another order, it is an object. What is
 * empty, what the header knows, what follows from other numbers (see {@link ImpliedNumbers}), and
 * weights that are those of the line before are left out.
 *
 * <p>A line changes nothing here until {@link #written} says that it is in the file. Not safe for
 * use by several threads.
 */
final class LineEncoder {
  private final RunHeader header;
  private final ImmutableList<String> domains;
  private final RecordChain chain;
  private final Bytes bytes = new Bytes();

  private long line;
  private DomainDistribution lastWeights;
  private long lastStep;
  private ImpliedNumbers implied;

  /** Starts a record. */
  LineEncoder(RunHeader header) {
    this(header, new RecordChain(), 0, header.weights(), -1, ImpliedNumbers.after(header));
  }

  /**
   * Goes on with a record.
   *
   * @param chain after its last line
   * @param line how many lines it has
   * @param lastWeights those of its last update
   * @param lastStep that of its last update, −1 if it has none
   * @param implied what follows after its last update
   */
  LineEncoder(
      RunHeader header,
      RecordChain chain,
      long line,
      DomainDistribution lastWeights,
      long lastStep,
      ImpliedNumbers implied) {
    this.header = header;
    this.domains = header.setup().domains();
    this.chain = chain;
    this.line = line;
    this.lastWeights = lastWeights;
    this.lastStep = lastStep;
    this.implied = implied;
  }

  private static final class Bytes extends ByteArrayOutputStream {
    Bytes() {
      super(1024);
    }

    byte[] line(RecordChain chain) {
      return chain.line(buf, count);
    }
  }

  long lastStep() {
    return lastStep;
  }

  byte[] header() {
    bytes.reset();
    bytes.writeBytes(HeaderJson.write(header));
    return bytes.line(chain);
  }

  byte[] event(RunEvent event) {
    bytes.reset();
    try (JsonGenerator out = start()) {
      out.writeStringProperty("type", LineDecoder.EVENT);
      out.writeNumberProperty("step", event.step());
      out.writeStringProperty("event", event.kind().name());
      out.writeStringProperty("text", UnicodeText.whole(event.text()));
      out.writeEndObject();
    }
    return bytes.line(chain);
  }

  byte[] update(RecordedUpdate recorded) {
    bytes.reset();
    WeightUpdate update = recorded.update();
    Feedback feedback = recorded.feedback();
    try (JsonGenerator out = start()) {
      out.writeNumberProperty("step", recorded.step());
      if (recorded.batches() != recorded.step()) {
        out.writeNumberProperty("batches", recorded.batches());
      }
      out.writeName("draws");
      draws(recorded.draws(), out);
      if (feedback.has(Signal.VALIDATION_LOSS)) {
        numbers("losses", feedback.losses(), out);
      }
      signals(recorded, out);
      unlessImplied("potential", recorded.potential(), implied.potential(feedback), out);
      unlessImplied("forgetting", recorded.forgetting(), implied.forgetting(feedback), out);
      if (!recorded.before().equals(lastWeights)) {
        weights("before", recorded.before(), out);
      }
      weights("weights", recorded.weights(), out);
      if (!update.factorNames().isEmpty()) {
        out.writeObjectPropertyStart("factors");
        for (String factor : update.factorNames()) {
          out.writeName(UnicodeText.whole(factor));
          ImmutableMap<String, Double> values = update.factor(factor);
          if (ImpliedNumbers.same(values, implied.factor(factor, recorded))) {
            out.writeBoolean(true);
          } else {
            numbers(values, out);
          }
        }
        out.writeEndObject();
      }
      if (!update.conditions().isEmpty()) {
        out.writeObjectPropertyStart("conditions");
        for (Map.Entry<String, Double> condition : update.conditions().entrySet()) {
          out.writeName(UnicodeText.whole(condition.getKey()));
          number(condition.getValue(), out);
        }
        out.writeEndObject();
      }
      if (!update.note().isEmpty()) {
        out.writeStringProperty("note", UnicodeText.whole(update.note()));
      }
      out.writeEndObject();
    }
    return bytes.line(chain);
  }

  /** The header is in the file. */
  void started(byte[] written) {
    chain.start(written, 0, written.length - 1);
    line++;
  }

  /** An event is in the file. */
  void written(byte[] written) {
    chain.step(written);
    line++;
  }

  /** An update is in the file. */
  void written(RecordedUpdate update, byte[] written) {
    written(written);
    lastWeights = update.weights();
    lastStep = update.step();
    implied = implied.next(update);
  }

  private JsonGenerator start() {
    JsonGenerator out = Json.generator(bytes);
    out.writeStartObject();
    out.writeNumberProperty("n", line + 1);
    return out;
  }

  private void unlessImplied(
      String name,
      ImmutableMap<String, Double> byDomain,
      ImmutableMap<String, Double> expected,
      JsonGenerator out) {
    if (!ImpliedNumbers.same(byDomain, expected)) {
      numbers(name, byDomain, out);
    }
  }

  private void signals(RecordedUpdate recorded, JsonGenerator out) {
    Feedback feedback = recorded.feedback();
    boolean started = false;
    for (Signal signal : Signal.values()) {
      if (signal == Signal.VALIDATION_LOSS
          || !feedback.has(signal)
          || ImpliedNumbers.isInSetup(header.setup(), signal, feedback)) {
        continue;
      }
      if (!started) {
        out.writeObjectPropertyStart("signals");
        started = true;
      }
      out.writeName(signal.name());
      if (signal == Signal.GRADIENT_PRODUCTS) {
        table(feedback.gradientProducts(), out);
      } else if (isKnown(signal, recorded)) {
        out.writeBoolean(true);
      } else {
        numbers(feedback.values(signal), out);
      }
    }
    if (started) {
      out.writeEndObject();
    }
  }

  private boolean isKnown(Signal signal, RecordedUpdate recorded) {
    ImmutableMap<String, Double> values = recorded.feedback().values(signal);
    return signal == Signal.DRAW_COUNTS
        ? isDraws(recorded, values)
        : ImpliedNumbers.same(values, implied.known(signal));
  }

  private static boolean isDraws(RecordedUpdate recorded, Map<String, Double> counts) {
    if (!recorded.draws().keySet().asList().equals(ImmutableList.copyOf(counts.keySet()))) {
      return false;
    }
    for (Map.Entry<String, Long> draws : recorded.draws().entrySet()) {
      Double count = counts.get(draws.getKey());
      if (count == null || Double.compare(count, (double) draws.getValue()) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether the map is over the domains of the run, in their order. */
  private boolean isOrdered(Map<String, ?> byDomain) {
    if (byDomain.size() != domains.size()) {
      return false;
    }
    int j = 0;
    for (String name : byDomain.keySet()) {
      if (!name.equals(domains.get(j++))) {
        return false;
      }
    }
    return true;
  }

  private void draws(Map<String, Long> byDomain, JsonGenerator out) {
    if (isOrdered(byDomain)) {
      out.writeStartArray();
      byDomain.values().forEach(out::writeNumber);
      out.writeEndArray();
    } else {
      out.writeStartObject();
      byDomain.forEach((domain, count) -> out.writeNumberProperty(domain, count));
      out.writeEndObject();
    }
  }

  private void numbers(String name, Map<String, Double> byDomain, JsonGenerator out) {
    out.writeName(name);
    numbers(byDomain, out);
  }

  private void numbers(Map<String, Double> byDomain, JsonGenerator out) {
    if (isOrdered(byDomain)) {
      out.writeStartArray();
      for (double value : byDomain.values()) {
        number(value, out);
      }
      out.writeEndArray();
    } else {
      out.writeStartObject();
      for (Map.Entry<String, Double> entry : byDomain.entrySet()) {
        out.writeName(UnicodeText.whole(entry.getKey()));
        number(entry.getValue(), out);
      }
      out.writeEndObject();
    }
  }

  private static void weights(String name, DomainDistribution weights, JsonGenerator out) {
    out.writeArrayPropertyStart(name);
    for (int j = 0; j < weights.size(); j++) {
      number(weights.weight(j), out);
    }
    out.writeEndArray();
  }

  private void table(ImmutableTable<String, String, Double> products, JsonGenerator out) {
    boolean square =
        isOrdered(products.rowMap())
            && products.rowMap().values().stream().allMatch(this::isOrdered);
    if (square) {
      out.writeStartArray();
      products.rowMap().values().forEach(row -> numbers(row, out));
      out.writeEndArray();
    } else {
      out.writeStartObject();
      products
          .rowMap()
          .forEach(
              (row, byColumn) -> {
                out.writeName(UnicodeText.whole(row));
                numbers(byColumn, out);
              });
      out.writeEndObject();
    }
  }

  /** Whole numbers without their ".0": they are read back as the same double. */
  private static void number(double value, JsonGenerator out) {
    long whole = (long) value;
    if (whole == value && Math.abs(whole) < 1L << 53 && (whole != 0 || 1 / value > 0)) {
      out.writeNumber(whole);
    } else {
      out.writeNumber(value);
    }
  }
}
