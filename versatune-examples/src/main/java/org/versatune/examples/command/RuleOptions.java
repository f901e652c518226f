// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.Longs;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.versatune.RuleDescription;
import org.versatune.WeightScheduler;
import org.versatune.scheduling.Schedulers;
import picocli.CommandLine.Option;

/** The options that name a rule. */
final class RuleOptions {
  /** Options of rules that are more than one value. */
  private static final ImmutableSet<String> TABLES =
      ImmutableSet.of("influence", "knots", "weights", "rule");

  @Option(
      names = "--scheduler",
      paramLabel = "NAME",
      description =
          "A rule; quickstart --list-schedulers lists them. The quickstart compares it with the"
              + " others in the fostering, and supplies or measures what it needs and is not given;"
              + " a replay needs all of that in the record and in --scheduler-options")
  private @Nullable String scheduler;

  @Option(
      names = "--scheduler-options",
      paramLabel = "K=V",
      split = ",",
      description = "Options of that rule, for example magnitude=2")
  private List<String> schedulerOptions = List.of();

  /**
   * The rule as it was asked for; empty where none was.
   *
   * @throws IllegalArgumentException if there are options without a rule
   */
  Optional<RuleDescription> rule() {
    if (scheduler == null) {
      checkArgument(
          schedulerOptions.isEmpty(),
          "--scheduler-options belong to a rule: name it with --scheduler");
      return Optional.empty();
    }
    return Optional.of(
        RuleDescription.of(
            scheduler,
            ImmutableMap.copyOf(
                Maps.transformValues(
                    KeyValues.read("--scheduler-options", schedulerOptions, "magnitude=2"),
                    RuleOptions::optionValue))));
  }

  /**
   * A rule, from what was asked for alone.
   *
   * @throws IllegalArgumentException if there is no such rule, or it needs an option that is not
   *     given; the message says which, and how to give it
   */
  static WeightScheduler built(RuleDescription asked) {
    Schedulers.catalogue().stream()
        .filter(known -> known.name().equals(asked.name()))
        .flatMap(known -> known.required().stream())
        .forEach(
            option ->
                checkArgument(
                    asked.options().containsKey(option),
                    "rule '%s' needs its option '%s': %s",
                    asked.name(),
                    option,
                    TABLES.contains(option)
                        ? "it is a table, which no command line holds; a program can give it, as"
                            + " in Replay.of(record).under(rule)"
                        : "add --scheduler-options " + option + "=…"));
    return Schedulers.named(asked);
  }

  /** A number or a truth value where the text is one, otherwise the text. */
  private static Object optionValue(String text) {
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    Long whole = Longs.tryParse(text);
    if (whole != null) {
      return whole;
    }
    Double number = Doubles.tryParse(text);
    return number != null ? number : text;
  }
}
