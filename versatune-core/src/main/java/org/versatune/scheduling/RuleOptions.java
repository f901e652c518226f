package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.versatune.RuleDescription;

/**
 * Reads the options of a description one by one, so that an option of the wrong type, one that is
 * missing and one that the rule does not know are each an error that names it.
 */
final class RuleOptions {
  private static final ImmutableSet<String> NOT_FINITE =
      ImmutableSet.of("NaN", "Infinity", "-Infinity");

  private final RuleDescription description;
  private final Set<String> read = new HashSet<>();

  RuleOptions(RuleDescription description) {
    this.description = description;
  }

  boolean has(String option) {
    return description.options().containsKey(option);
  }

  double number(String option, double otherwise) {
    Object value = value(option);
    return value == null ? otherwise : asNumber(option, value);
  }

  double number(String option) {
    return asNumber(option, required(option));
  }

  long integer(String option, long otherwise) {
    Object value = value(option);
    return value == null ? otherwise : asInteger(option, value);
  }

  long integer(String option) {
    return asInteger(option, required(option));
  }

  boolean flag(String option, boolean otherwise) {
    Object value = value(option);
    if (value == null) {
      return otherwise;
    }
    checkArgument(value instanceof Boolean, "%s: true or false is expected", at(option, value));
    return (Boolean) value;
  }

  String text(String option, String otherwise) {
    return has(option) ? text(option) : otherwise;
  }

  String text(String option) {
    Object value = required(option);
    checkArgument(value instanceof String, "%s: a text is expected", at(option, value));
    return (String) value;
  }

  /** One of the constants of an enum, by its name in any case. */
  <E extends Enum<E>> E constant(String option, E otherwise) {
    String text = text(option, otherwise.name());
    for (E constant : otherwise.getDeclaringClass().getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        at(option, text)
            + ": one of "
            + List.of(otherwise.getDeclaringClass().getEnumConstants())
            + " is expected");
  }

  /** A number for every domain, or one number for all. */
  @Nullable PerDomain perDomain(String option) {
    Object value = value(option);
    if (value == null) {
      return null;
    }
    return value instanceof Map<?, ?>
        ? PerDomain.of(option, numbers(option))
        : PerDomain.all(number(option));
  }

  /** Numbers by name, in the order in which they were written down. */
  ImmutableMap<String, Double> numbers(String option) {
    return numbers(option, required(option));
  }

  ImmutableMap<String, Double> numbers(String option, Object value) {
    ImmutableMap.Builder<String, Double> numbers = ImmutableMap.builder();
    asMap(option, value).forEach((name, number) -> numbers.put(name, asNumber(option, number)));
    return numbers.buildOrThrow();
  }

  ImmutableMap<String, Object> map(String option) {
    return asMap(option, required(option));
  }

  ImmutableMap<String, Object> asMap(String option, Object value) {
    checkArgument(value instanceof Map<?, ?>, "%s: values by name are expected", at(option, value));
    ImmutableMap.Builder<String, Object> map = ImmutableMap.builder();
    ((Map<?, ?>) value).forEach((key, inner) -> map.put(String.valueOf(key), inner));
    return map.buildOrThrow();
  }

  List<?> list(String option) {
    return asList(option, required(option));
  }

  List<?> asList(String option, Object value) {
    checkArgument(value instanceof List<?>, "%s: a list is expected", at(option, value));
    return (List<?>) value;
  }

  double[] array(String option, Object value) {
    return asList(option, value).stream().mapToDouble(v -> asNumber(option, v)).toArray();
  }

  /** The rule inside a decorator. */
  RuleDescription rule(String option) {
    return rule(option, required(option));
  }

  private RuleDescription rule(String option, Object value) {
    Map<String, Object> map = asMap(option, value);
    Object name = map.get("name");
    checkArgument(
        name instanceof String, "%s: a rule with name and options is expected", at(option, value));
    Object options = map.getOrDefault("options", ImmutableMap.of());
    return RuleDescription.of((String) name, asMap(option, options));
  }

  /** A description as the value of an option, as {@link #rule(String)} reads it. */
  static ImmutableMap<String, Object> written(RuleDescription rule) {
    return ImmutableMap.of("name", rule.name(), "options", rule.options());
  }

  /** Refuses options that were given and never read. */
  void checkAllRead() {
    Set<String> unknown = Sets.difference(description.options().keySet(), read);
    checkArgument(
        unknown.isEmpty(),
        "rule '%s' has no option %s; it has %s",
        description.name(),
        unknown,
        Sets.newTreeSet(read));
  }

  private @Nullable Object value(String option) {
    read.add(option);
    return description.options().get(option);
  }

  /** An option of any type that must be there. */
  Object required(String option) {
    Object value = value(option);
    if (value == null) {
      throw new IllegalArgumentException(
          "rule '"
              + description.name()
              + "' needs option '"
              + option
              + "': give it with Schedulers.named(RuleDescription.of(\""
              + description.name()
              + "\", Map.of(\""
              + option
              + "\", …)))");
    }
    return value;
  }

  private double asNumber(String option, Object value) {
    if (value instanceof String text && NOT_FINITE.contains(text)) {
      return Double.parseDouble(text); // As JSON, which has no such numbers, keeps them.
    }
    checkArgument(value instanceof Number, "%s: a number is expected", at(option, value));
    return ((Number) value).doubleValue();
  }

  private long asInteger(String option, Object value) {
    double number = asNumber(option, value);
    checkArgument(
        value instanceof Number && number == Math.rint(number),
        "%s: a whole number is expected",
        at(option, value));
    return ((Number) value).longValue();
  }

  private String at(String option, Object value) {
    return "option '" + option + "' of rule '" + description.name() + "' is " + value;
  }
}
