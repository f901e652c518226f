package org.versatune.examples.evidence.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.versatune.examples.report.page.Numbers;

/**
 * Runs that compare with each other.
 *
 * @param target empty where no domain is to grow
 */
record Group(String study, String setting, String target, long budget) {
  /** Stands for the target where measures are means over all targets. */
  private static final String ALL_TARGETS = "all";

  private static final Pattern LENGTH = Pattern.compile("x([1-9]\\d*)");

  static final Comparator<Group> ORDER =
      Comparator.comparing(Group::study)
          .thenComparing(Group::setting)
          .thenComparing(group -> !group.ofAllTargets())
          .thenComparing(Group::target)
          .thenComparing(Group::budget);

  /** The same without its budget. */
  Group withoutBudget() {
    return new Group(study, setting, target, 0);
  }

  /** Whether its measures are means over the targets, for which there are no runs of their own. */
  boolean ofAllTargets() {
    return target.equals(ALL_TARGETS);
  }

  /** Whether its runs take one data budget, not several one after the other. */
  boolean ofOneBudget() {
    Matcher length = LENGTH.matcher(setting);
    return !length.matches() || length.group(1).equals("1");
  }

  /** What tells it from other groups of its study. */
  String title() {
    List<String> parts = new ArrayList<>();
    if (ofAllTargets()) {
      parts.add("all targets");
    } else if (!target.isEmpty()) {
      parts.add("target " + target);
    }
    Matcher length = LENGTH.matcher(setting);
    if (!length.matches()) {
      if (!setting.isEmpty()) {
        parts.add(setting);
      }
      if (budget > 0) {
        parts.add("budget " + Numbers.count(budget));
      }
    } else if (!length.group(1).equals("1")) {
      parts.add(length.group(1) + " budgets" + (budget > 0 ? " of " + Numbers.count(budget) : ""));
    } else if (budget > 0) {
      parts.add("budget " + Numbers.count(budget));
    }
    return String.join(", ", parts);
  }
}
