// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.RuleDescription;
import org.versatune.WeightScheduler;
import org.versatune.scheduling.Protection;
import org.versatune.scheduling.Schedulers;

/**
 * A way to steer.
 *
 * @param name its name in tables, unique in its study
 * @param rule the rule's name, {@code constant} where none is given
 * @param options the rule's options
 * @param starts the distributions that it starts from: {@code detected} (with the judge's errors
 *     taken out, where they could be measured), {@code uniform} or {@code base}, the base model's
 *     own mix; null for the study's
 * @param mix the fixed distribution that it starts from instead: {@code target} and {@code rest},
 *     or shares by domain
 * @param end a mix that the weights move to in a line; null for none
 * @param lengths budgets that a run takes, 1 unless given
 * @param protect the options of a protection around the rule: {@code within}, a tolerance for all
 *     domains but the target of an expansion, or by domain, and its constants; null for none
 */
record StrategyPlan(
    String name,
    @Nullable String rule,
    @Nullable ImmutableMap<String, Object> options,
    @Nullable ImmutableList<String> starts,
    @Nullable ImmutableMap<String, Double> mix,
    @Nullable ImmutableMap<String, Double> end,
    @Nullable ImmutableList<Integer> lengths,
    @Nullable ImmutableMap<String, Object> protect) {
  private static final ImmutableSet<String> STARTS = ImmutableSet.of("detected", "uniform", "base");

  StrategyPlan {
    checkArgument(name != null && !name.isBlank(), "a strategy has no name");
    if (starts != null) {
      for (String start : starts) {
        checkArgument(
            STARTS.contains(start),
            "strategy '%s' starts from '%s'; there are %s",
            name,
            start,
            STARTS);
      }
    }
  }

  static StrategyPlan of(String name, RuleDescription rule) {
    return new StrategyPlan(name, rule.name(), rule.options(), null, null, null, null, null);
  }

  static StrategyPlan of(String name, ImmutableMap<String, Double> mix) {
    return new StrategyPlan(name, null, null, null, mix, null, null, null);
  }

  /** The rule with its options, {@code constant} where none is given. */
  RuleDescription description() {
    return RuleDescription.of(
        rule == null ? "constant" : rule, options == null ? ImmutableMap.of() : options);
  }

  /**
   * The rule in the protection that the strategy asks for, if it asks for one.
   *
   * @param rule the rule
   * @param domains the domains of the study
   * @param target the domain that is to grow and is not protected; empty for none
   */
  WeightScheduler around(WeightScheduler rule, ImmutableList<String> domains, String target) {
    if (protect == null) {
      return rule;
    }
    Protection asked = Protection.of(RuleDescription.of("protection", protect));
    Map<String, Object> options = new LinkedHashMap<>(asked.describe().options());
    if (options.get("within") instanceof Number tolerance && !target.isEmpty()) {
      options.put(
          "within",
          domains.stream()
              .filter(domain -> !domain.equals(target))
              .collect(ImmutableMap.toImmutableMap(domain -> domain, domain -> tolerance)));
    }
    Protection protection = Protection.of(RuleDescription.of("protection", options));
    var unused = protection.tolerances(domains);
    return Schedulers.protecting(rule, protection);
  }
}
