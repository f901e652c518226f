// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.versatune.Signal;
import org.versatune.VersaTune;

/**
 * Collects the sources and options of a {@link MultiDomainDataSetIterator} or {@link
 * MultiDomainMultiDataSetIterator}. Not safe for use by several threads.
 *
 * @param <I> the kind of iterator that its sources are
 * @param <B> the builder itself
 */
abstract sealed class IteratorBuilder<I, B extends IteratorBuilder<I, B>>
    permits MultiDomainDataSetIterator.Builder, MultiDomainMultiDataSetIterator.Builder {
  private final VersaTune run;
  private final Function<I, BatchReader> reading;

  private record Source(BatchReader reader, ExhaustionPolicy policy) {}

  private final Map<String, Source> given = new LinkedHashMap<>();
  private final DataRoles roles = new DataRoles();
  private int batchSize = 32;
  private long epochBatches = Long.MAX_VALUE;
  private long epochExamples = Long.MAX_VALUE;
  private boolean prefetch;
  private boolean acceptChanges;
  private Duration reportTimeout = Duration.ofMinutes(30);

  /**
   * Starts to collect.
   *
   * @param reading makes what reads from a source
   */
  IteratorBuilder(VersaTune run, Function<I, BatchReader> reading) {
    this.run = run;
    this.reading = reading;
  }

  /** Returns this builder. */
  abstract B self();

  VersaTune run() {
    return run;
  }

  int batchSize() {
    return batchSize;
  }

  boolean prefetch() {
    return prefetch;
  }

  boolean acceptsChanges() {
    return acceptChanges;
  }

  Duration reportTimeout() {
    return reportTimeout;
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
  public B source(String domain, I examples) {
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
  public B source(String domain, I examples, ExhaustionPolicy policy) {
    notNull(domain, "domain");
    notNull(examples, "examples");
    notNull(policy, "policy");
    checkArgument(
        run.domains().contains(domain),
        "unknown domain '%s'; the domains of this run are %s",
        domain,
        run.domains());
    checkArgument(!given.containsKey(domain), "domain '%s' has two sources", domain);
    BatchReader reader = reading.apply(examples);
    DomainSource.requireReset(domain, reader, policy);
    roles.add(DataRoles.source(domain), examples);
    given.put(domain, new Source(reader, policy));
    return self();
  }

  /**
   * Sets the number of examples in a batch.
   *
   * @param examples at least 1; 32 by default
   * @return this builder
   * @throws IllegalArgumentException if below 1
   */
  @CanIgnoreReturnValue
  public B batchSize(int examples) {
    checkArgument(examples >= 1, "batch size is %s; it must be at least 1", examples);
    batchSize = examples;
    return self();
  }

  /**
   * Ends each epoch after a number of batches, of each worker where several share the draws.
   *
   * @param batches at least 1
   * @return this builder
   * @throws IllegalArgumentException if below 1, or {@link #epochExamples} was called
   */
  @CanIgnoreReturnValue
  public B epochBatches(long batches) {
    checkArgument(batches >= 1, "an epoch of %s batches; it needs at least 1", batches);
    requireOneLength(epochExamples, batches, "batches", "examples");
    epochBatches = batches;
    return self();
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
  public B epochExamples(long examples) {
    checkArgument(examples >= 1, "an epoch of %s examples; it needs at least 1", examples);
    requireOneLength(epochBatches, examples, "examples", "batches");
    epochExamples = examples;
    return self();
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
   * Lets Deeplearning4j fetch batches ahead on another thread. This pays if reading a source is
   * slow.
   *
   * @param allowed false by default
   * @return this builder
   */
  @CanIgnoreReturnValue
  public B prefetch(boolean allowed) {
    prefetch = allowed;
    return self();
  }

  /**
   * Lets a resumed run go on with another batch size, epoch length, policy or other data than it
   * was saved with. Without this call each such change is an error that names the domain.
   *
   * @return this builder
   */
  @CanIgnoreReturnValue
  public B acceptChanges() {
    acceptChanges = true;
    return self();
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
  public B reportTimeout(Duration timeout) {
    notNull(timeout, "timeout");
    checkArgument(
        timeout.compareTo(Duration.ZERO) > 0, "the timeout is %s; it must be above 0", timeout);
    reportTimeout = timeout;
    return self();
  }

  /**
   * Returns the mixed batches of the run, and notes that it feeds an iterator. On a resumed run
   * they begin at the saved position.
   */
  <D> DomainBatches<D> mixed(BatchForm<D> form) {
    Nd4jBackend.require();
    DataRoles ofRun = DataRoles.of(run);
    ofRun.requireUnfed();
    ofRun.requireApart(roles);
    DomainBatches<D> batches = new DomainBatches<>(this, sources(), epochLength(), form);
    ofRun.feed(roles, batchSize);
    return batches;
  }

  private ImmutableMap<String, DomainSource> sources() {
    ImmutableMap.Builder<String, DomainSource> sources = ImmutableMap.builder();
    for (String domain : run.domains()) {
      Source source = given.get(domain);
      checkArgument(
          source != null,
          "domain '%s' has no source: call source(\"%s\", iterator)",
          domain,
          domain);
      sources.put(domain, new DomainSource(domain, source.reader(), source.policy()));
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
    if (run.setup().has(Signal.DOMAIN_SIZE)) {
      double sum = 0;
      for (double size : run.setup().values(Signal.DOMAIN_SIZE)) {
        sum += size;
      }
      return new EpochLength(Long.MAX_VALUE, Math.max(1, Math.round(sum)));
    }
    long sum = 0;
    for (Map.Entry<String, Source> source : given.entrySet()) {
      SeekableSource seekable = source.getValue().reader().seekable();
      checkArgument(
          seekable != null,
          "nothing says how long an epoch is (the size of domain '%s' is not known): call"
              + " epochBatches(n) or epochExamples(n), give VersaTune the domainSizes, or give a"
              + " source the policy %s",
          source.getKey(),
          ExhaustionPolicy.END_EPOCH);
      sum += seekable.numExamples();
    }
    return new EpochLength(Long.MAX_VALUE, sum);
  }
}
