// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Identifies runs that can be compared: they differ only in strategy, start and seed.
 *
 * @param study {@code fostering}, {@code expansion}, {@code confirmation} or {@code frontier}
 * @param setting what else is fixed: {@code x1} for runs of one budget, {@code x2} for runs of two,
 *     or where runs were stopped
 * @param target the domain to grow; empty where there is none, {@link #ALL} for means over targets
 * @param budget training steps of a budget
 */
public record Group(String study, String setting, String target, long budget) {
  /** The study of strategies that aim at all domains. */
  public static final String FOSTERING = "fostering";

  /** The study of strategies that aim at one domain. */
  public static final String EXPANSION = "expansion";

  /** The study of few strategies on seeds that nothing was chosen on. */
  public static final String CONFIRMATION = "confirmation";

  /** The study of fixed mixes, which shows what was possible without moving the weights. */
  public static final String FRONTIER = "frontier";

  /** Takes the place of the target where measures are means over all targets. */
  public static final String ALL = "all";

  private static final String STOPPED = "stopped at a target gain of ";

  private static final Pattern LENGTH = Pattern.compile("x([1-9]\\d*)");

  /** By study, setting (stopped runs last), target (all of them first) and budget. */
  public static final Comparator<Group> ORDER =
      Comparator.comparing(Group::study)
          .thenComparing(Group::stopped)
          .thenComparing(Group::setting)
          .thenComparing(group -> !group.ofAllTargets())
          .thenComparing(Group::target)
          .thenComparing(Group::budget);

  /**
   * {@return the setting of runs that are stopped where the target has gained so much}
   *
   * @param gain a gain, 1 for that of a specialist
   */
  public static String stoppedAt(double gain) {
    return STOPPED + Numbers.decimals(gain, 2);
  }

  /** {@return whether its runs were stopped at a gain of the target, instead of after a budget} */
  public boolean stopped() {
    return setting.startsWith(STOPPED);
  }

  /**
   * {@return this group with another target}
   *
   * @param other a domain or {@link #ALL}
   */
  public Group withTarget(String other) {
    return new Group(study, setting, other, budget);
  }

  /** {@return this group with the budget 0} */
  public Group withoutBudget() {
    return new Group(study, setting, target, 0);
  }

  /**
   * {@return whether its measures are means over the targets, for which there are no runs of their
   * own}
   */
  public boolean ofAllTargets() {
    return target.equals(ALL);
  }

  /**
   * {@return how many budgets a run takes one after the other; 1 where the setting does not say}
   */
  public int length() {
    Matcher length = LENGTH.matcher(setting);
    return length.matches() ? Integer.parseInt(length.group(1)) : 1;
  }

  /** {@return the steps that a run trains: budget times length} */
  public int trained() {
    return Math.toIntExact(Math.multiplyExact(budget, (long) length()));
  }

  /**
   * {@return in a few words what is different from other groups of the study; empty where nothing
   * is}
   */
  public String title() {
    List<String> parts = new ArrayList<>();
    if (!target.isEmpty()) {
      parts.add(ofAllTargets() ? "all targets" : "target " + target);
    }
    if (!LENGTH.matcher(setting).matches() && !setting.isEmpty()) {
      parts.add(setting);
    }
    String steps = String.format(Locale.ROOT, "%,d", budget);
    if (length() > 1) {
      parts.add(length() + " budgets" + (budget > 0 ? " of " + steps : ""));
    } else if (budget > 0) {
      parts.add("budget " + steps);
    }
    return String.join(", ", parts);
  }
}
