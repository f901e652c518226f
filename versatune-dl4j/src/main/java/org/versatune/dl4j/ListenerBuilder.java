// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static org.versatune.internal.Given.notNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.versatune.Feedback;
import org.versatune.SavedState;
import org.versatune.Signal;
import org.versatune.VersaTune;
import org.versatune.WeightUpdate;
import org.versatune.internal.AtomicFiles;

/**
 * Collects what a {@link MixtureListener} measures and on which data. Not safe for use by several
 * threads.
 */
abstract sealed class ListenerBuilder permits MixtureListener.Builder {
  private static final System.Logger LOG = System.getLogger(MixtureListener.class.getName());
  private static final String EVERY = "every";

  private final VersaTune run;
  private final ListenerData data;
  private int gradientBatchSize = 32;
  private long evaluateEvery;
  private int sample;
  private boolean inTurn;
  private boolean evaluateAlways;
  private boolean baseBeforeTraining;
  private @Nullable Network reference;
  private BiConsumer<Feedback, WeightUpdate> onUpdate = (report, update) -> {};
  private @Nullable Path checkpoint;
  private long checkpointEvery = 1;
  private @Nullable Path bestNetworks;

  ListenerBuilder(VersaTune run) {
    this.run = run;
    this.data = new ListenerData(run);
  }

  /** Returns this builder. */
  abstract MixtureListener.Builder self();

  VersaTune run() {
    return run;
  }

  /**
   * Adds the validation set of a domain.
   *
   * @param domain one of the run's domains, not given before
   * @param data held out of training; batches of any size; must support {@code reset()}
   * @return this builder
   * @throws IllegalArgumentException if the domain is unknown or has a set, or the iterator cannot
   *     be reset
   */
  @CanIgnoreReturnValue
  public MixtureListener.Builder validation(String domain, DataSetIterator data) {
    return add(this.data::validation, domain, BatchReader.of(notNull(data, "data")));
  }

  /**
   * Adds the validation set of a domain for a graph with several inputs or outputs.
   *
   * @param domain one of the run's domains, not given before
   * @param data held out of training; batches of any size; must support {@code reset()}
   * @return this builder
   * @throws IllegalArgumentException as for {@link #validation(String, DataSetIterator)}
   */
  @CanIgnoreReturnValue
  public MixtureListener.Builder validation(String domain, MultiDataSetIterator data) {
    return add(this.data::validation, domain, BatchReader.of(notNull(data, "data")));
  }

  @CanIgnoreReturnValue
  private MixtureListener.Builder add(
      BiConsumer<String, BatchReader> kind, String domain, BatchReader data) {
    kind.accept(notNull(domain, "domain"), data);
    return self();
  }

  /**
   * Sets how much the loss of an output of a graph counts in the losses of the domains.
   *
   * @param output the name of an output, not given before
   * @param weight at least 0; outputs without a weight count once
   * @return this builder
   * @throws IllegalArgumentException if the name is blank or has a weight, or the weight is
   *     negative or not finite
   */
  @CanIgnoreReturnValue
  public MixtureListener.Builder outputWeight(String output, double weight) {
    notNull(output, "output");
    data.outputWeight(output, weight);
    return self();
  }

  /**
   * Adds training data of a domain to take gradients on, for rules that ask for gradient products.
   *
   * @param domain one of the run's domains, not given before
   * @param data an iterator of its own, not one that feeds training; must support {@code reset()}
   * @return this builder
   * @throws IllegalArgumentException if the domain is unknown or has data, or the iterator cannot
   *     be reset
   */
  @CanIgnoreReturnValue
  public MixtureListener.Builder gradientData(String domain, DataSetIterator data) {
    return add(this.data::gradientData, domain, BatchReader.of(notNull(data, "data")));
  }

  /**
   * Adds training data of a domain to take gradients on, for a graph with several inputs or
   * outputs. The gradient is that of the loss as the graph trains on it: of all outputs alike.
   *
   * @param domain one of the run's domains, not given before
   * @param data an iterator of its own, not one that feeds training; must support {@code reset()}
   * @return this builder
   * @throws IllegalArgumentException as for {@link #gradientData(String, DataSetIterator)}
   */
  @CanIgnoreReturnValue
  public MixtureListener.Builder gradientData(String domain, MultiDataSetIterator data) {
    return add(this.data::gradientData, domain, BatchReader.of(notNull(data, "data")));
  }

  /**
   * Sets on how many examples of each domain a gradient is taken.
   *
   * @param examples at least 1; 32 by default
   * @return this builder
   * @throws IllegalArgumentException if below 1
   */
  @CanIgnoreReturnValue
  public MixtureListener.Builder gradientBatchSize(int examples) {
    checkArgument(examples >= 1, "gradients on %s examples; at least 1 is needed", examples);
    gradientBatchSize = examples;
    return self();
  }

  /**
   * Sets how often to measure and report. The default is the run's interval, if {@link
   * org.versatune.RunBuilder#updateEvery} was called. Otherwise it is the smallest number of
   * batches at which measuring takes 8 % of the time or less by a count of examples, which keeps it
   * below a tenth: a multiple of 50 if losses are evaluated or gradients taken, 9 for {@link
   * Signal#BATCH_LOSS} alone, 23 for {@link Signal#TOKEN_EXCESS}, and 1 if nothing is measured (all
   * our choice). Validation sets that are not seekable are read once to count them. The log says
   * which interval was chosen.
   *
   * <p>The rules that ask for batch losses or token excess were published with an update at every
   * batch. Set 1 to train like that; a report then costs a fifth to two thirds of a step, and half
   * a step to two with a reference network.
   *
   * @param batches at least 1, a divisor or a multiple of {@link VersaTune#updateEvery()}
   * @return this builder
   * @throws IllegalArgumentException if out of range
   */
  @CanIgnoreReturnValue
  public MixtureListener.Builder evaluateEvery(long batches) {
    checkArgument(batches >= 1, "evaluateEvery is %s batches; it must be at least 1", batches);
    checkArgument(
        run.updateEvery() % batches == 0 || batches % run.updateEvery() == 0,
        "evaluateEvery is %s and the run changes its weights every %s steps only: reports would"
            + " rarely fall on such a step. Choose a divisor or a multiple",
        batches,
        run.updateEvery());
    evaluateEvery = batches;
    return self();
  }

  /**
   * Evaluates a fixed sample of each validation set: the same examples at every evaluation, in a
   * resumed run too, chosen by the run's seed and kept in memory. By default whole sets are
   * evaluated. Each loss comes with its standard error ({@link LossEstimate}), for {@link
   * org.versatune.RunBuilder#ignoreNoise} and the record.
   *
   * <p>Base and reference losses that were measured on whole sets differ from losses on a sample by
   * about that error, throughout the run. Measure them on the same sample: {@link
   * DomainLossEvaluator.Builder#sample} with the run's seed.
   *
   * @param examples how many of each domain at most, at least 2; smaller sets are taken whole
   * @return this builder
   * @throws IllegalArgumentException if below 2
   */
  @CanIgnoreReturnValue
  public MixtureListener.Builder validationSample(int examples) {
    sample = ListenerData.sample(examples);
    return self();
  }

  /**
   * Evaluates one domain after the other, spread over the steps between two reports, instead of all
   * at once. The cost is the same, without the long pause. The report comes when each domain has
   * been measured once; it holds the age of each loss ({@link Signal#LOSS_AGE}).
   *
   * @return this builder
   */
  @CanIgnoreReturnValue
  public MixtureListener.Builder evaluateInTurn() {
    inTurn = true;
    return self();
  }

  /**
   * Evaluates and records validation losses even under a rule that does not use them, such as
   * constant weights.
   *
   * @return this builder
   */
  @CanIgnoreReturnValue
  public MixtureListener.Builder evaluateAlways() {
    evaluateAlways = true;
    return self();
  }

  /**
   * Evaluates the base model when training starts and reports its losses at step 0, unless the run
   * knows them already. This is the default if the rule asks for base losses.
   *
   * @return this builder
   */
  @CanIgnoreReturnValue
  public MixtureListener.Builder evaluateBaseBeforeTraining() {
    baseBeforeTraining = true;
    return self();
  }

  /**
   * Sets the network that token losses are compared with, for rules that ask for token excess.
   *
   * @param model a {@code MultiLayerNetwork} or a {@code ComputationGraph} over the same data; not
   *     changed and not copied
   * @return this builder
   * @throws IllegalArgumentException if the model is of another kind
   */
  @CanIgnoreReturnValue
  public MixtureListener.Builder referenceNetwork(Model model) {
    notNull(model, "model");
    reference = Network.of(model).view();
    return self();
  }

  /**
   * Sets a consumer of each report and the update that followed; the training thread calls it.
   *
   * @param consumer gets the report and the update
   * @return this builder
   */
  @CanIgnoreReturnValue
  public MixtureListener.Builder onUpdate(BiConsumer<Feedback, WeightUpdate> consumer) {
    notNull(consumer, "consumer");
    onUpdate = consumer;
    return self();
  }

  /**
   * Saves a {@link NetworkCheckpoint} at intervals; each replaces the one before. It is saved at
   * the beginning of the next step, or at the end of the epoch, when the network's state is
   * complete.
   *
   * @param file where to
   * @param every batches between two checkpoints, at least 1
   * @return this builder; whether the file can be written is checked by {@link
   *     MixtureListener.Builder#build}
   * @throws IllegalArgumentException if out of range
   */
  @CanIgnoreReturnValue
  public MixtureListener.Builder checkpoint(Path file, long every) {
    notNull(file, "file");
    checkArgument(every >= 1, "a checkpoint every %s batches; it must be at least 1", every);
    checkpoint = file;
    checkpointEvery = every;
    return self();
  }

  /**
   * Takes training back to the network of a domain's best evaluation, when the run's rule takes the
   * domain out because its validation loss has turned ({@link
   * org.versatune.scheduling.Schedulers#stopping}; after mSFT, arXiv 2603.21606).
   *
   * <p>Parameters and the updater's state go back; data, draws, steps and iterations go on. The
   * networks are files in a folder, one for each step at which some domain has its best; those that
   * neither a domain nor the last {@link #checkpoint} refers to are deleted. To resume a killed
   * training, set {@code checkpoint} too, and give the same folder again. When the last domain is
   * out, training ends: its iterator has no batch left, and the log says so.
   *
   * @param folder where to; empty or absent, unless the run is resumed
   * @return this builder
   */
  @CanIgnoreReturnValue
  public MixtureListener.Builder rollBack(Path folder) {
    notNull(folder, "folder");
    bestNetworks = folder;
    return self();
  }

  /**
   * Checks what was given, before anything is changed.
   *
   * @param name under which a listener is attached to the run
   */
  void requireComplete(String name) {
    data.requireComplete(evaluateAlways || needsBase(), reference);
    checkState(
        !run.inFlight().isAttached(name),
        "the run has a MixtureListener already, and a second one would count every batch and"
            + " report every step once more: add the first to the network, or go on under a new"
            + " one with VersaTune.resume(run.snapshot())");
    data.requireApart();
    if (bestNetworks != null) {
      RollBack.requireRule(run);
      checkState(
          !inTurn,
          "rollBack keeps the network of a report, and evaluateInTurn measures losses before it:"
              + " leave out one of the two");
    }
    Path file = checkpoint;
    if (file != null) {
      AtomicFiles.checkWritable(file, "checkpoint");
    }
  }

  /** Returns what measures, and keeps its data from being given to the run's training later. */
  Measuring measuring(long every, @Nullable RollBack rollBack, TimeShare time) {
    GradientProducts gradients = data.gradientProducts(gradientBatchSize);
    data.keepApart();
    return new Measuring(
        run,
        every,
        losses(every),
        evaluateAlways,
        needsBase(),
        new BatchSignals(run.signals(), reference, data.outputWeights()),
        gradients,
        onUpdate,
        rollBack,
        time);
  }

  private @Nullable ValidationLosses losses(long every) {
    DomainLossEvaluator evaluator = data.evaluator(sample());
    Optional<SavedState> saved = run.inFlight().restored(MixtureListener.NAME);
    if (saved.isPresent() && ValidationLosses.sampleOf(saved.get()) != sample()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The run was saved with another size of validation samples: losses before and after are"
              + " of different examples");
    }
    return evaluator == null
        ? null
        : new ValidationLosses(evaluator, every, inTurn, sample(), saved);
  }

  /** Returns the size of the samples: as set, as saved, or none. */
  private int sample() {
    return sample > 0
        ? sample
        : run.inFlight()
            .restored(MixtureListener.NAME)
            .map(ValidationLosses::sampleOf)
            .orElse(ValidationSet.WHOLE);
  }

  @Nullable RollBack rollBack() {
    return bestNetworks == null ? null : new RollBack(run, bestNetworks);
  }

  CheckpointClock checkpoints(@Nullable RollBack rollBack) {
    return new CheckpointClock(run, checkpoint, checkpointEvery, rollBack);
  }

  /** Returns the interval, as a resumed run finds it again. */
  static SavedState.Builder interval(long every) {
    return SavedState.builder().longs(EVERY, every);
  }

  /** Returns how many batches are between two reports. */
  long every(String name) {
    if (evaluateEvery > 0) {
      return evaluateEvery;
    }
    if (run.isUpdateEveryGiven()) {
      return run.updateEvery();
    }
    Optional<SavedState> saved = run.inFlight().restored(name);
    if (saved.isPresent()) {
      return saved.get().number(EVERY);
    }
    boolean evaluates = evaluateAlways || run.signals().contains(Signal.VALIDATION_LOSS);
    return AffordableInterval.of(
        run, evaluates ? data.evaluator(sample()) : null, gradientBatchSize);
  }

  private boolean needsBase() {
    return baseBeforeTraining
        || (!run.setup().has(Signal.BASE_LOSS)
            && (run.signals().contains(Signal.BASE_LOSS)
                || run.usableSignals().contains(Signal.BASE_LOSS)));
  }
}
