// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.versatune.BatchPlan;
import org.versatune.VersaTune;

/**
 * Fills planned batches from the sources, example by example in drawn order.
 *
 * <p>Where several workers share the draws, the examples that belong to draws of other workers are
 * passed over, so that all workers together take the examples that one process would take, each
 * once.
 *
 * <p>A batch that could not be filled (a source failed, or has run out) is kept with the examples
 * it has; the next attempt goes on with it, so that an error loses no example and no draw.
 *
 * <p>Not safe for use by several threads.
 */
final class DomainMixer {
  private final VersaTune run;
  private final ImmutableMap<String, DomainSource> sources;
  private @Nullable BatchPlan plan;
  private final List<Example> examples = new ArrayList<>();
  private final List<SourcePosition> positions = new ArrayList<>();
  private final NumberWatch watch = new NumberWatch();

  /** How many draws of the plan are done with. */
  private int done;

  private @Nullable Example first;
  private long restarts;

  /**
   * @param sources by domain, one for each of the run's
   */
  DomainMixer(VersaTune run, ImmutableMap<String, DomainSource> sources) {
    this.run = run;
    this.sources = sources;
  }

  /** Returns the batch that was begun and could not be filled; null where there is none. */
  @Nullable BatchPlan pending() {
    return plan;
  }

  /**
   * Draws and fills the next batch of the run.
   *
   * @param size how many examples at most
   * @param form of the batch that training takes
   */
  MixedBatch next(int size, BatchForm<?> form) {
    BatchPlan current = plan;
    if (current == null) {
      current = run.plan(size);
      plan = current;
      restarts = endingRestarts(current);
    }
    while (done < current.sequence().size()) {
      String domain = current.sequence().get(done);
      DomainSource source = sources.get(domain);
      if (source == null) {
        throw new IllegalStateException("domain '" + domain + "' was drawn and has no source");
      }
      if (!current.takes(done)) {
        source.pass();
        done++;
        continue;
      }
      // Checked before it is taken: a source that does not fit loses no example.
      Example example = source.peek();
      if (first == null) {
        first = example;
      }
      BatchMerger.requireFit(first, example);
      source.take();
      examples.add(example);
      positions.add(source.position());
      done++;
    }
    List<ExampleOrigin> origins = new ArrayList<>(examples.size());
    for (Example example : examples) {
      origins.add(new ExampleOrigin(example.domain(), current.number(), example.metaData()));
    }
    // Training may put what is attached in another order, so it gets a list of its own.
    Batch data = form.finish(BatchMerger.batch(examples), new ArrayList<>(origins));
    boolean endsEpoch =
        endingRestarts(current) > restarts
            || endingSources(current).anyMatch(DomainSource::isExhausted);
    MixedBatch batch = MixedBatch.of(current, origins, positions, data, endsEpoch);
    watch.check(batch);
    examples.clear();
    positions.clear();
    done = 0;
    plan = null;
    return batch;
  }

  /**
   * Starts those sources again whose running out ended the epoch.
   *
   * @return their domains
   */
  ImmutableSet<String> restartExhausted() {
    ImmutableSet.Builder<String> domains = ImmutableSet.builder();
    for (Map.Entry<String, DomainSource> entry : sources.entrySet()) {
      DomainSource source = entry.getValue();
      if (source.policy() == ExhaustionPolicy.END_EPOCH && source.isExhausted()) {
        source.restart();
        domains.add(entry.getKey());
      }
    }
    return domains.build();
  }

  /** The sources of a batch that end the epoch where they run out: no other can run out in it. */
  private Stream<DomainSource> endingSources(BatchPlan batch) {
    return batch.sequence().stream()
        .distinct()
        .map(domain -> sources.get(domain))
        .filter(source -> source != null && source.policy() == ExhaustionPolicy.END_EPOCH);
  }

  private long endingRestarts(BatchPlan batch) {
    return endingSources(batch).mapToLong(source -> source.position().restarts()).sum();
  }
}
