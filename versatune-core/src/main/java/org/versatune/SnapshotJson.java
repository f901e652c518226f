package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON form of a {@link RunState}.
 *
 * <p>The checksum is taken over the parsed tree (names, strings and the bits of every number) and
 * not over the text, because Java versions print the same double differently.
 */
final class SnapshotJson {
  private static final String FORMAT = "versatune-snapshot";
  private static final int VERSION = 1;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private SnapshotJson() {}

  static String write(RunState state) {
    ObjectNode content = JSON.createObjectNode();
    content.set("initial", weights(state.setup().initial()));
    ObjectNode setup = content.putObject("setup");
    for (Signal signal : state.setup().signals()) {
      setup.set(signal.name(), doubles(state.setup().byDomain(signal)));
    }
    content.set("rule", rule(state.rule()));
    content.set("sampler", rule(state.sampler()));
    content.set("options", options(state.options()));
    content.set("schedulerState", saved(state.schedulerState()));
    content.set("trackerBaseline", doubles(state.trackerBaseline()));
    RunState.DrawState draws = state.draws();
    content.set("weights", weights(draws.weights()));
    content.set("samplerState", saved(draws.samplerState()));
    ObjectNode drawn = content.putObject("drawn");
    draws.drawn().forEach(drawn::put);
    content.put("batches", draws.batches());
    ObjectNode attached = content.putObject("attached");
    draws.attached().forEach((name, position) -> attached.set(name, saved(position)));
    content.put("reportedStep", state.reportedStep());

    ObjectNode document = JSON.createObjectNode();
    document.put("format", FORMAT);
    document.put("version", VERSION);
    document.put("sha256", checksum(content));
    document.set("content", content);
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document);
  }

  static RunState read(String json) {
    JsonNode document;
    try {
      document = JSON.readTree(json);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "the snapshot is cut short or not JSON ("
              + e.getOriginalMessage()
              + "); take an older snapshot",
          e);
    }
    checkArgument(
        FORMAT.equals(document.path("format").asString("")),
        "this is not a VersaTune snapshot: its format is '%s', not '%s'",
        document.path("format").asString(""),
        FORMAT);
    int version = document.path("version").asInt(-1);
    checkArgument(
        version == VERSION,
        "the snapshot has format version %s; this library reads version %s: resume it with the"
            + " library version that wrote it",
        version,
        VERSION);
    JsonNode content = document.path("content");
    checkArgument(
        checksum(content).equals(document.path("sha256").asString("")),
        "the snapshot was altered after it was written: its checksum does not fit its content; take"
            + " another snapshot");
    try {
      return state(content);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "the snapshot lacks a part ("
              + e.getOriginalMessage()
              + "); it was written by hand or"
              + " by a faulty program",
          e);
    }
  }

  private static RunState state(JsonNode content) {
    Setup setup = Setup.of(distribution(content.required("initial")));
    for (Map.Entry<String, JsonNode> signal : content.required("setup").properties()) {
      setup = setup.with(Signal.valueOf(signal.getKey()), doubles(signal.getValue()));
    }
    ImmutableMap.Builder<String, Long> drawn = ImmutableMap.builder();
    content
        .required("drawn")
        .properties()
        .forEach(e -> drawn.put(e.getKey(), e.getValue().longValue()));
    ImmutableMap.Builder<String, SavedState> attached = ImmutableMap.builder();
    content
        .required("attached")
        .properties()
        .forEach(e -> attached.put(e.getKey(), saved(e.getValue())));
    return new RunState(
        setup,
        rule(content.required("rule")),
        rule(content.required("sampler")),
        options(content.required("options")),
        saved(content.required("schedulerState")),
        doubles(content.required("trackerBaseline")),
        new RunState.DrawState(
            distribution(content.required("weights")),
            saved(content.required("samplerState")),
            drawn.buildOrThrow(),
            content.required("batches").longValue(),
            attached.buildOrThrow()),
        content.required("reportedStep").longValue());
  }

  private static ObjectNode weights(DomainDistribution distribution) {
    return doubles(distribution.asMap());
  }

  private static DomainDistribution distribution(JsonNode node) {
    return DomainDistribution.of(doubles(node));
  }

  private static ObjectNode doubles(Map<String, Double> byDomain) {
    ObjectNode node = JSON.createObjectNode();
    byDomain.forEach(node::put);
    return node;
  }

  private static ImmutableMap<String, Double> doubles(JsonNode node) {
    ImmutableMap.Builder<String, Double> map = ImmutableMap.builder();
    node.properties().forEach(e -> map.put(e.getKey(), e.getValue().doubleValue()));
    return map.buildOrThrow();
  }

  private static ObjectNode rule(RuleDescription rule) {
    ObjectNode node = JSON.createObjectNode();
    node.put("name", rule.name());
    node.set("options", JSON.valueToTree(rule.options()));
    return node;
  }

  private static RuleDescription rule(JsonNode node) {
    Map<String, Object> options = new LinkedHashMap<>();
    node.required("options")
        .properties()
        .forEach(e -> options.put(e.getKey(), JSON.treeToValue(e.getValue(), Object.class)));
    return RuleDescription.of(node.required("name").stringValue(), options);
  }

  private static ObjectNode options(RunOptions options) {
    ObjectNode node = JSON.createObjectNode();
    node.put("smoothing", options.smoothing());
    node.put("warmup", options.warmup());
    node.put("updateEvery", options.updateEvery());
    node.set("floor", doubles(options.floor()));
    node.set("cap", doubles(options.cap()));
    node.set("epochCap", doubles(options.epochCap()));
    node.put("seed", options.seed());
    node.put("baseline", options.baseline().name());
    node.put("onInvalidLoss", options.onInvalidLoss().name());
    if (!options.shard().isWhole()) {
      ObjectNode shard = node.putObject("shard");
      shard.put("rank", options.shard().rank());
      shard.put("workers", options.shard().workers());
    }
    if (!options.fixedSampling().isEmpty()) {
      node.set("fixedSampling", doubles(options.fixedSampling()));
    }
    return node;
  }

  private static RunOptions options(JsonNode node) {
    return new RunOptions(
        node.required("smoothing").doubleValue(),
        node.required("warmup").longValue(),
        node.required("updateEvery").longValue(),
        doubles(node.required("floor")),
        doubles(node.required("cap")),
        doubles(node.required("epochCap")),
        node.required("seed").longValue(),
        Baseline.valueOf(node.required("baseline").stringValue()),
        InvalidLossPolicy.valueOf(node.required("onInvalidLoss").stringValue()),
        node.has("shard") ? shard(node.required("shard")) : Shard.whole(),
        node.has("fixedSampling") ? doubles(node.required("fixedSampling")) : ImmutableMap.of());
  }

  private static Shard shard(JsonNode node) {
    return Shard.of(node.required("rank").intValue(), node.required("workers").intValue());
  }

  private static ObjectNode saved(SavedState state) {
    ObjectNode node = JSON.createObjectNode();
    ObjectNode doubles = node.putObject("doubles");
    state
        .allDoubles()
        .forEach(
            (name, array) -> {
              ArrayNode values = doubles.putArray(name);
              array.forEach(values::add);
            });
    ObjectNode longs = node.putObject("longs");
    state
        .allLongs()
        .forEach(
            (name, array) -> {
              ArrayNode values = longs.putArray(name);
              array.forEach(values::add);
            });
    return node;
  }

  private static SavedState saved(JsonNode node) {
    SavedState.Builder builder = SavedState.builder();
    for (Map.Entry<String, JsonNode> array : node.required("doubles").properties()) {
      builder.doubles(
          array.getKey(),
          array.getValue().valueStream().mapToDouble(JsonNode::doubleValue).toArray());
    }
    for (Map.Entry<String, JsonNode> array : node.required("longs").properties()) {
      builder.longs(
          array.getKey(), array.getValue().valueStream().mapToLong(JsonNode::longValue).toArray());
    }
    return builder.build();
  }

  private static String checksum(JsonNode content) {
    Hasher hasher = Hashing.sha256().newHasher();
    digest(content, hasher);
    return hasher.hash().toString();
  }

  private static void digest(JsonNode node, Hasher hasher) {
    if (node.isObject()) {
      hasher.putChar('{').putInt(node.size());
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        text(field.getKey(), hasher);
        digest(field.getValue(), hasher);
      }
    } else if (node.isArray()) {
      hasher.putChar('[').putInt(node.size());
      node.forEach(element -> digest(element, hasher));
    } else if (node.isIntegralNumber()) {
      hasher.putChar('i').putLong(node.longValue());
    } else if (node.isNumber()) {
      hasher.putChar('d').putDouble(node.doubleValue());
    } else {
      hasher.putChar('s');
      text(node.asString(""), hasher);
    }
  }

  private static void text(String text, Hasher hasher) {
    hasher.putInt(text.length()).putString(text, StandardCharsets.UTF_8);
  }
}
