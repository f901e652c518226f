// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Given;
import org.versatune.record.RunListener;
import org.versatune.sampling.Samplers;
import org.versatune.scheduling.Schedulers;
import org.versatune.tracking.ForgettingTrackers;

/**
 * Describes a run and starts it. Each setter checks its argument as far as it can; {@link #build}
 * checks the rest. Not safe for use by several threads.
 */
public final class RunBuilder extends DecoratedRun {
  private ImmutableList<String> domains = ImmutableList.of();
  private @Nullable DomainDistribution initial;
  private @Nullable WeightScheduler scheduler;
  private final Map<Signal, ImmutableMap<String, Double>> known = new LinkedHashMap<>();
  private long seed;
  private Worker worker = Worker.only();
  private @Nullable DomainDistribution fixedSampling;
  private DomainSampler.Kind sampler = Samplers.exact();
  private @Nullable ForgettingTracker tracker;
  private InvalidLossPolicy onInvalidLoss = InvalidLossPolicy.FAIL;
  private WeightUnit weightsBy = WeightUnit.EXAMPLES;
  private ImmutableMap<String, Double> meanTokens = ImmutableMap.of();
  private @Nullable Path record;
  private final List<RunListener> listeners = new ArrayList<>();

  RunBuilder() {}

  @Override
  RunBuilder self() {
    return this;
  }

  /**
   * Names the domains; their order is kept throughout.
   *
   * @param names unique and not blank, at least one
   * @return this builder
   * @throws IllegalArgumentException if a name is blank or given twice
   */
  public RunBuilder domains(String... names) {
    return domains(Given.list(names, "names"));
  }

  /**
   * Names the domains; their order is kept throughout.
   *
   * @param names unique and not blank, at least one
   * @return this builder
   * @throws IllegalArgumentException if there is none, or a name is blank or given twice
   */
  public RunBuilder domains(List<String> names) {
    domains = DomainDistribution.uniform(Given.list(names, "names")).domains();
    return this;
  }

  /**
   * Sets the distribution to start from, usually the detected one; by default it is uniform. Where
   * {@link #domains} is not called, this names the domains too.
   *
   * @param distribution over the domains of this run, in any order
   * @return this builder
   */
  public RunBuilder initial(DomainDistribution distribution) {
    initial = notNull(distribution, "distribution");
    return this;
  }

  /**
   * Sets the rule. By default {@link Schedulers#openGap()} where reference losses are known,
   * constant weights otherwise (our choice; the paper's rule is {@link Schedulers#fostering()}).
   *
   * @param rule one of {@link Schedulers} or the user's own
   * @return this builder
   */
  public RunBuilder scheduler(WeightScheduler rule) {
    RunRule.check(notNull(rule, "rule"));
    scheduler = rule;
    return this;
  }

  /**
   * Sets the reference losses ℓref: what a specialist of each domain reaches.
   *
   * @param byDomain nats/token for every domain, finite and at least 0
   * @return this builder
   */
  public RunBuilder referenceLosses(Map<String, Double> byDomain) {
    known.put(Signal.REFERENCE_LOSS, Given.numbers(byDomain, "referenceLosses: byDomain"));
    return this;
  }

  /**
   * Sets the base losses ℓ0: what the base model reaches. A report at step 0 does the same where
   * this is not called.
   *
   * @param byDomain nats/token for every domain, finite and above 0
   * @return this builder
   */
  public RunBuilder baseLosses(Map<String, Double> byDomain) {
    known.put(Signal.BASE_LOSS, Given.numbers(byDomain, "baseLosses: byDomain"));
    return this;
  }

  /**
   * Sets how many examples each domain has. Rules that read sizes need it, and so does an epoch
   * cap. For weights in proportion to other amounts, such as gigabytes, call {@link #initial} with
   * {@link DomainDistribution#relative(Map)}.
   *
   * @param byDomain examples for every domain, a whole number above 0
   * @return this builder
   */
  public RunBuilder domainSizes(Map<String, ? extends Number> byDomain) {
    known.put(
        Signal.DOMAIN_SIZE, RunChecks.sizes(Given.numbers(byDomain, "domainSizes: byDomain")));
    return this;
  }

  /**
   * Sets how domains are drawn: exactly by default, see {@link Samplers}.
   *
   * @param kind the kind of sampler
   * @return this builder
   */
  public RunBuilder sampler(DomainSampler.Kind kind) {
    CheckedSampling.describe(notNull(kind, "kind"));
    sampler = kind;
    return this;
  }

  /**
   * Makes this run one of several workers that share the draws. Each worker has a run of its own,
   * built alike except for the rank, in a process or on a thread of its own. Together they draw
   * exactly what one process would draw. {@link Worker} says what they must have in common.
   *
   * @param part which of them this one is
   * @return this builder
   */
  public RunBuilder worker(Worker part) {
    worker = notNull(part, "part");
    return this;
  }

  /**
   * Draws domains at fixed rates. The weights still follow the rule, but apply to the loss: the
   * trainer multiplies the loss of each example by {@link VersaTune#importanceWeights() weight over
   * rate}.
   *
   * @param rates over the domains of this run, in any order, each above 0
   * @return this builder
   */
  public RunBuilder fixedSampling(DomainDistribution rates) {
    fixedSampling = notNull(rates, "rates");
    return this;
  }

  /**
   * Sets what weights are shares of.
   *
   * @param unit examples by default; by {@link WeightUnit#TOKENS} domains are drawn at q_j ∝ w_j /
   *     t_j, and t_j is given by {@link #meanTokens} or counted by {@link VersaTune#tokens}
   * @return this builder
   */
  public RunBuilder weightsBy(WeightUnit unit) {
    weightsBy = notNull(unit, "unit");
    return this;
  }

  /**
   * Sets how many tokens an example of each domain has on average, for {@link WeightUnit#TOKENS}.
   *
   * @param byDomain tokens for every domain, finite and above 0
   * @return this builder
   */
  public RunBuilder meanTokens(Map<String, ? extends Number> byDomain) {
    meanTokens = Given.numbers(byDomain, "meanTokens: byDomain");
    return this;
  }

  /**
   * Sets the seed of everything random about the run.
   *
   * @param value any; 0 by default
   * @return this builder
   */
  public RunBuilder seed(long value) {
    seed = value;
    return this;
  }

  /**
   * Writes the run record to a file as the run goes on: JSON Lines, one line for each report.
   *
   * @param file the file; an earlier record there is kept beside it as {@code .previous}
   * @return this builder
   */
  public RunBuilder record(Path file) {
    record = notNull(file, "file");
    return this;
  }

  /**
   * Calls a listener with every update of the run: a dashboard, a table. May be called repeatedly.
   *
   * @param listener closed with the run
   * @return this builder
   */
  public RunBuilder watch(RunListener listener) {
    listeners.add(notNull(listener, "listener"));
    return this;
  }

  /**
   * Sets what forgetting is measured against. A run has one tracker, which the rule and the run
   * record read.
   *
   * @param kind by default what the rule was given, else the previous loss; {@link #build} refuses
   *     a rule that was given another
   * @return this builder
   */
  public RunBuilder forgettingAgainst(Baseline kind) {
    tracker = ForgettingTrackers.against(notNull(kind, "kind"), ImmutableMap.of());
    return this;
  }

  /**
   * Measures forgetting with a tracker of your own. The rule reads its φ, and the run record holds
   * it. Base losses, where they are known, are the first that it observes.
   *
   * @param own the tracker before the run; override its {@link ForgettingTracker#restore(Map)} if
   *     the run is to be resumed
   * @return this builder
   * @throws IllegalStateException if it answers null where it must not
   */
  public RunBuilder forgettingTracker(ForgettingTracker own) {
    tracker = CheckedTracker.given(own);
    return this;
  }

  /**
   * Sets what happens to a report with a loss that cannot be used.
   *
   * @param policy fail by default
   * @return this builder
   */
  public RunBuilder onInvalidLoss(InvalidLossPolicy policy) {
    onInvalidLoss = notNull(policy, "policy");
    return this;
  }

  /**
   * Starts the run. The builder does not change, and can start further runs of the same kind.
   *
   * @return the run
   * @throws IllegalArgumentException if no domain is named, the initial distribution is over other
   *     domains, a bound cannot be held, a target of the rule is unknown, or the rule needs
   *     something that was not given: the message lists what is missing and how to supply it
   */
  public VersaTune build() {
    return alone(worker, outputs());
  }

  /** Returns where the run is written to. */
  Recording.Outputs outputs() {
    return new Recording.Outputs(record, ImmutableList.copyOf(listeners));
  }

  /** Starts the run as some worker, with outputs of its own. */
  VersaTune alone(Worker part, Recording.Outputs outputs) {
    Setup setup = RunChecks.setup(initial, domains, known);
    DomainDistribution start = setup.initial();
    WeightScheduler given = scheduler == null ? RunRule.byDefault(setup) : scheduler;
    ForgettingTracker measured = RunTracker.chosen(tracker, given);
    WeightScheduler rule = RunRule.measuring(given, measured);
    RunOptions options =
        new RunOptions(
            smoothing,
            warmup,
            updateEvery,
            RunChecks.byDomain("floor", floor, start),
            RunChecks.byDomain("cap", cap, start),
            RunChecks.byDomain("epochCap", epochCap, start),
            seed,
            measured.kind(),
            onInvalidLoss,
            part,
            RunChecks.rates(fixedSampling, epochCap != null, start),
            onLossJump,
            RunTracker.own(measured),
            weightsBy,
            RunChecks.meanTokens(meanTokens, weightsBy, fixedSampling != null, start),
            protect.over(start),
            ignoreNoise);
    RunChecks.supplied(rule, setup, options);
    VersaTune run = new VersaTune(setup, rule, measured, sampler, options, outputs);
    SetupDoubts.check(setup, options);
    return run;
  }
}
