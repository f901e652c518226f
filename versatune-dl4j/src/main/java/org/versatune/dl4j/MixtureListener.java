package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.Feedback;
import org.versatune.Signal;
import org.versatune.VersaTune;
import org.versatune.WeightUpdate;

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
 * <p>One listener serves one run and one network. It must be added to the network itself; it is
 * called by the thread that trains and is not safe for use by others.
 */
public final class MixtureListener extends BaseTrainingListener {
  private static final String GRADIENT_DATA = "gradients";

  private final VersaTune mix;
  private final BatchLedger ledger;
  private final long every;
  private final ImmutableSet<Signal> wanted;
  private final @Nullable DomainLossEvaluator validation;
  private final boolean evaluateAlways;
  private final boolean evaluateBase;
  private final BatchSignals batchSignals;
  private final ParametersBefore before = new ParametersBefore();
  private final @Nullable GradientProducts gradients;
  private final BiConsumer<Feedback, WeightUpdate> onUpdate;

  private final @Nullable Path checkpoint;
  private final long checkpointEvery;

  private long trained;
  private @Nullable RandomState dueCheckpoint;
  private boolean inBatch;
  private @Nullable MixedBatch batch;
  private int partsLeft;

  private MixtureListener(Builder builder, @Nullable GradientProducts gradients) {
    this.mix = builder.mix;
    this.ledger = BatchLedger.of(mix);
    this.every = builder.every();
    this.wanted = mix.signals();
    this.validation =
        builder.validation.isEmpty() ? null : DomainLossEvaluator.of(builder.ordered());
    this.evaluateAlways = builder.evaluateAlways;
    this.evaluateBase = builder.needsBase();
    this.batchSignals = new BatchSignals(wanted, builder.reference);
    this.gradients = gradients;
    this.onUpdate = builder.onUpdate;
    this.checkpoint = builder.checkpoint;
    this.checkpointEvery = builder.checkpointEvery;
    this.trained = mix.snapshot().batches();
    if (gradients != null) {
      mix.restored(GRADIENT_DATA).ifPresent(gradients::restore);
      mix.attach(GRADIENT_DATA, gradients::position);
    }
    mix.expectReports(every);
    ledger.attend();
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

  @Override
  public void onEpochStart(Model model) {
    ledger.trainHere();
    inBatch = false;
    if (isBaseDue()) {
      reportBase(model);
    } else if (trained > 0 && trained % every == 0 && mix.reportedStep() < trained) {
      // The run was stopped, or failed, between the step and its report.
      report(model);
    }
  }

  private boolean isBaseDue() {
    return validation != null
        && evaluateBase
        && trained == 0
        && mix.reportedStep() < 0
        && !mix.setup().has(Signal.BASE_LOSS);
  }

  private void reportBase(Model model) {
    if (validation != null) {
      submit(Feedback.at(0).losses(validation.losses(model)));
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
    if (inBatch) {
      return;
    }
    ledger.trainHere();
    saveIfDue(model);
    MixedBatch current = ledger.inTraining(model.input());
    batch = current;
    partsLeft = current == null ? 1 : Network.of(model).iterationsFor(current.data());
    if (isBaseDue() || areBatchSignalsDue()) {
      before.keep(model);
    }
    inBatch = true;
  }

  private boolean areBatchSignalsDue() {
    return batchSignals.areWanted() && (number() + 1) % every == 0;
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
    if (isBaseDue()) {
      // A loop of the user's own, which no start of an epoch announced.
      reportBase(before.network().model());
    }
    if (areBatchSignalsDue()) {
      batchSignals.measure(before.network(), batch);
    }
    inBatch = false;
    batch = null;
    trained = done + 1;
    ledger.confirm(done);
    mix.confirm(done);
    if (trained % every == 0) {
      report(model);
    }
    if (checkpoint != null && trained % checkpointEvery == 0) {
      // Not yet: the iteration is counted, and constraints are applied, after its listeners.
      dueCheckpoint = RandomState.now();
    }
    ledger.endStep(Network.of(model).iterations());
  }

  private void saveIfDue(Model model) {
    Path file = checkpoint;
    RandomState random = dueCheckpoint;
    if (file != null && random != null) {
      NetworkCheckpoint.save(file, Network.of(model), mix.snapshot(), random);
      dueCheckpoint = null;
    }
  }

  private void report(Model model) {
    Feedback report = Feedback.at(trained);
    if (validation != null && (evaluateAlways || wanted.contains(Signal.VALIDATION_LOSS))) {
      report = report.losses(validation.losses(model));
    }
    report = batchSignals.addTo(report);
    if (gradients != null) {
      report = report.gradientProducts(gradients.of(model));
    }
    submit(report);
  }

  private void submit(Feedback report) {
    onUpdate.accept(report, mix.report(report));
  }

  /**
   * Throws on the training thread what went wrong on a thread that fetches batches ahead, and saves
   * a checkpoint that is due.
   *
   * @param model the network in training
   */
  @Override
  public void onEpochEnd(Model model) {
    ledger.trainHere();
    RuntimeException failure = ledger.takeFailure();
    if (failure != null) {
      saveIfDue(model);
      throw failure;
    }
    // The epoch is counted after its listeners, too; whoever resumes begins the next.
    Network network = Network.of(model);
    network.setEpochs(network.epochs() + 1);
    try {
      saveIfDue(model);
    } finally {
      network.setEpochs(network.epochs() - 1);
    }
  }

  /** Collects what to measure and on which data. Not safe for use by several threads. */
  public static final class Builder {
    private final VersaTune mix;
    private final Map<String, DataSetIterator> validation = new LinkedHashMap<>();
    private final Map<String, DataSetIterator> gradientData = new LinkedHashMap<>();
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
      put(validation, "validation set", domain, data);
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
      put(gradientData, "iterator of gradient data", domain, data);
      return this;
    }

    private void put(
        Map<String, DataSetIterator> map, String what, String domain, DataSetIterator data) {
      checkArgument(
          mix.domains().contains(domain),
          "unknown domain '%s'; the domains of this run are %s",
          domain,
          mix.domains());
      checkArgument(!map.containsKey(domain), "domain '%s' has a second %s", domain, what);
      checkArgument(
          data.resetSupported(),
          "the %s of domain '%s' cannot be reset; give an iterator whose resetSupported() is true",
          what,
          domain);
      map.put(domain, data);
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
     * Sets how often to measure and report.
     *
     * @param batches at least 1, a divisor or a multiple of {@link VersaTune#updateEvery()}, which
     *     is the default
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
     * @return this builder
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
     *     message lists what is missing and how to supply it
     */
    public MixtureListener build() {
      Nd4jBackend.require();
      checkSupplied();
      return new MixtureListener(this, gradientProducts());
    }

    private long every() {
      return evaluateEvery == 0 ? mix.updateEvery() : evaluateEvery;
    }

    private boolean needsBase() {
      return baseBeforeTraining
          || (!mix.setup().has(Signal.BASE_LOSS)
              && (mix.signals().contains(Signal.BASE_LOSS)
                  || mix.usableSignals().contains(Signal.BASE_LOSS)));
    }

    private ImmutableMap<String, DataSetIterator> ordered() {
      return inOrder(validation);
    }

    private ImmutableMap<String, DataSetIterator> inOrder(Map<String, DataSetIterator> given) {
      ImmutableMap.Builder<String, DataSetIterator> map = ImmutableMap.builder();
      for (String domain : mix.domains()) {
        DataSetIterator data = given.get(domain);
        if (data != null) {
          map.put(domain, data);
        }
      }
      return map.buildOrThrow();
    }

    private @Nullable GradientProducts gradientProducts() {
      if (!mix.signals().contains(Signal.GRADIENT_PRODUCTS)) {
        return null;
      }
      ImmutableMap.Builder<String, DomainSource> sources = ImmutableMap.builder();
      inOrder(gradientData)
          .forEach(
              (domain, data) ->
                  sources.put(domain, new DomainSource(domain, data, ExhaustionPolicy.RESTART)));
      return new GradientProducts(sources.buildOrThrow(), gradientBatchSize);
    }

    private void checkSupplied() {
      ImmutableSet<Signal> signals = mix.signals();
      List<String> missing = new ArrayList<>();
      if (signals.contains(Signal.VALIDATION_LOSS) || evaluateAlways || needsBase()) {
        addMissing(missing, validation, "validation set", "validation");
      }
      if (signals.contains(Signal.GRADIENT_PRODUCTS)) {
        addMissing(missing, gradientData, "gradient data", "gradientData");
      }
      if (signals.contains(Signal.TOKEN_EXCESS) && reference == null) {
        missing.add(
            Signal.TOKEN_EXCESS + " needs a reference network: call referenceNetwork(model)");
      }
      checkArgument(
          missing.isEmpty(),
          "the rule '%s' asks for %s, and something to measure it with is missing. %s",
          mix.rule().name(),
          signals,
          Joiner.on(". ").join(missing));
    }

    private void addMissing(
        List<String> missing, Map<String, DataSetIterator> given, String what, String method) {
      for (String domain : mix.domains()) {
        if (!given.containsKey(domain)) {
          missing.add(
              "Domain '"
                  + domain
                  + "' has no "
                  + what
                  + ": call "
                  + method
                  + "(\""
                  + domain
                  + "\", iterator)");
        }
      }
    }
  }
}
