// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Map;
import org.versatune.RuleDescription;

/**
 * What a description holds for an option, or a part of it. Each method reads it as one type and
 * throws an {@link IllegalArgumentException} that names rule, option and value where it has another
 * one.
 *
 * @param rule the name of the rule
 * @param option the name of the option; for a part by name, with a dot and that name
 * @param value what is there
 */
record WrittenValue(String rule, String option, Object value) {
  /** Beyond this, several whole numbers have the same double. */
  private static final double MOST_EXACT = 1L << 53;

  private static final ImmutableSet<String> NOT_FINITE =
      ImmutableSet.of("NaN", "Infinity", "-Infinity");

  double number() {
    if (value instanceof String text && NOT_FINITE.contains(text)) {
      return Double.parseDouble(text); // As JSON, which has no such numbers, keeps them.
    }
    expect(value instanceof Number, "a number is expected");
    return ((Number) value).doubleValue();
  }

  long integer() {
    double number = number();
    boolean exact =
        value instanceof Long || value instanceof Integer || Math.abs(number) <= MOST_EXACT;
    expect(
        value instanceof Number && number == Math.rint(number) && exact,
        "a whole number is expected");
    return ((Number) value).longValue();
  }

  boolean flag() {
    expect(value instanceof Boolean, "true or false is expected");
    return (Boolean) value;
  }

  String text() {
    expect(value instanceof String, "a text is expected");
    return (String) value;
  }

  /** The one of some constants that has this name, in any case. */
  <E extends Enum<E>> E constant(List<E> constants) {
    String text = text();
    return constants.stream()
        .filter(constant -> constant.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException(at("one of " + constants + " is expected")));
  }

  ImmutableMap<String, WrittenValue> entries() {
    expect(value instanceof Map<?, ?>, "values by name are expected");
    ImmutableMap.Builder<String, WrittenValue> entries = ImmutableMap.builder();
    ((Map<?, ?>) value)
        .forEach(
            (key, inner) ->
                entries.put(
                    String.valueOf(key), new WrittenValue(rule, option + "." + key, inner)));
    return entries.buildOrThrow();
  }

  ImmutableList<WrittenValue> elements() {
    expect(value instanceof List<?>, "a list is expected");
    return ((List<?>) value).stream().map(this::part).collect(ImmutableList.toImmutableList());
  }

  /** Numbers by name, in the order in which they were written down. */
  ImmutableMap<String, Double> numbers() {
    return ImmutableMap.copyOf(Maps.transformValues(entries(), WrittenValue::number));
  }

  double[] array() {
    return elements().stream().mapToDouble(WrittenValue::number).toArray();
  }

  /** The rule inside a decorator, as {@link #written} gave it. */
  RuleDescription description() {
    ImmutableMap<String, WrittenValue> entries = entries();
    WrittenValue name = entries.getOrDefault("name", part(""));
    expect(
        name.value instanceof String text && !text.isEmpty(),
        "a rule with name and options is expected");
    WrittenValue options = entries.getOrDefault("options", part(ImmutableMap.of()));
    return RuleDescription.of(
        name.text(), Maps.transformValues(options.entries(), WrittenValue::value));
  }

  /** A description as the value of an option. */
  static ImmutableMap<String, Object> written(RuleDescription rule) {
    return ImmutableMap.of("name", rule.name(), "options", rule.options());
  }

  private WrittenValue part(Object inner) {
    return new WrittenValue(rule, option, inner);
  }

  private void expect(boolean met, String what) {
    checkArgument(met, "%s", met ? "" : at(what));
  }

  private String at(String what) {
    return "option '" + option + "' of rule '" + rule + "' is " + value + ": " + what;
  }
}
