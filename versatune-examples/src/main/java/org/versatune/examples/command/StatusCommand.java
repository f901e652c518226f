// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static org.versatune.examples.results.Numbers.format;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Map;
import org.versatune.examples.steering.ProtectedLoss;
import org.versatune.examples.steering.Steering;
import org.versatune.examples.steering.SteeringStatus;
import picocli.CommandLine.Command;

/** Shows where a steered run is. */
@Command(
    name = "status",
    description = "Shows weights, shares of rows and tokens, passes, and what is left of a run.")
final class StatusCommand extends PlanCommand {
  private static final String BARS = "▁▂▃▄▅▆▇█";

  @Override
  Answer answer(Steering steering) {
    SteeringStatus status = steering.status();
    ImmutableMap.Builder<String, Object> fields = ImmutableMap.builder();
    fields
        .put("roundsDone", status.done())
        .put("rounds", status.rounds())
        .put("step", status.step())
        .put("isTraining", status.composed() > status.done())
        .put("weights", status.weights())
        .put("sharesOfRows", status.sharesOfRows())
        .put("sharesOfTokens", status.sharesOfTokens())
        .put("epochs", status.epochs());
    if (!status.protectedLosses().isEmpty()) {
      fields.put(
          "protected", Maps.transformValues(status.protectedLosses(), StatusCommand::fields));
    }
    String capped = "";
    if (!status.atCap().isEmpty()) {
      fields.put("atEpochCap", status.atCap());
      capped = format("%n%s", steering.capped(status.atCap()));
    }
    return new Answer(fields.buildOrThrow(), lines(status) + capped);
  }

  private static String lines(SteeringStatus status) {
    StringBuilder text = new StringBuilder();
    text.append(
        format(
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
    status
        .weights()
        .forEach(
            (domain, weight) ->
                text.append(
                    format(
                        "%n%-16s %7.3f %7.3f %7.3f %7.2f  %s",
                        domain,
                        weight,
                        at(status.sharesOfRows(), domain),
                        at(status.sharesOfTokens(), domain),
                        at(status.epochs(), domain),
                        plot(status.history(), domain))));
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
    String last =
        loss.excess()
            .map(excess -> format("%s, its last loss is %.4f", loss.word(), loss.limit() + excess))
            .orElse("no loss is known");
    return format(
        "%n%s may not end above %.4f: %s; pressure %.2f",
        domain, loss.limit(), last, loss.pressure());
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
