// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Bounds;
import org.versatune.internal.Listed;
import org.versatune.internal.WorkerTurns;
import org.versatune.sampling.ImportanceWeights;

/**
 * Draws the domains of a run, one after another: holds the weights in force, the sampler that
 * follows them and the counts, keeps epoch caps, and deals the draws out where several workers
 * share a run.
 *
 * <p>All workers make the same draws. They deal them out in rounds of one draw a worker, so that
 * workers that have made equally many rounds agree on everything; {@link Worker} says how.
 *
 * <p>Not safe for use by several threads: {@link VersaTune} guards it.
 */
final class DrawStream {
  private static final int[] NO_TURNS = {};

  /** Examples of one batch, all workers together: some hundred megabytes. */
  private static final int MOST_PLANNED = 1 << 24;

  /** How many draws {@link #at} may repeat however few domains there are: some 50 microseconds. */
  private static final int FEWEST_REPEATED = 4096;

  private final ImmutableList<String> domains;
  private final DomainSampler.Kind kind;
  private final Worker worker;
  private final Bounds bounds;
  private final @Nullable DomainDistribution fixedSampling;
  private final ObjLongConsumer<String> onExhausted;
  private final DomainSampler sampler;
  private final WorkerTurns turns;
  private final long[] drawn;
  private long total;
  private DomainDistribution weights;
  private TokenRates rates;

  /** A recent moment since the last change of weights, from which {@link #at} repeats draws. */
  private @Nullable Mark mark;

  /** Whether every domain with a weight has reached its epoch cap. */
  private boolean ended;

  /** Begins a run's draws. */
  DrawStream(
      Setup setup,
      RunOptions options,
      DomainSampler.Kind kind,
      DomainDistribution weights,
      ObjLongConsumer<String> onExhausted) {
    this(setup, options, kind, weights, onExhausted, null);
  }

  /** Goes on after the last draw of a saved run. */
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
    this.worker = options.worker();
    this.bounds = options.bounds(setup);
    this.fixedSampling =
        options.fixedSampling().isEmpty() ? null : DomainDistribution.of(options.fixedSampling());
    this.weights = weights;
    this.onExhausted = onExhausted;
    this.rates =
        TokenRates.of(setup, options, saved == null ? TokenRates.Counted.NOTHING : saved.counted());
    this.turns = new WorkerTurns(worker.rank(), worker.workers(), options.seed());
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
    return sampling(weights);
  }

  /** Returns the rates by which domains of some weights are drawn. */
  private DomainDistribution sampling(DomainDistribution by) {
    return fixedSampling == null ? rates.of(by) : fixedSampling;
  }

  TokenRates rates() {
    return rates;
  }

  /** Returns by how much examples count in the loss: it is fixed rates that make a difference. */
  ImportanceWeights importance() {
    return ImportanceWeights.of(fixedSampling == null ? sampling() : weights, sampling());
  }

  /** Counts the tokens of examples; the next draw follows the rates that come of it. */
  void count(Map<String, ? extends Number> examples, Map<String, ? extends Number> tokens) {
    TokenRates next = rates.with(examples, tokens);
    Runnable follow = following(next.of(weights));
    mark = null;
    rates = next;
    follow.run();
  }

  @Nullable DomainDistribution fixedSampling() {
    return fixedSampling;
  }

  ImmutableMap<String, Long> counts() {
    return weights.byDomain(drawn);
  }

  /** Returns whether a domain may still be drawn under its epoch cap. */
  boolean mayBeDrawn(int domain) {
    return !bounds.isExhausted(domain, drawn[domain]);
  }

  /**
   * Prepares a change of weights. A sampler of the user's own takes the new weights on a copy now:
   * if it fails, nothing has changed.
   *
   * @return makes the change, from the next draw on, and cannot fail
   */
  Runnable prepared(DomainDistribution next) {
    if (next.equals(weights)) {
      return () -> {};
    }
    Runnable follow = following(sampling(next));
    return () -> {
      mark = null;
      weights = next;
      follow.run();
      ended = isNothingLeft();
    };
  }

  private Runnable following(DomainDistribution next) {
    if (sampler instanceof CheckedSampling.Checked own) {
      CheckedSampling.Checked moved = own.reweighed(next);
      return () -> own.become(moved);
    }
    return () -> sampler.reweigh(next);
  }

  /** Returns how many examples have been drawn, of all domains and by all workers. */
  long total() {
    return total;
  }

  /** Refuses a batch size below 1, or one for which memory would not suffice. */
  void requireBatch(int batchSize) {
    checkArgument(batchSize >= 1, "batch size is %s; it must be at least 1", batchSize);
    checkArgument(
        (long) batchSize * worker.workers() <= MOST_PLANNED,
        "batch size is %s for each of %s workers; at most %s examples can be planned at once, all"
            + " workers together: plan batch by batch, or count a whole run with Composition",
        batchSize,
        worker.workers(),
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
   * Returns whether this worker has another draw. Where it has none, because epoch caps end the
   * last round before its turn, this call makes the draws that are left: they are other workers',
   * and all workers end with the same counts.
   */
  boolean hasNext() {
    if (!ended && !isOwnDrawNear()) {
      while (!ended) {
        var unused = drawOne();
      }
    }
    return !ended;
  }

  /**
   * Returns whether the next round reaches this worker's turn. Only epoch caps can end the draws;
   * near that end a copy of the sampler tries the round out.
   */
  private boolean isOwnDrawNear() {
    if (worker.isOnly() || !bounds.limitDraws()) {
      return true;
    }
    int before = turns.of(round());
    if (before == 0 || bounds.allow(before + 1L, drawn, weights::weight)) {
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
        trial.reweigh(sampling(trialWeights));
      }
    }
    return true;
  }

  /** Draws this worker's next domain. */
  String next() {
    requireNext();
    if (worker.isOnly()) {
      boolean own = sampler instanceof CheckedSampling.Checked;
      return domains.get(own ? rounds(1)[0] : drawOne());
    }
    int own = turns.of(round());
    return domains.get(rounds(1)[own]);
  }

  /** Returns the number of the next round, from 0. */
  private long round() {
    return total / worker.workers();
  }

  /** Returns the place of this worker's draw in each of the next rounds; empty for one worker. */
  int[] turns(int rounds) {
    if (worker.isOnly()) {
      return NO_TURNS;
    }
    int[] own = new int[rounds];
    for (int i = 0; i < rounds; i++) {
      own[i] = turns.of(round() + i);
    }
    return own;
  }

  /**
   * Draws {@code rounds} × {@code workers} domains; one of each round is this worker's.
   *
   * @return all of them in order; fewer only where epoch caps end the draws
   */
  int[] rounds(int rounds) {
    int[] sequence = new int[Math.multiplyExact(rounds, worker.workers())];
    return sampler instanceof CheckedSampling.Checked own
        ? allOrNothing(own, sequence)
        : drawn(sequence);
  }

  /** Draws by a sampler of the user's own; if it fails midway, everything is as before. */
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

  /** Takes a domain that reached its epoch cap out of the weights, from the next draw on. */
  private void retire(int domain) {
    mark = null;
    Optional<DomainDistribution> rest = withoutExhausted(weights, drawn);
    if (rest.isPresent()) {
      weights = rest.get();
      sampler.reweigh(sampling());
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
   * Marks this moment, for {@link #at}. Cheap enough for every batch, O(1) as a rule: the state of
   * all domains is copied now and then only, and {@link #at} repeats the draws since.
   */
  Point point() {
    Mark last = mark;
    if (last == null || total - last.total > Math.max(FEWEST_REPEATED, 4L * drawn.length)) {
      last = new Mark(weights, sampling(), sampler.state(), drawn.clone(), total, rates.counted());
      mark = last;
    }
    return new Point(last, total - last.total);
  }

  /** Returns the state of drawing at a marked moment. */
  RunState.DrawState at(Point point, long batches, ImmutableMap<String, SavedState> attached) {
    Mark from = point.mark();
    if (point.draws() == 0) {
      return new RunState.DrawState(
          from.weights(),
          from.sampler(),
          weights.byDomain(from.drawn()),
          batches,
          attached,
          from.counted());
    }
    DomainSampler again = kind.resume(from.sampling(), from.sampler());
    long[] counted = from.drawn().clone();
    for (long i = 0; i < point.draws(); i++) {
      counted[again.next()]++;
    }
    return new RunState.DrawState(
        from.weights(),
        again.state(),
        weights.byDomain(counted),
        batches,
        attached,
        from.counted());
  }

  /** Returns the state of drawing now. */
  RunState.DrawState now(long batches, ImmutableMap<String, SavedState> attached) {
    return new RunState.DrawState(
        weights, sampler.state(), counts(), batches, attached, rates.counted());
  }

  /** A copy of the state at a moment. The weights stay the same up to every point after it. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Mark(
      DomainDistribution weights,
      DomainDistribution sampling,
      SavedState sampler,
      long[] drawn,
      long total,
      TokenRates.Counted counted) {}

  /** A moment: some number of draws after a mark. */
  record Point(Mark mark, long draws) {}
}
