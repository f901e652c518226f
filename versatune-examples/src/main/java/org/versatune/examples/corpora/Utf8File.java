// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.StringJoiner;
import java.util.function.ObjIntConsumer;
import org.versatune.examples.files.IoProblem;

/**
 * Reads a file of the user's strictly as UTF-8: bytes that are not are an error with a place, never
 * silently a replacement character. A line ends at a line feed, a carriage return or both. A byte
 * order mark at the start of a line is dropped, since files that were joined keep theirs inside.
 */
final class Utf8File {
  /** The longest line that fits into an array. */
  private static final int LONGEST = Integer.MAX_VALUE - 1024;

  private Utf8File() {}

  /**
   * Reads a file whole.
   *
   * @param name what to call it in an error
   */
  static String text(Path file, String name) {
    StringJoiner text = new StringJoiner("\n");
    lines(file, name, (line, number) -> text.add(line));
    return text.toString();
  }

  /**
   * Reads a file line by line, with no more than one in memory.
   *
   * @param name what to call it in an error
   * @param reader gets each line without its end, and its number, counted from 1
   */
  static void lines(Path file, String name, ObjIntConsumer<String> reader) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      checkMark(in, name);
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      int number = 1;
      int before = -1;
      for (int b = in.read(); b >= 0; b = in.read()) {
        boolean secondOfTwo = b == '\n' && before == '\r';
        before = b;
        if (secondOfTwo) {
          continue;
        }
        if (b == '\n' || b == '\r') {
          reader.accept(decode(line.toByteArray(), name, number), number);
          number++;
          line.reset();
        } else {
          check(b, line.size(), name, number);
          line.write(b);
        }
      }
      if (line.size() > 0) {
        reader.accept(decode(line.toByteArray(), name, number), number);
      }
    } catch (IOException e) {
      throw new CorpusException("%s cannot be read: %s".formatted(name, IoProblem.reason(e)), e);
    }
  }

  private static void checkMark(InputStream in, String name) throws IOException {
    in.mark(4);
    byte[] first = in.readNBytes(2);
    in.reset();
    if (Arrays.equals(first, new byte[] {(byte) 0xFF, (byte) 0xFE})
        || Arrays.equals(first, new byte[] {(byte) 0xFE, (byte) 0xFF})) {
      throw new CorpusException(
          ("%s is not UTF-8 but UTF-16, as its first two bytes say; convert it: iconv -f UTF-16 -t"
                  + " UTF-8")
              .formatted(name));
    }
  }

  private static void check(int b, int length, String name, int number) {
    if (b == 0) {
      throw new CorpusException(
          ("%s:%s: a zero byte, which text in UTF-8 does not have; take the file away if it is no"
                  + " text, convert it if it is UTF-16 or UTF-32")
              .formatted(name, number));
    }
    if (length >= LONGEST) {
      throw new CorpusException(
          "%s:%s: a line of more than 2 GB; divide it".formatted(name, number));
    }
  }

  private static String decode(byte[] line, String name, int number) {
    ByteBuffer bytes = ByteBuffer.wrap(line);
    CharBuffer text = CharBuffer.allocate(line.length);
    if (UTF_8.newDecoder().decode(bytes, text, true).isError()) {
      throw new CorpusException(
          ("%s:%s: byte %s of the line (0x%02X) is not UTF-8; convert the file to UTF-8, for"
                  + " example: iconv -f WINDOWS-1252 -t UTF-8")
              .formatted(name, number, bytes.position() + 1, line[bytes.position()]));
    }
    String decoded = text.flip().toString();
    return decoded.startsWith("\uFEFF") ? decoded.substring(1) : decoded;
  }
}
