// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;
import org.versatune.internal.OrderedLookup;
import org.versatune.internal.values.ValueJson;
import org.versatune.scheduling.Protection;

/**
 * The JSON form of a {@link RunState}.
 *
 * <p>The checksum is taken over the values (names, strings and the bits of every number) and not
 * over the text, because Java versions print the same double differently.
 */
final class SnapshotJson {
  private static final String FORMAT = "versatune-snapshot";
  private static final int VERSION = 1;

  private SnapshotJson() {}

  static String write(RunState state) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("initial", state.setup().initial().asMap());
    content.put("setup", ValueJson.signals(state.setup()));
    content.put("rule", ValueJson.rule(state.rule()));
    content.put("sampler", ValueJson.rule(state.sampler()));
    if (!state.own().isEmpty()) {
      content.put("own", state.own());
    }
    content.put("options", options(state.options()));
    content.put("schedulerState", ValueJson.saved(state.schedulerState()));
    content.put(
        "trackerBaseline",
        OrderedLookup.inOrderOf(state.setup().domains(), state.trackerBaseline()));
    if (!state.trackerState().isEmpty()) {
      content.put("trackerState", ValueJson.saved(state.trackerState()));
    }
    RunState.DrawState draws = state.draws();
    content.put("weights", draws.weights().asMap());
    content.put("samplerState", ValueJson.saved(draws.samplerState()));
    content.put("drawn", draws.drawn());
    content.put("batches", draws.batches());
    content.put("attached", Maps.transformValues(draws.attached(), ValueJson::saved));
    content.put("reportedStep", state.reportedStep());
    if (!draws.counted().equals(TokenRates.Counted.NOTHING)) {
      content.put("countedExamples", draws.counted().examples());
      content.put("countedTokens", draws.counted().tokens());
    }

    Map<String, Object> document = new LinkedHashMap<>();
    document.put("format", FORMAT);
    document.put("version", VERSION);
    document.put("sha256", checksum(content));
    document.put("content", content);
    return Json.writePretty(document);
  }

  static RunState read(String json) {
    Object value;
    try {
      value = Json.read(json);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the snapshot is cut short or not JSON (" + e.getMessage() + "); take an older snapshot",
          e);
    }
    JsonObject document =
        JsonObject.of("the document", value instanceof Map<?, ?> ? value : ImmutableMap.of());
    checkArgument(
        FORMAT.equals(document.text("format", "")),
        "this is not a VersaTune snapshot: its format is '%s', not '%s'",
        document.text("format", ""),
        FORMAT);
    long version = document.integer("version", -1);
    checkArgument(
        version == VERSION,
        "the snapshot has format version %s; this library reads version %s: resume it with the"
            + " library version that wrote it",
        version,
        VERSION);
    checkArgument(
        checksum(document.fields().getOrDefault("content", "")).equals(document.text("sha256", "")),
        "the snapshot was altered after it was written: its checksum does not fit its content; take"
            + " another snapshot");
    try {
      return state(document.object("content"));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the snapshot cannot be understood, though its checksum fits ("
              + e.getMessage()
              + "); it was written by hand or by a faulty program",
          e);
    }
  }

  private static RunState state(JsonObject content) {
    JsonObject positions = content.object("attached");
    return new RunState(
        ValueJson.setup(ValueJson.weights(content, "initial"), content.object("setup")),
        ValueJson.rule(content.object("rule")),
        ValueJson.rule(content.object("sampler")),
        own(content),
        options(content.object("options")),
        ValueJson.saved(content.object("schedulerState")),
        content.numbers("trackerBaseline"),
        content.has("trackerState")
            ? ValueJson.saved(content.object("trackerState"))
            : SavedState.empty(),
        new RunState.DrawState(
            ValueJson.weights(content, "weights"),
            ValueJson.saved(content.object("samplerState")),
            content.integers("drawn"),
            content.integer("batches"),
            Maps.toMap(
                positions.fields().keySet(), name -> ValueJson.saved(positions.object(name))),
            counted(content)),
        content.integer("reportedStep"));
  }

  private static ImmutableMap<String, String> own(JsonObject content) {
    if (!content.has("own")) {
      return ImmutableMap.of();
    }
    JsonObject own = content.object("own");
    return Maps.toMap(own.fields().keySet(), own::text);
  }

  private static TokenRates.Counted counted(JsonObject content) {
    return content.has("countedTokens")
        ? new TokenRates.Counted(
            content.integers("countedExamples"), content.integers("countedTokens"))
        : TokenRates.Counted.NOTHING;
  }

  private static Map<String, Object> options(RunOptions options) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("smoothing", options.smoothing());
    map.put("warmup", options.warmup());
    map.put("updateEvery", options.updateEvery());
    map.put("floor", options.floor());
    map.put("cap", options.cap());
    map.put("epochCap", options.epochCap());
    map.put("seed", options.seed());
    map.put("baseline", options.baseline().name());
    map.put("onInvalidLoss", options.onInvalidLoss().name());
    if (!options.worker().isOnly()) {
      map.put(
          "shard",
          ImmutableMap.of("rank", options.worker().rank(), "workers", options.worker().workers()));
    }
    if (Double.isFinite(options.onLossJump())) {
      map.put("onLossJump", options.onLossJump());
    }
    RuleDescription own = options.ownTracker();
    if (own != null) {
      map.put("ownTracker", own.name());
      if (!own.options().isEmpty()) {
        map.put("ownTrackerOptions", own.options());
      }
    }
    if (!options.fixedSampling().isEmpty()) {
      map.put("fixedSampling", options.fixedSampling());
    }
    if (options.weightsBy() != WeightUnit.EXAMPLES) {
      map.put("weightsBy", options.weightsBy().name());
      map.put("meanTokens", options.meanTokens());
    }
    Protection protection = options.protection();
    if (protection != null) {
      map.put("protection", ValueJson.rule(protection.describe()));
    }
    if (options.ignoreNoise() > 0) {
      map.put("ignoreNoise", options.ignoreNoise());
    }
    return map;
  }

  private static RunOptions options(JsonObject options) {
    return new RunOptions(
        options.number("smoothing"),
        options.integer("warmup"),
        options.integer("updateEvery"),
        options.numbers("floor"),
        options.numbers("cap"),
        options.numbers("epochCap"),
        options.integer("seed"),
        Baseline.valueOf(options.text("baseline")),
        InvalidLossPolicy.valueOf(options.text("onInvalidLoss")),
        options.has("shard") ? worker(options.object("shard")) : Worker.only(),
        options.has("fixedSampling") ? options.numbers("fixedSampling") : ImmutableMap.of(),
        options.has("onLossJump") ? options.number("onLossJump") : Double.POSITIVE_INFINITY,
        options.has("ownTracker") ? ownTracker(options) : null,
        WeightUnit.valueOf(options.text("weightsBy", WeightUnit.EXAMPLES.name())),
        options.has("meanTokens") ? options.numbers("meanTokens") : ImmutableMap.of(),
        options.has("protection")
            ? Protection.of(ValueJson.rule(options.object("protection")))
            : null,
        options.has("ignoreNoise") ? options.number("ignoreNoise") : 0);
  }

  private static RuleDescription ownTracker(JsonObject options) {
    return RuleDescription.of(
        options.text("ownTracker"),
        options.has("ownTrackerOptions")
            ? options.object("ownTrackerOptions").fields()
            : ImmutableMap.of());
  }

  private static Worker worker(JsonObject saved) {
    return Worker.of(
        Math.toIntExact(saved.integer("rank")), Math.toIntExact(saved.integer("workers")));
  }

  private static String checksum(Object content) {
    Hasher hasher = Hashing.sha256().newHasher();
    digest(content, hasher);
    return hasher.hash().toString();
  }

  /** The same for a value about to be written and for what is read back. */
  private static void digest(Object value, Hasher hasher) {
    if (value instanceof Map<?, ?> map) {
      hasher.putChar('{').putInt(map.size());
      map.forEach(
          (name, inner) -> {
            text(String.valueOf(name), hasher);
            digest(inner, hasher);
          });
    } else if (value instanceof Collection<?> list) {
      hasher.putChar('[').putInt(list.size());
      list.forEach(element -> digest(element, hasher));
    } else if (value instanceof Double number && Double.isFinite(number)) {
      hasher.putChar('d').putDouble(number);
    } else if (value instanceof Number number && !(number instanceof Double)) {
      hasher.putChar('i').putLong(number.longValue());
    } else {
      hasher.putChar('s');
      text(value.toString(), hasher);
    }
  }

  private static void text(String text, Hasher hasher) {
    hasher.putInt(text.length()).putString(text, StandardCharsets.UTF_8);
  }
}
