package org.versatune.tracking;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RuleDescription;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightUpdate;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one place that knows how a run record looks as JSON: a header line, then a line an update or
 * event.
 *
 * <p>Doubles are written with as many digits as it takes to read back the same bits. JSON has no
 * infinity and no NaN; as numbers by domain these are written as the strings {@code "NaN"}, {@code
 * "Infinity"} and {@code "-Infinity"} (a signal that no rule reads may hold them). What the header
 * knows (reference losses and so on) is left out of the reports and added again when they are read.
 */
final class RunRecordJson {
  static final String FORMAT = "versatune-run";
  static final int VERSION = 1;

  private static final String UPDATE = "update";
  private static final String EVENT = "event";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private RunRecordJson() {}

  static String write(RunHeader header) {
    ObjectNode line = JSON.createObjectNode();
    line.put("format", FORMAT);
    line.put("version", VERSION);
    line.put("library", header.libraryVersion());
    ArrayNode domains = line.putArray("domains");
    header.setup().domains().forEach(domains::add);
    line.set("initial", doubles(header.setup().initial().asMap()));
    line.set("weights", doubles(header.weights().asMap()));
    ObjectNode signals = line.putObject("signals");
    for (Signal signal : header.setup().signals()) {
      signals.set(signal.name(), doubles(header.setup().byDomain(signal)));
    }
    line.set("scheduler", description(header.scheduler()));
    line.set("sampler", description(header.sampler()));
    line.put("seed", header.seed());
    line.set("options", JSON.valueToTree(header.options()));
    return JSON.writeValueAsString(line);
  }

  static String write(RunHeader header, RecordedUpdate recorded) {
    Feedback feedback = recorded.feedback();
    WeightUpdate update = recorded.update();
    ObjectNode line = JSON.createObjectNode();
    line.put("type", UPDATE);
    line.put("step", recorded.step());
    line.put("batches", recorded.batches());
    ObjectNode draws = line.putObject("draws");
    recorded.draws().forEach(draws::put);
    ObjectNode signals = line.putObject("signals");
    for (Signal signal : Signal.values()) {
      if (feedback.has(signal) && !knows(header.setup(), signal, feedback)) {
        signals.set(
            signal.name(),
            signal == Signal.GRADIENT_PRODUCTS
                ? table(feedback.gradientProducts())
                : doubles(feedback.values(signal)));
      }
    }
    line.set("potential", doubles(recorded.potential()));
    line.set("forgetting", doubles(recorded.forgetting()));
    line.set("before", doubles(recorded.before().asMap()));
    line.set("weights", doubles(recorded.weights().asMap()));
    ObjectNode factors = line.putObject("factors");
    for (String factor : update.factors().columnKeySet()) {
      factors.set(factor, doubles(update.factor(factor)));
    }
    line.set("conditions", doubles(update.conditions()));
    line.put("note", update.note());
    ArrayNode why = line.putArray("why");
    recorded.reasons().forEach(why::add);
    return JSON.writeValueAsString(line);
  }

  static String write(RunEvent event) {
    ObjectNode line = JSON.createObjectNode();
    line.put("type", EVENT);
    line.put("step", event.step());
    line.put("event", event.kind().name());
    line.put("text", event.text());
    return JSON.writeValueAsString(line);
  }

  static RunHeader readHeader(byte[] json) {
    JsonNode line = JSON.readTree(json);
    checkArgument(
        line.isObject() && FORMAT.equals(line.path("format").asString("")),
        "this is not a run record of VersaTune: a record starts with {\"format\":\"%s\", …}",
        FORMAT);
    int version = line.required("version").intValue();
    checkArgument(
        version == VERSION,
        "the record has format version %s and this library reads version %s: read it with the"
            + " library version that wrote it",
        version,
        VERSION);
    ImmutableList<String> domains =
        line.required("domains")
            .valueStream()
            .map(JsonNode::stringValue)
            .collect(ImmutableList.toImmutableList());
    DomainDistribution initial =
        weights(DomainDistribution.uniform(domains), line.required("initial"));
    Setup setup = Setup.of(initial);
    for (Map.Entry<String, JsonNode> signal : line.required("signals").properties()) {
      setup = setup.with(signal(signal.getKey()), doubles(signal.getValue()));
    }
    return new RunHeader(
        setup,
        weights(initial, line.required("weights")),
        description(line.required("scheduler")),
        description(line.required("sampler")),
        line.required("seed").longValue(),
        ImmutableMap.copyOf(plain(line.required("options"))),
        line.required("library").stringValue());
  }

  /** An update or an event. */
  static Object readLine(RunHeader header, byte[] json) {
    JsonNode line = JSON.readTree(json);
    checkArgument(line.isObject(), "a line of a record is a JSON object");
    String type = line.required("type").stringValue();
    return switch (type) {
      case UPDATE -> update(header, line);
      case EVENT -> event(line);
      default ->
          throw new IllegalArgumentException(
              "unknown type '" + type + "'; there are '" + UPDATE + "' and '" + EVENT + "'");
    };
  }

  private static RecordedUpdate update(RunHeader header, JsonNode line) {
    DomainDistribution before = weights(header.weights(), line.required("before"));
    WeightUpdate.Builder update =
        WeightUpdate.builder(weights(header.weights(), line.required("weights")));
    for (Map.Entry<String, JsonNode> factor : line.required("factors").properties()) {
      update.factor(factor.getKey(), values(before, factor.getValue()));
    }
    doubles(line.required("conditions")).forEach(update::condition);
    String note = line.required("note").stringValue();
    if (!note.isEmpty()) {
      update.note(note);
    }
    ImmutableMap.Builder<String, Long> draws = ImmutableMap.builder();
    line.required("draws")
        .properties()
        .forEach(e -> draws.put(e.getKey(), e.getValue().longValue()));
    return new RecordedUpdate(
        header.setup().addTo(feedback(line)),
        line.required("batches").longValue(),
        draws.buildOrThrow(),
        doubles(line.required("potential")),
        doubles(line.required("forgetting")),
        before,
        update.build());
  }

  private static Feedback feedback(JsonNode line) {
    Feedback feedback = Feedback.at(line.required("step").longValue());
    for (Map.Entry<String, JsonNode> entry : line.required("signals").properties()) {
      Signal signal = signal(entry.getKey());
      feedback =
          signal == Signal.GRADIENT_PRODUCTS
              ? feedback.gradientProducts(table(entry.getValue()))
              : feedback.with(signal, doubles(entry.getValue()));
    }
    return feedback;
  }

  private static RunEvent event(JsonNode line) {
    return new RunEvent(
        RunEvent.Kind.valueOf(line.required("event").stringValue()),
        line.required("step").longValue(),
        line.required("text").stringValue());
  }

  private static boolean knows(Setup setup, Signal signal, Feedback feedback) {
    return signal.isKnownBeforeTraining()
        && setup.has(signal)
        && setup.byDomain(signal).equals(feedback.values(signal));
  }

  private static Signal signal(String name) {
    try {
      return Signal.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("unknown signal '" + name + "'", e);
    }
  }

  private static DomainDistribution weights(DomainDistribution like, JsonNode node) {
    return like.withWeights(values(like, node));
  }

  private static double[] values(DomainDistribution like, JsonNode node) {
    ImmutableMap<String, Double> byDomain = doubles(node);
    checkArgument(
        byDomain.keySet().equals(like.asMap().keySet()),
        "the line is about the domains %s, the run about %s",
        byDomain.keySet(),
        like.domains());
    return like.domains().stream().mapToDouble(byDomain::get).toArray();
  }

  private static ObjectNode doubles(Map<String, Double> byName) {
    ObjectNode node = JSON.createObjectNode();
    byName.forEach(node::put);
    return node;
  }

  private static ImmutableMap<String, Double> doubles(JsonNode node) {
    checkArgument(node.isObject(), "expected numbers by name and not %s", node);
    ImmutableMap.Builder<String, Double> map = ImmutableMap.builder();
    node.properties().forEach(e -> map.put(e.getKey(), number(e.getKey(), e.getValue())));
    return map.buildOrThrow();
  }

  private static double number(String name, JsonNode node) {
    if (node.isNumber()) {
      return node.doubleValue();
    }
    return switch (node.asString("")) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default ->
          throw new IllegalArgumentException("'" + name + "' is " + node + " and not a number");
    };
  }

  private static ObjectNode table(Table<String, String, Double> products) {
    ObjectNode node = JSON.createObjectNode();
    products.rowMap().forEach((row, byColumn) -> node.set(row, doubles(byColumn)));
    return node;
  }

  private static ImmutableTable<String, String, Double> table(JsonNode node) {
    ImmutableTable.Builder<String, String, Double> table = ImmutableTable.builder();
    node.properties()
        .forEach(
            row ->
                doubles(row.getValue())
                    .forEach((column, value) -> table.put(row.getKey(), column, value)));
    return table.buildOrThrow();
  }

  private static ObjectNode description(RuleDescription description) {
    ObjectNode node = JSON.createObjectNode();
    node.put("name", description.name());
    node.set("options", JSON.valueToTree(description.options()));
    return node;
  }

  private static RuleDescription description(JsonNode node) {
    return RuleDescription.of(node.required("name").stringValue(), plain(node.required("options")));
  }

  private static Map<String, Object> plain(JsonNode options) {
    Map<String, Object> map = new LinkedHashMap<>();
    options
        .properties()
        .forEach(e -> map.put(e.getKey(), JSON.treeToValue(e.getValue(), Object.class)));
    return map;
  }
}
