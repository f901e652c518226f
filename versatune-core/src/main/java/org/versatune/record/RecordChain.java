// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * Binds each line of a record to all lines before it: a line ends in a checksum (CRC-32C) of the
 * line before's and of its own bytes up to there. So a line that is missing, doubled, moved,
 * altered or taken from another run does not fit.
 *
 * <p>Not safe for use by several threads.
 */
final class RecordChain {
  private static final byte[] FIELD = ",\"sum\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\"}".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGITS = 8;

  /** Bytes that the checksum adds to a line, its line feed not counted. */
  private static final int TAIL = FIELD.length + DIGITS + END.length;

  private int sum;

  RecordChain() {}

  private RecordChain(int sum) {
    this.sum = sum;
  }

  RecordChain copy() {
    return new RecordChain(sum);
  }

  /** The checksum of a line whose bytes up to it are given. */
  private int after(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, sum));
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  /**
   * A JSON object as a line of the record. The chain stays where it is until {@link #step} says
   * that the line was written.
   *
   * @param object JSON, without line breaks, in the first {@code length} bytes
   */
  byte[] line(byte[] object, int length) {
    int body = length - 1; // Without the closing brace.
    byte[] line = new byte[body + TAIL + 1];
    System.arraycopy(object, 0, line, 0, body);
    System.arraycopy(FIELD, 0, line, body, FIELD.length);
    byte[] digits =
        HexFormat.of().toHexDigits(after(line, 0, body)).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, line, body + FIELD.length, DIGITS);
    System.arraycopy(END, 0, line, body + FIELD.length + DIGITS, END.length);
    line[line.length - 1] = '\n';
    return line;
  }

  /** Goes on to the next line. */
  void step(byte[] line) {
    sum = after(line, 0, line.length - 1 - TAIL);
  }

  /**
   * Starts after a header. What follows is bound to what decides the run, and not to the library's
   * version or the options after it: workers of one run write the same lines.
   *
   * @param bytes holds the header, without its line feed
   */
  void start(byte[] bytes, int from, int to) {
    String header = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    int first = Math.max(header.indexOf("\"domains\":"), 0);
    int last = header.lastIndexOf(",\"options\":");
    sum = 0;
    sum = after(bytes, from + first, last < first ? to : from + last);
  }

  /**
   * Goes on to the next line, if it fits.
   *
   * @param bytes holds the line, without its line feed, at {@code from} to {@code to}
   * @return false if it does not fit; the chain stays where it was
   */
  boolean fits(byte[] bytes, int from, int to) {
    int body = to - TAIL;
    if (body <= from) {
      return false;
    }
    for (int i = 0; i < FIELD.length; i++) {
      if (bytes[body + i] != FIELD[i]) {
        return false;
      }
    }
    int written = 0;
    for (int i = body + FIELD.length; i < body + FIELD.length + DIGITS; i++) {
      int digit = Character.digit(bytes[i], 16);
      if (digit < 0) {
        return false;
      }
      written = written << 4 | digit;
    }
    int expected = after(bytes, from, body);
    if (written != expected) {
      return false;
    }
    sum = expected;
    return true;
  }
}
