package org.versatune.sampling;

import static org.versatune.internal.Given.notNull;

import org.versatune.DomainDistribution;
import org.versatune.DomainSampler;
import org.versatune.SavedState;
import org.versatune.Shard;
import org.versatune.internal.WorkerTurns;

/**
 * Hands out one worker's part of another sampler's draws.
 *
 * <pre>{@code
 * DomainSampler mine = ShardedSampler.of(Shard.of(rank, workers), Samplers.exact().start(weights, seed));
 * }</pre>
 *
 * <p>Each worker has a sampler of its own over the whole sequence and keeps one of every n draws,
 * so a draw costs n of the sampler inside: n workers together do the work of n sequences, which is
 * next to nothing beside training, and need not talk to each other.
 *
 * <p>A draw makes a whole round of n draws ({@link Shard}). Weights that are changed on every
 * worker after m draws of its own take effect at draw m·n of the sequence. The {@linkplain #state()
 * state} is that of the sampler inside, at the beginning of a round: the same on every worker, and
 * any other number of workers may go on from it:
 *
 * <pre>{@code
 * ShardedSampler.of(Shard.of(rank, others), Samplers.exact().resume(weights, state))
 * }</pre>
 *
 * <p>Inside a run, {@code VersaTune.builder().shard(...)} does all of this. Not safe for use by
 * several threads.
 */
public final class ShardedSampler implements DomainSampler {
  private static final int BLOCK = 4096;

  private final Shard shard;
  private final WorkerTurns turns;
  private final DomainSampler sequence;
  private long round;

  private ShardedSampler(Shard shard, DomainSampler sequence, long seed) {
    this.shard = shard;
    this.turns = new WorkerTurns(shard.rank(), shard.workers(), seed);
    this.sequence = sequence;
  }

  /**
   * One worker's part of a sequence, from where the sequence stands, with turns by the seed 0.
   *
   * @param shard which part
   * @param sequence draws the whole sequence; not to be used elsewhere from now on
   * @return the worker's sampler
   */
  public static ShardedSampler of(Shard shard, DomainSampler sequence) {
    return of(shard, sequence, 0);
  }

  /**
   * One worker's part of a sequence, from where the sequence stands.
   *
   * @param shard which part
   * @param sequence draws the whole sequence; not to be used elsewhere from now on
   * @param seed decides which draw of a round is whose ({@link Shard}); the same on every worker
   * @return the worker's sampler
   */
  public static ShardedSampler of(Shard shard, DomainSampler sequence, long seed) {
    notNull(shard, "shard");
    notNull(sequence, "sequence");
    return new ShardedSampler(shard, sequence, seed);
  }

  @Override
  public int next() {
    int turn = turns.of(round++);
    int own = -1;
    for (int i = 0; i < shard.workers(); i++) {
      int drawn = sequence.next();
      if (i == turn) {
        own = drawn;
      }
    }
    return own;
  }

  @Override
  public void next(int[] out) {
    notNull(out, "out");
    int workers = shard.workers();
    if (shard.isWhole()) {
      sequence.next(out);
      return;
    }
    // A few rounds at a time, so that the sampler inside may use its own loop.
    int rounds = Math.max(1, Math.min(out.length, BLOCK / workers));
    int[] block = new int[rounds * workers];
    for (int from = 0; from < out.length; from += rounds) {
      if (out.length - from < rounds) {
        block = new int[(out.length - from) * workers];
      }
      sequence.next(block);
      for (int i = 0, to = from; i < block.length; i += workers) {
        out[to++] = block[i + turns.of(round++)];
      }
    }
  }

  @Override
  public void reweigh(DomainDistribution weights) {
    notNull(weights, "weights");
    sequence.reweigh(weights);
  }

  /**
   * {@inheritDoc}
   *
   * @return the state of the sampler inside, which does not depend on the shard
   */
  @Override
  public SavedState state() {
    return sequence.state();
  }
}
