// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkState;
import static org.versatune.internal.Given.notNull;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.versatune.Signal;
import org.versatune.VersaTune;

/**
 * Measures at set intervals what a run's rule asks for, and reports it to the run, which then
 * changes its weights. Add it to the network that is trained.
 *
 * <pre>{@code
 * network.addListeners(
 *     MixtureListener.builder(run)
 *         .validation("law", lawValidation)
 *         .validation("code", codeValidation)
 *         .build());
 * network.fit(train, 3);
 * }</pre>
 *
 * <p>It measures, only if the rule asks for it:
 *
 * <ul>
 *   <li>{@link Signal#VALIDATION_LOSS} on the validation sets, as {@link DomainLossEvaluator} does;
 *   <li>{@link Signal#BATCH_LOSS}: the mean loss of each domain inside the batch just trained,
 *       before its step, without dropout;
 *   <li>{@link Signal#TOKEN_EXCESS}: the mean over the tokens of that batch of max(loss − loss of a
 *       reference network, 0) by domain (DoReMi: Xie et al., arXiv 2305.10429);
 *   <li>{@link Signal#GRADIENT_PRODUCTS}: between the domains' gradients of the mean loss per token
 *       on a batch of each (DoGE: Fan et al., arXiv 2310.15393).
 * </ul>
 *
 * <p>A step is one trained batch, counted from the beginning of the run, through resuming too; with
 * truncated BPTT a batch counts once. The report after step s changes the weights of batch number s
 * and later ones, even if batches are fetched ahead. All measuring goes through other networks over
 * the same parameters and leaves training exactly as it was.
 *
 * <p>One listener serves one run and one network, and training has to draw from that run. A second
 * listener on a run is refused when it is built. A second network, such as one of the clones that
 * {@code ParallelWrapper} trains, is refused at its first forward pass, and so are batches of
 * another run. For batches that no run drew, the log has one warning. The listener is called by the
 * thread that trains and is not safe for use by others.
 */
public final class MixtureListener extends BaseTrainingListener {
  /** The name under which a listener is attached to its run. */
  static final String NAME = "listener";

  private final VersaTune run;
  private final HandOver handOver;
  private final long every;
  private final OneNetwork network = new OneNetwork();
  private final StepClock steps;
  private final Measuring measuring;
  private final CheckpointClock checkpoints;
  private final DrawWatch draws;
  private final LabelWatch labels = new LabelWatch();
  private final TimeShare time = new TimeShare(System::nanoTime);
  private boolean inEpoch;

  /** The step of a report that was due after a batch that was never counted; 0 for none. */
  private long missed;

  private MixtureListener(Builder builder) {
    this.run = builder.run();
    this.handOver = HandOver.of(run);
    this.every = builder.every(NAME);
    RollBack rollBack = builder.rollBack();
    this.checkpoints = builder.checkpoints(rollBack);
    this.draws = new DrawWatch(run);
    this.steps = new StepClock(run.snapshot().batches());
    handOver.warnOfUncounted(steps.trained());
    this.measuring = builder.measuring(every, rollBack, time);
    run.inFlight()
        .attach(NAME, (long before) -> measuring.save(ListenerBuilder.interval(every)).build());
    run.inFlight().expectReports(every);
  }

  /**
   * Starts a listener.
   *
   * @param run the run to report to
   * @return a builder
   */
  public static Builder builder(VersaTune run) {
    notNull(run, "run");
    return new Builder(run);
  }

  /**
   * Returns the number of batches trained in the run.
   *
   * @return at least 0, those before resuming included
   */
  public long trainedBatches() {
    return steps.trained();
  }

  /**
   * Returns how often this listener measures and reports.
   *
   * @return batches between two reports: as set by {@link Builder#evaluateEvery}, or its default
   */
  public long evaluateEvery() {
    return every;
  }

  /**
   * Returns the share of the training time that this listener has spent measuring, in this process.
   * Time between two calls of {@code fit} does not count. If the share is 15 % or more, the log
   * says so once.
   *
   * @return in [0, 1]; 0 before anything was trained
   */
  public double timeShare() {
    return time.share();
  }

  @Override
  public void onEpochStart(Model model) {
    require(model);
    run.inFlight().trainHere();
    time.run();
    inEpoch = true;
    steps.abandon();
    long trained = steps.trained();
    if (measuring.isBaseDue(trained)) {
      measuring.reportBase(model);
    } else if (trained > 0 && trained % every == 0 && run.reportedStep() < trained) {
      // The run was stopped, or failed, between the step and its report.
      report(model);
    }
  }

  /** Refuses every network but the first, also in threads that wait for a report. */
  private void require(Model model) {
    IllegalStateException refusal = network.admit(model);
    if (refusal != null) {
      run.inFlight().endReports(refusal);
      throw refusal;
    }
  }

  /** Refuses to be on the network twice, where it would count each batch twice. */
  private void requireOnce(Model model) {
    long times =
        Network.of(model).listeners().stream().filter(listener -> listener == this).count();
    checkState(
        times <= 1,
        "this MixtureListener is %s times among the listeners of the network, and would count each"
            + " batch as often: add it once, by addListeners or setListeners",
        times);
  }

  @Override
  public void onForwardPass(Model model, List<INDArray> activations) {
    begin(model);
  }

  @Override
  public void onForwardPass(Model model, Map<String, INDArray> activations) {
    begin(model);
  }

  /** Begins a batch at its first forward pass, where the parameters are those before the step. */
  private void begin(Model model) {
    require(model);
    if (steps.isInBatch()) {
      return;
    }
    requireOnce(model);
    run.inFlight().trainHere();
    time.run();
    checkpoints.save(Network.of(model));
    INDArray features = Network.of(model).firstInput();
    VersaTune other = handOver.otherRunOf(features);
    if (other != null) {
      throw new IllegalStateException(
          "the network trains on batches of another run (over "
              + other.domains()
              + ", under "
              + other.rule()
              + ") than the one that its MixtureListener reports to (over "
              + run.domains()
              + ", under "
              + run.rule()
              + "): build the iterator and the listener on the same run");
    }
    checkState(
        !handOver.isPast(features),
        "the network trains on a batch that was trained before, that reset() took back, or that was"
            + " drawn before the listener was built, which counts batches from there; the run counts"
            + " each batch once: build the listener before anything is drawn, train on the next"
            + " batch, network.fit(train.next()), and for several epochs call fit(train, epochs): a"
            + " MultipleEpochsIterator resets while batches are still fetched ahead");
    MixedBatch current = handOver.inTraining(features);
    labels.check(Network.of(model), current);
    steps.begin(current, current == null ? 1 : Network.of(model).iterationsFor(current.data()));
    missed = missed();
    if (missed > 0
        || measuring.isBaseDue(steps.trained())
        || measuring.areBatchSignalsDue(steps.number())) {
      measuring.keepBefore(model);
    }
  }

  /**
   * Returns the last step before this batch after which a report was due and never made, because
   * another listener threw before this one was called; 0 for none.
   */
  private long missed() {
    long last = steps.number() / every * every;
    return last > steps.trained() && last > run.reportedStep() ? last : 0;
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    begin(model);
    if (!steps.isLastPart()) {
      return;
    }
    measuring.requireMeasurable(steps.batch());
    long done = steps.number();
    if (measuring.isBaseDue(steps.trained())) {
      // In a loop of the user's own no epoch was started.
      measuring.reportBaseBefore(model);
    }
    if (missed > 0) {
      measuring.reportMissed(model, missed);
    }
    if (measuring.areBatchSignalsDue(done)) {
      measuring.measureBatch(steps.batch());
    }
    draws.trained(steps.batch() != null);
    steps.end();
    run.inFlight().confirm(done);
    if (steps.trained() % every == 0) {
      report(model);
    } else {
      measuring.inTurn(model, steps.trained());
    }
    checkpoints.trained(steps.trained());
    handOver.endStep(Network.of(model).iterations());
    if (!inEpoch) {
      time.pause();
    }
  }

  private void report(Model model) {
    draws.reported(measuring.report(model, steps.trained()));
  }

  /**
   * Throws an exception of a thread that fetches batches ahead, if it has not reached the training
   * thread, and saves a checkpoint that is due.
   *
   * @param model the network in training
   */
  @Override
  public void onEpochEnd(Model model) {
    require(model);
    run.inFlight().trainHere();
    inEpoch = false;
    time.pause();
    if (handOver.hasFailed()) {
      checkpoints.save(Network.of(model));
      handOver.throwFailure();
    }
    checkpoints.saveAfterEpoch(Network.of(model));
  }

  /** Collects what to measure and on which data. Not safe for use by several threads. */
  public static final class Builder extends ListenerBuilder {
    private Builder(VersaTune run) {
      super(run);
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Finishes the listener and promises its reports to the run. Build it before training and after
     * the iterator.
     *
     * @return the listener
     * @throws IllegalArgumentException if a signal that the rule asks for cannot be measured: the
     *     message lists what is missing and how to supply it. Or if an iterator given here also
     *     feeds the run's training, directly or inside a wrapper
     * @throws IllegalStateException if the run has a listener already
     * @throws java.io.UncheckedIOException if the checkpoint could not be written
     */
    public MixtureListener build() {
      Nd4jBackend.require();
      requireComplete(NAME);
      return new MixtureListener(this);
    }
  }
}
