package org.versatune.examples;

import java.io.PrintWriter;
import java.util.Locale;
import org.versatune.scheduling.RuleSummary;
import org.versatune.scheduling.Schedulers;

/** Prints what rules there are, one a line. */
final class SchedulerCatalogue {
  private SchedulerCatalogue() {}

  static void print(PrintWriter out) {
    int width = Schedulers.names().stream().mapToInt(String::length).max().orElse(0);
    for (RuleSummary rule : Schedulers.catalogue()) {
      out.printf(
          Locale.ROOT,
          "%-" + width + "s  %s%s%n",
          rule.name(),
          rule.summary(),
          rule.required().isEmpty() ? "" : "; needs " + String.join(", ", rule.required()));
    }
    out.flush();
  }
}
