// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The rows of Parquet files as JSON Lines. Reading them takes a library that users without such
 * files need not have: only {@link ParquetReading} names its classes.
 */
final class ParquetFiles {
  private ParquetFiles() {}

  static boolean isParquet(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".parquet");
  }

  /** Writes the rows of a Parquet file, one JSON object a line. */
  static void convert(Path file, Path lines) throws IOException {
    try {
      ParquetReading.convert(file, lines);
    } catch (NoClassDefFoundError e) {
      throw new IllegalArgumentException(
          file
              + ": reading Parquet takes a library that is not on the class path; add"
              + " com.jerolba:carpet-record:0.4.0, or convert the file to JSON Lines",
          e);
    }
  }
}
