// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.versatune.internal.Listed;
import org.versatune.internal.UnicodeText;

/**
 * The provenance of a rule: its name and every option that it was given, so that a run record says
 * what was run and a snapshot can build the rule again.
 *
 * @param name the rule's name as {@code Schedulers.named} knows it, or a user's own
 * @param options option by name; values are {@link Double}, {@link Long}, {@link Boolean}, {@link
 *     String}, or immutable lists and maps of them
 */
public record RuleDescription(String name, ImmutableMap<String, Object> options) {

  /**
   * Checks and normalises the options: whole numbers become {@link Long}, other numbers {@link
   * Double}, lists and maps immutable.
   *
   * @param name the rule's name
   * @param options option by name
   * @throws IllegalArgumentException if the name is blank or an option has a type that cannot be
   *     written down
   */
  public RuleDescription {
    notNull(name, "name");
    notNull(options, "options");
    checkArgument(!name.isBlank(), "a rule needs a name");
    UnicodeText.checkWhole("the name of a rule", name);
    options = normalMap(options);
  }

  /**
   * Returns a rule without options.
   *
   * @param name the rule's name
   * @return the description
   */
  public static RuleDescription of(String name) {
    notNull(name, "name");
    return new RuleDescription(name, ImmutableMap.of());
  }

  /**
   * Returns a rule with options.
   *
   * @param name the rule's name
   * @param options option by name, of the types listed above
   * @return the description
   * @throws IllegalArgumentException if an option has a type that cannot be written down
   */
  public static RuleDescription of(String name, Map<String, ?> options) {
    notNull(name, "name");
    notNull(options, "options");
    return new RuleDescription(name, normalMap(notNull(options, "options")));
  }

  private static ImmutableMap<String, Object> normalMap(Map<?, ?> map) {
    ImmutableMap.Builder<String, Object> normal = ImmutableMap.builder();
    map.forEach(
        (key, value) -> {
          String option = String.valueOf(notNull(key, "the name of an entry in options"));
          UnicodeText.checkWhole("the name of an option", option);
          normal.put(option, normal(option, value));
        });
    return normal.buildOrThrow();
  }

  private static Object normal(String option, Object value) {
    notNull(value, "value of option '" + option + "' in options");
    if (value instanceof Integer || value instanceof Long || value instanceof Short) {
      return ((Number) value).longValue();
    } else if (value instanceof Number number) {
      return number.doubleValue();
    } else if (value instanceof String text) {
      UnicodeText.checkWhole("option '" + option + "' of a rule", text);
      return text;
    } else if (value instanceof Boolean) {
      return value;
    } else if (value instanceof Enum<?> constant) {
      return constant.name();
    } else if (value instanceof double[] array) {
      return com.google.common.primitives.Doubles.asList(array).stream()
          .collect(ImmutableList.toImmutableList());
    } else if (value instanceof List<?> list) {
      return list.stream().map(v -> normal(option, v)).collect(ImmutableList.toImmutableList());
    } else if (value instanceof Map<?, ?> map) {
      return normalMap(map);
    }
    throw new IllegalArgumentException(
        "option '"
            + option
            + "' is a "
            + value.getClass().getName()
            + ", which cannot be written down");
  }

  @Override
  public String toString() {
    return options.isEmpty() ? name : name + Listed.of(options);
  }
}
