// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal.values;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import org.versatune.DomainDistribution;
import org.versatune.RuleDescription;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.internal.JsonObject;

/**
 * Maps values of a run to JSON and back, the same way in a snapshot and in a run record: rule
 * descriptions, weights, set-ups and saved states.
 *
 * <p>What is missing or of another type is an {@link IllegalArgumentException} that names the
 * field. Stateless and safe for use by any number of threads.
 */
public final class ValueJson {
  private ValueJson() {}

  /**
   * Writes a rule or a sampler.
   *
   * @param rule its description
   * @return name and options
   */
  public static ImmutableMap<String, Object> rule(RuleDescription rule) {
    return ImmutableMap.of("name", rule.name(), "options", rule.options());
  }

  /**
   * Reads a rule or a sampler.
   *
   * @param rule name and options
   * @return its description
   */
  public static RuleDescription rule(JsonObject rule) {
    return RuleDescription.of(rule.text("name"), rule.object("options").fields());
  }

  /**
   * Reads the weights of a field.
   *
   * @param from holds the field
   * @param name the field, a weight by domain
   * @return the weights, over domains in the order of the text
   */
  public static DomainDistribution weights(JsonObject from, String name) {
    return DomainDistribution.of(from.numbers(name));
  }

  /**
   * Writes the signals of a set-up; its initial distribution is a field beside them.
   *
   * @param setup the set-up
   * @return numbers by domain, by the name of the signal
   */
  public static ImmutableMap<String, Object> signals(Setup setup) {
    ImmutableMap.Builder<String, Object> signals = ImmutableMap.builder();
    setup.signals().forEach(signal -> signals.put(signal.name(), setup.byDomain(signal)));
    return signals.buildOrThrow();
  }

  /**
   * Reads a set-up.
   *
   * @param initial its initial distribution
   * @param signals numbers by domain, by the name of the signal
   * @return the set-up
   */
  public static Setup setup(DomainDistribution initial, JsonObject signals) {
    Setup setup = Setup.of(initial);
    for (String name : signals.fields().keySet()) {
      setup = setup.with(signal(name), signals.numbers(name));
    }
    return setup;
  }

  /**
   * Reads the name of a signal.
   *
   * @param name as {@link Signal#name()} gives it
   * @return the signal
   */
  public static Signal signal(String name) {
    try {
      return Signal.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("unknown signal '" + name + "'", e);
    }
  }

  /**
   * Writes a saved state.
   *
   * @param state the state
   * @return its arrays of doubles and of longs, by name
   */
  public static ImmutableMap<String, Object> saved(SavedState state) {
    return ImmutableMap.of(
        "doubles", Maps.transformValues(state.allDoubles(), array -> array.asList()),
        "longs", Maps.transformValues(state.allLongs(), array -> array.asList()));
  }

  /**
   * Reads a saved state.
   *
   * @param state its arrays of doubles and of longs, by name
   * @return the state
   */
  public static SavedState saved(JsonObject state) {
    SavedState.Builder builder = SavedState.builder();
    JsonObject doubles = state.object("doubles");
    doubles.fields().keySet().forEach(name -> builder.doubles(name, doubles.doubles(name)));
    JsonObject longs = state.object("longs");
    longs.fields().keySet().forEach(name -> builder.longs(name, longs.longs(name)));
    return builder.build();
  }
}
