// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableTable;
import java.util.Optional;
import java.util.function.Function;
import org.versatune.DomainDistribution;
import org.versatune.RuleDescription;
import org.versatune.WeightScheduler;

/**
 * Creates every rule that ships with VersaTune, and the decorators that wrap any rule.
 *
 * <p>A rule starts with its defaults. Options are set by chaining; each call returns a new rule:
 *
 * <pre>{@code
 * WeightScheduler rule = Schedulers.fostering().magnitude(2);
 * }</pre>
 *
 * <p>{@link SchedulerStack} puts several decorators around a rule in the right order. Safe for use
 * by any number of threads, as are all schedulers it gives.
 */
public final class Schedulers extends Decorators {
  private Schedulers() {}

  /**
   * Keeps the initial distribution.
   *
   * @return the rule
   */
  public static WeightScheduler constant() {
    return FixedMix.constant(FixedMix.CONSTANT);
  }

  /**
   * Gives every domain the same weight.
   *
   * @return the rule
   */
  public static WeightScheduler uniform() {
    return FixedMix.uniform(FixedMix.UNIFORM);
  }

  /**
   * Gives most weight to what the base model knows least: 1 − p, normalised, for the initial
   * weights p.
   *
   * @return the rule
   */
  public static WeightScheduler inverse() {
    return FixedMix.inverse(FixedMix.INVERSE);
  }

  /**
   * Weighs each domain by its number of examples.
   *
   * @return the rule
   */
  public static WeightScheduler proportional() {
    return FixedMix.proportional(FixedMix.PROPORTIONAL);
  }

  /**
   * Runs what the public code of VersaTune's authors runs: w·exp(loss − reference loss).
   *
   * @return the rule, which needs validation losses in nats/token and uses reference losses where
   *     they are known
   */
  public static WeightScheduler authorsCode() {
    return new AuthorsCode(AuthorsCode.DEFAULTS);
  }

  /**
   * Weighs domains by what is left to learn: multi-ability fostering, VersaTune's phase 2a.
   *
   * @return the rule with magnitude 1
   */
  public static Fostering fostering() {
    return new Fostering(Fostering.DEFAULTS);
  }

  /**
   * Weighs each domain by how much of the way from the base model to the specialist is still open.
   *
   * @return the rule; see {@link OpenGap}
   */
  public static OpenGap openGap() {
    return new OpenGap(OpenGap.DEFAULTS);
  }

  /**
   * Moves weight to domains that are learnt slowly: Velocitune (arXiv 2411.14318), w ← softmax(log
   * w + V) with V_j = (ℓ_j − ℓref_j)/(ℓ0_j − ℓref_j), the share of its way that is still open.
   *
   * @return the rule, which needs validation and reference losses in nats/token and uses base
   *     losses where they are known
   */
  public static WeightScheduler velocity() {
    return new Velocity(Velocity.DEFAULTS);
  }

  /**
   * Lets one domain grow while the others forget little: domain expansion, VersaTune's phase 2b.
   *
   * @param target the domain that is to grow
   * @return the rule with its defaults
   * @throws IllegalArgumentException if the name is blank
   */
  public static Expansion expansion(String target) {
    notNull(target, "target");
    return new Expansion(target);
  }

  /**
   * Weighs domains by their sizes, evened out by a temperature, as in T5.
   *
   * @return the rule with temperature 2
   */
  public static Temperature temperature() {
    return new Temperature(Temperature.DEFAULTS);
  }

  /**
   * Keeps weights as uniform as a budget allows: UniMax.
   *
   * @param budget how many examples are to be drawn in all, finite and above 0
   * @return the rule with at most 4 epochs a domain
   * @throws IllegalArgumentException if the budget is out of range
   */
  public static UniMax uniMax(double budget) {
    return new UniMax(budget);
  }

  /**
   * Sets weights as a function of the step.
   *
   * @return a piecewise constant schedule without knots, which keeps the initial distribution
   */
  public static Schedule schedule() {
    return new Schedule();
  }

  /**
   * Weighs domains by their excess over a reference model: DoReMi, group distributionally robust
   * optimisation.
   *
   * @return the rule with its defaults
   */
  public static DoReMi doReMi() {
    return new DoReMi(DoReMi.DEFAULTS);
  }

  /**
   * Moves weight to domains above their target losses: dynamic batch loading, as in LLM-Shearing.
   *
   * @return the rule with its defaults
   */
  public static DynamicBatchLoading dynamicBatchLoading() {
    return new DynamicBatchLoading(DynamicBatchLoading.DEFAULTS);
  }

  /**
   * Weighs domains by how their gradients agree with the others': DoGE.
   *
   * @return the rule with its defaults
   */
  public static DoGE doGE() {
    return new DoGE(DoGE.DEFAULTS);
  }

  /**
   * Weighs domains by the losses of those that they help: Skill-It, with the influence of each
   * domain on each other by name.
   *
   * @param influence row i, column j: how much training on domain i helps domain j; every pair of
   *     domains, finite
   * @return the rule with its defaults
   * @throws IllegalArgumentException if a number is not finite
   */
  public static SkillIt skillIt(ImmutableTable<String, String, Double> influence) {
    notNull(influence, "influence");
    return new SkillIt(Influence.of(influence));
  }

  /**
   * Weighs domains by the losses of those that they help: Skill-It, with the influence of each
   * domain on each other in the order of the run's domains.
   *
   * @param influence {@code [k][k]}, entry (i, j): how much training on domain i helps domain j;
   *     finite
   * @return the rule with its defaults
   * @throws IllegalArgumentException if the matrix is not square or a number is not finite
   */
  public static SkillIt skillIt(double[][] influence) {
    return new SkillIt(Influence.of(influence));
  }

  /**
   * Learns during the run how domains help each other: Aioli.
   *
   * @return the rule with its defaults
   */
  public static Aioli aioli() {
    return new Aioli(Aioli.DEFAULTS);
  }

  /**
   * Weighs domains by the losses of their batches: online data mixing, an Exp3 bandit over the
   * domains.
   *
   * @return the rule with its defaults
   */
  public static OnlineDataMixing onlineDataMixing() {
    return new OnlineDataMixing(OnlineDataMixing.DEFAULTS);
  }

  /**
   * Weighs domains by scaling laws that are fitted to each domain during the run: ADO.
   *
   * @return the rule with its defaults
   */
  public static AdaptiveDataOptimization adaptiveDataOptimization() {
    return new AdaptiveDataOptimization(AdaptiveDataOptimization.DEFAULTS);
  }

  /**
   * Keeps the mix that a {@link RegMixSearch} found (RegMix, arXiv 2407.01492).
   *
   * @param found weights over the domains of the run, in any order
   * @return the rule
   */
  public static WeightScheduler regMix(DomainDistribution found) {
    notNull(found, "found");
    return FixedMix.regMix(found);
  }

  /**
   * Returns the names of the built-in rules.
   *
   * @return sorted, without the decorators
   */
  public static ImmutableList<String> names() {
    return RuleCatalogue.names();
  }

  /**
   * Returns a summary of each built-in rule.
   *
   * @return in the order of {@link #names()}
   */
  public static ImmutableList<RuleSummary> catalogue() {
    return RuleCatalogue.summaries();
  }

  /**
   * Builds a built-in rule with its default options.
   *
   * @param name one of {@link #names()}
   * @return the rule
   * @throws IllegalArgumentException if there is no such rule, or it cannot do without options; the
   *     message says which
   */
  public static WeightScheduler named(String name) {
    notNull(name, "name");
    return named(RuleDescription.of(name));
  }

  /**
   * Builds a built-in rule or decorator again from what {@link WeightScheduler#describe()} gave.
   * Options that are absent take their defaults.
   *
   * @param description name and options
   * @return a scheduler without state that describes itself in the same way
   * @throws IllegalArgumentException if the name or an option is unknown, an option is missing or
   *     out of range, or the rule held something of the user's own that cannot be written down
   */
  public static WeightScheduler named(RuleDescription description) {
    notNull(description, "description");
    return RuleCatalogue.build(
        description,
        unknown -> {
          throw RuleCatalogue.unknown(unknown);
        });
  }

  /**
   * Builds a rule as {@link #named(RuleDescription)} does, and rules of your own by a function,
   * also inside built-in decorators.
   *
   * @param description name and options
   * @param own builds a rule whose name is not built in
   * @return a scheduler without state
   * @throws IllegalArgumentException as for {@link #named(RuleDescription)}
   */
  public static WeightScheduler named(
      RuleDescription description, Function<RuleDescription, WeightScheduler> own) {
    notNull(description, "description");
    notNull(own, "own");
    return RuleCatalogue.build(description, own);
  }

  /**
   * Returns whether a rule and all decorators around it are of this library, so that {@link
   * #named(RuleDescription)} can build them again from the description. The class decides, not the
   * name in the description.
   *
   * @param scheduler a scheduler, decorated or not
   * @return false for a rule of the user's own, alone or inside decorators of this library
   */
  public static boolean isBuiltIn(WeightScheduler scheduler) {
    return RuleCatalogue.isBuiltIn(notNull(scheduler, "scheduler"));
  }

  /**
   * Finds the number of steps between two changes of weights that {@link #interval} set.
   *
   * @param scheduler a scheduler, decorated or not
   * @return the interval of the outermost one; 1 where there is none
   */
  public static long intervalOf(WeightScheduler scheduler) {
    notNull(scheduler, "scheduler");
    WeightScheduler inner = scheduler;
    while (inner instanceof Decorator decorator) {
      if (decorator instanceof Held held && held.interval() > 1) {
        return held.interval();
      }
      inner = decorator.rule();
    }
    return 1;
  }

  /**
   * Finds the rule or decorator of a type inside a scheduler, for example {@code DoReMi} inside
   * bounds, to get its mean.
   *
   * @param scheduler a scheduler, decorated or not
   * @param type the class that is sought
   * @param <T> the class that is sought
   * @return the outermost one of that type, empty if there is none
   */
  public static <T extends WeightScheduler> Optional<T> find(
      WeightScheduler scheduler, Class<T> type) {
    notNull(scheduler, "scheduler");
    notNull(type, "type");
    WeightScheduler inner = scheduler;
    while (!type.isInstance(inner)) {
      if (!(inner instanceof Decorator decorator)) {
        return Optional.empty();
      }
      inner = decorator.rule();
    }
    return Optional.of(type.cast(inner));
  }
}
