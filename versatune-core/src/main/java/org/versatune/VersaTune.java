package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunEvent;
import org.versatune.record.RunHeader;
import org.versatune.record.RunRecordWriter;
import org.versatune.sampling.Composition;
import org.versatune.sampling.ImportanceWeights;
import org.versatune.sampling.Samplers;
import org.versatune.scheduling.SchedulerStack;
import org.versatune.tracking.LearnablePotential;

/**
 * Decides which domain the next training example comes from, and learns from what training reports.
 *
 * <pre>{@code
 * VersaTune mix = VersaTune.builder()
 *     .domains("law", "medicine", "code")
 *     .referenceLosses(Map.of("law", 1.9, "medicine", 2.0, "code", 0.8))
 *     .updateEvery(100)
 *     .seed(42)
 *     .build();
 *
 * for (int step = 1; step <= 1000; step++) {
 *   train(mix.plan(32));                                  // 32 examples, by domain
 *   if (step % mix.updateEvery() == 0) {
 *     mix.report(Feedback.at(step).losses(evaluate()));   // the weights follow
 *   }
 * }
 * }</pre>
 *
 * <p>This class holds the loop together and does no mathematics: a {@link WeightScheduler} sets the
 * weights, a {@link DomainSampler} draws by them, a {@link ForgettingTracker} watches the losses. A
 * report that fails leaves all of them as they were.
 *
 * <p><b>Threads.</b> All methods may be called from any thread. Where drawing runs ahead of
 * training (a prefetching iterator), {@link #inFlight} makes a change of weights take effect at a
 * defined batch: the update reported after step s governs batch number s and later ones, whichever
 * thread draws.
 */
public final class VersaTune implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(VersaTune.class.getName());

  private final ReentrantLock lock = new ReentrantLock();

  private final ImmutableList<String> domains;
  private final WeightScheduler rule;
  private final DomainSampler.Kind samplerKind;
  private final RunOptions options;
  private final @Nullable RunRecordWriter record;

  // Guarded by lock.
  private final RunNotices notices;
  private Setup setup;
  private WeightScheduler scheduler;
  private ForgettingTracker tracker;
  private final DrawStream draws;
  private @Nullable WeightUpdate lastUpdate;

  private final InFlight inFlight;
  private final ReportWatch watch;
  private boolean closed;

  /** Starts a run; the arguments have been checked by {@link RunBuilder#build}. */
  VersaTune(
      Setup setup,
      WeightScheduler rule,
      ForgettingTracker measured,
      DomainSampler.Kind samplerKind,
      RunOptions options,
      @Nullable Path record) {
    this.domains = setup.domains();
    this.rule = rule;
    this.notices = new RunNotices(rule.describe());
    this.samplerKind = samplerKind;
    this.options = options;
    this.setup = setup;
    WeightScheduler stack = stack(rule, options);
    WeightUpdate start = OwnRule.start(stack, rule, setup);
    this.scheduler = start.nextAfter(stack);
    this.tracker = RunTracker.withBase(measured, baseLosses(setup));
    this.draws = new DrawStream(setup, options, samplerKind, start.weights(), this::exhausted);
    this.inFlight = new InFlight(lock, ImmutableMap.of(), 0, -1);
    this.watch = new ReportWatch(options.updateEvery(), rule, -1);
    this.record = record == null ? null : RunRecordWriter.create(record, header());
  }

  /** Goes on with a saved run; the arguments have been checked by {@link Resumption#build}. */
  VersaTune(
      RunState state,
      WeightScheduler rule,
      ForgettingTracker measured,
      DomainSampler.Kind samplerKind,
      RunOptions options,
      @Nullable Path record) {
    this.setup = state.setup();
    this.domains = setup.domains();
    this.rule = rule;
    this.notices = new RunNotices(rule.describe());
    this.samplerKind = samplerKind;
    this.options = options;
    this.scheduler = OwnRule.restore(stack(rule, options), rule, setup, state.schedulerState());
    this.tracker = scheduler.forgettingTracker().orElse(measured);
    this.draws = new DrawStream(state, options, samplerKind, this::exhausted);
    this.inFlight =
        new InFlight(lock, state.draws().attached(), state.draws().batches(), state.reportedStep());
    this.watch = new ReportWatch(options.updateEvery(), rule, state.reportedStep());
    this.record =
        record == null
            ? null
            : RunRecordWriter.resume(record, header(), state.reportedStep(), state.draws().total());
  }

  private static Map<String, Double> baseLosses(Setup setup) {
    return setup.has(Signal.BASE_LOSS) ? setup.byDomain(Signal.BASE_LOSS) : ImmutableMap.of();
  }

  private static WeightScheduler stack(WeightScheduler rule, RunOptions options) {
    return SchedulerStack.builder(rule)
        .smoothing(options.smoothing())
        .epochCap(options.epochCap())
        .floor(options.floor())
        .cap(options.cap())
        .warmup(options.warmup())
        .interval(options.interval())
        .onLossJump(options.onLossJump())
        .build();
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
   * Goes on with a saved run, under a rule and a sampler of this library.
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
   * Goes on with a saved run, with more to say: the user's own rule, or the run record to go on
   * writing.
   *
   * @param snapshot the run
   * @return a builder
   */
  public static Resumption resuming(Snapshot snapshot) {
    notNull(snapshot, "snapshot");
    return new Resumption(snapshot.state());
  }

  /**
   * The domains in their fixed order.
   *
   * @return unique names, at least one
   */
  public ImmutableList<String> domains() {
    return domains;
  }

  /**
   * The rule that sets the weights, without the decorators around it.
   *
   * @return its name and options
   */
  public RuleDescription rule() {
    return rule.describe();
  }

  /**
   * The tracker that the run measures forgetting with, as it stands: what the rule reads and the
   * record holds.
   *
   * @return an immutable value
   */
  public ForgettingTracker forgettingTracker() {
    lock.lock();
    try {
      return tracker;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The signals that the rule can use but does not need. Where one is missing and a default stands
   * in for it, updates say so, and the log once.
   *
   * @return none of {@link #signals()}
   */
  public ImmutableSet<Signal> usableSignals() {
    lock.lock();
    try {
      return scheduler.usableSignals();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The signals that reports must bring for the rule to work.
   *
   * @return those that are neither known before training nor counted here
   */
  public ImmutableSet<Signal> signals() {
    lock.lock();
    try {
      return scheduler.signals();
    } finally {
      lock.unlock();
    }
  }

  /**
   * What is known of the run beside its reports. Base losses appear here once they are reported at
   * step 0.
   *
   * @return the set-up
   */
  public Setup setup() {
    lock.lock();
    try {
      return setup;
    } finally {
      lock.unlock();
    }
  }

  /**
   * How often the weights may change.
   *
   * @return training steps, at least 1
   */
  public long updateEvery() {
    return options.interval();
  }

  /**
   * Whether {@link RunBuilder#updateEvery} was called, or {@link #updateEvery()} is the default.
   *
   * @return true if the user chose the interval; also in a run that was resumed
   */
  public boolean isUpdateEveryGiven() {
    return options.updateEvery() > 0;
  }

  /**
   * The seed of the run.
   *
   * @return as given to {@link RunBuilder#seed}
   */
  public long seed() {
    return options.seed();
  }

  /**
   * Which part of the draws this run hands out.
   *
   * @return the whole unless {@link RunBuilder#shard} said otherwise
   */
  public Shard shard() {
    return options.shard();
  }

  /**
   * The distribution that the next draw follows.
   *
   * @return {@link #weights()}, unless {@link RunBuilder#fixedSampling} was given
   */
  public DomainDistribution sampling() {
    lock.lock();
    try {
      return draws.sampling();
    } finally {
      lock.unlock();
    }
  }

  /**
   * How much an example counts in the loss so that training follows {@link #weights()} though
   * examples are drawn by {@link #sampling()}.
   *
   * @return weight over sampling rate by domain: 1 throughout unless {@link
   *     RunBuilder#fixedSampling} was given
   */
  public ImportanceWeights importanceWeights() {
    lock.lock();
    try {
      return ImportanceWeights.of(draws.weights(), draws.sampling());
    } finally {
      lock.unlock();
    }
  }

  /**
   * The weights in force for the next draw.
   *
   * @return over {@link #domains()}
   */
  public DomainDistribution weights() {
    lock.lock();
    try {
      return draws.weights();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The last update and its reasons.
   *
   * @return empty before the first report, and after resuming until the next
   */
  public Optional<WeightUpdate> lastUpdate() {
    lock.lock();
    try {
      return Optional.ofNullable(lastUpdate);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The step of the last report.
   *
   * @return training steps, −1 before the first report
   */
  public long reportedStep() {
    lock.lock();
    try {
      return inFlight.reportedStep();
    } finally {
      lock.unlock();
    }
  }

  /**
   * How many examples have been drawn, by all workers together where the run is sharded: workers
   * that have drawn equally often under the same reports have the same counts.
   *
   * @return count by domain, in the run's order
   */
  public ImmutableMap<String, Long> draws() {
    lock.lock();
    try {
      return draws.counts();
    } finally {
      lock.unlock();
    }
  }

  /**
   * What the training data has been made of so far, by all workers together.
   *
   * @return examples drawn by domain, and passes over the data and repeats where {@link
   *     RunBuilder#domainSizes} are known
   */
  public Composition composition() {
    lock.lock();
    try {
      return Composition.ofCounts(
          draws.counts(),
          setup.has(Signal.DOMAIN_SIZE) ? setup.byDomain(Signal.DOMAIN_SIZE) : ImmutableMap.of());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether there is a domain to draw from.
   *
   * @return false only where an epoch cap is set and every domain with a weight has reached it, or
   *     would reach it in the next round before this worker's turn comes
   */
  public boolean hasNext() {
    lock.lock();
    try {
      return draws.hasNext();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Draws the domain of the next example.
   *
   * @return a name in {@link #domains()}
   * @throws NoSuchElementException if every domain has reached its epoch cap
   */
  public String nextDomain() {
    lock.lock();
    try {
      return draws.next();
    } finally {
      lock.unlock();
    }
  }

  /** Tells the record of a domain that reached its epoch cap; the draw itself has been made. */
  private void exhausted(String domain, long draw) {
    if (record == null) {
      return;
    }
    try {
      record.append(RunEvent.exhausted(Math.max(inFlight.reportedStep(), 0), domain, draw));
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "domain ''{0}'' reached its epoch cap at draw {1}, which the run record does not say: {2}",
          domain,
          draw,
          e.getMessage());
    }
  }

  /**
   * Draws the domains of the next batch.
   *
   * @param batchSize how many examples, at least 1; at most 2<sup>24</sup>, all workers together
   * @return the batch: fewer examples only where every domain ran into its epoch cap
   * @throws NoSuchElementException if every domain has reached its epoch cap already
   */
  public BatchPlan plan(int batchSize) {
    draws.requireBatch(batchSize);
    lock.lock();
    try {
      draws.requireNext();
      InFlight.@Nullable Origin origin = inFlight.origin(draws);
      int[] turns = draws.turns(batchSize);
      int[] sequence = draws.rounds(batchSize);
      return new BatchPlan(inFlight.planned(origin), options.shard(), domains, sequence, turns);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes in what training reports and changes the weights by the rule.
   *
   * <p>A report at step 0 is about the base model: its losses become the base losses, and no weight
   * changes. On an exception nothing has moved.
   *
   * @param feedback losses and other signals at a step later than the last reported one
   * @return the weights in force from the next draw on, and why
   * @throws InvalidFeedbackException if a loss cannot be used or a domain is unknown (it names
   *     domain, value and step), unless {@link RunBuilder#onInvalidLoss} says to skip such a report
   * @throws IllegalArgumentException if its step is not later than that of the report before
   * @throws IllegalStateException if a rule or a sampler of one's own fails or answers what no rule
   *     may answer, or the run is closed and had a record
   * @throws UncheckedIOException if the run record cannot be written
   */
  public WeightUpdate report(Feedback feedback) {
    notNull(feedback, "feedback");
    lock.lock();
    try {
      checkState(
          record == null || !closed,
          "a report for step %s came after the run was closed, and its record is finished; nothing was"
              + " changed: close the run after its last report, or go on with"
              + " VersaTune.resuming(run.snapshot()).record(file).build()",
          feedback.step());
      long reportedStep = inFlight.reportedStep();
      checkArgument(
          feedback.step() > reportedStep,
          "a report for step %s came after one for step %s; steps count training steps done and must"
              + " increase: report step %s or a later one",
          feedback.step(),
          reportedStep,
          reportedStep + 1);
      DomainDistribution before = draws.weights();
      WeightUpdate update;
      try {
        ReportCheck.check(feedback, before);
        update = feedback.step() == 0 ? takeBase(feedback) : take(feedback);
      } catch (InvalidFeedbackException e) {
        if (options.onInvalidLoss() == InvalidLossPolicy.FAIL) {
          reject(feedback, e);
          throw e;
        }
        update = skip(feedback, e);
      }
      watch.reported(feedback.step(), !update.weights().equals(before), draws.total());
      lastUpdate = update;
      inFlight.reported(feedback.step());
      return update;
    } finally {
      lock.unlock();
    }
  }

  private WeightUpdate takeBase(Feedback feedback) {
    Feedback losses = Feedback.at(0).losses(feedback.losses());
    double[] base = losses.positive(Signal.VALIDATION_LOSS, domains);
    Setup known =
        setup.has(Signal.BASE_LOSS)
            ? setup
            : setup.with(Signal.BASE_LOSS, setup.initial().byDomain(base));
    ForgettingTracker watched =
        setup.has(Signal.BASE_LOSS)
            ? tracker
            : RunTracker.withBase(tracker, known.byDomain(Signal.BASE_LOSS));
    WeightUpdate update =
        WeightUpdate.builder(draws.weights())
            .note("losses of the base model; no weight changes")
            .build();
    write(feedback, draws.weights(), update, tracker);
    setup = known;
    tracker = watched;
    scheduler = scheduler.measuring(watched);
    return update;
  }

  private WeightUpdate take(Feedback feedback) {
    Feedback full = setup.addTo(feedback);
    if (scheduler.signals().contains(Signal.DRAW_COUNTS)) {
      full = full.with(Signal.DRAW_COUNTS, draws.counts());
    }
    ForgettingTracker measured =
        tracker.baseline().isEmpty() && full.has(Signal.BASE_LOSS)
            ? RunTracker.withBase(tracker, full.values(Signal.BASE_LOSS))
            : tracker;
    WeightUpdate update = OwnRule.update(scheduler, rule, draws.weights(), full);
    DomainDistribution before = draws.weights();
    String fallen = RunNotices.fallen(before, update.weights(), draws::mayBeDrawn);
    update = RunNotices.noted(update, fallen);
    if (tracker.kind() == Baseline.BASE
        && tracker.baseline().isEmpty()
        && full.has(Signal.VALIDATION_LOSS)
        && !full.has(Signal.BASE_LOSS)) {
      update =
          update.toBuilder(update.weights())
              .standIn(
                  Signal.BASE_LOSS,
                  "no base losses are known: forgetting is measured against the losses of step "
                      + feedback.step())
              .build();
    }
    Runnable follow = draws.prepared(update.weights());
    ForgettingTracker watched =
        feedback.has(Signal.VALIDATION_LOSS) ? measured.observe(feedback.losses()) : measured;
    write(full, before, update, measured);
    notices.log(feedback.step(), update, fallen);
    scheduler = update.nextAfter(scheduler);
    tracker = scheduler.forgettingTracker().orElse(watched);
    follow.run();
    return update;
  }

  /** Tells the record of a report that was refused; its error is what the caller hears of. */
  private void reject(Feedback feedback, InvalidFeedbackException reason) {
    if (record != null) {
      try {
        record.append(RunEvent.rejected(feedback.step(), String.valueOf(reason.getMessage())));
      } catch (UncheckedIOException e) {
        reason.addSuppressed(e);
      }
    }
  }

  private WeightUpdate skip(Feedback feedback, InvalidFeedbackException reason) {
    LOG.log(
        System.Logger.Level.WARNING,
        "report at step {0} skipped: {1}",
        feedback.step(),
        reason.getMessage());
    if (record != null) {
      record.append(RunEvent.skipped(feedback.step(), String.valueOf(reason.getMessage())));
    }
    return WeightUpdate.builder(draws.weights()).note("skipped: " + reason.getMessage()).build();
  }

  private void write(
      Feedback feedback,
      DomainDistribution before,
      WeightUpdate update,
      ForgettingTracker measured) {
    if (record == null) {
      return;
    }
    ImmutableMap<String, Double> potential = ImmutableMap.of();
    ImmutableMap<String, Double> forgetting = ImmutableMap.of();
    if (feedback.has(Signal.VALIDATION_LOSS)) {
      ImmutableMap<String, Double> losses = feedback.losses();
      forgetting = measured.forgetting(losses);
      if (setup.has(Signal.REFERENCE_LOSS)) {
        potential = LearnablePotential.of(losses, setup.byDomain(Signal.REFERENCE_LOSS));
      }
    }
    record.append(
        new RecordedUpdate(
            feedback, inFlight.planned(), draws.counts(), potential, forgetting, before, update));
  }

  private ImmutableMap<String, String> own() {
    ImmutableMap.Builder<String, String> own = ImmutableMap.builder();
    if (!OwnRule.isBuiltIn(rule)) {
      own.put(RunState.RULE, rule.getClass().getName());
    }
    if (!Samplers.isBuiltIn(samplerKind)) {
      own.put(RunState.SAMPLER, samplerKind.getClass().getName());
    }
    return own.buildOrThrow();
  }

  private RunHeader header() {
    ImmutableMap.Builder<String, Object> more =
        ImmutableMap.<String, Object>builder()
            .put("forgettingAgainst", RunTracker.name(tracker))
            .put("onInvalidLoss", options.onInvalidLoss());
    if (!options.shard().isWhole()) {
      more.put("shard", options.shard().toString());
    }
    DomainDistribution fixed = draws.fixedSampling();
    if (fixed != null) {
      more.put("fixedSampling", fixed.asMap());
    }
    return RunHeader.of(
        setup,
        draws.weights(),
        scheduler.describe(),
        samplerKind.describe(),
        options.seed(),
        more.buildOrThrow());
  }

  /**
   * The run as it stands: what has been reported, and what has been drawn or, where an adapter
   * {@linkplain InFlight#confirm confirms} batches, what has been trained.
   *
   * @return a value that can be written down and resumed
   */
  public Snapshot snapshot() {
    lock.lock();
    try {
      return new Snapshot(
          new RunState(
              setup,
              rule.describe(),
              samplerKind.describe(),
              own(),
              options,
              scheduler.state(),
              tracker.baseline(),
              inFlight.state(draws),
              inFlight.reportedStep()));
    } finally {
      lock.unlock();
    }
  }

  /**
   * The batches between planning and training, for adapters to a trainer that draws and trains on
   * different threads.
   *
   * @return the same object at every call
   */
  public InFlight inFlight() {
    return inFlight;
  }

  /**
   * Closes the run record, where one is written. Everything else goes on to work, but a report
   * after closing fails where there is a record. A run without a record need not be closed.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (record != null) {
        record.close();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return "VersaTune " + rule.describe() + " at " + weights();
  }
}
