package org.versatune.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;
import org.versatune.DomainSampler;
import org.versatune.Shard;

final class ShardedSamplerTest {
  private static final List<DomainSampler.Kind> KINDS =
      List.of(Samplers.exact(), Samplers.exact().shuffled(16), Samplers.independent());

  @Property(tries = 300)
  void interleavedShardsAreTheSequence(
      @ForAll @IntRange(min = 1, max = 9) int n,
      @ForAll @IntRange(max = 2) int kind,
      @ForAll @IntRange(min = 1, max = 40) int k,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DomainDistribution weights = Mixes.any(random, k);
    DomainSampler single = KINDS.get(kind).start(weights, seed);
    List<ShardedSampler> shards = shards(n, () -> KINDS.get(kind).start(weights, seed));
    for (int change = 0; change < 5; change++) {
      drawAlike(single, shards, 1 + random.nextInt(60));
      DomainDistribution next = Mixes.any(random, k);
      single.reweigh(next);
      shards.forEach(shard -> shard.reweigh(next));
    }
  }

  @Property(tries = 300)
  void anyNumberOfWorkersGoesOnFromAnyShardsState(
      @ForAll @IntRange(min = 1, max = 9) int before,
      @ForAll @IntRange(min = 1, max = 9) int after,
      @ForAll @IntRange(max = 2) int kind,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DomainDistribution weights = Mixes.any(random, 7);
    DomainSampler single = KINDS.get(kind).start(weights, seed);
    List<ShardedSampler> shards = shards(before, () -> KINDS.get(kind).start(weights, seed));
    drawAlike(single, shards, random.nextInt(50));
    for (ShardedSampler shard : shards) {
      assertThat(shard.state()).isEqualTo(single.state());
    }
    List<ShardedSampler> others =
        shards(after, () -> KINDS.get(kind).resume(weights, shards.get(before / 2).state()));
    drawAlike(single, others, 50);
  }

  @Property(tries = 100)
  void blocksAreTheSameDraws(
      @ForAll @IntRange(min = 1, max = 9) int n,
      @ForAll @IntRange(max = 2000) int length,
      @ForAll @IntRange(max = 2) int kind,
      @ForAll long seed) {
    DomainDistribution weights = Mixes.any(new SplittableRandom(seed), 9);
    Shard shard = Shard.of(n / 2, n);
    ShardedSampler one = ShardedSampler.of(shard, KINDS.get(kind).start(weights, seed));
    ShardedSampler block = ShardedSampler.of(shard, KINDS.get(kind).start(weights, seed));
    int[] out = new int[length];
    block.next(out);
    assertThat(out).isEqualTo(IntStream.generate(one::next).limit(length).toArray());
    assertThat(block.state()).isEqualTo(one.state());
  }

  private static List<ShardedSampler> shards(int n, Supplier<DomainSampler> sequence) {
    return IntStream.range(0, n)
        .mapToObj(rank -> ShardedSampler.of(Shard.of(rank, n), sequence.get()))
        .toList();
  }

  private static void drawAlike(DomainSampler single, List<ShardedSampler> shards, int rounds) {
    for (int i = 0; i < rounds; i++) {
      List<Integer> own = shards.stream().map(DomainSampler::next).toList();
      List<Integer> round =
          IntStream.range(0, shards.size()).mapToObj(draw -> single.next()).toList();
      assertThat(own).containsExactlyInAnyOrderElementsOf(round);
    }
  }

  @Test
  void noShardIsLeftWithSomeDomainsOnly() {
    DomainDistribution four = DomainDistribution.uniform("law", "medicine", "code", "news");
    for (int rank = 0; rank < 4; rank++) {
      ShardedSampler shard =
          ShardedSampler.of(Shard.of(rank, 4), Samplers.exact().start(four, 0), 11);
      // Four rounds give each worker each place once, and the draws repeat every four.
      assertThat(IntStream.range(0, 4).map(i -> shard.next()))
          .containsExactlyInAnyOrder(0, 1, 2, 3);
    }
  }
}
