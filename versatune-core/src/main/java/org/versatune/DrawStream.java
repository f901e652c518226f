package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Bounds;
import org.versatune.internal.Listed;
import org.versatune.internal.WorkerTurns;

/**
 * The one sequence of draws of a run: the weights in force, the sampler that follows them, what has
 * been drawn, the rounds of a sharded run and the ends that epoch caps set.
 *
 * <p>Not safe for use by several threads: {@link VersaTune} guards it.
 */
final class DrawStream {
  private static final int[] NO_TURNS = {};

  /** Examples of one batch, all workers together: some hundred megabytes. */
  private static final int MOST_PLANNED = 1 << 24;

  /** Draws that may always be made again to come back to a moment: some tens of microseconds. */
  private static final int FEWEST_REPEATED = 4096;

  private final ImmutableList<String> domains;
  private final DomainSampler.Kind kind;
  private final Shard shard;
  private final Bounds bounds;
  private final @Nullable DomainDistribution fixedSampling;
  private final ObjLongConsumer<String> onExhausted;
  private final DomainSampler sampler;
  private final WorkerTurns turns;
  private final long[] drawn;
  private long total;
  private DomainDistribution weights;

  /** A moment of this stream, not too long ago and under the weights in force; null for none. */
  private @Nullable Mark mark;

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
    this.kind = CheckedSampling.of(kind);
    this.shard = options.shard();
    this.bounds = options.bounds(setup);
    this.fixedSampling =
        options.fixedSampling().isEmpty() ? null : DomainDistribution.of(options.fixedSampling());
    this.weights = weights;
    this.onExhausted = onExhausted;
    this.turns = new WorkerTurns(shard.rank(), shard.workers(), options.seed());
    if (saved == null) {
      this.sampler = this.kind.start(sampling(), options.seed());
      this.drawn = new long[domains.size()];
    } else {
      this.sampler = this.kind.resume(sampling(), saved.samplerState());
      this.drawn = domains.stream().mapToLong(domain -> counted(saved, domain)).toArray();
      this.total = Arrays.stream(drawn).sum();
      this.ended = isNothingLeft();
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

  ImmutableList<String> domains() {
    return domains;
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

  ImmutableMap<String, Long> counts() {
    return weights.byDomain(drawn);
  }

  /** Whether an epoch cap still allows a domain to be drawn. */
  boolean mayBeDrawn(int domain) {
    return !bounds.isExhausted(domain, drawn[domain]);
  }

  /** The weights from the next draw on. */
  void reweigh(DomainDistribution next) {
    prepared(next).run();
  }

  /**
   * A change of weights that cannot fail any more. A sampler of the user's own takes them on a copy
   * now, so that its failure comes before anything else has moved.
   */
  Runnable prepared(DomainDistribution next) {
    if (next.equals(weights)) {
      return () -> {};
    }
    DomainDistribution rates = fixedSampling == null ? next : fixedSampling;
    Runnable follow =
        sampler instanceof CheckedSampling.Checked own
            ? following(own, own.reweighed(rates))
            : () -> sampler.reweigh(rates);
    return () -> {
      mark = null;
      weights = next;
      follow.run();
      ended = isNothingLeft();
    };
  }

  private static Runnable following(CheckedSampling.Checked own, CheckedSampling.Checked moved) {
    return () -> own.become(moved);
  }

  /** How many examples have been drawn, all domains and workers together. */
  long total() {
    return total;
  }

  /** Refuses a batch that no memory holds, before anything is drawn. */
  void requireBatch(int batchSize) {
    checkArgument(batchSize >= 1, "batch size is %s; it must be at least 1", batchSize);
    checkArgument(
        (long) batchSize * shard.workers() <= MOST_PLANNED,
        "batch size is %s for each of %s workers; at most %s examples can be planned at once, all"
            + " workers together: plan batch by batch, or count a whole run with Composition",
        batchSize,
        shard.workers(),
        MOST_PLANNED);
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
    int before = turns.of(round());
    if (before == 0 || !bounds.limitDraws() || bounds.allow(before + 1L, drawn, weights::weight)) {
      return true;
    }
    DomainSampler trial = kind.resume(sampling(), sampler.state());
    DomainDistribution trialWeights = weights;
    long[] counts = drawn.clone();
    for (int i = 0; i < before; i++) {
      int domain = trial.next();
      counts[domain]++;
      if (bounds.isExhausted(domain, counts[domain])) {
        Optional<DomainDistribution> rest = withoutExhausted(trialWeights, counts);
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
    if (shard.isWhole()) {
      boolean own = sampler instanceof CheckedSampling.Checked;
      return domains.get(own ? rounds(1)[0] : drawOne());
    }
    int own = turns.of(round());
    return domains.get(rounds(1)[own]);
  }

  /** The number of the round that comes next. */
  private long round() {
    return total / shard.workers();
  }

  /** For each of the next rounds, the place of this worker's own draw; empty for one worker. */
  int[] turns(int rounds) {
    if (shard.isWhole()) {
      return NO_TURNS;
    }
    int[] own = new int[rounds];
    for (int i = 0; i < rounds; i++) {
      own[i] = turns.of(round() + i);
    }
    return own;
  }

  /**
   * Draws {@code rounds} × {@code workers} domains, of which one a round is this worker's.
   *
   * @return all of them in order: fewer only where the sequence ended
   */
  int[] rounds(int rounds) {
    int[] sequence = new int[Math.multiplyExact(rounds, shard.workers())];
    return sampler instanceof CheckedSampling.Checked own
        ? allOrNothing(own, sequence)
        : drawn(sequence);
  }

  /** Comes back to where it stood if a sampler of the user's own fails midway. */
  private int[] allOrNothing(CheckedSampling.Checked own, int[] sequence) {
    SavedState state = own.state();
    DomainDistribution then = weights;
    long[] counts = drawn.clone();
    try {
      return drawn(sequence);
    } catch (RuntimeException e) {
      weights = then;
      own.back(sampling(), state, e);
      System.arraycopy(counts, 0, drawn, 0, counts.length);
      total = Arrays.stream(counts).sum();
      mark = null;
      ended = false;
      throw e;
    }
  }

  private int[] drawn(int[] sequence) {
    if (!bounds.limitDraws()) {
      sampler.next(sequence);
      for (int domain : sequence) {
        drawn[domain]++;
      }
      total += sequence.length;
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
    total++;
    if (bounds.isExhausted(domain, drawn[domain])) {
      retire(domain);
    }
    return domain;
  }

  /** Takes a domain that reached its epoch cap out of the weights from the next draw on. */
  private void retire(int domain) {
    mark = null;
    Optional<DomainDistribution> rest = withoutExhausted(weights, drawn);
    if (rest.isPresent()) {
      weights = rest.get();
      sampler.reweigh(weights);
    } else {
      ended = true;
    }
    onExhausted.accept(domains.get(domain), total);
  }

  private boolean isNothingLeft() {
    return bounds.limitDraws() && !bounds.after(drawn).leaveSomethingOf(weights.toArray());
  }

  /**
   * The weights with every exhausted domain at 0, the others within their bounds.
   *
   * @return empty where no domain is left that may carry weight
   */
  private Optional<DomainDistribution> withoutExhausted(DomainDistribution before, long[] counts) {
    Bounds.Moment left = bounds.after(counts);
    double[] rest = before.toArray();
    double sum = 0;
    for (int j = 0; j < rest.length; j++) {
      rest[j] = bounds.isExhausted(j, counts[j]) ? 0 : rest[j];
      sum += rest[j];
    }
    if (sum == 0) {
      return Optional.empty();
    }
    for (int j = 0; j < rest.length; j++) {
      rest[j] /= sum;
    }
    return Optional.of(before.withWeights(left.project(rest)));
  }

  /**
   * This moment, to come back to: where it has to be kept at every batch, in O(1). The state of all
   * domains is written down once in a while only; from there the draws are made again.
   */
  Point point() {
    Mark last = mark;
    if (last == null || total - last.total > Math.max(FEWEST_REPEATED, 4L * drawn.length)) {
      last = new Mark(weights, sampling(), sampler.state(), drawn.clone(), total);
      mark = last;
    }
    return new Point(last, total - last.total);
  }

  /** Where drawing stood at a moment of this stream. */
  RunState.DrawState at(Point point, long batches, ImmutableMap<String, SavedState> attached) {
    Mark from = point.mark();
    if (point.draws() == 0) {
      return new RunState.DrawState(
          from.weights(), from.sampler(), weights.byDomain(from.drawn()), batches, attached);
    }
    DomainSampler again = kind.resume(from.sampling(), from.sampler());
    long[] counted = from.drawn().clone();
    for (long i = 0; i < point.draws(); i++) {
      counted[again.next()]++;
    }
    return new RunState.DrawState(
        from.weights(), again.state(), weights.byDomain(counted), batches, attached);
  }

  /** Where drawing stands. */
  RunState.DrawState now(long batches, ImmutableMap<String, SavedState> attached) {
    return new RunState.DrawState(weights, sampler.state(), counts(), batches, attached);
  }

  /** Everything about a moment. The weights stay from there on to the points that refer to it. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  private record Mark(
      DomainDistribution weights,
      DomainDistribution sampling,
      SavedState sampler,
      long[] drawn,
      long total) {}

  /** A moment: a number of draws after a mark. */
  record Point(Mark mark, long draws) {}
}
