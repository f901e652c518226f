package org.versatune.sampling;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import org.versatune.DomainDistribution;
import org.versatune.DomainSampler;
import org.versatune.SavedState;

/**
 * How many examples of each domain the next batch holds.
 *
 * <p>A batch is as many draws of a sampler, counted, so its counts follow the same rule: with
 * {@link Samplers#exact()} the counts of all batches together stay within one example of the
 * target, whatever the batch sizes. Rounding each batch by itself would not do that: a domain with
 * a weight of 1 % would never be in a batch of 32.
 *
 * <p>Not safe for use by several threads.
 */
public final class BatchPlanner {
  private final DomainSampler sampler;
  private DomainDistribution weights;

  private BatchPlanner(DomainSampler sampler, DomainDistribution weights) {
    this.sampler = sampler;
    this.weights = weights;
  }

  /**
   * A planner that draws exactly.
   *
   * @param weights the weights to start with
   * @return a planner that has planned no batch
   */
  public static BatchPlanner of(DomainDistribution weights) {
    notNull(weights, "weights");
    return of(Samplers.exact(), weights, 0);
  }

  /**
   * A planner over any kind of sampler.
   *
   * @param kind how to draw
   * @param weights the weights to start with
   * @param seed the seed of whatever is random about the kind
   * @return a planner that has planned no batch
   */
  public static BatchPlanner of(DomainSampler.Kind kind, DomainDistribution weights, long seed) {
    notNull(kind, "kind");
    notNull(weights, "weights");
    return new BatchPlanner(kind.start(weights, seed), weights);
  }

  /**
   * A planner that goes on where a saved one stood.
   *
   * @param kind how the saved one drew
   * @param weights the weights that were in force
   * @param state what {@link #state()} gave
   * @return the planner
   * @throws IllegalArgumentException if the state does not fit the kind or the domains
   */
  public static BatchPlanner resume(
      DomainSampler.Kind kind, DomainDistribution weights, SavedState state) {
    notNull(kind, "kind");
    notNull(weights, "weights");
    notNull(state, "state");
    return new BatchPlanner(kind.resume(weights, state), weights);
  }

  /**
   * Plans the next batch.
   *
   * @param batchSize examples in the batch, at least 1
   * @return the number of examples by domain, 0 for those the batch does without; they sum to the
   *     batch size
   * @throws IllegalArgumentException if the batch size is below 1
   */
  public ImmutableMap<String, Integer> plan(int batchSize) {
    checkArgument(batchSize >= 1, "batch size is %s; it must be at least 1", batchSize);
    int[] counts = new int[weights.size()];
    for (int i = 0; i < batchSize; i++) {
      counts[sampler.next()]++;
    }
    ImmutableMap.Builder<String, Integer> plan =
        ImmutableMap.builderWithExpectedSize(counts.length);
    for (int j = 0; j < counts.length; j++) {
      plan.put(weights.domains().get(j), counts[j]);
    }
    return plan.buildOrThrow();
  }

  /**
   * Changes the weights from the next batch on; what earlier weights promised is kept.
   *
   * @param next the new weights, over the same domains
   * @throws IllegalArgumentException if the domains differ
   */
  public void reweigh(DomainDistribution next) {
    notNull(next, "next");
    sampler.reweigh(next);
    weights = next;
  }

  /**
   * The weights in force.
   *
   * @return those of the next batch
   */
  public DomainDistribution weights() {
    return weights;
  }

  /**
   * Everything the planner knows beside its weights.
   *
   * @return a state from which {@link #resume} goes on bit for bit
   */
  public SavedState state() {
    return sampler.state();
  }
}
