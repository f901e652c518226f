// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;
import org.versatune.SavedState;
import org.versatune.VersaTune;

/**
 * Gives a trainer the rows that a run draws, without a file: the rows that {@link SegmentWriter}
 * would write, in the same order.
 *
 * <pre>{@code
 * RowDraws draws = RowDraws.of(run, rows, RowTokens.guessed(), "");
 * for (RowDraws.Row row : draws.next(32)) { … }
 * }</pre>
 *
 * <p>Which row comes next follows from how often the domain has been drawn, so a resumed run goes
 * on with the next rows. Snapshots of the run hold the checksums of the files of rows: a run that
 * is resumed with others is refused.
 *
 * <p>Not safe for use by several threads. Domains may also be drawn from the run directly; the rows
 * of such draws are skipped.
 */
public final class RowDraws {
  /** The name of this class's part of a snapshot. */
  private static final String NAME = "versatune rows";

  private final VersaTune run;
  private final DrawnRows draws;
  private boolean hasFailed;

  private RowDraws(VersaTune run, DrawnRows draws) {
    this.run = run;
    this.draws = draws;
  }

  /**
   * Holds a row and its domain.
   *
   * @param domain the domain
   * @param json the row, a JSON object on one line, as it is in its file
   */
  public record Row(String domain, String json) {
    /**
     * Checks that nothing is missing.
     *
     * @param domain the domain
     * @param json the row
     */
    public Row {
      notNull(domain, "domain");
      notNull(json, "json");
    }
  }

  /**
   * Connects rows with a run, from its next draw on.
   *
   * @param run what draws; one object of this class for each run
   * @param rows the rows of every domain of the run
   * @param tokens counts the tokens of a row, for a run whose weights are shares of tokens
   * @param field a field with the domain that is added to each row, as by {@link
   *     SegmentWriter.Builder#domainField}; empty for none
   * @return the rows
   * @throws IllegalArgumentException if a domain of the run has no rows, the sizes given to the run
   *     are not those of the rows, rows have the field already, or the run was saved with other
   *     files of rows
   * @throws IllegalStateException if the run gives rows already
   */
  public static RowDraws of(VersaTune run, DomainRows rows, RowTokens tokens, String field) {
    notNull(run, "run");
    notNull(rows, "rows");
    notNull(tokens, "tokens");
    notNull(field, "field");
    WriterChecks.domains(run, rows);
    WriterChecks.field(rows, field);
    SavedState now =
        SavedState.builder()
            .longs("rows", rows.files().stream().mapToLong(file -> file.source().rows()).toArray())
            .longs(
                "crc32c", rows.files().stream().mapToLong(file -> file.source().crc32c()).toArray())
            .build();
    run.inFlight().restored(NAME).ifPresent(before -> same(before, now, rows));
    run.inFlight().attach(NAME, () -> now);
    return new RowDraws(run, new DrawnRows(run, rows, tokens, field));
  }

  /**
   * Returns whether a run that was resumed gave rows before it was saved.
   *
   * @param run the run
   * @return true where {@link #of} compares the files of rows with those of then
   */
  public static boolean wereGiven(VersaTune run) {
    return notNull(run, "run").inFlight().restored(NAME).isPresent();
  }

  private static void same(SavedState before, SavedState now, DomainRows rows) {
    long[] count = before.longs("rows");
    long[] crc32c = before.longs("crc32c");
    checkArgument(
        count.length == rows.files().size(),
        "the run was saved with %s files of rows, and %s are given; within a run they stay the"
            + " same",
        count.length,
        rows.files().size());
    for (int i = 0; i < count.length; i++) {
      checkArgument(
          count[i] == now.longs("rows")[i] && crc32c[i] == now.longs("crc32c")[i],
          "%s is not as it was when the run was saved: it had %s rows then, and has %s now, or"
              + " other ones; bring the old file back, or start a new run with the old weights as"
              + " its initial distribution",
          rows.files().get(i).source().file(),
          count[i],
          now.longs("rows")[i]);
    }
  }

  /**
   * Draws the rows of the next batch.
   *
   * @param count how many, at least 1; with several workers, for this one
   * @return the rows in drawn order; fewer only where every domain reaches its epoch cap
   * @throws NoSuchElementException if every domain has reached its epoch cap already
   * @throws IllegalStateException if a file of rows was changed since it was opened: the run is
   *     past the draws then, so go on from its last snapshot
   */
  public ImmutableList<Row> next(int count) {
    checkArgument(count >= 1, "a batch of %s rows was asked for; it has at least 1", count);
    checkState(
        !hasFailed,
        "a row could not be read, and the run is past it: go on from the last snapshot");
    if (!run.hasNext()) {
      throw new NoSuchElementException(
          "every domain has been drawn as often as its epoch cap allows; raise epochCap or end the"
              + " training here");
    }
    draws.begin();
    hasFailed = true; // Until the rows are there.
    ImmutableList.Builder<Row> rows = ImmutableList.builder();
    try {
      int missing = count;
      while (missing > 0 && run.hasNext()) {
        for (DrawnRows.Row row : draws.next(missing)) {
          rows.add(new Row(row.domain(), text(row)));
          missing--;
        }
      }
      draws.count();
    } catch (InternalError e) {
      throw new IllegalStateException(
          "a file of rows was cut short while it was read; leave the files as they are and go on"
              + " from the last snapshot",
          e);
    }
    hasFailed = false;
    return rows.build();
  }

  private static String text(DrawnRows.Row row) {
    return new String(RowOutput.line(row.place(), row.opening()), StandardCharsets.UTF_8);
  }
}
