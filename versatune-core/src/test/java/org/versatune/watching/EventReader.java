// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.watching;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads TensorBoard event files: written from the format's description, with Guava's CRC-32C and
 * not the JDK's, so that it shares nothing with the writer.
 */
final class EventReader {
  private EventReader() {}

  /** An event. */
  record Event(
      double wallTime, long step, String version, long sessionStatus, Map<String, Float> scalars) {}

  static List<Event> read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] length = take(bytes, 8);
      check(length, bytes.getInt());
      byte[] data =
          take(
              bytes,
              Math.toIntExact(ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()));
      check(data, bytes.getInt());
      events.add(event(data));
    }
    return events;
  }

  private static byte[] take(ByteBuffer bytes, int length) {
    byte[] taken = new byte[length];
    bytes.get(taken);
    return taken;
  }

  /** unmask(masked) = rotate left by 15 of (masked − 0xa282ead8). */
  private static void check(byte[] data, int masked) {
    int unmasked = masked - 0xa282ead8;
    int crc = (unmasked >>> 17) | (unmasked << 15);
    if (crc != Hashing.crc32c().hashBytes(data).asInt()) {
      throw new IllegalStateException("wrong checksum");
    }
  }

  private static Event event(byte[] data) {
    ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    double wallTime = 0;
    long step = 0;
    String version = "";
    long status = -1;
    Map<String, Float> scalars = new TreeMap<>();
    while (in.hasRemaining()) {
      long key = varint(in);
      switch ((int) key) {
        case (1 << 3) | 1 -> wallTime = in.getDouble();
        case 2 << 3 -> step = varint(in);
        case (3 << 3) | 2 -> version = text(in);
        case (5 << 3) | 2 -> summary(part(in), scalars);
        case (7 << 3) | 2 -> {
          ByteBuffer log = part(in);
          expect(varint(log), 1 << 3);
          status = varint(log);
        }
        default -> throw new IllegalStateException("field " + (key >> 3) + " of Event");
      }
    }
    return new Event(wallTime, step, version, status, scalars);
  }

  private static void summary(ByteBuffer in, Map<String, Float> scalars) {
    while (in.hasRemaining()) {
      expect(varint(in), (1 << 3) | 2);
      ByteBuffer value = part(in);
      expect(varint(value), (1 << 3) | 2);
      String tag = text(value);
      expect(varint(value), (2 << 3) | 5);
      scalars.put(tag, value.getFloat());
    }
  }

  private static void expect(long is, long should) {
    if (is != should) {
      throw new IllegalStateException("key " + is + " and not " + should);
    }
  }

  private static ByteBuffer part(ByteBuffer in) {
    return ByteBuffer.wrap(take(in, Math.toIntExact(varint(in)))).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String text(ByteBuffer in) {
    return new String(part(in).array(), StandardCharsets.UTF_8);
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
