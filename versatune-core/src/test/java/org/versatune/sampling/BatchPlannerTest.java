package org.versatune.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;

final class BatchPlannerTest {

  @Property(tries = 200)
  void batchesSumExactlyAndTogetherFollowTheWeights(
      @ForAll @IntRange(min = 1, max = 20) int k, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DomainDistribution weights = Mixes.any(random, k);
    BatchPlanner planner = BatchPlanner.of(weights);
    long[] planned = new long[k];
    long total = 0;
    for (int batch = 0; batch < 30; batch++) {
      int size = 1 + random.nextInt(64);
      ImmutableMap<String, Integer> counts = planner.plan(size);
      assertThat(counts.keySet()).containsExactlyElementsOf(weights.domains());
      assertThat(counts.values().stream().mapToInt(n -> n).sum()).isEqualTo(size);
      total += size;
      for (int j = 0; j < k; j++) {
        planned[j] += counts.getOrDefault("d" + j, 0);
        assertThat(Math.abs(planned[j] - total * weights.weight(j))).isLessThanOrEqualTo(1 + 1e-9);
      }
    }
  }

  @Test
  void aDomainOfOnePercentComesInEveryThirdBatchOf32() {
    BatchPlanner planner = BatchPlanner.of(DomainDistribution.of(Mixes.names(2), .99, .01));
    int batches = 0;
    for (int batch = 0; batch < 300; batch++) {
      batches += planner.plan(32).getOrDefault("d1", 0) > 0 ? 1 : 0;
    }
    assertThat(batches).isBetween(95, 97);
  }

  @Test
  void aResumedPlannerPlansTheSame() {
    DomainDistribution weights = DomainDistribution.of(Mixes.names(3), .2, .3, .5);
    BatchPlanner planner = BatchPlanner.of(Samplers.independent(), weights, 5);
    planner.plan(10);
    planner.reweigh(weights.withWeights(.6, .3, .1));
    planner.plan(10);
    BatchPlanner resumed =
        BatchPlanner.resume(Samplers.independent(), planner.weights(), planner.state());
    for (int batch = 0; batch < 20; batch++) {
      assertThat(resumed.plan(7)).isEqualTo(planner.plan(7));
    }
  }

  @Test
  void aBatchOfNothingIsRefused() {
    BatchPlanner planner = BatchPlanner.of(DomainDistribution.uniform("a"));
    assertThatThrownBy(() -> planner.plan(0)).hasMessageContaining("batch size is 0");
  }
}
