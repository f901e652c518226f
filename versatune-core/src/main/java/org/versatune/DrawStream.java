package org.versatune;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Listed;

/**
 * The one sequence of draws of a run: the weights in force, the sampler that follows them, what has
 * been drawn, the rounds of a sharded run and the ends that epoch caps set.
 *
 * <p>Not safe for use by several threads: {@link VersaTune} guards it.
 */
final class DrawStream {
  private final ImmutableList<String> domains;
  private final DomainSampler.Kind kind;
  private final Shard shard;
  private final DrawLimits limits;
  private final @Nullable DomainDistribution fixedSampling;
  private final ObjLongConsumer<String> onExhausted;
  private final DomainSampler sampler;
  private final long[] drawn;
  private DomainDistribution weights;
  private boolean ended;

  /** A stream before its first draw. */
  DrawStream(
      Setup setup,
      RunOptions options,
      DomainSampler.Kind kind,
      DomainDistribution weights,
      ObjLongConsumer<String> onExhausted) {
    this(setup, options, kind, weights, onExhausted, null);
  }

  /** A stream that goes on where a saved one stood. */
  DrawStream(
      RunState state,
      RunOptions options,
      DomainSampler.Kind kind,
      ObjLongConsumer<String> onExhausted) {
    this(state.setup(), options, kind, state.draws().weights(), onExhausted, state.draws());
  }

  private DrawStream(
      Setup setup,
      RunOptions options,
      DomainSampler.Kind kind,
      DomainDistribution weights,
      ObjLongConsumer<String> onExhausted,
      RunState.@Nullable DrawState saved) {
    this.domains = setup.domains();
    this.kind = kind;
    this.shard = options.shard();
    this.limits = DrawLimits.of(setup, options);
    this.fixedSampling =
        options.fixedSampling().isEmpty() ? null : DomainDistribution.of(options.fixedSampling());
    this.weights = weights;
    this.onExhausted = onExhausted;
    if (saved == null) {
      this.sampler = kind.start(sampling(), options.seed());
      this.drawn = new long[domains.size()];
    } else {
      this.sampler = kind.resume(sampling(), saved.samplerState());
      this.drawn = domains.stream().mapToLong(domain -> counted(saved, domain)).toArray();
      this.ended = limits.allExhausted(drawn, weights);
    }
  }

  private static long counted(RunState.DrawState saved, String domain) {
    Long count = saved.drawn().get(domain);
    if (count == null) {
      throw new IllegalArgumentException(
          "the snapshot has no count of draws for domain '" + domain + "'");
    }
    return count;
  }

  DomainDistribution weights() {
    return weights;
  }

  DomainDistribution sampling() {
    return fixedSampling == null ? weights : fixedSampling;
  }

  @Nullable DomainDistribution fixedSampling() {
    return fixedSampling;
  }

  SavedState samplerState() {
    return sampler.state();
  }

  ImmutableMap<String, Long> counts() {
    ImmutableMap.Builder<String, Long> map = ImmutableMap.builderWithExpectedSize(drawn.length);
    for (int j = 0; j < drawn.length; j++) {
      map.put(domains.get(j), drawn[j]);
    }
    return map.buildOrThrow();
  }

  /** The weights from the next draw on. */
  void reweigh(DomainDistribution next) {
    if (!next.equals(weights)) {
      weights = next;
      sampler.reweigh(sampling());
      ended = limits.allExhausted(drawn, weights);
    }
  }

  void requireNext() {
    if (!hasNext()) {
      throw new NoSuchElementException(
          "every domain has been drawn as often as its epoch cap allows ("
              + Listed.of(counts())
              + "); raise epochCap or end the training here");
    }
  }

  /**
   * Whether the next round comes as far as this worker's draw. Where it does not, the draws that
   * are left are made, since they are those of other workers, and all workers stand at the end.
   */
  boolean hasNext() {
    if (!ended && !isOwnDrawNear()) {
      while (!ended) {
        var unused = drawOne();
      }
    }
    return !ended;
  }

  /** Only epoch caps end a sequence, and only close to the end it has to be tried out. */
  private boolean isOwnDrawNear() {
    int before = shard.rank();
    if (before == 0 || !limits.any() || limits.allow(before + 1L, drawn, weights)) {
      return true;
    }
    DomainSampler trial = kind.resume(weights, sampler.state());
    DomainDistribution trialWeights = weights;
    long[] counts = drawn.clone();
    for (int i = 0; i < before; i++) {
      int domain = trial.next();
      counts[domain]++;
      if (limits.exhausted(domain, counts[domain])) {
        Optional<DomainDistribution> rest = limits.withoutExhausted(trialWeights, counts);
        if (rest.isEmpty()) {
          return false;
        }
        trialWeights = rest.get();
        trial.reweigh(trialWeights);
      }
    }
    return true;
  }

  /** Draws this worker's next domain. */
  String next() {
    requireNext();
    return domains.get(shard.isWhole() ? drawOne() : rounds(1)[shard.rank()]);
  }

  /**
   * Draws {@code rounds} × {@code workers} domains, of which one a round is this worker's.
   *
   * @return all of them in order: fewer only where the sequence ended
   */
  int[] rounds(int rounds) {
    int[] sequence = new int[Math.multiplyExact(rounds, shard.workers())];
    if (!limits.any()) {
      sampler.next(sequence);
      for (int domain : sequence) {
        drawn[domain]++;
      }
      return sequence;
    }
    int size = 0;
    while (size < sequence.length && !ended) {
      sequence[size++] = drawOne();
    }
    return Arrays.copyOf(sequence, size);
  }

  private int drawOne() {
    int domain = sampler.next();
    drawn[domain]++;
    if (limits.exhausted(domain, drawn[domain])) {
      retire(domain);
    }
    return domain;
  }

  /** Takes a domain that reached its epoch cap out of the weights from the next draw on. */
  private void retire(int domain) {
    Optional<DomainDistribution> rest = limits.withoutExhausted(weights, drawn);
    if (rest.isPresent()) {
      weights = rest.get();
      sampler.reweigh(weights);
    } else {
      ended = true;
    }
    onExhausted.accept(domains.get(domain), Arrays.stream(drawn).sum());
  }
}
