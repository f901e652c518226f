// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.versatune.RuleDescription;
import org.versatune.WeightScheduler;

/** The built-in rules and decorators by name, and what builds each from a description. */
final class RuleCatalogue {
  private static final ImmutableSortedMap<String, Entry> RULES =
      rules(
          entry("keeps the initial distribution", FixedMix.CONSTANT, FixedMix::constant),
          entry("the same weight for every domain", FixedMix.UNIFORM, FixedMix::uniform),
          entry(
              "most weight for what the base model knows least: 1 − p of the initial p",
              FixedMix.INVERSE,
              FixedMix::inverse),
          entry(
              "in proportion to the number of examples",
              FixedMix.PROPORTIONAL,
              FixedMix::proportional),
          entry(
              "the rule in the public code of VersaTune's authors: w·exp(loss − reference)",
              AuthorsCode.DEFAULTS,
              AuthorsCode::new),
          entry(
              "VersaTune phase 2a: more weight for what can still be learnt",
              Fostering.DEFAULTS,
              Fostering::new),
          entry(
              "most weight where most of the way from base model to specialist is still open",
              OpenGap.DEFAULTS,
              OpenGap::new),
          entry(
              "most weight where the loss has covered least of its way to the reference",
              Velocity.DEFAULTS,
              Velocity::new),
          entry(
              "VersaTune phase 2b: one domain grows while the others are not forgotten",
              Expansion.DEFAULTS,
              Expansion::new),
          entry(
              "number of examples to the power of 1/T, as in T5",
              Temperature.DEFAULTS,
              Temperature::new),
          entry(
              "as uniform as a budget allows without repeating a domain too often",
              UniMax.DEFAULTS,
              UniMax::new),
          entry(
              "mixes given for some steps, with steps, lines or cosines between them",
              Schedule.DEFAULTS,
              Schedule::new),
          entry(
              "most weight where the model is furthest above a reference model",
              DoReMi.DEFAULTS,
              DoReMi::new),
          entry(
              "weights follow the difference of loss and target, as in LLM-Shearing",
              DynamicBatchLoading.DEFAULTS,
              DynamicBatchLoading::new),
          entry(
              "most weight where a domain's gradient points where the others' point",
              DoGE.DEFAULTS,
              DoGE::new),
          entry(
              "most weight for what helps the domains with high losses",
              SkillIt.DEFAULTS,
              SkillIt::new),
          entry(
              "learns in sweeps how domains help each other, and favours the helpful",
              Aioli.DEFAULTS,
              Aioli::new),
          entry(
              "a bandit that is rewarded by the loss of what it just trained on",
              OnlineDataMixing.DEFAULTS,
              OnlineDataMixing::new),
          entry(
              "most weight where a fitted scaling law says the loss still falls fastest",
              AdaptiveDataOptimization.DEFAULTS,
              AdaptiveDataOptimization::new),
          entry(
              "the fixed mix that a regression over many small runs predicts to be best",
              FixedMix.REGMIX,
              FixedMix::regMix));

  private static final ImmutableMap<String, Wrapper> DECORATORS =
      decorators(
          new Wrapper(Bounded.OPTIONS, Bounded::new),
          new Wrapper(DeadBand.OPTIONS, DeadBand::new),
          new Wrapper(Held.INTERVAL, Held::new),
          new Wrapper(LossJump.OPTIONS, LossJump::new),
          new Wrapper(Protected.OPTIONS, Protected::new),
          new Wrapper(Smoothed.OPTIONS, Smoothed::new),
          new Wrapper(Stopped.OPTIONS, Stopped::new),
          new Wrapper(Held.WARM_UP, Held::new));

  private RuleCatalogue() {}

  private record Entry(
      RuleSummary summary, Options defaults, Function<Options, BuiltInRule> rule) {}

  private record Wrapper(
      Options options, BiFunction<Options, WeightScheduler, Decorator> decorator) {}

  private static Entry entry(
      String summary, Options defaults, Function<Options, BuiltInRule> rule) {
    BuiltInRule example = rule.apply(defaults);
    RuleSummary line =
        new RuleSummary(
            defaults.rule(),
            summary,
            example.signals(),
            example.usableSignals(),
            defaults.required());
    return new Entry(line, defaults, rule);
  }

  private static ImmutableSortedMap<String, Entry> rules(Entry... entries) {
    return Arrays.stream(entries)
        .collect(
            ImmutableSortedMap.toImmutableSortedMap(
                String::compareTo, entry -> entry.summary.name(), entry -> entry));
  }

  private static ImmutableMap<String, Wrapper> decorators(Wrapper... decorators) {
    return Arrays.stream(decorators)
        .collect(ImmutableMap.toImmutableMap(wrapper -> wrapper.options.rule(), one -> one));
  }

  static boolean isBuiltIn(WeightScheduler scheduler) {
    return scheduler instanceof Decorator decorator
        ? isBuiltIn(decorator.rule())
        : scheduler instanceof BuiltInRule;
  }

  static ImmutableList<String> names() {
    return RULES.keySet().asList();
  }

  static ImmutableList<RuleSummary> summaries() {
    return RULES.values().stream().map(Entry::summary).collect(ImmutableList.toImmutableList());
  }

  /** Builds what is described; a name that is not built in goes to the other function. */
  static WeightScheduler build(
      RuleDescription description, Function<RuleDescription, WeightScheduler> own) {
    Entry entry = RULES.get(description.name());
    if (entry != null) {
      return entry.rule.apply(entry.defaults.read(description));
    }
    Wrapper wrapper = DECORATORS.get(description.name());
    if (wrapper == null) {
      return own.apply(description);
    }
    Options options = wrapper.options.read(description);
    return wrapper.decorator.apply(options, build(options.get(Decorator.RULE), own));
  }

  static IllegalArgumentException unknown(RuleDescription description) {
    return new IllegalArgumentException(
        "there is no built-in rule '"
            + description.name()
            + "'; there are "
            + names()
            + ". A rule of your own is not built by name: pass the scheduler itself");
  }
}
