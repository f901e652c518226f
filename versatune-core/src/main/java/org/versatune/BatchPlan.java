package org.versatune;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;

/**
 * The domains of one batch, in the order in which they were drawn.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class BatchPlan {
  private final long number;
  private final ImmutableList<String> order;
  private final ImmutableMap<String, Integer> counts;

  BatchPlan(long number, List<String> domains, int[] drawn) {
    this.number = number;
    int[] count = new int[domains.size()];
    ImmutableList.Builder<String> names = ImmutableList.builderWithExpectedSize(drawn.length);
    for (int domain : drawn) {
      count[domain]++;
      names.add(domains.get(domain));
    }
    this.order = names.build();
    ImmutableMap.Builder<String, Integer> map = ImmutableMap.builder();
    for (int j = 0; j < count.length; j++) {
      if (count[j] > 0) {
        map.put(domains.get(j), count[j]);
      }
    }
    this.counts = map.buildOrThrow();
  }

  /**
   * The number of the batch in the run.
   *
   * @return 0 for the first batch; it goes on over epochs and over a resumed run
   */
  public long number() {
    return number;
  }

  /**
   * The domain of each example.
   *
   * @return one name an example, in drawn order
   */
  public ImmutableList<String> domains() {
    return order;
  }

  /**
   * How many examples each domain gets.
   *
   * @return count by domain in the run's order, without the domains that get none
   */
  public ImmutableMap<String, Integer> counts() {
    return counts;
  }

  /**
   * The number of examples.
   *
   * @return the size asked for, or less where every domain ran into its epoch cap
   */
  public int size() {
    return order.size();
  }

  @Override
  public String toString() {
    return "batch " + number + " " + counts;
  }
}
