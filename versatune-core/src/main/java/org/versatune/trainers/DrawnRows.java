// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.BatchPlan;
import org.versatune.VersaTune;

/**
 * Draws the domains of a run, finds the row of each draw, and tells the run the tokens of the rows
 * where it counts them. Not safe for use by several threads.
 */
final class DrawnRows {
  /** Rows between two counts of tokens: few enough that rates follow, many enough to be fast. */
  static final int COUNTED = 64;

  private final VersaTune run;
  private final RowTokens tokens;
  private final ImmutableMap<String, DomainStream> streams;
  private final Map<String, long[]> counted = new LinkedHashMap<>();
  private long uncounted;

  /**
   * A row of this worker.
   *
   * @param place where it is
   * @param domain its domain
   * @param opening what it begins with in place of its brace, as {@link DomainStream#opening} says
   * @param tokens how many it has
   */
  @SuppressWarnings("ArrayRecordComponent") // Made once for a domain, and never changed.
  record Row(DomainRows.Place place, String domain, byte @Nullable [] opening, long tokens) {}

  DrawnRows(VersaTune run, DomainRows rows, RowTokens tokens, String field) {
    this.run = run;
    this.tokens = tokens;
    this.streams =
        Maps.toMap(
            run.domains(),
            domain -> new DomainStream(domain, rows.list(domain), run.seed(), field));
  }

  /** Goes on after what the run has drawn, and begins to count anew what is drawn of it. */
  void begin() {
    ImmutableMap<String, Long> drawn = run.draws();
    streams.forEach((domain, stream) -> stream.begin(drawn.getOrDefault(domain, 0L)));
  }

  /**
   * Draws.
   *
   * @param most how many rows at most; fewer where the tokens of one decide the next draw
   * @return the rows in drawn order, without those of other workers
   */
  ImmutableList<Row> next(int most) {
    boolean areCounted = run.tokens().areCounted();
    BatchPlan plan = run.plan(areCounted && !run.tokens().areKnown() ? 1 : most);
    DomainRows.Place[] places = places(plan);
    ImmutableList.Builder<Row> rows = ImmutableList.builderWithExpectedSize(plan.size());
    for (int i = 0; i < places.length; i++) {
      String domain = plan.sequence().get(i);
      boolean isOwn = plan.takes(i);
      long its = isOwn || areCounted ? places[i].tokens(tokens) : 0;
      if (areCounted) {
        long[] sums = counted.computeIfAbsent(domain, unused -> new long[2]);
        sums[0]++;
        sums[1] += its;
        uncounted++;
      }
      if (isOwn) {
        DomainStream stream = stream(domain);
        stream.count(its);
        rows.add(new Row(places[i], domain, stream.opening(places[i]), its));
      }
    }
    if (uncounted >= COUNTED || (uncounted > 0 && !run.tokens().areKnown())) {
      count();
    }
    return rows.build();
  }

  /**
   * Finds the rows of a plan. They lie far apart in memory, and waiting for each in turn would take
   * longer than writing them. So each pass does one thing for all rows, and the processor fetches
   * several at a time.
   */
  private DomainRows.Place[] places(BatchPlan plan) {
    ImmutableList<String> sequence = plan.sequence();
    DomainRows.Place[] places = new DomainRows.Place[sequence.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = stream(sequence.get(i)).next(plan.takes(i));
    }
    for (int i = 0; i < places.length; i++) {
      if (plan.takes(i)) {
        places[i].check();
      }
    }
    return places;
  }

  private DomainStream stream(String domain) {
    return requireNonNull(streams.get(domain));
  }

  /** Tells the run the tokens that it does not know yet. */
  void count() {
    if (uncounted > 0) {
      run.tokens().count(column(0), column(1));
      counted.clear();
      uncounted = 0;
    }
  }

  private ImmutableMap<String, Long> column(int column) {
    return ImmutableMap.copyOf(Maps.transformValues(counted, sums -> sums[column]));
  }

  /** What was drawn of each domain since {@link #begin}. */
  ImmutableMap<String, Segment.Part> parts() {
    return ImmutableMap.copyOf(Maps.transformValues(streams, DomainStream::part));
  }
}
