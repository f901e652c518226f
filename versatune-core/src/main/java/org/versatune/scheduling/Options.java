// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Sets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.versatune.RuleDescription;

/**
 * The name of a rule and the value of each of its options. Immutable.
 *
 * <p>The constant {@code DEFAULTS} of a rule holds what the rule's {@link Option}s say; every other
 * value comes from it by {@link #with} or {@link #read}, which check it.
 */
final class Options {
  private final String rule;
  private final ImmutableList<Option<?>> known;
  private final ImmutableMap<Option<?>, Object> values;

  private Options(
      String rule, ImmutableList<Option<?>> known, ImmutableMap<Option<?>, Object> values) {
    this.rule = rule;
    this.known = known;
    this.values = values;
  }

  /**
   * The defaults of a rule.
   *
   * @param rule its name
   * @param known its options, in the order in which a description lists them
   */
  static Options of(String rule, Option<?>... known) {
    ImmutableMap.Builder<Option<?>, Object> defaults = ImmutableMap.builder();
    for (Option<?> option : known) {
      Object standard = option.standard();
      if (standard != null) {
        defaults.put(option, standard);
      }
    }
    return new Options(rule, ImmutableList.copyOf(known), defaults.buildOrThrow());
  }

  /** The name of the rule. */
  String rule() {
    return rule;
  }

  /** The names of the options that a description must hold. */
  ImmutableList<String> required() {
    return known.stream()
        .filter(Option::isRequired)
        .map(Option::name)
        .collect(ImmutableList.toImmutableList());
  }

  /** The value of an option; null where it has neither a value nor a default. */
  @SuppressWarnings("unchecked") // with() and read() put values of the option's type only.
  <T> @Nullable T find(Option<T> option) {
    return (T) values.get(option);
  }

  /** The value of an option that has a default or was given. */
  <T> T get(Option<T> option) {
    T value = find(option);
    if (value == null) {
      throw new IllegalStateException("rule '" + rule + "' has no value of option " + option);
    }
    return value;
  }

  /** These options with another value of one. */
  <T> Options with(Option<T> option, T value) {
    return changed(option, option.checked(value));
  }

  /** These options without a value of one that has no default. */
  Options without(Option<?> option) {
    return changed(option, null);
  }

  private Options changed(Option<?> option, @Nullable Object value) {
    if (Objects.equals(values.get(option), value)) {
      return this;
    }
    Map<Option<?>, Object> changed = new LinkedHashMap<>(values);
    if (value == null) {
      changed.remove(option);
    } else {
      changed.put(option, value);
    }
    return new Options(rule, known, ImmutableMap.copyOf(changed));
  }

  /**
   * These options with what a description says in their place.
   *
   * @throws IllegalArgumentException if an option is missing, unknown, of the wrong type or out of
   *     range; the message names it
   */
  Options read(RuleDescription description) {
    Options read = this;
    for (Option<?> option : known) {
      read = read.reading(option, description);
    }
    ImmutableSortedSet<String> names =
        known.stream()
            .map(Option::name)
            .collect(ImmutableSortedSet.toImmutableSortedSet(String::compareTo));
    Set<String> unknown = Sets.difference(description.options().keySet(), names);
    checkArgument(unknown.isEmpty(), "rule '%s' has no option %s; it has %s", rule, unknown, names);
    return read;
  }

  private <T> Options reading(Option<T> option, RuleDescription description) {
    Object value = description.options().get(option.name());
    if (value != null) {
      return with(option, option.read(new WrittenValue(rule, option.name(), value)));
    }
    checkArgument(
        !option.isRequired(),
        "rule '%s' needs option '%s': give it among the rule's options"
            + " (Schedulers.named(RuleDescription.of(\"%s\", Map.of(\"%s\", …))))",
        rule,
        option,
        rule,
        option);
    return this;
  }

  /** The rule's description: every option that has a value. */
  RuleDescription describe() {
    ImmutableMap.Builder<String, Object> written = ImmutableMap.builder();
    for (Option<?> option : known) {
      write(option, written);
    }
    return RuleDescription.of(rule, written.buildOrThrow());
  }

  private <T> void write(Option<T> option, ImmutableMap.Builder<String, Object> written) {
    T value = find(option);
    if (value != null) {
      written.put(option.name(), option.written(value));
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Options that && rule.equals(that.rule) && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return 31 * rule.hashCode() + values.hashCode();
  }

  @Override
  public String toString() {
    return describe().toString();
  }
}
