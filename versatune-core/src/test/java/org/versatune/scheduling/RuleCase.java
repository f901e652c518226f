package org.versatune.scheduling;

import com.google.common.collect.ImmutableTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.versatune.Baseline;
import org.versatune.DomainDistribution;
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

  static List<RuleCase> all() {
    List<RuleCase> cases = new ArrayList<>();
    plain(cases, "constant", Schedulers.constant());
    plain(cases, "uniform", Schedulers.uniform());
    plain(cases, "inverse", Schedulers.inverse());
    plain(cases, "proportional", Schedulers.proportional());
    plain(cases, "temperature", Schedulers.temperature().temperature(3).max(1000));
    plain(cases, "unimax", Schedulers.uniMax(1000));
    plain(cases, "authors' code", Schedulers.authorsCode());
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
    cases.add(new RuleCase("schedule", true, false, RuleCase::schedule));
    explorer(cases, "doremi", Schedulers.doReMi());
    explorer(cases, "doremi from means", Schedulers.doReMi().perToken(false).countInitial(true));
    explorer(cases, "dynamic batch loading", Schedulers.dynamicBatchLoading());
    plain(cases, "doge", Schedulers.doGE().clipped(true).countInitial(true));
    cases.add(new RuleCase("skill-it", false, true, RuleCase::skillIt));
    cases.add(
        new RuleCase("aioli", true, false, d -> Schedulers.aioli().sweepSteps(2).trainingSteps(4)));
    explorer(cases, "odm", Schedulers.onlineDataMixing().warmup(5));
    explorer(cases, "ado", Schedulers.adaptiveDataOptimization().refitEvery(10));
    cases.add(
        new RuleCase(
            "regmix",
            false,
            true,
            domains -> Schedulers.regMix(DomainDistribution.uniform(domains))));
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
    return cases;
  }

  private static void plain(List<RuleCase> cases, String label, WeightScheduler rule) {
    cases.add(new RuleCase(label, false, true, domains -> rule));
  }

  private static void explorer(List<RuleCase> cases, String label, WeightScheduler rule) {
    cases.add(new RuleCase(label, true, true, domains -> rule));
  }

  private static WeightScheduler schedule(List<String> domains) {
    Map<String, Double> mix = new TreeMap<>();
    domains.forEach(domain -> mix.put(domain, 1.0 + domain.charAt(0) - 'a'));
    return Schedulers.schedule()
        .cosine()
        .at(7, DomainDistribution.relative(mix))
        .at(20, DomainDistribution.uniform(domains));
  }

  private static WeightScheduler skillIt(List<String> domains) {
    ImmutableTable.Builder<String, String, Double> influence = ImmutableTable.builder();
    for (String i : domains) {
      for (String j : domains) {
        influence.put(i, j, i.equals(j) ? 1 : .25);
      }
    }
    return Schedulers.skillIt(influence.buildOrThrow());
  }

  @Override
  public String toString() {
    return label;
  }
}
