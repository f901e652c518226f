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
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import org.versatune.examples.files.IoProblem;

/**
 * A file of the user's, read strictly as UTF-8: bytes that are not are an error with a place, never
 * silently a replacement character. A line ends at a line feed, a carriage return or both; a byte
 * order mark at the start of a line is dropped, since files that were joined keep theirs inside.
 */
final class Utf8File {
  /** Takes the lines of a file. */
  @FunctionalInterface
  interface LineReader {
    /**
     * Takes one line, without its end.
     *
     * @param number counted from 1
     */
    void read(int number, String line);
  }

  /** The longest line that fits into an array. */
  private static final int LONGEST = Integer.MAX_VALUE - 1024;

  private Utf8File() {}

  /**
   * Reads a file whole.
   *
   * @param name what to call it in an error
   */
  static String text(Path file, String name) {
    StringBuilder text = new StringBuilder();
    lines(file, name, (number, line) -> text.append(number == 1 ? "" : "\n").append(line));
    return text.toString();
  }

  /**
   * Reads a file line by line, with no more than one in memory.
   *
   * @param name what to call it in an error
   */
  static void lines(Path file, String name, LineReader reader) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      checkMark(in, name);
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      int number = 1;
      int before = -1;
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n' && before == '\r') {
          before = b;
          continue;
        }
        before = b;
        if (b == '\n' || b == '\r') {
          reader.read(number, decode(line.toByteArray(), name, number));
          number++;
          line.reset();
        } else {
          check(b, line.size(), name, number);
          line.write(b);
        }
      }
      if (line.size() > 0) {
        reader.read(number, decode(line.toByteArray(), name, number));
      }
    } catch (IOException e) {
      throw new CorpusException("%s cannot be read: %s".formatted(name, IoProblem.reason(e)), e);
    }
  }

  private static void checkMark(InputStream in, String name) throws IOException {
    in.mark(4);
    byte[] first = in.readNBytes(2);
    in.reset();
    int mark = first.length < 2 ? 0 : ((first[0] & 0xFF) << 8) | (first[1] & 0xFF);
    if (mark == 0xFFFE || mark == 0xFEFF) {
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
    CharsetDecoder decoder =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CoderResult result = decoder.decode(bytes, text, true);
    if (result.isError()) {
      throw new CorpusException(
          ("%s:%s: byte %s of the line (0x%02X) is not UTF-8; convert the file to UTF-8, for"
                  + " example: iconv -f WINDOWS-1252 -t UTF-8")
              .formatted(name, number, bytes.position() + 1, line[bytes.position()]));
    }
    text.flip();
    boolean marked = text.hasRemaining() && text.get(0) == '\uFEFF';
    return text.subSequence(marked ? 1 : 0, text.length()).toString();
  }
}
