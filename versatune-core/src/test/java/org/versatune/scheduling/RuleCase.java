// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.versatune.Baseline;
import org.versatune.WeightScheduler;

/**
 * A rule as the properties try it.
 *
 * @param label what a failure is reported under
 * @param explores whether the rule lifts a zero weight by design
 * @param evenHanded whether the rule treats domains alike that are alike
 * @param over builds the rule for the domains of a run
 */
record RuleCase(
    String label,
    boolean explores,
    boolean evenHanded,
    Function<List<String>, WeightScheduler> over) {

  /**
   * The rules with other options than their defaults, and those that explore; every other rule of
   * the catalogue as it is.
   */
  static List<RuleCase> all() {
    List<RuleCase> cases = new ArrayList<>();
    plain(cases, "temperature", Schedulers.temperature().temperature(3).max(1000));
    plain(cases, "fostering", Schedulers.fostering().magnitude(3));
    plain(cases, "open gap", Schedulers.openGap());
    plain(
        cases,
        "open gap and prior",
        Schedulers.openGap().power(3).priorExponent(.5).widthExponent(.25));
    for (Baseline baseline : Baseline.values()) {
      cases.add(
          new RuleCase(
              "expansion against " + baseline,
              false,
              false,
              domains ->
                  Schedulers.expansion(domains.contains("b") ? "b" : domains.get(0))
                      .against(baseline)
                      .gate(baseline == Baseline.BEST ? Gate.absolute() : Gate.relative())));
    }
    cases.add(
        new RuleCase("schedule", true, false, domains -> EveryRule.named("schedule", domains)));
    explorer(cases, "doremi", Schedulers.doReMi());
    explorer(cases, "doremi from means", Schedulers.doReMi().perToken(false).countInitial(true));
    explorer(cases, "dynamic batch loading", Schedulers.dynamicBatchLoading());
    plain(cases, "doge", Schedulers.doGE().clipped(true).countInitial(true));
    cases.add(
        new RuleCase("aioli", true, false, d -> Schedulers.aioli().sweepSteps(2).trainingSteps(4)));
    explorer(cases, "odm", Schedulers.onlineDataMixing().warmup(5));
    explorer(cases, "ado", Schedulers.adaptiveDataOptimization().refitEvery(10));
    plain(
        cases,
        "protected fostering",
        Schedulers.protecting(Schedulers.fostering(), Protection.all()));
    cases.add(
        new RuleCase(
            "a decorated rule, in part protected",
            true,
            false,
            domains ->
                SchedulerStack.builder(Schedulers.openGap().power(2))
                    .protect(Protection.of(domains.get(0)).within(0).integral(5).retention(1))
                    .smoothing(.2)
                    .floor(Map.of(domains.get(0), .02))
                    .build()));
    cases.add(
        new RuleCase(
            "a decorated rule",
            true,
            false,
            domains ->
                SchedulerStack.builder(Schedulers.doReMi())
                    .interval(2)
                    .warmup(6)
                    .smoothing(.4)
                    .floor(Map.of(domains.get(0), .01))
                    .epochCap(50)
                    .build()));
    Set<String> covered = new HashSet<>();
    cases.forEach(one -> covered.add(one.over.apply(List.of("a", "b")).describe().name()));
    for (String name : Schedulers.names()) {
      if (!covered.contains(name)) {
        cases.add(new RuleCase(name, false, true, domains -> EveryRule.named(name, domains)));
      }
    }
    return cases;
  }

  private static void plain(List<RuleCase> cases, String label, WeightScheduler rule) {
    cases.add(new RuleCase(label, false, true, domains -> rule));
  }

  private static void explorer(List<RuleCase> cases, String label, WeightScheduler rule) {
    cases.add(new RuleCase(label, true, true, domains -> rule));
  }

  @Override
  public String toString() {
    return label;
  }
}
