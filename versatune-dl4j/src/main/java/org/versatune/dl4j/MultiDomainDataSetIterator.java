package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.SavedState;
import org.versatune.Signal;
import org.versatune.VersaTune;

/**
 * The training data of all domains as one iterator that {@code fit} takes: each batch is mixed
 * example by example as the run draws domains.
 *
 * <p><b>Sources.</b> One {@code DataSetIterator} for each domain, with batches of any size; single
 * examples are taken out of them in order and the rest of a fetched batch is kept. Rows, sequences
 * (also ids {@code [b, T]}) and images are mixed; sequences of unequal length are padded at the end
 * and masked. A source starts at its beginning. One that shuffles itself should do so by a seed;
 * {@link ShuffledDataSetIterator} does, and stands at any position at once. A domain that runs out
 * is treated by its {@link ExhaustionPolicy}.
 *
 * <p><b>An epoch</b> is a number of batches or examples set in the builder. By default it is as
 * many examples as the domains have together, where that is known (the run was given domain sizes,
 * or every source is {@linkplain SeekableDataSetIterator seekable}), or it ends with the first
 * source under {@link ExhaustionPolicy#END_EPOCH}. An epoch also ends where an epoch cap has used
 * up every domain. {@link #reset()} begins the next epoch and nothing else: mixture, positions of
 * sources and random state go on, and batches that were fetched ahead but not trained are handed
 * out first.
 *
 * <p><b>Prefetching.</b> By default {@code asyncSupported()} is false, so that Deeplearning4j draws
 * each batch when it needs it; mixing costs about a hundredth of a training step. With {@link
 * Builder#prefetch} it draws ahead on another thread, which then waits before a batch whose weights
 * depend on a report still to come: both ways give the same batches. The same holds for wrapping
 * this iterator in an {@code AsyncDataSetIterator} by hand, or in early stopping. Whatever is
 * thrown on the thread that draws ahead is thrown again by {@code fit}, when it comes to the batch
 * that could not be drawn.
 *
 * <p><b>Several workers.</b> On a run that is a {@linkplain org.versatune.RunBuilder#worker worker
 * of several}, the iterator gives one worker's examples: given the same sources on each, in the
 * same order, all workers together give the examples that one process would, each once. A
 * {@linkplain SeekableDataSetIterator seekable} source skips those of other workers, batch by batch
 * of its own; from any other they are read and dropped. The length of an epoch in examples is that
 * of all workers together, in batches that of each.
 *
 * <p><b>Saving.</b> The positions of the sources are part of every {@link VersaTune#snapshot()}. An
 * iterator built on a resumed run goes to where the saved one stood, in the middle of an epoch too.
 *
 * <p>Safe for use by one drawing thread beside one training thread. A run feeds one iterator.
 */
public final class MultiDomainDataSetIterator implements DataSetIterator {
  private static final long serialVersionUID = 1L;
  private static final String SOURCES = "sources";
  private static final String MADE_OF = "sources.made";

  private final transient Object lock = new Object();
  private final transient VersaTune mix;
  private final transient HandOver handOver;
  private final transient DomainMixer mixer;
  private final transient EpochLength epochLength;
  private final transient Duration reportTimeout;
  private final transient int batchSize;
  private final transient boolean prefetch;
  private transient volatile @Nullable DataSetPreProcessor preProcessor;

  /**
   * Published after each batch, so that the run can read it under its own lock without this one.
   */
  private transient volatile SavedState position;

  // Guarded by lock.
  private transient EpochPosition epoch;
  private final transient Deque<MixedBatch> takenBack = new ArrayDeque<>();
  private transient @Nullable MixedBatch prepared;
  private transient @Nullable Thread drawer;

  /** In the place of {@link #prepared}, on a thread that draws ahead. */
  private transient @Nullable FailedBatch failed;

  private MultiDomainDataSetIterator(
      Builder builder, ImmutableMap<String, DomainSource> sources, EpochLength epochLength) {
    this.mix = builder.mix;
    this.handOver = HandOver.of(mix);
    this.mixer = new DomainMixer(mix, sources);
    this.epochLength = epochLength;
    this.reportTimeout = builder.reportTimeout;
    this.batchSize = builder.batchSize;
    this.prefetch = builder.prefetch;
    SavedState made =
        OutsideWorkspaces.get(
            () ->
                SourceFingerprints.of(
                    mixer.sources(), batchSize, epochLength, mix.worker().workers()));
    Optional<SavedState> before = mix.inFlight().restored(MADE_OF);
    if (before.isPresent() && !builder.acceptChanges) {
      SourceFingerprints.requireSame(mix.domains(), before.get(), made);
    }
    Optional<SavedState> saved = mix.inFlight().restored(SOURCES);
    saved.ifPresent(state -> SourcePositions.restore(mixer.sources(), state));
    if (saved.isPresent() && !builder.acceptChanges) {
      SourcePositions.requireSame(mixer.sources(), saved.get());
    }
    this.epoch = saved.map(SourcePositions::epoch).orElse(EpochPosition.START);
    this.position = SourcePositions.of(mixer.sources(), epoch);
    mix.inFlight().attach(SOURCES, () -> position);
    mix.inFlight().attach(MADE_OF, (long batch) -> made);
  }

  /**
   * Starts an iterator.
   *
   * @param mix the run that draws domains
   * @return a builder
   */
  public static Builder builder(VersaTune mix) {
    return new Builder(mix);
  }

  /**
   * Where each example of a batch comes from.
   *
   * @param batch a batch of such an iterator, however it got here
   * @return one origin a row; empty if the batch is of another iterator
   */
  public static ImmutableList<ExampleOrigin> originsOf(DataSet batch) {
    List<Serializable> metaData = batch.getExampleMetaData();
    if (metaData == null) {
      return ImmutableList.of();
    }
    ImmutableList.Builder<ExampleOrigin> origins = ImmutableList.builder();
    for (Serializable each : metaData) {
      if (each instanceof ExampleOrigin origin) {
        origins.add(origin);
      }
    }
    return origins.build();
  }

  /**
   * The domain of each example of a batch.
   *
   * @param batch a batch of such an iterator, however it got here
   * @return one name a row; empty if the batch is of another iterator
   */
  public static ImmutableList<String> domainsOf(DataSet batch) {
    return originsOf(batch).stream()
        .map(ExampleOrigin::domain)
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Whether the epoch has another batch.
   *
   * @return false at the end of an epoch; {@link #reset()} begins the next
   */
  @Override
  public boolean hasNext() {
    if (mix.inFlight().trainsHere()) {
      handOver.throwFailure();
      synchronized (lock) {
        return hasMore();
      }
    }
    FailedBatch instead = failedHere();
    if (instead != null) {
      return instead.isDue() || instead.end();
    }
    // On a thread that draws ahead the batch is made here and not in next(): the prefetcher treats
    // "no more" well, and an exception badly (it may never tell the thread that waits for a batch).
    try {
      awaitWeights();
      synchronized (lock) {
        if (!hasMore()) {
          return false;
        }
        prepare(batchSize);
        return true;
      }
    } catch (Throwable e) {
      return insteadOf(e).isDue();
    }
  }

  /** The batch that takes the place of one that this thread could not draw. */
  private @Nullable FailedBatch failedHere() {
    synchronized (lock) {
      FailedBatch instead = failed;
      return instead != null && instead.isOfThisThread() ? instead : null;
    }
  }

  /**
   * Throws what was thrown where that reaches whoever trains; else a batch that carries it there.
   */
  private FailedBatch insteadOf(Throwable thrown) {
    if (!handOver.drawsForAnother()) {
      throw new DrawFailure(thrown).rethrow();
    }
    DrawFailure failure = new DrawFailure(thrown);
    FailedBatch instead = new FailedBatch(failure);
    if (!instead.wasInterrupted()) {
      handOver.fail(failure);
    }
    synchronized (lock) {
      failed = instead;
    }
    return instead;
  }

  /**
   * Waits for the reports that the next draw depends on. Not for a batch that is drawn already:
   * that one has to be trained before the next report can come.
   */
  private void awaitWeights() {
    boolean draws;
    synchronized (lock) {
      if (drawer != null && drawer != Thread.currentThread()) {
        // Another thread begins to draw: the one before has ended, and what it fetched ahead with
        // it.
        takeBack();
      }
      drawer = Thread.currentThread();
      // Whether the run has another draw is asked only once the weights are those of the draw.
      draws =
          prepared == null
              && takenBack.isEmpty()
              && !mixer.isPending()
              && !epoch.isOver(epochLength);
    }
    if (draws) {
      mix.inFlight().awaitReports(reportTimeout);
    }
  }

  private boolean hasMore() {
    return prepared != null
        || !takenBack.isEmpty()
        || mixer.isPending()
        || (!epoch.isOver(epochLength) && mix.hasNext());
  }

  /**
   * The next batch, of {@link #batch()} examples; the last of an epoch may have fewer.
   *
   * @return features, labels, masks where there are any, and an {@link ExampleOrigin} for each
   *     example as its metadata
   * @throws NoSuchElementException if the epoch is over
   * @throws IllegalStateException if a source is empty, failed or ran out under {@link
   *     ExhaustionPolicy#FAIL}; the message names the domain. The batch is kept and begun again by
   *     the next call
   * @throws IllegalArgumentException if a source's examples do not fit those of the others, or a
   *     labels mask holds other values than 0 and 1; the message names the domain
   */
  @Override
  public DataSet next() {
    return next(batchSize);
  }

  /**
   * The next batch, of a size of its own.
   *
   * @param num how many examples at most, at least 1
   * @return as for {@link #next()}
   * @throws NoSuchElementException if the epoch is over
   * @throws IllegalStateException as for {@link #next()}
   * @throws IllegalArgumentException as for {@link #next()}, or if the number is below 1
   */
  @Override
  public DataSet next(int num) {
    checkArgument(num >= 1, "a batch of %s examples; at least 1 is needed", num);
    FailedBatch instead = failedHere();
    if (instead != null) {
      return instead.handOut();
    }
    try {
      awaitWeights();
      synchronized (lock) {
        prepare(num);
        MixedBatch batch = prepared;
        checkState(batch != null, "no batch was prepared");
        handOver.handOut(batch);
        prepared = null;
        return batch.data();
      }
    } catch (Throwable e) {
      return insteadOf(e).handOut();
    }
  }

  /** Makes {@link #prepared} the batch to hand out next. */
  private void prepare(int size) {
    if (prepared != null) {
      return;
    }
    MixedBatch batch = takenBack.pollFirst();
    if (batch == null) {
      if (!hasMore()) {
        throw new NoSuchElementException("the epoch is over; reset() begins the next");
      }
      int wanted = epochLength.batchSize(size, epoch.examples(), mix.worker().workers());
      DataSetPreProcessor processor = preProcessor;
      batch = OutsideWorkspaces.get(() -> mixer.next(wanted, processor));
    }
    epoch = epoch.plus(batch);
    position = SourcePositions.of(mixer.sources(), epoch);
    prepared = batch;
  }

  private void takeBack() {
    failed = null;
    List<MixedBatch> lost = new ArrayList<>(handOver.takeBack());
    MixedBatch ready = prepared;
    if (ready != null) {
      lost.add(ready);
      prepared = null;
    }
    for (int i = lost.size() - 1; i >= 0; i--) {
      takenBack.addFirst(lost.get(i));
      epoch = epoch.minus(lost.get(i));
    }
  }

  /**
   * Begins the next epoch. The mixture, the positions of the sources and the random state go on;
   * batches that were handed out and, as the listener knows, not trained come first.
   */
  @Override
  public void reset() {
    if (mix.inFlight().trainsHere()) {
      handOver.throwFailure();
    }
    synchronized (lock) {
      takeBack();
      epoch = EpochPosition.START;
      var unused =
          OutsideWorkspaces.get(
              () -> {
                mixer.restartExhausted();
                return mixer;
              });
      position = SourcePositions.of(mixer.sources(), epoch);
    }
  }

  /**
   * Whether epochs can follow one another.
   *
   * @return true: {@link #reset()} needs nothing of the sources
   */
  @Override
  public boolean resetSupported() {
    return true;
  }

  /**
   * Whether Deeplearning4j may fetch batches ahead on another thread.
   *
   * @return as set by {@link Builder#prefetch}, false by default
   * @throws IllegalStateException if a trainer that clones the network asks, and a {@link
   *     MixtureListener} serves the run
   */
  @Override
  public boolean asyncSupported() {
    if (mix.inFlight().expectsReports()) {
      OneNetwork.refuseCloningTrainer();
    }
    return prefetch;
  }

  /**
   * The number of examples in a batch.
   *
   * @return as set by {@link Builder#batchSize}
   */
  @Override
  public int batch() {
    return batchSize;
  }

  /**
   * The number of input columns, as the source of the first domain says.
   *
   * @return columns, or the size of a step in time
   */
  @Override
  public int inputColumns() {
    return mixer.sources().get(0).iterator().inputColumns();
  }

  /**
   * The number of outcomes, as the source of the first domain says.
   *
   * @return classes or outputs
   */
  @Override
  public int totalOutcomes() {
    return mixer.sources().get(0).iterator().totalOutcomes();
  }

  /**
   * Sets a preprocessor of whole mixed batches. The sources keep their own.
   *
   * @param value null for none
   */
  @Override
  public void setPreProcessor(@Nullable DataSetPreProcessor value) {
    preProcessor = value;
  }

  @Override
  public @Nullable DataSetPreProcessor getPreProcessor() {
    return preProcessor;
  }

  /**
   * The names of the labels, as the first source says that knows them.
   *
   * @return null where none does
   */
  @Override
  public @Nullable List<String> getLabels() {
    for (DomainSource source : mixer.sources()) {
      List<String> labels = source.iterator().getLabels();
      if (labels != null) {
        return labels;
      }
    }
    return null;
  }

  /**
   * Refuses: positions are saved by the run's snapshot.
   *
   * @param out not written to
   * @throws NotSerializableException always
   */
  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException(
        "a MultiDomainDataSetIterator is saved by the snapshot of its run; see NetworkCheckpoint");
  }

  /** Collects sources and options. Not safe for use by several threads. */
  public static final class Builder {
    private final VersaTune mix;

    private record Source(DataSetIterator iterator, ExhaustionPolicy policy) {}

    private final Map<String, Source> given = new LinkedHashMap<>();
    private final DataRoles roles = new DataRoles();
    private int batchSize = 32;
    private long epochBatches = Long.MAX_VALUE;
    private long epochExamples = Long.MAX_VALUE;
    private boolean prefetch;
    private boolean acceptChanges;
    private Duration reportTimeout = Duration.ofMinutes(30);

    private Builder(VersaTune mix) {
      this.mix = mix;
    }

    /**
     * Adds the source of a domain, which starts again when it runs out.
     *
     * @param domain one of the run's domains, not given before
     * @param examples batches of any size; must support {@code reset()}
     * @return this builder
     * @throws IllegalArgumentException if the domain is unknown or has a source, or the iterator
     *     cannot be reset or is another domain's
     */
    @CanIgnoreReturnValue
    public Builder source(String domain, DataSetIterator examples) {
      return source(domain, examples, ExhaustionPolicy.RESTART);
    }

    /**
     * Adds the source of a domain.
     *
     * @param domain one of the run's domains, not given before
     * @param examples batches of any size; must support {@code reset()} unless running out is an
     *     error
     * @param policy what happens when it runs out
     * @return this builder
     * @throws IllegalArgumentException if the domain is unknown or has a source, or the iterator is
     *     another domain's, or cannot be reset where the policy needs that
     */
    @CanIgnoreReturnValue
    public Builder source(String domain, DataSetIterator examples, ExhaustionPolicy policy) {
      checkArgument(
          mix.domains().contains(domain),
          "unknown domain '%s'; the domains of this run are %s",
          domain,
          mix.domains());
      checkArgument(!given.containsKey(domain), "domain '%s' has two sources", domain);
      DomainSource.requireReset(domain, examples, policy);
      roles.add(DataRoles.source(domain), examples);
      given.put(domain, new Source(examples, policy));
      return this;
    }

    /**
     * Sets the number of examples in a batch.
     *
     * @param examples at least 1; 32 by default
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    @CanIgnoreReturnValue
    public Builder batchSize(int examples) {
      checkArgument(examples >= 1, "batch size is %s; it must be at least 1", examples);
      batchSize = examples;
      return this;
    }

    /**
     * Ends each epoch after a number of batches, of each worker where several share the draws.
     *
     * @param batches at least 1
     * @return this builder
     * @throws IllegalArgumentException if below 1, or {@link #epochExamples} was called
     */
    @CanIgnoreReturnValue
    public Builder epochBatches(long batches) {
      checkArgument(batches >= 1, "an epoch of %s batches; it needs at least 1", batches);
      requireOneLength(epochExamples, batches, "batches", "examples");
      epochBatches = batches;
      return this;
    }

    /**
     * Ends each epoch after a number of examples, of all workers together; its last batch is cut to
     * fit, to the same size on every worker.
     *
     * @param examples at least 1
     * @return this builder
     * @throws IllegalArgumentException if below 1, or {@link #epochBatches} was called
     */
    @CanIgnoreReturnValue
    public Builder epochExamples(long examples) {
      checkArgument(examples >= 1, "an epoch of %s examples; it needs at least 1", examples);
      requireOneLength(epochBatches, examples, "examples", "batches");
      epochExamples = examples;
      return this;
    }

    private static void requireOneLength(long other, long value, String what, String otherWhat) {
      checkArgument(
          other == Long.MAX_VALUE,
          "an epoch of %s %s and of %s %s: one length only; leave one of epochBatches and"
              + " epochExamples out",
          value,
          what,
          other,
          otherWhat);
    }

    /**
     * Lets Deeplearning4j fetch batches ahead on another thread: worth it where reading a source is
     * slow.
     *
     * @param allowed false by default
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder prefetch(boolean allowed) {
      prefetch = allowed;
      return this;
    }

    /**
     * Lets a resumed run go on with another batch size, length of an epoch, policy or other data
     * than it was saved with. Without this any of them is an error that names the domain.
     *
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder acceptChanges() {
      acceptChanges = true;
      return this;
    }

    /**
     * Sets how long a thread that draws ahead waits for a report: longer than the evaluation of the
     * validation sets takes.
     *
     * @param timeout above 0; 30 minutes by default
     * @return this builder
     * @throws IllegalArgumentException if not above 0
     */
    @CanIgnoreReturnValue
    public Builder reportTimeout(Duration timeout) {
      checkArgument(
          timeout.compareTo(Duration.ZERO) > 0, "the timeout is %s; it must be above 0", timeout);
      reportTimeout = timeout;
      return this;
    }

    /**
     * Finishes the iterator. On a resumed run it goes to where the saved one stood.
     *
     * @return the iterator
     * @throws IllegalArgumentException if a domain has no source, nothing says how long an epoch
     *     is, or a source is, or reads, an iterator that the run's listener measures on
     * @throws IllegalStateException if the run feeds another iterator already, or was saved with
     *     another batch size, length of an epoch, policy or other data (by size, first and last
     *     example where a source is {@linkplain SeekableDataSetIterator seekable}) and {@link
     *     #acceptChanges} was not called
     */
    public MultiDomainDataSetIterator build() {
      Nd4jBackend.require();
      DataRoles ofRun = DataRoles.of(mix);
      ofRun.requireUnfed();
      ofRun.requireApart(roles);
      MultiDomainDataSetIterator iterator =
          new MultiDomainDataSetIterator(this, sources(), epochLength());
      ofRun.feed(roles);
      return iterator;
    }

    private ImmutableMap<String, DomainSource> sources() {
      ImmutableMap.Builder<String, DomainSource> sources = ImmutableMap.builder();
      for (String domain : mix.domains()) {
        Source source = given.get(domain);
        checkArgument(
            source != null,
            "domain '%s' has no source: call source(\"%s\", iterator)",
            domain,
            domain);
        sources.put(domain, new DomainSource(domain, source.iterator(), source.policy()));
      }
      return sources.buildOrThrow();
    }

    private EpochLength epochLength() {
      if (epochBatches != Long.MAX_VALUE
          || epochExamples != Long.MAX_VALUE
          || given.values().stream()
              .anyMatch(source -> source.policy() == ExhaustionPolicy.END_EPOCH)) {
        return new EpochLength(epochBatches, epochExamples);
      }
      if (mix.setup().has(Signal.DOMAIN_SIZE)) {
        double sum = 0;
        for (double size : mix.setup().values(Signal.DOMAIN_SIZE)) {
          sum += size;
        }
        return new EpochLength(Long.MAX_VALUE, Math.max(1, Math.round(sum)));
      }
      long sum = 0;
      for (Map.Entry<String, Source> source : given.entrySet()) {
        DataSetIterator iterator = source.getValue().iterator();
        checkArgument(
            iterator instanceof SeekableDataSetIterator,
            "nothing says how long an epoch is (the size of domain '%s' is not known): call"
                + " epochBatches(n) or epochExamples(n), give VersaTune the domainSizes, or give a"
                + " source the policy %s",
            source.getKey(),
            ExhaustionPolicy.END_EPOCH);
        sum += ((SeekableDataSetIterator) iterator).numExamples();
      }
      return new EpochLength(Long.MAX_VALUE, sum);
    }
  }
}
