// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkState;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.UncheckedIOException;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.RunLock;
import org.versatune.sampling.Composition;
import org.versatune.sampling.ImportanceWeights;

/**
 * Decides which domain the next training example comes from, and adapts to what training reports.
 *
 * <pre>{@code
 * VersaTune run = VersaTune.builder()
 *     .domains("law", "medicine", "code")
 *     .referenceLosses(Map.of("law", 1.9, "medicine", 2.0, "code", 0.8))
 *     .updateEvery(100)
 *     .seed(42)
 *     .build();
 *
 * for (int step = 1; step <= 1000; step++) {
 *   train(run.plan(32));                                  // 32 examples, by domain
 *   if (step % run.updateEvery() == 0) {
 *     run.report(Feedback.at(step).losses(evaluate()));   // the weights follow
 *   }
 * }
 * }</pre>
 *
 * <p>This class is the run: it holds the loop together and does no mathematics. A {@link
 * WeightScheduler} sets the weights, a {@link DomainSampler} draws by them, a {@link
 * ForgettingTracker} measures what is forgotten. A report that fails leaves all of them as they
 * were.
 *
 * <p><b>Threads.</b> All methods may be called from any thread. Where drawing runs ahead of
 * training (a prefetching iterator), {@link #inFlight} makes a change of weights take effect at a
 * defined batch: the update reported after step s governs batch number s and later ones, whichever
 * thread draws.
 */
public final class VersaTune implements AutoCloseable {
  /** The step of the last report before the first report. */
  private static final long BEFORE_REPORTS = -1;

  private final RunLock lock = new RunLock();

  private final RunRule rule;
  private final DomainSampler.Kind samplerKind;
  private final RunOptions options;
  private final InFlight inFlight;

  // Guarded by lock.
  private final Recording record;
  private final DrawStream draws;
  private final RunTokens tokens;
  private final Reports reports;
  private volatile boolean isShared;

  /** Starts a run; the arguments have been checked by {@link RunBuilder#build}. */
  VersaTune(
      Setup setup,
      WeightScheduler rule,
      ForgettingTracker tracker,
      DomainSampler.Kind samplerKind,
      RunOptions options,
      Recording.Outputs outputs) {
    this.rule = RunRule.of(rule);
    this.samplerKind = samplerKind;
    this.options = options;
    this.inFlight = new InFlight(lock, ImmutableMap.of(), 0, BEFORE_REPORTS);
    this.record = new Recording(inFlight);
    ForgettingTracker first =
        RunTracker.withBase(tracker, setup.known(Signal.BASE_LOSS), BEFORE_REPORTS);
    WeightScheduler stack = this.rule.decorated(options);
    WeightUpdate start = this.rule.start(stack, setup);
    this.draws = new DrawStream(setup, options, samplerKind, start.weights(), record::exhausted);
    this.tokens = new RunTokens(lock, draws);
    this.reports = reports(setup, start.nextAfter(stack), first, tracker);
    record.create(outputs, reports.header(samplerKind.describe()));
  }

  /** Goes on with a saved run; the arguments have been checked by {@link Resumption#build}. */
  VersaTune(
      RunState state,
      WeightScheduler rule,
      ForgettingTracker tracker,
      DomainSampler.Kind samplerKind,
      RunOptions options,
      Recording.Outputs outputs) {
    this.rule = RunRule.of(rule);
    this.samplerKind = samplerKind;
    this.options = options;
    this.inFlight =
        new InFlight(lock, state.draws().attached(), state.draws().batches(), state.reportedStep());
    this.record = new Recording(inFlight);
    WeightScheduler stack = this.rule.decorated(options);
    WeightScheduler scheduler = this.rule.restore(stack, state.setup(), state.schedulerState());
    this.draws = new DrawStream(state, options, samplerKind, record::exhausted);
    this.tokens = new RunTokens(lock, draws);
    this.reports =
        reports(state.setup(), scheduler, RunTracker.continued(tracker, stack, scheduler), tracker);
    record.resume(outputs, reports.header(samplerKind.describe()), state);
  }

  private Reports reports(
      Setup setup, WeightScheduler scheduler, ForgettingTracker tracker, ForgettingTracker given) {
    return new Reports(
        rule, scheduler, tracker, new TrackerWatch(given), setup, options, draws, inFlight, record);
  }

  /**
   * Starts a run.
   *
   * @return a builder; only {@link RunBuilder#domains} must be called
   */
  public static RunBuilder builder() {
    return new RunBuilder();
  }

  /**
   * Resumes a saved run whose rule and sampler are from this library.
   *
   * @param snapshot the run
   * @return the run, as if it had never stopped; it writes no run record
   * @throws IllegalArgumentException if the rule or the sampler is the user's own: use {@link
   *     #resuming}
   */
  public static VersaTune resume(Snapshot snapshot) {
    notNull(snapshot, "snapshot");
    return resuming(snapshot).build();
  }

  /**
   * Starts the description of how a saved run is to go on: with a rule of your own, for example, or
   * with its run record.
   *
   * @param snapshot the run
   * @return a builder
   */
  public static Resumption resuming(Snapshot snapshot) {
    notNull(snapshot, "snapshot");
    return new Resumption(snapshot.state());
  }

  /**
   * Returns the domains in their fixed order.
   *
   * @return unique names, at least one
   */
  public ImmutableList<String> domains() {
    return draws.domains();
  }

  /**
   * Returns the rule that sets the weights, without the decorators around it.
   *
   * @return its name and options
   */
  public RuleDescription rule() {
    return rule.rule().describe();
  }

  /**
   * Returns the run's one forgetting tracker: the rule reads its φ, and the record holds it.
   *
   * @return the tracker after the last report, an immutable value
   */
  public ForgettingTracker forgettingTracker() {
    return lock.holding(reports::tracker);
  }

  /**
   * Returns the signals that the rule can use but does not need. Where one is missing and the rule
   * uses a default instead, updates say so, and the log once.
   *
   * @return none of {@link #signals()}
   */
  public ImmutableSet<Signal> usableSignals() {
    return lock.holding(() -> reports.scheduler().usableSignals());
  }

  /**
   * Returns the signals that reports must bring for the rule to work.
   *
   * @return those that are neither known before training nor counted here
   */
  public ImmutableSet<Signal> signals() {
    return lock.holding(() -> reports.scheduler().signals());
  }

  /**
   * Returns what is known of the run beside its reports. Base losses that are reported at step 0
   * are added then.
   *
   * @return the set-up
   */
  public Setup setup() {
    return lock.holding(reports::setup);
  }

  /**
   * Returns how many training steps lie between two changes of the weights.
   *
   * @return training steps, at least 1
   */
  public long updateEvery() {
    return options.interval();
  }

  /**
   * Returns whether {@link RunBuilder#updateEvery} was called. If not, {@link #updateEvery()}
   * returns the default.
   *
   * @return true if the user chose the interval; also in a run that was resumed
   */
  public boolean isUpdateEveryGiven() {
    return options.updateEvery() > 0;
  }

  /**
   * Returns the seed of the run.
   *
   * @return as given to {@link RunBuilder#seed}
   */
  public long seed() {
    return options.seed();
  }

  /**
   * Returns which of the workers that share the draws this run is.
   *
   * @return the only one, unless {@link RunBuilder#worker} set another
   */
  public Worker worker() {
    return options.worker();
  }

  /**
   * Returns the distribution that the next draw follows.
   *
   * @return {@link #weights()}, unless {@link RunBuilder#fixedSampling} was given or weights are
   *     shares of tokens
   */
  public DomainDistribution sampling() {
    return lock.holding(draws::sampling);
  }

  /**
   * Returns the factors for the losses of examples. With them training follows {@link #weights()},
   * although examples are drawn by {@link #sampling()}.
   *
   * @return weight over sampling rate by domain: 1 throughout unless {@link
   *     RunBuilder#fixedSampling} was given
   */
  public ImportanceWeights importanceWeights() {
    return lock.holding(draws::importance);
  }

  /**
   * Returns the weights in force for the next draw.
   *
   * @return over {@link #domains()}
   */
  public DomainDistribution weights() {
    return lock.holding(draws::weights);
  }

  /**
   * Returns the last update and its reasons.
   *
   * @return empty before the first report, and after resuming until the next
   */
  public Optional<WeightUpdate> lastUpdate() {
    return lock.holding(reports::lastUpdate);
  }

  /**
   * Returns the step of the last report.
   *
   * @return training steps, −1 before the first report
   */
  public long reportedStep() {
    return lock.holding(inFlight::reportedStep);
  }

  /**
   * Returns how many examples have been drawn, by all workers together where several share the
   * draws. Workers that have made equally many draws under the same reports have the same counts.
   *
   * @return count by domain, in the run's order
   */
  public ImmutableMap<String, Long> draws() {
    return lock.holding(draws::counts);
  }

  /**
   * Returns what the training data consists of so far, for all workers together.
   *
   * @return examples drawn by domain, and passes over the data and repeats where {@link
   *     RunBuilder#domainSizes} are known
   */
  public Composition composition() {
    return lock.holding(
        () -> Composition.ofCounts(draws.counts(), reports.setup().known(Signal.DOMAIN_SIZE)));
  }

  /**
   * Returns whether this worker has another draw. If epoch caps have left draws for other workers
   * only, this call makes those draws, so that all workers end with the same counts.
   *
   * @return false only where an epoch cap is set and every domain with a weight has reached it, or
   *     would reach it in the next round before this worker's turn
   */
  public boolean hasNext() {
    return lock.holding(draws::hasNext);
  }

  /**
   * Draws the domain of the next example.
   *
   * @return a name in {@link #domains()}
   * @throws NoSuchElementException if every domain has reached its epoch cap
   */
  public String nextDomain() {
    return lock.changing("nextDomain", draws::next);
  }

  /**
   * Draws the domains of the next batch.
   *
   * @param batchSize how many examples, at least 1; at most 2<sup>24</sup>, all workers together
   * @return the batch, with fewer examples only where every domain reaches its epoch cap
   * @throws NoSuchElementException if every domain has reached its epoch cap already
   */
  public BatchPlan plan(int batchSize) {
    draws.requireBatch(batchSize);
    return lock.changing(
        "plan",
        () -> {
          draws.requireNext();
          InFlight.@Nullable Origin origin = inFlight.origin(draws);
          int[] turns = draws.turns(batchSize);
          int[] sequence = draws.rounds(batchSize);
          reports.planned();
          return new BatchPlan(inFlight.plan(origin), options.worker(), domains(), sequence, turns);
        });
  }

  /**
   * Takes in a report of training, and changes the weights by the rule.
   *
   * <p>A report at step 0 is about the base model: its losses become the base losses, unless the
   * builder was given some, and no weight changes. If this throws, nothing has changed.
   *
   * @param feedback losses and other signals at a step later than the last reported one
   * @return the weights in force from the next draw on, and why
   * @throws InvalidFeedbackException if a loss cannot be used or a domain is unknown (it names
   *     domain, value and step), unless {@link RunBuilder#onInvalidLoss} says to skip such a report
   * @throws IllegalArgumentException if its step is not later than that of the report before
   * @throws IllegalStateException if a rule, a sampler or a tracker of your own fails or returns
   *     what none may return, or calls this; the run is closed and had a record, or it is that of a
   *     {@link SharedRun}
   * @throws UncheckedIOException if the run record cannot be written
   */
  public WeightUpdate report(Feedback feedback) {
    notNull(feedback, "feedback");
    checkState(
        !isShared,
        "other processes share this run and would not see a report that is made to it alone, by a"
            + " MixtureListener say: evaluate, and report through SharedRun.report");
    return lock.changing("report", () -> reports.take(feedback));
  }

  /** Lets {@link #reportShared} alone report from now on. */
  void share() {
    isShared = true;
  }

  /** As {@link #report}, for what all processes that share this run take in. */
  WeightUpdate reportShared(Feedback feedback) {
    return lock.changing("report", () -> reports.take(feedback));
  }

  /**
   * Saves the run: what was reported, and what was drawn. Where an adapter {@linkplain
   * InFlight#confirm confirms} batches, the snapshot counts trained batches instead of drawn ones.
   *
   * @return a value that can be written down and resumed
   */
  public Snapshot snapshot() {
    return lock.holding(
        () ->
            new Snapshot(
                new RunState(
                    reports.setup(),
                    rule(),
                    samplerKind.describe(),
                    RunState.own(rule, samplerKind),
                    options,
                    reports.scheduler().state(),
                    reports.tracker().baseline(),
                    reports.tracker().state(),
                    inFlight.state(draws),
                    inFlight.reportedStep())));
  }

  /**
   * Returns the batches between planning and training, for adapters to a trainer that draws and
   * trains on different threads.
   *
   * @return the same object at every call
   */
  public InFlight inFlight() {
    return inFlight;
  }

  /**
   * Returns the counter of tokens, for a run whose {@link RunBuilder#weightsBy weights are shares
   * of tokens}.
   *
   * @return the same at every call
   */
  public RunTokens tokens() {
    return tokens;
  }

  /**
   * Closes the run record, where one is written. Later reports fail then; everything else works as
   * before. A run without a record need not be closed.
   */
  @Override
  public void close() {
    lock.holding(record::close);
  }

  @Override
  public String toString() {
    return "VersaTune " + rule() + " at " + weights();
  }
}
