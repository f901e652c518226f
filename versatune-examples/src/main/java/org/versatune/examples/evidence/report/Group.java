package org.versatune.examples.evidence.report;

import java.util.Comparator;
import org.versatune.examples.report.page.Numbers;

/**
 * Runs that compare with each other.
 *
 * @param target empty where no domain is to grow
 */
record Group(String study, String setting, String target, long budget) {
  static final Comparator<Group> ORDER =
      Comparator.comparing(Group::study)
          .thenComparing(Group::setting)
          .thenComparing(Group::target)
          .thenComparing(Group::budget);

  /** The same without its budget. */
  Group withoutBudget() {
    return new Group(study, setting, target, 0);
  }

  /** What tells it from other groups of its study. */
  String title() {
    StringBuilder title = new StringBuilder();
    if (!target.isEmpty()) {
      title.append("target ").append(target).append(", ");
    }
    if (!setting.isEmpty()) {
      title.append(setting).append(", ");
    }
    return (budget > 0
            ? title + "budget " + Numbers.count(budget)
            : title.substring(0, Math.max(0, title.length() - 2)))
        .strip();
  }
}
