// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;

/**
 * Keeps the settings that a run began with. A run that goes on has them from its snapshot and does
 * not read them in the plan again: a change there would go unnoticed.
 */
public final class PlanSettings {
  private PlanSettings() {}

  /**
   * Keeps the settings of a run that begins.
   *
   * @param plan the plan of the run
   * @param file where they are kept; one that is there is replaced
   */
  public static void begin(RunPlan plan, Path file) {
    String json = Json.writePretty(of(plan)) + "\n";
    AtomicFiles.write(file, "settings", aside -> Files.writeString(aside, json));
  }

  /**
   * Checks that a run goes on with the settings that it began with, where they were kept.
   *
   * @param plan the plan of the run
   * @param file where they were kept
   * @param anew how to begin another run, as the end of a sentence
   * @throws IllegalArgumentException if the plan has others; the message names the first
   */
  public static void check(RunPlan plan, Path file, String anew) {
    if (!Files.exists(file)) {
      return;
    }
    Map<String, String> before;
    try {
      before =
          Maps.transformValues(JsonObject.read(Files.readString(file)).fields(), String::valueOf);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          file + " is damaged: " + e.getMessage() + "; delete it, and it is not compared again", e);
    }
    Map<String, String> now = of(plan);
    for (String key : Sets.union(before.keySet(), now.keySet())) {
      checkArgument(
          now.getOrDefault(key, "").equals(before.getOrDefault(key, "")),
          "'%s' is %s, and the run began with %s, as %s says: a run keeps its settings. Put it back,"
              + " or begin anew %s",
          key,
          shown(now.get(key)),
          shown(before.get(key)),
          file,
          anew);
    }
  }

  private static String shown(@Nullable String json) {
    return json == null ? "not given" : json;
  }

  /** The settings as JSON texts by key, without those that are not given. */
  private static Map<String, String> of(RunPlan plan) {
    Map<String, @Nullable Object> settings = new LinkedHashMap<>();
    settings.put("rule", plan.rule());
    settings.put("ruleOptions", plan.ruleOptions());
    settings.put("initial", plan.initial());
    settings.put("baseLosses", plan.baseLosses());
    settings.put("referenceLosses", plan.referenceLosses());
    settings.put("protect", plan.protect());
    settings.put("floor", plan.floor());
    settings.put("cap", plan.cap());
    settings.put("epochCap", plan.epochCap());
    settings.put("smoothing", plan.smoothing());
    settings.put("seed", plan.seed());
    settings.put("weightUnit", plan.weightUnit());
    settings.put("meanTokens", plan.meanTokens());
    settings.put("steps", plan.steps());
    settings.values().removeIf(Objects::isNull);
    // The order of keys makes no difference.
    return Maps.transformValues(
        settings, value -> Json.write(value instanceof Map<?, ?> map ? new TreeMap<>(map) : value));
  }
}
