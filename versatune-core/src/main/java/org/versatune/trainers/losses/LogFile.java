// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers.losses;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.TextFile;
import org.versatune.trainers.losses.LossForm.Piece;

/**
 * How far a growing file has been read: to the end of its last whole line. It is an immutable
 * value, so that what fails half-way has not moved.
 *
 * @param file the file
 * @param offset bytes read
 * @param lines lines read
 * @param key what the system calls the file, by which another one of the same name is noticed; null
 *     where the system has no such thing
 * @param head the first bytes of the file, by which one that was written anew is noticed
 */
@SuppressWarnings(
    "ArrayRecordComponent") // Compared with Arrays.equals alone, and never handed out.
record LogFile(Path file, long offset, long lines, @Nullable Object key, byte[] head) {
  private static final int HEAD = 256;
  private static final int CHUNK = 1 << 16;
  private static final int LONGEST_LINE = 1 << 26;

  static LogFile unread(Path file) {
    return new LogFile(file, 0, 0, null, new byte[0]);
  }

  /** Whether the file is no longer the one that was read, or was written anew. */
  boolean isReplaced() throws IOException {
    if (offset == 0) {
      return false;
    }
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    if (now.size() < offset || (key != null && !Objects.equals(key, now.fileKey()))) {
      return true;
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      return !Arrays.equals(head, first(channel, head.length));
    }
  }

  /**
   * Reads the whole lines that are new.
   *
   * @param last whether the trainer has ended, so that a last line without line end is whole, too
   * @return how far it was read
   */
  LogFile read(boolean last, Consumer<Piece> pieces) throws IOException {
    Object nowKey = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      if (offset == 0) {
        TextFile.check(file, first(channel, HEAD));
      }
      channel.position(offset);
      long at = offset;
      long line = lines;
      ByteArrayOutputStream begun = new ByteArrayOutputStream();
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
      while (channel.read(chunk.clear()) > 0) {
        int from = 0;
        for (int i = 0; i < chunk.position(); i++) {
          if (chunk.get(i) == '\n') {
            begun.write(chunk.array(), from, i - from);
            at += begun.size() + 1L;
            line++;
            pieces.accept(new Piece(file, line, text(begun, line)));
            begun.reset();
            from = i + 1;
          }
        }
        begun.write(chunk.array(), from, chunk.position() - from);
        if (begun.size() > LONGEST_LINE) {
          throw new IllegalArgumentException(
              "losses in %s, line %s: the line has more than %s bytes, so this is no log: give the log"
                      .formatted(file, line + 1, LONGEST_LINE)
                  + " of the trainer");
        }
      }
      if (last && begun.size() > 0) {
        at += begun.size();
        line++;
        pieces.accept(new Piece(file, line, text(begun, line)));
      }
      int known = (int) Math.min(HEAD, at);
      return new LogFile(file, at, line, nowKey, first(channel, known));
    }
  }

  private static byte[] first(SeekableByteChannel channel, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    channel.position(0);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // Until it is full or the file ends.
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private static String text(ByteArrayOutputStream bytes, long line) {
    String text = bytes.toString(StandardCharsets.UTF_8);
    if (line == 1 && text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
