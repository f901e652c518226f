// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The validation set of a domain: all of its examples, or a sample of them that is taken once and
 * then kept, so that every evaluation is of the same examples.
 *
 * <p>Which examples a sample has follows from its seed, its size and the domain alone: from a
 * seekable set those at random positions (Floyd's algorithm), from any other those of one pass that
 * a reservoir keeps (Vitter's algorithm R). So a resumed run has the same sample again, if the set
 * is the same and has the same order in its first pass.
 *
 * <p>Not safe for use by several threads, but for {@link #fingerprint}.
 */
final class ValidationSet {
  /** The size of a sample that is none: the whole set. */
  static final int WHOLE = Integer.MAX_VALUE;

  /** The fewest examples that are evaluated at once, where the set has smaller batches. */
  private static final int FEWEST_AT_ONCE = 32;

  private final BatchReader reader;
  private final int most;
  private final long seed;
  private @Nullable ImmutableList<Batch> sample;
  private volatile long fingerprint;

  /**
   * @param most the most examples in the sample, or {@link #WHOLE}
   */
  ValidationSet(String domain, BatchReader reader, int most, long seed) {
    this.reader = reader;
    this.most = most;
    this.seed =
        seed
            ^ com.google.common.hash.Hashing.murmur3_128()
                .hashString(domain, StandardCharsets.UTF_8)
                .asLong();
  }

  /** Returns whether evaluations are of a sample. */
  boolean isSampled() {
    return most != WHOLE;
  }

  /** Returns the fingerprint of the sample; 0 before it is taken, and for a whole set. */
  long fingerprint() {
    return fingerprint;
  }

  /**
   * Returns how many examples an evaluation is of. A set that is not seekable is read for that.
   *
   * @param what what messages call it
   */
  long examples(String what) {
    SeekableSource seekable = reader.seekable();
    if (seekable != null) {
      return Math.min(most, seekable.numExamples());
    }
    long[] count = new long[1];
    read(what, batch -> count[0] += batch.examples());
    return Math.min(most, count[0]);
  }

  /**
   * Gives the batches of an evaluation, at least one.
   *
   * @param what what messages call it
   */
  void forEach(String what, Consumer<Batch> use) {
    if (most == WHOLE) {
      read(what, use);
      return;
    }
    ImmutableList<Batch> known = sample;
    if (known == null) {
      known = OutsideWorkspaces.get(() -> sampled(what));
      sample = known;
    }
    known.forEach(use);
  }

  private void read(String what, Consumer<Batch> use) {
    var unused = ReadingClaim.of("the " + what, reader.iterator());
    reader.begin();
    PrefetchWatch prefetchers = new PrefetchWatch(reader.iterator());
    checkState(hasNext(prefetchers), "%s is empty: it has no batch after reset()", what);
    while (hasNext(prefetchers)) {
      use.accept(next(what));
    }
    reader.begin();
  }

  private boolean hasNext(PrefetchWatch prefetchers) {
    prefetchers.await();
    return reader.hasNext();
  }

  private Batch next(String what) {
    Object next = reader.next();
    checkState(next != null, "%s gave null where hasNext() was true", what);
    return LabelMasks.complete(Batch.ofEither(next, what), what);
  }

  private ImmutableList<Batch> sampled(String what) {
    TreeMap<Long, Example> chosen = new TreeMap<>();
    int[] atOnce = {FEWEST_AT_ONCE};
    SeekableSource seekable = reader.seekable();
    if (seekable != null && seekable.numExamples() > most) {
      var unused = ReadingClaim.of("the " + what, reader.iterator());
      for (long position : positions(seekable.numExamples())) {
        seekable.seek(0, position);
        checkState(reader.hasNext(), "%s has no example at position %s", what, position);
        Batch batch = next(what);
        atOnce[0] = Math.max(atOnce[0], batch.examples());
        chosen.put(position, alone(Example.of(what, batch).get(0)));
      }
      seekable.seek(0, 0);
    } else {
      Reservoir reservoir = new Reservoir();
      read(
          what,
          batch -> {
            atOnce[0] = Math.max(atOnce[0], batch.examples());
            reservoir.add(what, batch);
          });
      chosen.putAll(reservoir.chosen());
    }
    return batches(ImmutableList.copyOf(chosen.values()), atOnce[0]);
  }

  /** Returns different positions below a number, each set of them equally likely. */
  private SortedSet<Long> positions(long below) {
    SplittableRandom random = new SplittableRandom(seed);
    TreeSet<Long> positions = new TreeSet<>();
    for (long j = below - most; j < below; j++) {
      if (!positions.add(random.nextLong(j + 1))) {
        positions.add(j);
      }
    }
    return positions;
  }

  /** Keeps some of the examples that it gets, each set of them equally likely. */
  private final class Reservoir {
    private final SplittableRandom random = new SplittableRandom(seed);
    private final List<Long> positions = new ArrayList<>();
    private final List<Example> kept = new ArrayList<>();
    private long seen;

    void add(String what, Batch batch) {
      ImmutableList<Example> examples = null;
      for (int i = 0; i < batch.examples(); i++, seen++) {
        long place = seen < most ? seen : random.nextLong(seen + 1);
        if (place < most) {
          examples = examples == null ? Example.of(what, batch) : examples;
          Example own = alone(examples.get(i));
          if (place == kept.size()) {
            kept.add(own);
            positions.add(seen);
          } else {
            kept.set((int) place, own);
            positions.set((int) place, seen);
          }
        }
      }
    }

    SortedMap<Long, Example> chosen() {
      TreeMap<Long, Example> chosen = new TreeMap<>();
      for (int i = 0; i < kept.size(); i++) {
        chosen.put(positions.get(i), kept.get(i));
      }
      return chosen;
    }
  }

  /** Returns an example that does not keep the rest of its batch in memory. */
  private static Example alone(Example example) {
    return Example.of(example.domain(), BatchMerger.batch(ImmutableList.of(example))).get(0);
  }

  private ImmutableList<Batch> batches(ImmutableList<Example> examples, int atOnce) {
    ImmutableList.Builder<Batch> batches = ImmutableList.builder();
    long sum = 1;
    for (Example example : examples) {
      BatchMerger.requireFit(examples.get(0), example);
      sum = Fingerprints.combine(sum, example.fingerprint());
    }
    for (int from = 0; from < examples.size(); from += atOnce) {
      batches.add(
          BatchMerger.batch(examples.subList(from, Math.min(from + atOnce, examples.size()))));
    }
    fingerprint = sum;
    return batches.build();
  }
}
