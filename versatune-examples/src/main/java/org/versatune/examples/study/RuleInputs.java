// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static org.hipparchus.linear.MatrixUtils.createRealIdentityMatrix;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.DomainDistribution;
import org.versatune.RuleDescription;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.dl4j.ProxyModels;
import org.versatune.scheduling.RegMixSearch;
import org.versatune.scheduling.Schedulers;

/**
 * What some rules must know before they start, taken from the study where the user does not say:
 * the target that is expanded, the examples there will be, a mix to end with, how domains help each
 * other, or the best of many small runs.
 *
 * <p>The last two are measured by proxy models, each with a quarter of the steps of a fine-tuning
 * (our choice): one a domain for Skill-It's influence, {@value #PROXIES} for RegMix's regression.
 */
record RuleInputs(Workbench bench, String target, int steps) {
  private static final int PROXIES = 16;

  /**
   * Checks a rule's name and options before anything is trained.
   *
   * @throws IllegalArgumentException if there is no such rule, or an option is wrong
   */
  static void check(RuleDescription rule) {
    stated(rule, DomainDistribution.uniform("one", "other"));
  }

  /**
   * Checks as well that a rule's options fit the domains, before anything is trained.
   *
   * @throws IllegalArgumentException if an option names a domain that there is not
   */
  static void check(RuleDescription rule, ImmutableList<String> domains) {
    DomainDistribution mix = DomainDistribution.uniform(domains);
    Map<String, Double> ones = Maps.toMap(domains, domain -> 1.0);
    stated(rule, mix)
        .start(
            Setup.of(mix)
                .with(Signal.DOMAIN_SIZE, ones)
                .with(Signal.BASE_LOSS, ones)
                .with(Signal.REFERENCE_LOSS, ones));
  }

  /** The rule with something in the place of what the study will supply. */
  private static WeightScheduler stated(RuleDescription rule, DomainDistribution mix) {
    WeightScheduler complete =
        switch (rule.name()) {
          case "expansion" -> Schedulers.expansion(mix.domains().get(0));
          case "unimax" -> Schedulers.uniMax(1);
          case "schedule" -> Schedulers.schedule().at(1, mix);
          case "skill-it" -> Schedulers.skillIt(createRealIdentityMatrix(mix.size()).getData());
          case "regmix" -> Schedulers.regMix(mix);
          default -> Schedulers.named(rule);
        };
    return completed(rule, complete);
  }

  /** The rule as described, with whatever it needs and was not given. */
  WeightScheduler complete(RuleDescription rule, DomainDistribution start) {
    boolean complete =
        Schedulers.catalogue().stream()
            .filter(known -> known.name().equals(rule.name()))
            .allMatch(known -> rule.options().keySet().containsAll(known.required()));
    return complete
        ? Schedulers.named(rule)
        : completed(
            rule,
            switch (rule.name()) {
              case "expansion" -> Schedulers.expansion(target);
              case "unimax" -> Schedulers.uniMax((double) steps * bench.settings().batchSize());
              case "schedule" ->
                  Schedulers.schedule()
                      .linear()
                      .at(steps, DomainDistribution.uniform(start.domains()));
              case "skill-it" -> Schedulers.skillIt(proxies().influence());
              case "regmix" -> regMix(start);
              default -> Schedulers.named(rule);
            });
  }

  private WeightScheduler regMix(DomainDistribution start) {
    RegMixSearch search =
        RegMixSearch.over(start).proposals(PROXIES).seed(Means.seed(bench.seed(), "regmix"));
    return Schedulers.regMix(search.fit(proxies().trials(search.proposals())).result());
  }

  private ProxyModels proxies() {
    int few = Math.max(1, steps / 4);
    ProxyModels.Builder proxies =
        ProxyModels.builder(bench.fineTuned(few))
            .steps(few)
            .batchSize(bench.settings().batchSize())
            .seed(bench.seed());
    ImmutableMap<String, DataSetIterator> validation = bench.validation();
    bench
        .train("proxies")
        .forEach(
            (domain, training) ->
                proxies.domain(domain, training, Workbench.of(validation, domain)));
    return proxies.build();
  }

  /** The rule with the options of another of its name where it does not give its own. */
  private static WeightScheduler completed(RuleDescription rule, WeightScheduler other) {
    Map<String, Object> options = new LinkedHashMap<>(other.describe().options());
    options.putAll(rule.options());
    return Schedulers.named(RuleDescription.of(rule.name(), options));
  }
}
