// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.Longs;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.versatune.RuleDescription;
import picocli.CommandLine.Option;

/** The options that name a rule. */
final class RuleOptions {
  @Option(
      names = "--scheduler",
      paramLabel = "NAME",
      description =
          "A rule, in the quickstart one more to compare in the fostering; see quickstart"
              + " --list-schedulers. What it needs and is not given, the quickstart supplies or"
              + " measures")
  private @Nullable String scheduler;

  @Option(
      names = "--scheduler-options",
      paramLabel = "K=V",
      split = ",",
      description = "Options of that rule, for example magnitude=2")
  private Map<String, String> schedulerOptions = new LinkedHashMap<>();

  /**
   * The rule as it was asked for; empty where none was.
   *
   * @throws IllegalArgumentException if there are options without a rule
   */
  Optional<RuleDescription> rule() {
    if (scheduler == null) {
      if (!schedulerOptions.isEmpty()) {
        throw new IllegalArgumentException(
            "--scheduler-options belong to a rule: name it with --scheduler");
      }
      return Optional.empty();
    }
    ImmutableMap.Builder<String, Object> options = ImmutableMap.builder();
    schedulerOptions.forEach((name, value) -> options.put(name, optionValue(value)));
    return Optional.of(RuleDescription.of(scheduler, options.buildOrThrow()));
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
