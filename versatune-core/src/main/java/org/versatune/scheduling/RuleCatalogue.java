package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.versatune.DomainDistribution;
import org.versatune.RuleDescription;
import org.versatune.WeightScheduler;

/** Every built-in rule and decorator by name, with what builds it from a description. */
final class RuleCatalogue {
  private static final ImmutableSortedMap<String, Entry> RULES = rules();

  private static final ImmutableSet<Class<? extends WeightScheduler>> CLASSES =
      RULES.values().stream().map(Entry::type).collect(ImmutableSet.toImmutableSet());

  private static final ImmutableMap<
          String, BiFunction<RuleOptions, Function<RuleDescription, WeightScheduler>, Decorator>>
      DECORATORS =
          ImmutableMap.of(
              Bounded.NAME, Bounded::from,
              Interval.NAME, Interval::from,
              LossJump.NAME, LossJump::from,
              Smoothed.NAME, Smoothed::from,
              WarmUp.NAME, WarmUp::from);

  private RuleCatalogue() {}

  private record Entry(
      RuleSummary summary,
      Class<? extends WeightScheduler> type,
      Function<RuleOptions, WeightScheduler> from) {}

  private static ImmutableSortedMap<String, Entry> rules() {
    ImmutableSortedMap.Builder<String, Entry> rules = ImmutableSortedMap.naturalOrder();
    add(rules, new Constant(), "keeps the initial distribution", options -> new Constant());
    add(rules, new Uniform(), "the same weight for every domain", options -> new Uniform());
    add(
        rules,
        new Inverse(),
        "the initial distribution turned around: most weight for what is known least",
        options -> new Inverse());
    add(
        rules,
        new Proportional(),
        "in proportion to the number of examples",
        options -> new Proportional());
    add(
        rules,
        new AuthorsCode(),
        "the rule in the public code of VersaTune's authors: w·exp(loss − reference)",
        options -> new AuthorsCode());
    add(
        rules,
        new Fostering(),
        "VersaTune phase 2a: more weight for what can still be learnt",
        Fostering::from);
    add(
        rules,
        new OpenGap(),
        "most weight where most of the way from base model to specialist is still open",
        OpenGap::from);
    add(
        rules,
        new Expansion("target"),
        "VersaTune phase 2b: one domain grows while the others are not forgotten",
        Expansion::from,
        "target");
    add(
        rules,
        new Temperature(),
        "number of examples to the power of 1/T, as in T5",
        Temperature::from);
    add(
        rules,
        new UniMax(1),
        "as uniform as a budget allows without repeating a domain too often",
        UniMax::from,
        "budget");
    add(
        rules,
        new Schedule(),
        "mixes set down for some steps, with steps, lines or cosines between them",
        Schedule::from,
        "knots");
    add(
        rules,
        new DoReMi(),
        "most weight where the model is furthest above a reference model",
        DoReMi::from);
    add(
        rules,
        new DynamicBatchLoading(),
        "weights follow the difference of loss and target, as in LLM-Shearing",
        DynamicBatchLoading::from);
    add(
        rules,
        new DoGE(),
        "most weight where a domain's gradient points where the others' point",
        DoGE::from);
    add(
        rules,
        new SkillIt(Influence.of(new double[][] {{1}})),
        "most weight for what helps the domains with high losses",
        SkillIt::from,
        "influence");
    add(
        rules,
        new Aioli(),
        "learns in sweeps how domains help each other, and favours the helpful",
        Aioli::from);
    add(
        rules,
        new OnlineDataMixing(),
        "a bandit that is rewarded by the loss of what it just trained on",
        OnlineDataMixing::from);
    add(
        rules,
        new AdaptiveDataOptimization(),
        "most weight where a fitted scaling law says the loss still falls fastest",
        AdaptiveDataOptimization::from);
    add(
        rules,
        new RegMix(DomainDistribution.uniform("any")),
        "the fixed mix that a regression over many small runs predicts to be best",
        RegMix::from,
        "weights");
    return rules.buildOrThrow();
  }

  /** The example gives the name and the signals. */
  private static void add(
      ImmutableSortedMap.Builder<String, Entry> rules,
      WeightScheduler example,
      String summary,
      Function<RuleOptions, WeightScheduler> from,
      String... required) {
    String name = example.describe().name();
    RuleSummary line =
        new RuleSummary(
            name,
            summary,
            example.signals(),
            example.usableSignals(),
            ImmutableList.copyOf(required));
    rules.put(name, new Entry(line, example.getClass(), from));
  }

  static boolean isBuiltIn(WeightScheduler scheduler) {
    return scheduler instanceof Decorator decorator
        ? isBuiltIn(decorator.rule())
        : CLASSES.contains(scheduler.getClass());
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
    RuleOptions options = new RuleOptions(description);
    Entry entry = RULES.get(description.name());
    WeightScheduler built;
    if (entry != null) {
      built = entry.from.apply(options);
    } else {
      var decorator = DECORATORS.get(description.name());
      if (decorator == null) {
        return own.apply(description);
      }
      built = decorator.apply(options, inner -> build(inner, own));
    }
    options.checkAllRead();
    return built;
  }

  static WeightScheduler unknown(RuleDescription description) {
    checkArgument(
        false,
        "there is no built-in rule '%s'; there are %s. A rule of your own is not built by name:"
            + " pass the scheduler itself",
        description.name(),
        names());
    throw new AssertionError();
  }
}
