// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.versatune.internal.AtomicFiles;

/** The names of the files in a folder of segments. */
final class SegmentFolder {
  private static final Pattern MANIFEST = Pattern.compile("segment-(\\d{5,9})\\.manifest\\.json");
  private static final Pattern UNFINISHED =
      Pattern.compile("(segment-\\d{5,9}|dataset_info\\.json)\\..*\\.part");

  private SegmentFolder() {}

  static String name(int number) {
    return String.format(Locale.ROOT, "segment-%05d", number);
  }

  static Path rows(Path folder, int number) {
    return folder.resolve(name(number) + ".jsonl");
  }

  static Path manifest(Path folder, int number) {
    return folder.resolve(name(number) + ".manifest.json");
  }

  static Optional<Segment> last(Path folder) {
    int number = lastNumber(folder);
    return number == 0 ? Optional.empty() : Optional.of(Segment.read(manifest(folder, number)));
  }

  /** The number of the last finished segment; 0 where there is none. */
  static int lastNumber(Path folder) {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> MANIFEST.matcher(String.valueOf(file.getFileName())))
          .filter(Matcher::matches)
          .mapToInt(name -> Integer.parseInt(name.group(1)))
          .max()
          .orElse(0);
    } catch (IOException e) {
      throw AtomicFiles.failure("read", "folder of segments", folder, e);
    }
  }

  /** Deletes what a writer that was killed had not finished. */
  static void deleteUnfinished(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (UNFINISHED.matcher(String.valueOf(file.getFileName())).matches()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
