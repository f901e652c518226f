package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.Feedback;
import org.versatune.SavedState;
import org.versatune.Signal;
import org.versatune.VersaTune;
import org.versatune.WeightUpdate;
import org.versatune.internal.AtomicFiles;

/**
 * Tells a run how training goes: added to a network, it measures what the run's rule asks for at
 * set intervals and reports it, upon which the weights change.
 *
 * <pre>{@code
 * network.addListeners(
 *     MixtureListener.builder(mix)
 *         .validation("law", lawValidation)
 *         .validation("code", codeValidation)
 *         .build());
 * network.fit(train, 3);
 * }</pre>
 *
 * <p>What is measured, and only if the rule asks for it:
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
 * <p>Steps are batches trained, counted from the beginning of the run and over a resumed one; with
 * truncated BPTT a batch counts once. The report after step s changes the weights of batch number s
 * and later, also where batches are fetched ahead. All measuring goes through other networks over
 * the same parameters and leaves training exactly as it was.
 *
 * <p>One listener serves one run and one network, and training has to draw from that run. A second
 * listener on a run is refused when it is built; a second network, such as one of the clones that
 * {@code ParallelWrapper} trains, at its first forward pass; batches of another run too. Batches
 * that no run handed out are warned of, once. The listener is called by the thread that trains and
 * is not safe for use by others.
 */
public final class MixtureListener extends BaseTrainingListener {
  private static final System.Logger LOG = System.getLogger(MixtureListener.class.getName());
  private static final String NAME = "listener";
  private static final String EVERY = "every";

  /** Batches between two evaluations, where nobody says how many. */
  private static final long DEFAULT_EVERY = 50;

  private final VersaTune mix;
  private final HandOver handOver;
  private final long every;
  private final OneNetwork network = new OneNetwork();
  private final Measuring measuring;
  private final CheckpointClock checkpoints;
  private final DrawWatch draws;
  private final TimeShare time;

  private long trained;
  private boolean inBatch;
  private boolean inEpoch;
  private @Nullable MixedBatch batch;
  private int partsLeft;

  private MixtureListener(Builder builder, long every, @Nullable GradientProducts gradients) {
    this.mix = builder.mix;
    this.handOver = HandOver.of(mix);
    this.every = every;
    this.time = new TimeShare(System::nanoTime);
    this.checkpoints = new CheckpointClock(mix, builder.checkpoint, builder.checkpointEvery);
    this.draws = new DrawWatch(mix);
    this.trained = mix.snapshot().batches();
    builder.data.keepApart();
    this.measuring =
        new Measuring(
            mix,
            every,
            builder.data.evaluator(),
            builder.evaluateAlways,
            builder.needsBase(),
            builder.reference,
            gradients,
            builder.onUpdate,
            time);
    SavedState interval = SavedState.builder().longs(EVERY, every).build();
    mix.inFlight().attach(NAME, (long before) -> interval);
    mix.inFlight().expectReports(every);
  }

  /**
   * Starts a listener.
   *
   * @param mix the run to report to
   * @return a builder
   */
  public static Builder builder(VersaTune mix) {
    return new Builder(mix);
  }

  /**
   * The number of batches trained in the run.
   *
   * @return at least 0, those before resuming included
   */
  public long trainedBatches() {
    return trained;
  }

  /**
   * How often this listener measures and reports.
   *
   * @return batches between two reports: as set by {@link Builder#evaluateEvery}, or what stood in
   *     for it
   */
  public long evaluateEvery() {
    return every;
  }

  /**
   * Which share of the time of training this listener has spent with measuring so far, in the
   * process at hand. Time between two calls of {@code fit} does not count. Where it is a quarter or
   * more, the log says so, once.
   *
   * @return in [0, 1]; 0 before anything was trained
   */
  public double timeShare() {
    return time.share();
  }

  @Override
  public void onEpochStart(Model model) {
    require(model);
    mix.inFlight().trainHere();
    time.run();
    inEpoch = true;
    inBatch = false;
    if (measuring.isBaseDue(trained)) {
      measuring.reportBase(model);
    } else if (trained > 0 && trained % every == 0 && mix.reportedStep() < trained) {
      // The run was stopped, or failed, between the step and its report.
      report(model);
    }
  }

  /** Refuses every network but the first, and wakes up who waits for a report of it. */
  private void require(Model model) {
    IllegalStateException refusal = network.admit(model);
    if (refusal != null) {
      mix.inFlight().endReports(refusal);
      throw refusal;
    }
  }

  @Override
  public void onForwardPass(Model model, List<INDArray> activations) {
    begin(model);
  }

  @Override
  public void onForwardPass(Model model, Map<String, INDArray> activations) {
    begin(model);
  }

  /** The first forward pass of a batch: its parameters are still those before the step. */
  private void begin(Model model) {
    require(model);
    if (inBatch) {
      return;
    }
    mix.inFlight().trainHere();
    time.run();
    checkpoints.save(Network.of(model));
    INDArray features = model.input();
    VersaTune other = handOver.otherRunOf(features);
    if (other != null) {
      throw new IllegalStateException(
          "the network trains on batches of another run (over "
              + other.domains()
              + ", under "
              + other.rule()
              + ") than the one that its MixtureListener reports to (over "
              + mix.domains()
              + ", under "
              + mix.rule()
              + "): build the iterator and the listener on the same run");
    }
    MixedBatch current = handOver.inTraining(features);
    batch = current;
    partsLeft = current == null ? 1 : Network.of(model).iterationsFor(current.data());
    if (measuring.isBaseDue(trained) || measuring.areBatchSignalsDue(number())) {
      measuring.keepBefore(model);
    }
    inBatch = true;
  }

  private long number() {
    MixedBatch current = batch;
    return current == null ? trained : current.number();
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    begin(model);
    partsLeft--;
    if (partsLeft > 0) {
      return;
    }
    long done = number();
    if (measuring.isBaseDue(trained)) {
      // A loop of the user's own, which no start of an epoch announced.
      measuring.reportBaseBefore();
    }
    if (measuring.areBatchSignalsDue(done)) {
      measuring.measureBatch(batch);
    }
    draws.firstBatch(batch != null);
    inBatch = false;
    batch = null;
    trained = done + 1;
    mix.inFlight().confirm(done);
    if (trained % every == 0) {
      report(model);
    }
    checkpoints.trained(trained);
    handOver.endStep(Network.of(model).iterations());
    if (!inEpoch) {
      time.pause();
    }
  }

  private void report(Model model) {
    draws.reported(measuring.report(model, trained));
  }

  /**
   * Throws on the training thread what went wrong on a thread that fetches batches ahead, and saves
   * a checkpoint that is due.
   *
   * @param model the network in training
   */
  @Override
  public void onEpochEnd(Model model) {
    require(model);
    mix.inFlight().trainHere();
    inEpoch = false;
    time.pause();
    if (handOver.hasFailed()) {
      checkpoints.save(Network.of(model));
      handOver.throwFailure();
    }
    checkpoints.saveAfterEpoch(Network.of(model));
  }

  /** Collects what to measure and on which data. Not safe for use by several threads. */
  public static final class Builder {
    private final VersaTune mix;
    private final ListenerData data;
    private int gradientBatchSize = 32;
    private long evaluateEvery;
    private boolean evaluateAlways;
    private boolean baseBeforeTraining;
    private @Nullable Network reference;
    private BiConsumer<Feedback, WeightUpdate> onUpdate = (report, update) -> {};
    private @Nullable Path checkpoint;
    private long checkpointEvery = 1;

    private Builder(VersaTune mix) {
      this.mix = mix;
      this.data = new ListenerData(mix);
    }

    /**
     * Adds the validation set of a domain.
     *
     * @param domain one of the run's domains, not given before
     * @param data held out of training; batches of any size; must support {@code reset()}
     * @return this builder
     * @throws IllegalArgumentException if the domain is unknown or has a set, or the iterator
     *     cannot be reset
     */
    @CanIgnoreReturnValue
    public Builder validation(String domain, DataSetIterator data) {
      this.data.validation(domain, data);
      return this;
    }

    /**
     * Adds training data of a domain to take gradients on, for rules that ask for gradient
     * products.
     *
     * @param domain one of the run's domains, not given before
     * @param data an iterator of its own, not one that feeds training; must support {@code reset()}
     * @return this builder
     * @throws IllegalArgumentException if the domain is unknown or has data, or the iterator cannot
     *     be reset
     */
    @CanIgnoreReturnValue
    public Builder gradientData(String domain, DataSetIterator data) {
      this.data.gradientData(domain, data);
      return this;
    }

    /**
     * Sets on how many examples of each domain a gradient is taken.
     *
     * @param examples at least 1; 32 by default
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    @CanIgnoreReturnValue
    public Builder gradientBatchSize(int examples) {
      checkArgument(examples >= 1, "gradients on %s examples; at least 1 is needed", examples);
      gradientBatchSize = examples;
      return this;
    }

    /**
     * Sets how often to measure and report. By default as often as the run changes its weights, if
     * {@link org.versatune.RunBuilder#updateEvery} was called; else every 50 batches where losses
     * are evaluated or gradients taken, which costs several training steps, and every batch where
     * they are not (our choice). The log says once what stands in.
     *
     * @param batches at least 1, a divisor or a multiple of {@link VersaTune#updateEvery()}
     * @return this builder
     * @throws IllegalArgumentException if out of range
     */
    @CanIgnoreReturnValue
    public Builder evaluateEvery(long batches) {
      checkArgument(batches >= 1, "evaluateEvery is %s batches; it must be at least 1", batches);
      checkArgument(
          mix.updateEvery() % batches == 0 || batches % mix.updateEvery() == 0,
          "evaluateEvery is %s and the run changes its weights every %s steps only: reports would"
              + " rarely fall on such a step. Choose a divisor or a multiple",
          batches,
          mix.updateEvery());
      evaluateEvery = batches;
      return this;
    }

    /**
     * Evaluates and records validation losses also under a rule that does not look at them, such as
     * constant weights.
     *
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder evaluateAlways() {
      evaluateAlways = true;
      return this;
    }

    /**
     * Evaluates the base model when training starts and reports its losses at step 0, unless the
     * run knows them already. Done by itself where the rule asks for base losses.
     *
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder evaluateBaseBeforeTraining() {
      baseBeforeTraining = true;
      return this;
    }

    /**
     * Sets the network that token losses are compared with, for rules that ask for token excess.
     *
     * @param model a {@code MultiLayerNetwork}, or a {@code ComputationGraph} with one input and
     *     one output, over the same data; not changed and not copied
     * @return this builder
     * @throws IllegalArgumentException if the model is of another kind
     */
    @CanIgnoreReturnValue
    public Builder referenceNetwork(Model model) {
      reference = Network.of(model).view();
      return this;
    }

    /**
     * Sets who hears of each report and what came of it, on the training thread.
     *
     * @param consumer gets the report and the update
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder onUpdate(BiConsumer<Feedback, WeightUpdate> consumer) {
      onUpdate = consumer;
      return this;
    }

    /**
     * Saves a {@link NetworkCheckpoint} at intervals, each replacing the one before: at the
     * beginning of the step after, or at the end of the epoch, when the network is complete.
     *
     * @param file where to
     * @param every batches between two checkpoints, at least 1
     * @return this builder; whether the file can be written is checked by {@link #build}
     * @throws IllegalArgumentException if out of range
     */
    @CanIgnoreReturnValue
    public Builder checkpoint(Path file, long every) {
      checkArgument(every >= 1, "a checkpoint every %s batches; it must be at least 1", every);
      checkpoint = file;
      checkpointEvery = every;
      return this;
    }

    /**
     * Finishes the listener and promises its reports to the run. Build it before training and after
     * the iterator.
     *
     * @return the listener
     * @throws IllegalArgumentException if a signal that the rule asks for cannot be measured: the
     *     message lists what is missing and how to supply it. Or if an iterator given here also
     *     feeds the run's training, as it is or inside of a wrapper
     * @throws IllegalStateException if the run has a listener already
     * @throws java.io.UncheckedIOException if the checkpoint could not be written
     */
    public MixtureListener build() {
      Nd4jBackend.require();
      data.requireComplete(evaluateAlways || needsBase(), reference);
      checkState(
          !mix.inFlight().isAttached(NAME),
          "the run has a MixtureListener already, and a second one would count every batch and"
              + " report every step once more: add the first to the network, or go on under a new"
              + " one with VersaTune.resume(run.snapshot())");
      data.requireApart();
      Path file = checkpoint;
      if (file != null) {
        AtomicFiles.checkWritable(file, "checkpoint");
      }
      return new MixtureListener(this, every(), data.gradientProducts(gradientBatchSize));
    }

    private long every() {
      if (evaluateEvery > 0) {
        return evaluateEvery;
      }
      if (mix.isUpdateEveryGiven()) {
        return mix.updateEvery();
      }
      Optional<SavedState> saved = mix.inFlight().restored(NAME);
      if (saved.isPresent()) {
        return saved.get().number(EVERY);
      }
      ImmutableSet<Signal> signals = mix.signals();
      if (!evaluateAlways
          && !signals.contains(Signal.VALIDATION_LOSS)
          && !signals.contains(Signal.GRADIENT_PRODUCTS)) {
        return mix.updateEvery();
      }
      LOG.log(
          System.Logger.Level.INFO,
          "Nothing says how often to evaluate, so it happens every {0} batches: set"
              + " VersaTune.builder().updateEvery(n) or MixtureListener.builder(run)"
              + ".evaluateEvery(n) for another interval",
          DEFAULT_EVERY);
      return DEFAULT_EVERY;
    }

    private boolean needsBase() {
      return baseBeforeTraining
          || (!mix.setup().has(Signal.BASE_LOSS)
              && (mix.signals().contains(Signal.BASE_LOSS)
                  || mix.usableSignals().contains(Signal.BASE_LOSS)));
    }
  }
}
