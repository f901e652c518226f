// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.versatune.examples.steering.Promise;
import org.versatune.examples.steering.Standing;
import org.versatune.examples.steering.Steering;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows where a steered run is. */
@Command(
    name = "status",
    description = "Shows weights, shares of rows and tokens, passes, and what is left of a run.")
final class StatusCommand implements Callable<Integer> {
  private static final String BARS = "▁▂▃▄▅▆▇█";

  @Mixin private final PlanOption plan = new PlanOption();

  @Override
  public Integer call() {
    Standing standing = plan.steering(Steering::standing);
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("roundsDone", standing.done());
    object.put("rounds", standing.rounds());
    object.put("step", standing.step());
    object.put("isTraining", standing.composed() > standing.done());
    object.put("weights", standing.weights());
    object.put("sharesOfRows", standing.sharesOfRows());
    object.put("sharesOfTokens", standing.sharesOfTokens());
    object.put("epochs", standing.epochs());
    if (!standing.promises().isEmpty()) {
      object.put("protected", Maps.transformValues(standing.promises(), StatusCommand::fields));
    }
    plan.answer(object, lines(standing));
    return CommandLine.ExitCode.OK;
  }

  private static String lines(Standing standing) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%d of %d rounds done, step %d%s%n%n%-16s %7s %7s %7s %7s  %s",
            standing.done(),
            standing.rounds(),
            standing.step(),
            standing.composed() > standing.done()
                ? "; segment " + standing.composed() + " waits for its losses"
                : "",
            "domain",
            "weight",
            "rows",
            "tokens",
            "passes",
            "weights over the rounds"));
    for (String domain : standing.weights().keySet()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%n%-16s %7.3f %7.3f %7.3f %7.2f  %s",
              domain,
              standing.weights().get(domain),
              at(standing.sharesOfRows(), domain),
              at(standing.sharesOfTokens(), domain),
              at(standing.epochs(), domain),
              plot(standing.history(), domain)));
    }
    standing.promises().forEach((domain, promise) -> text.append(line(domain, promise)));
    return text.toString();
  }

  private static ImmutableMap<String, Object> fields(Promise promise) {
    ImmutableMap.Builder<String, Object> fields = ImmutableMap.builder();
    fields.put("limit", promise.limit());
    promise.excess().ifPresent(excess -> fields.put("excess", excess));
    return fields
        .put("pressure", promise.pressure())
        .put("isKept", promise.isKept())
        .buildOrThrow();
  }

  private static String line(String domain, Promise promise) {
    return String.format(
        Locale.ROOT,
        "%n%s may not end above %.4f: %s; pressure %.2f",
        domain,
        promise.limit(),
        promise
            .excess()
            .map(
                excess ->
                    String.format(
                        Locale.ROOT,
                        "%s, its last loss is %.4f",
                        promise.word(),
                        promise.limit() + excess))
            .orElse("no loss is known"),
        promise.pressure());
  }

  private static double at(Map<String, Double> numbers, String domain) {
    return numbers.getOrDefault(domain, 0.0);
  }

  /** A bar for each round, 1 being the highest. */
  private static String plot(List<ImmutableMap<String, Double>> history, String domain) {
    StringBuilder bars = new StringBuilder();
    for (Map<String, Double> weights : history) {
      int level = (int) (at(weights, domain) * BARS.length());
      bars.append(BARS.charAt(Math.min(level, BARS.length() - 1)));
    }
    return bars.toString();
  }
}
