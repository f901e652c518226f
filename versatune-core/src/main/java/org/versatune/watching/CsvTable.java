// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.watching;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.versatune.internal.Given.notNull;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Longs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.SoleWriter;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunHeader;
import org.versatune.record.RunListener;

/**
 * Writes a table as comma-separated values in UTF-8: one row for each update and domain, with the
 * columns {@code step,domain,weight,loss,potential,forgetting,draws}. A number that is not known is
 * left empty. A name with a comma, a quote or a line break is quoted (RFC 4180).
 *
 * <p>A run that starts keeps an older file beside the new one, under the same name with {@code
 * .previous} added, unless that has no row. A run that is resumed continues the file, after
 * removing the rows that are later than its snapshot.
 *
 * <p>One object is for one run at a time, and so is one file: a second run is refused until the
 * first is closed.
 */
public final class CsvTable implements RunListener {
  private static final String WHAT = "table";
  private static final String HEADER = "step,domain,weight,loss,potential,forgetting,draws\n";
  private static final CharMatcher QUOTED = CharMatcher.anyOf(",\"\r\n");

  private final Path file;
  private @Nullable FileChannel channel;
  private @Nullable SoleWriter right;

  private CsvTable(Path file) {
    this.file = file;
  }

  /**
   * Makes a listener that writes a table to a file.
   *
   * @param file where to; folders are made as needed
   * @return a listener
   */
  public static CsvTable to(Path file) {
    return new CsvTable(notNull(file, "file"));
  }

  /**
   * Starts the file, or goes on with it.
   *
   * @throws java.io.UncheckedIOException if it cannot be written
   * @throws IllegalArgumentException if the file of a resumed run is no such table
   * @throws IllegalStateException if this object, or another writer of the file, serves a run that
   *     is not closed
   */
  @Override
  public void opened(RunHeader header, long step) {
    notNull(header, "header");
    Watched.requireOneRun(this, channel != null);
    try {
      Path target = AtomicFiles.target(file);
      right = SoleWriter.of(target, WHAT);
      long length = 0;
      if (Files.exists(target) && Files.size(target) > 0) {
        if (step >= 0) {
          length = lengthUntil(Files.readAllBytes(target), step);
        } else if (!isEmpty(target)) {
          Files.move(target, AtomicFiles.backup(target));
        }
      }
      FileChannel opened =
          FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel = opened;
      opened.truncate(length).position(length);
      if (length == 0) {
        write(opened, HEADER);
      }
    } catch (IOException e) {
      close();
      throw AtomicFiles.failure("write", WHAT, file, e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Whether a file is a table without a row, as a run leaves that ended before its first update.
   */
  private static boolean isEmpty(Path table) throws IOException {
    return Files.size(table) == HEADER.length()
        && HEADER.equals(Files.readString(table, ISO_8859_1));
  }

  /** How many bytes the header and the rows up to a step have; a last row that is cut off goes. */
  private long lengthUntil(byte[] table, long step) {
    byte[] header = HEADER.getBytes(UTF_8);
    checkArgument(
        table.length >= header.length && Arrays.equals(Arrays.copyOf(table, header.length), header),
        "%s does not begin with the columns of such a table: name another file",
        file);
    int kept = header.length;
    boolean quoted = false;
    for (int i = kept; i < table.length; i++) {
      if (table[i] == '"') {
        quoted = !quoted;
      } else if (table[i] == '\n' && !quoted) {
        String row = new String(table, kept, i - kept, UTF_8);
        Long of = Longs.tryParse(row.substring(0, Math.max(0, row.indexOf(','))));
        checkArgument(
            of != null,
            "%s has a row that begins with no step: '%s'; name another file",
            file,
            row);
        if (of > step) {
          break;
        }
        kept = i + 1;
      }
    }
    return kept;
  }

  @Override
  public void updated(RecordedUpdate update) {
    notNull(update, "update");
    FileChannel open = channel;
    if (open == null) {
      throw new IllegalStateException("the table is closed");
    }
    ImmutableMap<String, Map<String, ? extends Number>> numbers = Watched.of(update);
    StringBuilder rows = new StringBuilder();
    for (String domain : update.weights().domains()) {
      rows.append(update.step()).append(',').append(quoted(domain));
      for (Map<String, ? extends Number> quantity : numbers.values()) {
        Number number = quantity.get(domain);
        rows.append(',').append(number == null ? "" : number);
      }
      rows.append('\n');
    }
    try {
      write(open, rows.toString());
    } catch (IOException e) {
      throw AtomicFiles.failure("write", WHAT, file, e);
    }
  }

  private static String quoted(String name) {
    return QUOTED.matchesAnyOf(name) ? '"' + name.replace("\"", "\"\"") + '"' : name;
  }

  private static void write(FileChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
    long start = channel.position();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      channel.truncate(start);
      throw e;
    }
  }

  @Override
  public void close() {
    FileChannel open = channel;
    channel = null;
    try {
      AtomicFiles.close(open, WHAT, file);
    } finally {
      AtomicFiles.close(right, WHAT, file);
    }
  }

  @Override
  public String toString() {
    return "CsvTable to " + file;
  }
}
