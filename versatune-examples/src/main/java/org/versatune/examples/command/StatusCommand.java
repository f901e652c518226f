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
import org.versatune.examples.steering.ProtectedLoss;
import org.versatune.examples.steering.Steering;
import org.versatune.examples.steering.SteeringStatus;
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
    SteeringStatus status = plan.steering(Steering::status);
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("roundsDone", status.done());
    object.put("rounds", status.rounds());
    object.put("step", status.step());
    object.put("isTraining", status.composed() > status.done());
    object.put("weights", status.weights());
    object.put("sharesOfRows", status.sharesOfRows());
    object.put("sharesOfTokens", status.sharesOfTokens());
    object.put("epochs", status.epochs());
    if (!status.protectedLosses().isEmpty()) {
      object.put(
          "protected", Maps.transformValues(status.protectedLosses(), StatusCommand::fields));
    }
    plan.answer(object, lines(status));
    return CommandLine.ExitCode.OK;
  }

  private static String lines(SteeringStatus status) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%d of %d rounds done, step %d%s%n%n%-16s %7s %7s %7s %7s  %s",
            status.done(),
            status.rounds(),
            status.step(),
            status.composed() > status.done()
                ? "; segment " + status.composed() + " waits for its losses"
                : "",
            "domain",
            "weight",
            "rows",
            "tokens",
            "passes",
            "weights over the rounds"));
    for (String domain : status.weights().keySet()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%n%-16s %7.3f %7.3f %7.3f %7.2f  %s",
              domain,
              status.weights().get(domain),
              at(status.sharesOfRows(), domain),
              at(status.sharesOfTokens(), domain),
              at(status.epochs(), domain),
              plot(status.history(), domain)));
    }
    status.protectedLosses().forEach((domain, loss) -> text.append(line(domain, loss)));
    return text.toString();
  }

  private static ImmutableMap<String, Object> fields(ProtectedLoss loss) {
    ImmutableMap.Builder<String, Object> fields = ImmutableMap.builder();
    fields.put("limit", loss.limit());
    loss.excess().ifPresent(excess -> fields.put("excess", excess));
    return fields.put("pressure", loss.pressure()).put("isKept", loss.isKept()).buildOrThrow();
  }

  private static String line(String domain, ProtectedLoss loss) {
    return String.format(
        Locale.ROOT,
        "%n%s may not end above %.4f: %s; pressure %.2f",
        domain,
        loss.limit(),
        loss.excess()
            .map(
                excess ->
                    String.format(
                        Locale.ROOT,
                        "%s, its last loss is %.4f",
                        loss.word(),
                        loss.limit() + excess))
            .orElse("no loss is known"),
        loss.pressure());
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
