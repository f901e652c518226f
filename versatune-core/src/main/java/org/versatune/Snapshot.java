// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.AtomicFiles;

/**
 * Holds the state of a run at one moment: scheduler, forgetting tracker, sampler and the position
 * of every data source. It is written as one JSON document. {@link VersaTune#resume} goes on from
 * it with the same weights, draws and batches, bit for bit, as a run that never stopped.
 *
 * <p>The document carries a format version and a checksum over every name and number in it: a file
 * that was cut short or altered, or that another version wrote, is refused with a message that says
 * which. Immutable and safe for use by any number of threads.
 */
public final class Snapshot {
  private final RunState state;

  Snapshot(RunState state) {
    this.state = state;
  }

  RunState state() {
    return state;
  }

  /**
   * Returns the domains of the run.
   *
   * @return in the run's order
   */
  public ImmutableList<String> domains() {
    return state.setup().domains();
  }

  /**
   * Returns the weights in force.
   *
   * @return over {@link #domains()}
   */
  public DomainDistribution weights() {
    return state.draws().weights();
  }

  /**
   * Returns how many batches the snapshot counts as done.
   *
   * @return the number of the batch that a resumed run draws first
   */
  public long batches() {
    return state.draws().batches();
  }

  /**
   * Returns the step of the last report.
   *
   * @return training steps, −1 where nothing has been reported yet
   */
  public long reportedStep() {
    return state.reportedStep();
  }

  /**
   * Returns which worker saved it. Workers that have drawn equally often under the same reports
   * save the same otherwise.
   *
   * @return the worker that a resumed run goes on as, unless it is given another
   */
  public Worker worker() {
    return state.options().worker();
  }

  /**
   * Returns the document.
   *
   * @return JSON text
   */
  public String toJson() {
    return SnapshotJson.write(state);
  }

  /**
   * Reads a document.
   *
   * @param json what {@link #toJson()} gave
   * @return the snapshot
   * @throws IllegalArgumentException if it is cut short, altered, of an unknown version or no
   *     snapshot at all; the message says which
   */
  public static Snapshot fromJson(String json) {
    notNull(json, "json");
    return new Snapshot(SnapshotJson.read(json));
  }

  /**
   * Writes the document to a file: aside first, then moved into place, so that a crash leaves the
   * old file or the new one and nothing in between.
   *
   * @param file where to; folders are made as needed, and a symbolic link stays
   * @throws java.io.UncheckedIOException if it cannot be written, or is there and no regular file;
   *     what was there stays
   */
  public void write(Path file) {
    notNull(file, "file");
    AtomicFiles.write(file, "snapshot", aside -> Files.writeString(aside, toJson()));
  }

  /**
   * Reads a file that {@link #write} wrote.
   *
   * @param file the file
   * @return the snapshot
   * @throws java.io.UncheckedIOException if it cannot be read, or is no regular file
   * @throws IllegalArgumentException as for {@link #fromJson}; the message names the file
   */
  public static Snapshot read(Path file) {
    notNull(file, "file");
    String json;
    try {
      json = AtomicFiles.read(file);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + ": this is not a VersaTune snapshot, nor text", e);
    } catch (IOException e) {
      throw AtomicFiles.failure("read", "snapshot", file, e);
    }
    try {
      return fromJson(json);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Snapshot that && state.equals(that.state);
  }

  @Override
  public int hashCode() {
    return state.hashCode();
  }

  @Override
  public String toString() {
    return "Snapshot after " + batches() + " batches, last report at step " + reportedStep();
  }
}
