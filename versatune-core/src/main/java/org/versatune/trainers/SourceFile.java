// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * What is known of a file of rows: its state when it was read, and what was found in it.
 *
 * @param file the file, by its real path
 * @param stamp its size and time when it was read
 * @param crc32c the checksum of all its bytes
 * @param rows how many rows it has
 * @param spansLines whether a row is on several lines, as in a file that is one JSON array
 * @param fields how many rows have each field at their outermost level
 * @param domains how many rows each domain has, where a field names it; empty otherwise
 * @param longest the bytes of the longest row
 */
record SourceFile(
    Path file,
    Stamp stamp,
    long crc32c,
    long rows,
    boolean spansLines,
    ImmutableMap<String, Long> fields,
    ImmutableMap<String, Long> domains,
    long longest) {

  /** The rows of another file, read by way of this one. */
  SourceFile of(Path other, Stamp itsStamp, long itsChecksum) {
    return new SourceFile(other, itsStamp, itsChecksum, rows, spansLines, fields, domains, longest);
  }

  /**
   * What says cheaply whether a file is as it was.
   *
   * @param size bytes
   * @param modified when it was last written, in nanoseconds since 1970
   */
  record Stamp(long size, long modified) {
    static Stamp of(Path file) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
    }
  }
}
