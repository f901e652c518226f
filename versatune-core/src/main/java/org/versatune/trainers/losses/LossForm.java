// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers.losses;

import com.google.common.base.CharMatcher;
import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How one trainer writes its losses by domain. Stateless and safe for use by any thread. */
interface LossForm {
  /** The name in the table. */
  String name();

  /** Which file it is and what makes the trainer write it: the remedy where nothing is found. */
  String howTo();

  /**
   * Whether the trainer writes the whole file anew each time. Otherwise it appends lines, and each
   * line is read by itself.
   */
  default boolean isRewritten() {
    return false;
  }

  /** Whether a file of a folder is one of the log. */
  boolean accepts(Path file);

  /**
   * The files of the log in a folder, in the order in which they are read.
   *
   * @param folder the folder that the user named
   */
  default ImmutableList<Path> find(Path folder) throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside
          .filter(this::accepts)
          .sorted(Comparator.comparing(LossForm::sortable))
          .collect(ImmutableList.toImmutableList());
    }
  }

  /** The name of a file with its number padded and in front, so that 9 comes before 10. */
  static String sortable(Path file) {
    String name = String.valueOf(file.getFileName());
    String digits = CharMatcher.inRange('0', '9').retainFrom(name);
    return Strings.padStart(digits, 20, '0') + name;
  }

  /**
   * Reads a line, or the whole text of a file that is rewritten.
   *
   * @param piece the text and where it comes from
   * @param losses takes what is found
   * @throws IllegalArgumentException if it cannot be read; the message says why, and the line where
   *     it is not that of the piece
   */
  void read(Piece piece, Consumer<Found> losses);

  /**
   * A text of a log.
   *
   * @param file where it is from
   * @param line the line that it begins in, from 1
   * @param text without the line end
   */
  record Piece(Path file, long line, String text) {}

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
