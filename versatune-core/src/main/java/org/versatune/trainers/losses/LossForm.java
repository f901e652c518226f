// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers.losses;

import com.google.common.base.CharMatcher;
import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How one trainer writes its losses by domain. Immutable and safe for use by any thread.
 *
 * @param name the name in the table
 * @param files the names of the files of the log
 * @param writing how the trainer writes them
 * @param howTo which file it is and what makes the trainer write it: the remedy where nothing is
 *     found
 * @param reader reads a text of the log
 */
record LossForm(String name, Pattern files, Writing writing, String howTo, Reader reader) {
  /** The file that is written anew each time. */
  static final String STATE = "trainer_state.json";

  private static final Pattern CHECKPOINT = Pattern.compile("checkpoint-\\d+");

  /** How a trainer writes the files of its log. */
  enum Writing {
    /** It appends lines, and each line is read by itself. */
    LINES,
    /** It writes whole files. */
    FILES,
    /** It writes {@link #STATE} anew each time, and leaves one in each checkpoint. */
    STATE_FILE
  }

  /** Reads a line, or the whole text of a file that is written whole. */
  interface Reader {
    /**
     * Reads a text.
     *
     * @param piece the text and where it comes from
     * @param losses takes what is found
     * @throws IllegalArgumentException if it cannot be read; the message says why, and the line
     *     where it is not that of the piece
     */
    void read(Piece piece, Consumer<Found> losses);
  }

  boolean isRewritten() {
    return writing != Writing.LINES;
  }

  /**
   * The files of the log in the folder that the user named, in the order in which they are read.
   */
  ImmutableList<Path> find(Path folder) throws IOException {
    List<Path> inside;
    try (Stream<Path> all = Files.list(folder)) {
      inside = all.sorted(Comparator.comparing(LossForm::sortable)).toList();
    }
    if (writing == Writing.STATE_FILE) {
      return latest(folder, inside);
    }
    return inside.stream()
        .filter(file -> files.matcher(String.valueOf(file.getFileName())).matches())
        .collect(ImmutableList.toImmutableList());
  }

  /** The file in the folder or in a checkpoint inside it, whichever was written last. */
  private ImmutableList<Path> latest(Path folder, List<Path> inside) throws IOException {
    Path latest = folder.resolve(STATE);
    FileTime time = Files.exists(latest) ? Files.getLastModifiedTime(latest) : null;
    for (Path checkpoint : inside) {
      Path file = checkpoint.resolve(STATE);
      if (CHECKPOINT.matcher(String.valueOf(checkpoint.getFileName())).matches()
          && Files.exists(file)
          && (time == null || Files.getLastModifiedTime(file).compareTo(time) > 0)) {
        latest = file;
        time = Files.getLastModifiedTime(file);
      }
    }
    return time == null ? ImmutableList.of() : ImmutableList.of(latest);
  }

  /** The name of a file with its number padded and in front, so that 9 comes before 10. */
  private static String sortable(Path file) {
    String name = String.valueOf(file.getFileName());
    String digits = CharMatcher.inRange('0', '9').retainFrom(name);
    return Strings.padStart(digits, 20, '0') + name;
  }

  /**
   * A text of a log.
   *
   * @param file where it is from
   * @param line the line that it begins in, from 1
   * @param text without the line end
   */
  record Piece(Path file, long line, String text) {
    String fileName() {
      return String.valueOf(file.getFileName());
    }

    /** A loss that this text says. */
    Found found(@Nullable Object step, String name, Object loss) {
      return new Found(file, line, step, name, loss);
    }
  }

  /**
   * A loss as it was found, unchecked.
   *
   * @param file where it is from
   * @param line the line of the file, from 1
   * @param step training steps done, a {@code Long} where all is well; null where the trainer does
   *     not say
   * @param name what the trainer calls the domain
   * @param loss the loss, a {@code Number} where all is well
   */
  record Found(Path file, long line, @Nullable Object step, String name, Object loss) {}
}
