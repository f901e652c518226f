// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.advice;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.versatune.DomainDistribution;
import org.versatune.RuleDescription;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.advice.Evidence.Range;
import org.versatune.scheduling.Protection;
import org.versatune.scheduling.Schedulers;

/**
 * A strategy of a study as it would be in the user's run.
 *
 * @param row what the study found
 * @param rule the rule, with its protection if the study had one
 * @param initial what it starts from
 */
record Candidate(Studied.Row row, WeightScheduler rule, DomainDistribution initial) {
  /** What every run can report without another network or gradients. */
  private static final ImmutableSet<Signal> REPORTED =
      ImmutableSet.of(
          Signal.VALIDATION_LOSS, Signal.BASE_LOSS, Signal.BATCH_LOSS, Signal.DRAW_COUNTS);

  /**
   * The strategy of a row.
   *
   * @return empty where the run cannot follow it: it starts from what only the study knew, needs
   *     what the set-up lacks, or a search before the run
   */
  static Optional<Candidate> of(Studied.Row row, Setup setup, long steps, String target) {
    ImmutableList<String> domains = setup.domains();
    try {
      DomainDistribution initial =
          switch (row.evidence().start()) {
            case "uniform" -> DomainDistribution.uniform(domains);
            case "detected" -> setup.initial();
            case "mix" -> mix(row.mix(), domains, target);
            default -> throw new IllegalArgumentException("only the study knew the start");
          };
      WeightScheduler rule =
          row.end().isEmpty()
              ? Schedulers.named(completed(row.rule(), target))
              : Schedulers.schedule().linear().at(steps, mix(row.end(), domains, target));
      rule = around(rule, row.protect(), domains, target);
      Set<Signal> available =
          ImmutableSet.<Signal>builder().addAll(REPORTED).addAll(setup.signals()).build();
      return rule.worksWith(available)
          ? Optional.of(new Candidate(row, rule, initial))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // Said in the advice, with how many there are.
    }
  }

  private static DomainDistribution mix(
      ImmutableMap<String, Double> shares, ImmutableList<String> domains, String target) {
    Double given = shares.get("target");
    if (given == null || shares.size() > 1) {
      throw new IllegalArgumentException("the mix names domains of the study");
    }
    double[] mix = new double[domains.size()];
    for (int j = 0; j < mix.length; j++) {
      mix[j] = domains.get(j).equals(target) ? given : (1 - given) / Math.max(1, mix.length - 1);
    }
    return DomainDistribution.relative(domains, mix);
  }

  static RuleDescription completed(RuleDescription rule, String target) {
    if (!rule.name().equals("expansion")) {
      return rule;
    }
    Map<String, Object> options = new LinkedHashMap<>(rule.options());
    options.put("target", target);
    return RuleDescription.of(rule.name(), options);
  }

  private static WeightScheduler around(
      WeightScheduler rule,
      ImmutableMap<String, Object> protect,
      ImmutableList<String> domains,
      String target) {
    if (protect.isEmpty()) {
      return rule;
    }
    Map<String, Object> options = new LinkedHashMap<>(protect);
    if (options.get("within") instanceof Number tolerance && !target.isEmpty()) {
      ImmutableMap.Builder<String, Object> others = ImmutableMap.builder();
      domains.stream()
          .filter(domain -> !domain.equals(target))
          .forEach(domain -> others.put(domain, tolerance));
      options.put("within", others.buildOrThrow());
    }
    Protection protection = Protection.of(RuleDescription.of("protection", options));
    var unused = protection.tolerances(domains);
    return Schedulers.protecting(rule, protection);
  }

  Range number(String measure) {
    return row.number(measure);
  }

  boolean isProtected() {
    return !row.protect().isEmpty();
  }

  /** The tolerances that the study protected within; empty where it protected nothing. */
  ImmutableSet<Double> tolerances() {
    return row.protect().isEmpty()
        ? ImmutableSet.of()
        : ImmutableSet.copyOf(
            Protection.of(RuleDescription.of("protection", row.protect()))
                .tolerances(initial.domains())
                .values());
  }

  boolean isUniform() {
    return row.rule().name().equals("uniform");
  }

  String name() {
    return "'" + row.evidence().strategy() + "' from " + row.evidence().start();
  }
}
