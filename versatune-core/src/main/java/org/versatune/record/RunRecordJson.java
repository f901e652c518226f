package org.versatune.record;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RuleDescription;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightUpdate;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;

/**
 * The header of a run record as JSON, and the lines of the first version of the format; those of
 * today's are {@link RunRecordEncoder}'s and {@link RunRecordDecoder}'s.
 *
 * <p>Doubles are written with as many digits as it takes to read back the same bits. JSON has no
 * infinity and no NaN; as numbers by domain these are written as the strings {@code "NaN"}, {@code
 * "Infinity"} and {@code "-Infinity"} (a signal that no rule reads may hold them). What the header
 * knows (reference losses and so on) is left out of the reports and added again when they are read.
 */
final class RunRecordJson {
  static final String FORMAT = "versatune-run";

  /** The format of {@link RunRecordEncoder}. */
  static final int VERSION = 2;

  /**
   * The format before it: every number under its domain's name, no line bound to the one before.
   */
  static final int FIRST_VERSION = 1;

  static final String UPDATE = "update";
  static final String EVENT = "event";

  private RunRecordJson() {}

  static byte[] write(RunHeader header) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("format", FORMAT);
    line.put("version", VERSION);
    line.put("library", header.libraryVersion());
    line.put("domains", header.setup().domains());
    line.put("initial", header.setup().initial().asMap());
    line.put("weights", header.weights().asMap());
    Map<String, Object> signals = new LinkedHashMap<>();
    for (Signal signal : header.setup().signals()) {
      signals.put(signal.name(), header.setup().byDomain(signal));
    }
    line.put("signals", signals);
    line.put("scheduler", description(header.scheduler()));
    line.put("sampler", description(header.sampler()));
    line.put("seed", header.seed());
    line.put("options", header.options());
    return Json.write(line).getBytes(StandardCharsets.UTF_8);
  }

  static RunHeader readHeader(byte[] json) {
    Object value = Json.read(json);
    JsonObject line =
        JsonObject.of("the header", value instanceof Map<?, ?> ? value : ImmutableMap.of());
    checkArgument(
        FORMAT.equals(line.text("format", "")),
        "this is not a run record of VersaTune: a record starts with {\"format\":\"%s\", …}",
        FORMAT);
    long version = version(line);
    checkArgument(
        version == VERSION || version == FIRST_VERSION,
        "the record has format version %s and this library reads versions %s and %s: read it with"
            + " the library version that wrote it",
        version,
        FIRST_VERSION,
        VERSION);
    ImmutableList<String> domains =
        line.list("domains").stream()
            .map(domain -> JsonObject.text("a domain", domain))
            .collect(ImmutableList.toImmutableList());
    DomainDistribution initial =
        weights(DomainDistribution.uniform(domains), line.numbers("initial"));
    Setup setup = Setup.of(initial);
    JsonObject signals = line.object("signals");
    for (String signal : signals.fields().keySet()) {
      setup = setup.with(signal(signal), signals.numbers(signal));
    }
    return new RunHeader(
        setup,
        weights(initial, line.numbers("weights")),
        description(line.object("scheduler")),
        description(line.object("sampler")),
        line.integer("seed"),
        line.object("options").fields(),
        line.text("library"));
  }

  /** The version in a header. */
  static long version(byte[] json) {
    return version(JsonObject.of("the header", Json.read(json)));
  }

  private static long version(JsonObject line) {
    return line.integer("version");
  }

  /** An update or an event of the first version. */
  static Object readLine(RunHeader header, byte[] json) {
    JsonObject line = JsonObject.of("a line of a record", Json.read(json));
    String type = line.text("type");
    return switch (type) {
      case UPDATE -> update(header, line);
      case EVENT -> event(line);
      default ->
          throw new IllegalArgumentException(
              "unknown type '" + type + "'; there are '" + UPDATE + "' and '" + EVENT + "'");
    };
  }

  private static RecordedUpdate update(RunHeader header, JsonObject line) {
    DomainDistribution before = weights(header.weights(), line.numbers("before"));
    WeightUpdate.Builder update =
        WeightUpdate.builder(weights(header.weights(), line.numbers("weights")));
    JsonObject factors = line.object("factors");
    for (String factor : factors.fields().keySet()) {
      update.factor(factor, values(before, factors.numbers(factor)));
    }
    line.numbers("conditions").forEach(update::condition);
    String note = line.text("note");
    if (!note.isEmpty()) {
      update.note(note);
    }
    return new RecordedUpdate(
        header.setup().addTo(feedback(line)),
        line.integer("batches"),
        line.integers("draws"),
        line.numbers("potential"),
        line.numbers("forgetting"),
        before,
        update.build());
  }

  private static Feedback feedback(JsonObject line) {
    Feedback feedback = Feedback.at(line.integer("step"));
    JsonObject signals = line.object("signals");
    for (String name : signals.fields().keySet()) {
      Signal signal = signal(name);
      feedback =
          signal == Signal.GRADIENT_PRODUCTS
              ? feedback.gradientProducts(table(signals.object(name)))
              : feedback.with(signal, signals.numbers(name));
    }
    return feedback;
  }

  private static RunEvent event(JsonObject line) {
    return new RunEvent(
        RunEvent.Kind.valueOf(line.text("event")), line.integer("step"), line.text("text"));
  }

  static boolean knows(Setup setup, Signal signal, Feedback feedback) {
    return signal.isKnownBeforeTraining()
        && setup.has(signal)
        && setup.byDomain(signal).equals(feedback.values(signal));
  }

  static Signal signal(String name) {
    try {
      return Signal.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("unknown signal '" + name + "'", e);
    }
  }

  private static DomainDistribution weights(
      DomainDistribution like, ImmutableMap<String, Double> byDomain) {
    return like.withWeights(values(like, byDomain));
  }

  private static double[] values(DomainDistribution like, ImmutableMap<String, Double> byDomain) {
    checkArgument(
        byDomain.keySet().equals(like.asMap().keySet()),
        "the line is about the domains %s, the run about %s",
        byDomain.keySet(),
        like.domains());
    return like.domains().stream().mapToDouble(byDomain::get).toArray();
  }

  private static ImmutableTable<String, String, Double> table(JsonObject products) {
    ImmutableTable.Builder<String, String, Double> table = ImmutableTable.builder();
    for (String row : products.fields().keySet()) {
      products.numbers(row).forEach((column, value) -> table.put(row, column, value));
    }
    return table.buildOrThrow();
  }

  private static Map<String, Object> description(RuleDescription description) {
    return ImmutableMap.of("name", description.name(), "options", description.options());
  }

  private static RuleDescription description(JsonObject node) {
    return RuleDescription.of(node.text("name"), node.object("options").fields());
  }
}
