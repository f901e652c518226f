// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.internal.AtomicFiles;

/**
 * Reads a record line by line and keeps count of lines and bytes, so that errors can say where and
 * a resumed run can cut the file.
 *
 * <p>A line counts as whole when it ends in a line feed: the writer puts that last, so a process
 * that dies while writing leaves at most one line without it. Every other line must follow from
 * those before it: by its checksum, or in the first version of the format by its step and by the
 * weights that it starts from.
 */
final class RecordLines implements Closeable {
  private static final Pattern NUMBER = Pattern.compile("^\\{\"n\":(\\d{1,18})[,}]");

  private final Path file;
  private final InputStream in;
  private byte[] buffer = new byte[1 << 16];
  private int start;
  private int end;
  private int lineFrom;
  private int lineTo;

  private final RunHeader header;
  private final boolean chained;
  private final RecordChain chain = new RecordChain();
  private final LineDecoder decoder;
  private long line;
  private long offset;
  private long lastStep = -1;
  private DomainDistribution lastWeights;
  private boolean eventSince;
  private boolean truncated;

  RecordLines(Path file) throws IOException {
    this.file = file;
    AtomicFiles.checkRegularIfThere(file);
    this.in = Files.newInputStream(file);
    try {
      if (!nextLine()) {
        throw wrong(
            truncated ? "the header was cut short" : "the file is empty; a record has a header",
            null);
      }
      byte[] first = Arrays.copyOfRange(buffer, lineFrom, lineTo);
      try {
        header = HeaderJson.read(first);
        chained = HeaderJson.isOfToday(first);
      } catch (IllegalArgumentException e) {
        throw wrong(e.getMessage(), e);
      }
      if (chained && !chain.fits(buffer, lineFrom, lineTo)) {
        throw wrong("the header was altered: its checksum does not fit; take a copy", null);
      }
      chain.start(buffer, lineFrom, lineTo);
      decoder = new LineDecoder(header, chained);
      lastWeights = header.weights();
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** Whether there is more than what a process left that died while it wrote the header. */
  static boolean hasWholeLine(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n') {
          return true;
        }
      }
      return false;
    }
  }

  /** Whether a file is a record that a run began and wrote nothing more to. */
  static boolean isHeaderAlone(Path file) throws IOException {
    try (RecordLines lines = new RecordLines(file)) {
      return lines.next() == null && !lines.truncated;
    } catch (IllegalArgumentException e) {
      return false; // Another file, or a damaged record, which is kept as it is.
    }
  }

  RunHeader header() {
    return header;
  }

  /** Whether the file has the format in which records are written today. */
  boolean isOfToday() {
    return chained;
  }

  /** The next update or event, or null at the end. */
  @Nullable Object next() throws IOException {
    if (!nextLine()) {
      return null;
    }
    if (chained && !chain.fits(buffer, lineFrom, lineTo)) {
      throw wrong(misfit(), null);
    }
    Object read;
    try {
      read = decoder.line(buffer, lineFrom, lineTo - lineFrom);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage(), e);
    }
    if (read instanceof RecordedUpdate update) {
      check(update);
      lastStep = update.step();
      lastWeights = update.weights();
      eventSince = false;
    } else {
      eventSince = true;
    }
    return read;
  }

  private void check(RecordedUpdate update) {
    if (update.step() == lastStep) {
      throw wrong(
          "step " + lastStep + " comes twice: a line is doubled, or of another run; " + remedy(),
          null);
    }
    if (update.step() < lastStep) {
      throw wrong(
          "step "
              + update.step()
              + " comes after step "
              + lastStep
              + ": a line is out of order, or of another run; "
              + remedy(),
          null);
    }
    if (!chained && !eventSince && !update.before().equals(lastWeights)) {
      throw wrong(
          "the weights before step "
              + update.step()
              + " are not those after "
              + (lastStep < 0 ? "the header" : "step " + lastStep)
              + ": a line is missing before it, or it is of another run; "
              + remedy(),
          null);
    }
  }

  private String misfit() {
    String text =
        new String(buffer, lineFrom, Math.min(40, lineTo - lineFrom), StandardCharsets.UTF_8);
    Matcher number = NUMBER.matcher(text);
    String what;
    if (!number.find()) {
      what = "it was altered, or is no line of this record";
    } else {
      long says = Long.parseLong(number.group(1));
      what =
          says == line
              ? "it was altered, or is of another run"
              : "it says that it is line "
                  + says
                  + ": "
                  + (says < line
                      ? "lines are doubled or out of order"
                      : "lines are missing before it or out of order");
    }
    return "it does not follow from the lines before it: " + what + "; " + remedy();
  }

  private String remedy() {
    return "take a copy of the record, or keep the "
        + (line - 1)
        + (line == 2 ? " line" : " lines")
        + " before it, which are sound (head -n "
        + (line - 1)
        + ")";
  }

  /** Bytes from the start of the file to the end of the line last read. */
  long offset() {
    return offset;
  }

  /** What writes on after the line last read. */
  LineEncoder encoder() {
    return new LineEncoder(header, chain.copy(), line, lastWeights, lastStep, decoder.implied());
  }

  /** Whether the file ends in the middle of a line; known once {@link #next} gave null. */
  boolean isTruncated() {
    return truncated;
  }

  /** Finds the next line in the buffer, which grows to hold it. */
  private boolean nextLine() throws IOException {
    int from = start;
    while (true) {
      for (int i = from; i < end; i++) {
        if (buffer[i] == '\n') {
          lineFrom = start;
          lineTo = i;
          offset += i + 1L - start;
          start = i + 1;
          line++;
          return true;
        }
      }
      from = end - start;
      if (start > 0) {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
      }
      if (end == buffer.length) {
        buffer = Arrays.copyOf(buffer, Math.multiplyExact(buffer.length, 2));
      }
      int read = in.read(buffer, end, buffer.length - end);
      if (read < 0) {
        truncated = end > start;
        return false;
      }
      end += read;
    }
  }

  private IllegalArgumentException wrong(@Nullable String what, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "run record " + file + ", line " + Math.max(line, 1) + ": " + what, cause);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
