package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.hash.Hashing;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Measures ℓref: the validation loss that a specialist of each domain reaches, trained from the
 * base model on that domain alone with the same budget as every other (arXiv 2411.11266).
 *
 * <pre>{@code
 * ImmutableMap<String, Double> reference =
 *     ReferenceLosses.builder(base)
 *         .domain("law", lawTraining, lawValidation)
 *         .domain("code", codeTraining, codeValidation)
 *         .steps(500)
 *         .cache(Path.of("reference-losses.json"), "corpora of May")
 *         .build()
 *         .measure();
 * }</pre>
 *
 * <p>The base model is copied, its updater state included, and never changed. Specialists are
 * trained one after another or side by side; the result does not depend on which, since each has
 * its own random numbers. For small networks two threads are faster than one only with {@code
 * OMP_NUM_THREADS=1}.
 *
 * <p>With a cache, a loss is measured once for every combination of base model (configuration,
 * parameters, updater state), budget, batch size, seed, domain and a key of the user's, which
 * stands for the data.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class ReferenceLosses {
  private final Network base;
  private final ImmutableMap<String, Data> domains;
  private final int steps;
  private final int batchSize;
  private final int threads;
  private final long seed;
  private final @Nullable ReferenceLossCache cache;
  private final String key;
  private final Consumer<Progress> onProgress;
  private final BiConsumer<String, Model> onSpecialist;

  private record Data(DataSetIterator training, DataSetIterator validation) {}

  /**
   * How far a measurement has come.
   *
   * @param domain the specialist in training
   * @param step steps done
   * @param steps steps to do
   * @param loss its validation loss, nats/token; empty until the last step is done
   */
  public record Progress(String domain, int step, int steps, OptionalDouble loss) {}

  private ReferenceLosses(Builder builder) {
    this.base = builder.base;
    this.domains = ImmutableMap.copyOf(builder.domains);
    this.steps = builder.steps;
    this.batchSize = builder.batchSize;
    this.threads = builder.threads;
    this.seed = builder.seed;
    this.cache = builder.cache == null ? null : new ReferenceLossCache(builder.cache);
    this.key = builder.key;
    this.onProgress = builder.onProgress;
    this.onSpecialist = builder.onSpecialist;
  }

  /**
   * Starts a measurement.
   *
   * @param base the model that fine-tuning starts from: a {@code MultiLayerNetwork}, or a {@code
   *     ComputationGraph} with one input and one output
   * @return a builder
   * @throws IllegalArgumentException if the model is of another kind
   */
  public static Builder builder(Model base) {
    return new Builder(Network.of(base));
  }

  /**
   * Trains what is not in the cache and returns all.
   *
   * @return loss by domain in the order given, nats/token
   * @throws IllegalArgumentException if data do not fit the network, or the cache is no such file;
   *     the message names the domain or the file
   * @throws IllegalStateException if a source is empty or failed, or a specialist diverged; the
   *     message names the domain. Losses measured before are in the cache
   */
  public ImmutableMap<String, Double> measure() {
    Nd4jBackend.require();
    String fingerprint = cache == null ? "" : Fingerprints.of(base);
    // A thread of its own also for one specialist at a time: its dropout draws from the generator
    // of
    // its thread, and the caller's must not move.
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            new ThreadFactoryBuilder().setNameFormat("specialist-%d").setDaemon(true).build());
    IdentityHashMap<Future<Double>, String> running = new IdentityHashMap<>();
    // In the order in which they end, so that a failure is heard while others go on.
    CompletionService<Double> ended = new ExecutorCompletionService<>(pool);
    try {
      domains.forEach(
          (domain, data) ->
              running.put(ended.submit(() -> find(domain, data, fingerprint)), domain));
      Map<String, Double> losses = new HashMap<>();
      while (losses.size() < domains.size()) {
        Future<Double> specialist = next(ended);
        String domain = requireNonNull(running.get(specialist));
        losses.put(domain, result(domain, specialist));
      }
      return ImmutableMap.copyOf(
          Maps.transformEntries(domains, (domain, data) -> requireNonNull(losses.get(domain))));
    } finally {
      pool.shutdownNow();
    }
  }

  private static Future<Double> next(CompletionService<Double> ended) {
    try {
      return ended.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while specialists trained");
    }
  }

  private static double result(String domain, Future<Double> specialist) {
    try {
      return requireNonNull(Futures.getDone(specialist));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      String message = "the specialist of domain '" + domain + "' failed: " + cause;
      if (cause instanceof IllegalArgumentException) {
        throw new IllegalArgumentException(message, cause);
      }
      throw new IllegalStateException(message, cause);
    }
  }

  private double find(String domain, Data data, String fingerprint) {
    String budget =
        steps + " steps of " + batchSize + " examples, seed " + seed + ", key '" + key + "'";
    String entry =
        Hashing.sha256()
            .newHasher()
            .putUnencodedChars(fingerprint)
            .putInt(steps)
            .putInt(batchSize)
            .putLong(seed)
            .putInt(key.length())
            .putUnencodedChars(key)
            .putString(domain, StandardCharsets.UTF_8)
            .hash()
            .toString();
    if (cache != null) {
      OptionalDouble known = cache.find(entry);
      if (known.isPresent()) {
        progress(new Progress(domain, steps, steps, known));
        return known.getAsDouble();
      }
    }
    double loss = train(domain, data);
    if (cache != null) {
      cache.put(entry, domain, budget, loss);
    }
    progress(new Progress(domain, steps, steps, OptionalDouble.of(loss)));
    return loss;
  }

  private double train(String domain, Data data) {
    Nd4j.getRandom().setSeed(new SplittableRandom(seed + domain.hashCode()).nextLong());
    Network specialist = base.copy();
    DomainSource source = new DomainSource(domain, data.training(), ExhaustionPolicy.RESTART);
    for (int step = 0; step < steps; step++) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("stopped because another specialist failed");
      }
      specialist.fit(source.nextBatch(batchSize));
      if (step + 1 < steps) {
        progress(new Progress(domain, step + 1, steps, OptionalDouble.empty()));
      }
    }
    data.training().reset();
    Double loss = DomainLossEvaluator.loss(specialist.model(), data.validation()).perToken();
    checkState(
        Double.isFinite(loss) && loss >= 0,
        "its validation loss is %s after %s steps: training diverged; check the learning rate",
        loss,
        Integer.valueOf(steps));
    onSpecialist.accept(domain, specialist.model());
    return loss;
  }

  private void progress(Progress progress) {
    synchronized (onProgress) {
      onProgress.accept(progress);
    }
  }

  /** Collects data and budget. Not safe for use by several threads. */
  public static final class Builder {
    private final Network base;
    private final Map<String, Data> domains = new LinkedHashMap<>();
    private final DataRoles roles = new DataRoles();
    private int steps;
    private int batchSize = 32;
    private int threads = 1;
    private long seed;
    private @Nullable Path cache;
    private String key = "";
    private Consumer<Progress> onProgress = progress -> {};
    private BiConsumer<String, Model> onSpecialist = (domain, specialist) -> {};

    private Builder(Network base) {
      this.base = base;
    }

    /**
     * Adds a domain.
     *
     * @param domain its name, not given before
     * @param training what its specialist learns from, batches of any size; it starts again when it
     *     runs out
     * @param validation what its loss is measured on
     * @return this builder
     * @throws IllegalArgumentException if the name is blank or was given before, or an iterator
     *     cannot be reset or was given for something else, also inside of a wrapper
     */
    @CanIgnoreReturnValue
    public Builder domain(String domain, DataSetIterator training, DataSetIterator validation) {
      checkArgument(!domain.isBlank(), "a domain needs a name");
      checkArgument(!domains.containsKey(domain), "domain '%s' is given twice", domain);
      DomainSource.requireReset(domain, training, ExhaustionPolicy.RESTART);
      checkArgument(
          validation.resetSupported(),
          "the validation set of domain '%s' cannot be reset; give an iterator whose"
              + " resetSupported() is true",
          domain);
      roles.addBoth(DataRoles.training(domain), training, DataRoles.validation(domain), validation);
      domains.put(domain, new Data(training, validation));
      return this;
    }

    /**
     * Sets the budget of each specialist. It should be what the mixed training gets.
     *
     * @param count training steps, at least 1
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    @CanIgnoreReturnValue
    public Builder steps(int count) {
      checkArgument(count >= 1, "%s steps for each specialist; at least 1 is needed", count);
      steps = count;
      return this;
    }

    /**
     * Sets the number of examples in a step.
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
     * Sets how many specialists are trained side by side.
     *
     * @param count at least 1, the default
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    @CanIgnoreReturnValue
    public Builder threads(int count) {
      checkArgument(count >= 1, "%s threads; at least 1 is needed", count);
      threads = count;
      return this;
    }

    /**
     * Sets the seed of what is random inside training, such as dropout.
     *
     * @param value any; 0 by default
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * Keeps losses in a file and reads them from there the next time.
     *
     * @param file a JSON file, made as needed
     * @param dataKey what stands for the data: change it when they change
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder cache(Path file, String dataKey) {
      cache = file;
      key = dataKey;
      return this;
    }

    /**
     * Sets who hears how far it is: after each step, on the threads that train, one call at a time.
     *
     * @param consumer gets the progress
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder onProgress(Consumer<Progress> consumer) {
      onProgress = consumer;
      return this;
    }

    /**
     * Sets who gets each specialist once it is trained, to keep it or to measure more: on the
     * thread that trained it, so several calls may overlap where specialists are trained side by
     * side. A loss that comes from the cache has no specialist.
     *
     * @param consumer gets the domain and its specialist, a model of the kind of the base model
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder onSpecialist(BiConsumer<String, Model> consumer) {
      onSpecialist = consumer;
      return this;
    }

    /**
     * Finishes the measurement's description.
     *
     * @return the measurement
     * @throws IllegalArgumentException if there is no domain or no budget
     */
    public ReferenceLosses build() {
      checkArgument(!domains.isEmpty(), "no domain given: call domain(name, training, validation)");
      checkArgument(steps > 0, "no budget given: call steps(n)");
      return new ReferenceLosses(this);
    }
  }
}
