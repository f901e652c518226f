// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.IdentityHashMap;
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
import org.nd4j.linalg.factory.Nd4j;
import org.versatune.DomainDistribution;

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
 * trained one after another or side by side. The result is the same, since each has its own random
 * numbers. For small networks two threads are faster than one only with {@code OMP_NUM_THREADS=1}.
 *
 * <p>With a cache, a loss is measured once for every combination of base model (configuration,
 * parameters, updater state), budget, batch size, seed, validation sample, domain and a key of the
 * user's, which identifies the data.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class ReferenceLosses {
  private final ProxyTraining training;
  private final int threads;
  private final @Nullable ReferenceLossCache cache;
  private final String key;
  private final Consumer<Progress> onProgress;
  private final BiConsumer<String, Model> onSpecialist;

  /**
   * Says how far a measurement has come.
   *
   * @param domain the specialist in training
   * @param step steps done
   * @param steps steps to do
   * @param loss its validation loss, nats/token; empty until the last step is done
   */
  public record Progress(String domain, int step, int steps, OptionalDouble loss) {
    /**
     * Checks that nothing is null.
     *
     * @param domain the specialist in training
     * @param step steps done
     * @param steps steps to do
     * @param loss its validation loss, nats/token; empty until the last step is done
     * @throws NullPointerException if domain or loss is null
     */
    public Progress {
      notNull(domain, "domain");
      notNull(loss, "loss");
    }
  }

  private ReferenceLosses(Builder builder) {
    this.training = builder.training();
    this.threads = builder.threads;
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
    notNull(base, "base");
    return new Builder(Network.single(base, "reference losses are measured"));
  }

  /**
   * Trains the specialists whose losses are not in the cache, and returns the losses of all.
   *
   * @return loss by domain in the order given, nats/token
   * @throws IllegalArgumentException if data do not fit the network, or the cache is no such file;
   *     the message names the domain or the file
   * @throws IllegalStateException if a source is empty or failed, or a specialist diverged; the
   *     message names the domain. Losses measured before are in the cache
   */
  public ImmutableMap<String, Double> measure() {
    Nd4jBackend.require();
    String fingerprint = cache == null ? "" : Fingerprints.of(training.start());
    // Not on the caller's thread, also for one specialist at a time: dropout draws from the random
    // generator of its thread, and the caller's must not move.
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            new ThreadFactoryBuilder().setNameFormat("specialist-%d").setDaemon(true).build());
    IdentityHashMap<Future<Double>, String> running = new IdentityHashMap<>();
    // Results come in the order in which specialists end: a failure ends the others at once.
    CompletionService<Double> ended = new ExecutorCompletionService<>(pool);
    try {
      for (String domain : training.domains().keySet()) {
        running.put(ended.submit(() -> find(domain, fingerprint)), domain);
      }
      Map<String, Double> losses = new HashMap<>();
      while (losses.size() < running.size()) {
        Future<Double> specialist = next(ended);
        String domain = requireNonNull(running.get(specialist));
        losses.put(domain, result(domain, specialist));
      }
      return ImmutableMap.copyOf(
          Maps.toMap(training.domains().keySet(), domain -> requireNonNull(losses.get(domain))));
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

  private double find(String domain, String fingerprint) {
    int steps = training.steps();
    String budget =
        steps
            + " steps of "
            + training.batchSize()
            + " examples, seed "
            + training.seed()
            + ", key '"
            + key
            + "'";
    Hasher entryHash =
        Hashing.sha256()
            .newHasher()
            .putUnencodedChars(fingerprint)
            .putInt(steps)
            .putInt(training.batchSize())
            .putLong(training.seed())
            .putInt(key.length())
            .putUnencodedChars(key)
            .putString(domain, StandardCharsets.UTF_8);
    ProxyTraining.Sample sample = training.sample();
    if (!sample.equals(ProxyTraining.Sample.WHOLE)) {
      // Losses of whole sets keep the entries that they had before there were samples.
      entryHash.putByte((byte) 0).putInt(sample.most()).putLong(sample.seed());
      budget += ", sample of " + sample.most() + " examples, seed " + sample.seed();
    }
    String entry = entryHash.hash().toString();
    OptionalDouble known = cache == null ? OptionalDouble.empty() : cache.find(entry);
    double loss = known.orElseGet(() -> train(domain));
    if (cache != null && known.isEmpty()) {
      cache.put(entry, domain, budget, loss);
    }
    progress(domain, steps, OptionalDouble.of(loss));
    return loss;
  }

  private double train(String domain) {
    Nd4j.getRandom().setSeed(new SplittableRandom(training.seed() + domain.hashCode()).nextLong());
    int steps = training.steps();
    Network specialist =
        training.train(
            DomainDistribution.uniform(domain),
            step -> {
              if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("stopped because another specialist failed");
              }
              if (step < steps) {
                progress(domain, step, OptionalDouble.empty());
              }
            });
    requireNonNull(training.domains().get(domain)).training().reset();
    ImmutableMap<String, Double> loss =
        ProxyTraining.requireLosses(
            "training",
            steps,
            training.evaluator(ImmutableSet.of(domain)).losses(specialist.model()));
    onSpecialist.accept(domain, specialist.model());
    return requireNonNull(loss.get(domain));
  }

  private void progress(String domain, int step, OptionalDouble loss) {
    synchronized (onProgress) {
      onProgress.accept(new Progress(domain, step, training.steps(), loss));
    }
  }

  /** Collects data and budget. Not safe for use by several threads. */
  public static final class Builder extends ProxyBuilder<Builder> {
    private int threads = 1;
    private @Nullable Path cache;
    private String key = "";
    private Consumer<Progress> onProgress = progress -> {};
    private BiConsumer<String, Model> onSpecialist = (domain, specialist) -> {};

    private Builder(Network base) {
      super(base);
    }

    @Override
    Builder self() {
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
     * Keeps losses in a file and reads them from there the next time.
     *
     * @param file a JSON file, made as needed
     * @param dataKey your name for the data; change it when the data change
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder cache(Path file, String dataKey) {
      notNull(file, "file");
      notNull(dataKey, "dataKey");
      cache = file;
      key = dataKey;
      return this;
    }

    /**
     * Sets a consumer of the progress. The threads that train call it after each step, one call at
     * a time.
     *
     * @param consumer gets the progress
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder onProgress(Consumer<Progress> consumer) {
      notNull(consumer, "consumer");
      onProgress = consumer;
      return this;
    }

    /**
     * Sets a consumer of each specialist once it is trained, to keep it or to measure more. The
     * thread that trained it makes the call, so calls may overlap if specialists are trained side
     * by side. For a loss from the cache there is no specialist and no call.
     *
     * @param consumer gets the domain and its specialist, a model of the kind of the base model
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder onSpecialist(BiConsumer<String, Model> consumer) {
      notNull(consumer, "consumer");
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
      return new ReferenceLosses(this);
    }
  }
}
