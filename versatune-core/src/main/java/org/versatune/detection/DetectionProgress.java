// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.TextFile;

/**
 * How far a detection has come: the rounds that are done, and what has been judged of the one that
 * is not. {@link DomainDetector#resume} goes on from it, with the same result, bit for bit, as a
 * detection that never stopped.
 *
 * <p>A detection that fails gives it in {@link DetectionException#progress()}, and after each round
 * it is passed to {@link DomainDetector.Builder#onProgress}. It holds no text: those of the
 * unfinished round are generated again from the same seed, and compared by a checksum. Immutable
 * and safe for use by any number of threads.
 */
public final class DetectionProgress {
  private final DetectionProvenance provenance;
  private final ImmutableList<DetectionRound> rounds;
  private final Unfinished unfinished;
  private final Optional<JudgeErrors> errors;

  /**
   * What was judged of a round that is not done.
   *
   * @param texts the checksum of its texts, empty where nothing was judged
   * @param judged judgements by position; empty where the judge declined
   */
  record Unfinished(String texts, ImmutableMap<Integer, Optional<DomainDistribution>> judged) {
    static final Unfinished NONE = new Unfinished("", ImmutableMap.of());

    boolean isHeldOut() {
      return texts.startsWith(RoundWork.HELD_OUT);
    }

    static Unfinished of(@Nullable RoundWork work) {
      return work == null || work.judged().isEmpty()
          ? NONE
          : new Unfinished(work.fingerprint(), work.judged());
    }
  }

  DetectionProgress(
      DetectionProvenance provenance,
      ImmutableList<DetectionRound> rounds,
      Unfinished unfinished,
      Optional<JudgeErrors> errors) {
    this.provenance = provenance;
    this.rounds = rounds;
    this.unfinished = unfinished;
    this.errors = errors;
  }

  /**
   * Returns model, classifier and options of the detection.
   *
   * @return an immutable record
   */
  public DetectionProvenance provenance() {
    return provenance;
  }

  /**
   * Returns the rounds that are done, in order.
   *
   * @return any number
   */
  public ImmutableList<DetectionRound> rounds() {
    return rounds;
  }

  /**
   * Returns the number of judgements that need not be made again, in finished rounds and in the
   * unfinished one. Those of held-out texts count until all held-out texts have been judged.
   *
   * @return at least 0
   */
  public long judgements() {
    return rounds.stream().mapToLong(round -> round.accepted() + (long) round.declined()).sum()
        + unfinished.judged().size();
  }

  Unfinished unfinished() {
    return unfinished;
  }

  /** What held-out texts show of the classifier; empty where none were judged yet. */
  Optional<JudgeErrors> errors() {
    return errors;
  }

  /**
   * Returns the document.
   *
   * @return JSON text, with a format version and a checksum
   */
  public String toJson() {
    return ProgressJson.write(this);
  }

  /**
   * Reads a document.
   *
   * @param json what {@link #toJson()} gave
   * @return the progress
   * @throws IllegalArgumentException if it is cut short, altered, of an unknown version or no such
   *     document; the message says which
   */
  public static DetectionProgress fromJson(String json) {
    return ProgressJson.read(notNull(json, "json"));
  }

  /**
   * Writes the document to a file: aside first, then moved into place, so that a crash leaves the
   * old file or the new one and nothing in between.
   *
   * @param file where to; folders are made as needed
   * @throws UncheckedIOException if it cannot be written
   */
  public void write(Path file) {
    notNull(file, "file");
    AtomicFiles.write(file, "detection", aside -> Files.writeString(aside, toJson()));
  }

  /**
   * Reads a file that {@link #write} wrote.
   *
   * @param file the file
   * @return the progress
   * @throws UncheckedIOException if it cannot be read
   * @throws IllegalArgumentException as for {@link #fromJson}; the message names the file
   */
  public static DetectionProgress read(Path file) {
    notNull(file, "file");
    String json;
    try {
      json = TextFile.read(file);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          file + ": the detection cannot be gone on with: it is not UTF-8", e);
    } catch (IOException e) {
      throw AtomicFiles.failure("read", "detection", file, e);
    }
    try {
      return fromJson(json);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** Returns one line: how many rounds and judgements there are. */
  @Override
  public String toString() {
    return "DetectionProgress{"
        + rounds.size()
        + " of "
        + provenance.rounds()
        + " rounds, "
        + judgements()
        + " judgements}";
  }
}
