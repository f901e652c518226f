// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import org.versatune.DomainDistribution;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.Given;
import org.versatune.internal.Listed;
import org.versatune.internal.SoleWriter;

/**
 * Writes the rows that a run draws into files, segment after segment, each in the order in which
 * the trainer is to read it.
 *
 * <pre>{@code
 * DomainRows rows = DomainRows.builder().folders(Path.of("data")).open();
 * VersaTune run = VersaTune.builder().domains(rows.domains()).domainSizes(rows.sizes()).build();
 * try (SegmentWriter writer = SegmentWriter.builder(run, rows, Path.of("mixed")).open()) {
 *   Segment first = writer.rows(50_000);    // mixed/segment-00001.jsonl
 *   // … train on it, read the losses …
 *   run.report(losses);
 *   Segment second = writer.rows(50_000);   // by the new weights
 * }
 * }</pre>
 *
 * <p>Within a domain, rows come in a random order that depends on the run's seed; each epoch has a
 * new order, and no row repeats within an epoch. Which row comes next follows from how often the
 * domain has been drawn, so the snapshot of the run is all the state there is.
 *
 * <p><b>A process that is killed</b> at any moment can be started again and writes the same bytes:
 * rows are written aside, moved into place, and only then described by a manifest, which holds the
 * run's snapshot. Go on from {@link Segment#last} of the folder: resume its {@link
 * Segment#snapshot()}, report what was reported since, and write the next segment.
 *
 * <p>Not safe for use by several threads. One writer at a time may use a folder. Where several
 * workers share the draws, each has a run and a folder of its own and gets its own rows.
 */
public final class SegmentWriter implements AutoCloseable {
  private final VersaTune run;
  private final Path folder;
  private final DrawnRows draws;
  private final ImmutableList<ImmutableMap<String, Object>> sources;
  private final RowTokens tokens;
  private final String field;
  private final ImmutableSet<TrainerFormat> formats;
  private final DomainRows rows;
  private final SoleWriter right;
  private int number;
  private ImmutableMap<String, Long> drawn;
  private boolean isClosed;
  private boolean hasFailed;

  private SegmentWriter(
      Builder builder,
      ImmutableList<ImmutableMap<String, Object>> sources,
      SoleWriter right,
      int number) {
    this.run = builder.run;
    this.folder = builder.folder;
    this.sources = sources;
    this.tokens = builder.tokens;
    this.field = builder.field;
    this.formats = builder.formats;
    this.rows = builder.rows;
    this.right = right;
    this.number = number;
    this.drawn = run.draws();
    this.draws = new DrawnRows(run, rows, tokens, field);
    run.inFlight().compose();
  }

  /**
   * Describes a writer.
   *
   * @param run the run; nothing else may draw from it
   * @param rows the rows of every domain of the run; further domains are not used
   * @param folder where segments are written; made as needed
   * @return a builder
   */
  public static Builder builder(VersaTune run, DomainRows rows, Path folder) {
    return new Builder(notNull(run, "run"), notNull(rows, "rows"), notNull(folder, "folder"));
  }

  /**
   * Writes the next segment.
   *
   * @param count how many rows to draw, at least 1; with several workers, for this one
   * @return the segment; shorter only where every domain reaches its epoch cap
   * @throws NoSuchElementException if every domain has reached its epoch cap already
   * @throws IllegalStateException if something else drew from the run, or a file of rows changed
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public Segment rows(long count) {
    checkArgument(count >= 1, "a segment of %s rows was asked for; it has at least 1", count);
    return write(count, Long.MAX_VALUE);
  }

  /**
   * Writes the next segment, up to the row with which it reaches a number of tokens.
   *
   * @param count how many tokens, at least 1
   * @return the segment
   * @throws NoSuchElementException as for {@link #rows}
   * @throws IllegalStateException as for {@link #rows}
   * @throws java.io.UncheckedIOException as for {@link #rows}
   */
  public Segment tokens(long count) {
    checkArgument(count >= 1, "a segment of %s tokens was asked for; it has at least 1", count);
    return write(Long.MAX_VALUE, count);
  }

  private Segment write(long mostRows, long mostTokens) {
    checkState(!isClosed, "the writer is closed");
    checkState(
        !hasFailed,
        "the last segment could not be written, and the run is past its draws: close run and"
            + " writer, and go on from Segment.last(folder)");
    checkState(
        run.draws().equals(drawn),
        "something else drew from the run: %s draws after the last segment, %s now; draw from this"
            + " writer alone",
        Listed.of(drawn),
        Listed.of(run.draws()));
    if (!run.hasNext()) {
      throw new NoSuchElementException(
          "every domain has been drawn as often as its epoch cap allows ("
              + Listed.of(drawn)
              + "); raise epochCap or end the training here");
    }
    draws.begin();
    hasFailed = true; // Until the segment is there.
    Path file = SegmentFolder.rows(folder, number + 1);
    Counts counts = new Counts();
    try {
      AtomicFiles.writeQuickly(
          file,
          "segment",
          aside -> {
            try (RowOutput out = new RowOutput(aside)) {
              fill(out, mostRows, mostTokens, counts);
              counts.crc32c = out.finish();
              counts.bytes = out.bytes();
            }
          });
    } catch (InternalError e) {
      throw new IllegalStateException(
          "a file of rows was cut short while it was read; the segment was not written: leave the"
              + " files as they are and go on from the last segment",
          e);
    }
    return finish(file, counts, mostRows == counts.rows || counts.tokens >= mostTokens);
  }

  private Segment finish(Path file, Counts counts, boolean isComplete) {
    DomainDistribution weights = run.weights();
    Snapshot snapshot = run.snapshot();
    Segment segment =
        new Segment(
            number + 1,
            file,
            SegmentFolder.manifest(folder, number + 1),
            counts.rows,
            counts.bytes,
            counts.crc32c,
            isComplete,
            weights,
            draws.parts(),
            tokens.toString(),
            snapshot);
    formats.forEach(format -> format.write(folder, segment.number(), rows));
    SegmentJson.write(new SegmentJson.Manifest(segment, sources, run.seed(), field));
    number++;
    drawn = run.draws();
    hasFailed = false;
    return segment;
  }

  private void fill(RowOutput out, long mostRows, long mostTokens, Counts counts)
      throws IOException {
    while (counts.rows < mostRows && counts.tokens < mostTokens && run.hasNext()) {
      // Where tokens decide when to end, each row is looked at before the next is drawn.
      int most =
          mostTokens < Long.MAX_VALUE
              ? 1
              : (int) Math.min(DrawnRows.COUNTED, mostRows - counts.rows);
      for (DrawnRows.Row row : draws.next(most)) {
        out.write(row.place(), row.opening());
        counts.rows++;
        counts.tokens += row.tokens();
      }
    }
    draws.count();
  }

  /** Releases the folder. The run stays open. */
  @Override
  public void close() {
    isClosed = true;
    try {
      right.close();
    } catch (IOException e) {
      throw AtomicFiles.failure("unlock", "folder of segments", folder, e);
    }
  }

  /** What a segment has so far. */
  private static final class Counts {
    private long rows;
    private long tokens;
    private long bytes;
    private long crc32c;
  }

  /** Describes a writer. Not safe for use by several threads. */
  public static final class Builder {
    private final VersaTune run;
    private final DomainRows rows;
    private final Path folder;
    private RowTokens tokens = RowTokens.guessed();
    private String field = "";
    private ImmutableSet<TrainerFormat> formats = ImmutableSet.of();

    private Builder(VersaTune run, DomainRows rows, Path folder) {
      this.run = run;
      this.rows = rows;
      this.folder = folder;
    }

    /**
     * Sets what counts the tokens of a row.
     *
     * @param counter by default {@link RowTokens#guessed()}
     * @return this builder
     */
    public Builder tokensBy(RowTokens counter) {
      tokens = notNull(counter, "counter");
      return this;
    }

    /**
     * Adds a field with the domain to each row, before its own fields; everything else of the row
     * stays as it is. Rows of files {@linkplain DomainRows.Builder#byField by this field} have it
     * already.
     *
     * @param name the field, for example {@code channel}, which ms-swift reads
     * @return this builder
     */
    public Builder domainField(String name) {
      checkArgument(!notNull(name, "name").isBlank(), "the name of the field is blank");
      field = name;
      return this;
    }

    /**
     * Writes beside each segment what to add to the configuration of a trainer, with shuffling
     * switched off.
     *
     * @param trainers for whom
     * @return this builder
     */
    public Builder configure(TrainerFormat... trainers) {
      formats = ImmutableSet.copyOf(Given.list(trainers, "trainers"));
      return this;
    }

    /**
     * Checks what {@link #open} checks of the run and its rows, and writes nothing.
     *
     * @return this builder
     * @throws IllegalArgumentException if a domain of the run has no rows, the sizes given to the
     *     run are not those of the rows, rows have the domain field already, or are not what the
     *     trainer reads
     */
    public Builder check() {
      WriterChecks.domains(run, rows);
      WriterChecks.field(rows, field);
      formats.forEach(format -> format.check(rows, field));
      return this;
    }

    /**
     * Opens the folder for writing. Where it has segments, the run must be at the end of the last
     * one, and rows, tokens and field must be the same as there.
     *
     * @return the writer
     * @throws IllegalArgumentException if they are not, a domain of the run has no rows, the sizes
     *     given to the run are not those of the rows, or rows have the domain field already
     * @throws IllegalStateException if another writer uses the folder
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public SegmentWriter open() {
      ImmutableList<ImmutableMap<String, Object>> sources = SegmentJson.sources(rows);
      var unused = check();
      SoleWriter right;
      try {
        Path target = AtomicFiles.target(folder.resolve("segments"));
        right = SoleWriter.of(target, "the folder of segments");
      } catch (IOException e) {
        throw AtomicFiles.failure("write", "segments in", folder, e);
      }
      try {
        SegmentFolder.deleteUnfinished(folder);
        int number = SegmentFolder.lastNumber(folder);
        if (number > 0) {
          WriterChecks.goesOn(
              run,
              SegmentJson.read(SegmentFolder.manifest(folder, number)),
              sources,
              tokens.toString(),
              field);
        }
        return new SegmentWriter(this, sources, right, number);
      } catch (IOException | RuntimeException e) {
        try (right) {
          throw e instanceof IOException io
              ? AtomicFiles.failure("write", "segments in", folder, io)
              : (RuntimeException) e;
        } catch (IOException closing) {
          throw AtomicFiles.failure("unlock", "folder of segments", folder, closing);
        }
      }
    }
  }
}
