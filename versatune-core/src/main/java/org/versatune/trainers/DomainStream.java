// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import org.jspecify.annotations.Nullable;
import org.versatune.internal.RowOrder;

/**
 * The rows of one domain in the order in which a run gets them, and what a segment has of them. Not
 * safe for use by several threads.
 */
final class DomainStream {
  private final String domain;
  private final DomainRows.RowList rows;
  private final long seed;
  private final byte @Nullable [] opening;
  private final String field;
  private long drawn;
  private @Nullable RowOrder order;
  private long own;
  private long bytes;
  private long tokens;
  private long repeats;

  DomainStream(String domain, DomainRows.RowList rows, long seed, String field) {
    this.domain = domain;
    this.rows = rows;
    this.seed = seed;
    this.field = field;
    this.opening = field.isEmpty() ? null : RowOutput.opening(field, domain);
  }

  /** Begins a segment, after some number of draws of the domain. */
  void begin(long drawnBefore) {
    drawn = drawnBefore;
    own = 0;
    bytes = 0;
    tokens = 0;
    repeats = 0;
  }

  /**
   * Finds the row of the next draw.
   *
   * @param isOwn whether the segment gets it, not another worker's: then it is counted
   */
  DomainRows.Place next(boolean isOwn) {
    long epoch = drawn / rows.size();
    RowOrder now = order;
    if (now == null || now.epoch() != epoch) {
      now = RowOrder.of(seed, domain, rows.size(), epoch);
      order = now;
    }
    long row = now.row(drawn % rows.size());
    drawn++;
    DomainRows.Place place = rows.place(row);
    if (isOwn) {
      own++;
      bytes += place.length();
      if (epoch > 0) {
        repeats++;
      }
    }
    return place;
  }

  /** Counts the tokens of a row of the segment. */
  void count(long itsTokens) {
    tokens += itsTokens;
  }

  /** What a row begins with in place of its brace; null where it stays as it is. */
  byte @Nullable [] opening(DomainRows.Place row) {
    return opening == null || field.equals(row.file().domainField()) ? null : opening;
  }

  Segment.Part part() {
    return new Segment.Part(own, bytes, tokens, repeats, drawn, rows.size());
  }
}
