package org.versatune.tracking;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.AtomicFiles;

/**
 * Reads a record line by line and keeps count of lines and bytes, so that errors can say where and
 * a resumed run can cut the file.
 *
 * <p>A line counts as whole when it ends in a line feed: the writer puts that last, so a process
 * that dies while writing leaves at most one line without it.
 */
final class RunRecordLines implements Closeable {
  private final Path file;
  private final InputStream in;
  private final RunHeader header;
  private long line;
  private long offset;
  private long lastStep = Long.MIN_VALUE;
  private boolean truncated;

  RunRecordLines(Path file) throws IOException {
    this.file = file;
    AtomicFiles.checkRegularIfThere(file);
    this.in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      byte[] first = nextBytes();
      if (first == null) {
        throw wrong(
            truncated ? "the header was cut short" : "the file is empty; a record has a header",
            null);
      }
      try {
        header = RunRecordJson.readHeader(first);
      } catch (IllegalArgumentException e) {
        throw wrong(e.getMessage(), e);
      }
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

  RunHeader header() {
    return header;
  }

  /** The next update or event, or null at the end. */
  @Nullable Object next() throws IOException {
    byte[] bytes = nextBytes();
    if (bytes == null) {
      return null;
    }
    Object read;
    try {
      read = RunRecordJson.readLine(header, bytes);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage(), e);
    }
    if (read instanceof RecordedUpdate update) {
      if (update.step() < lastStep) {
        throw wrong("step " + update.step() + " comes after step " + lastStep, null);
      }
      lastStep = update.step();
    }
    return read;
  }

  /** Bytes from the start of the file to the end of the line last read. */
  long offset() {
    return offset;
  }

  /** Whether the file ends in the middle of a line; known once {@link #next} gave null. */
  boolean isTruncated() {
    return truncated;
  }

  private byte @Nullable [] nextBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        line++;
        offset += bytes.size() + 1L;
        return bytes.toByteArray();
      }
      bytes.write(b);
    }
    truncated = bytes.size() > 0;
    return null;
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
