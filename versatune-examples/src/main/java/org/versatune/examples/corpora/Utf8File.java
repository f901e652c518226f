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

/**
 * A file of the user's, read strictly as UTF-8: bytes that are not are an error with a place, never
 * silently a replacement character. Line ends are line feeds, a byte order mark at the start is
 * dropped.
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
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      int number = 1;
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n') {
          reader.read(number, decode(line.toByteArray(), name, number));
          number++;
          line.reset();
        } else {
          line.write(b);
        }
      }
      if (line.size() > 0) {
        reader.read(number, decode(line.toByteArray(), name, number));
      }
    } catch (IOException e) {
      throw new CorpusException("%s cannot be read: %s".formatted(name, e), e);
    }
  }

  private static String decode(byte[] line, String name, int number) {
    int length = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
    ByteBuffer bytes = ByteBuffer.wrap(line, 0, length);
    CharBuffer text = CharBuffer.allocate(length);
    CharsetDecoder decoder =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CoderResult result = decoder.decode(bytes, text, true);
    if (result.isError()) {
      throw new CorpusException(
          "%s:%d: byte %d of the line (0x%02X) is not UTF-8; convert the file to UTF-8"
              .formatted(name, number, bytes.position() + 1, line[bytes.position()]));
    }
    text.flip();
    boolean marked = number == 1 && text.hasRemaining() && text.get(0) == '\uFEFF';
    return text.subSequence(marked ? 1 : 0, text.length()).toString();
  }
}
