// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.watching;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Writes events as TensorBoard reads them.
 *
 * <p>The file is a sequence of records: the length of the data (8 bytes, little-endian), its masked
 * CRC-32C (4 bytes), the data, and its masked CRC-32C (4 bytes). The mask of a checksum c is c
 * rotated right by 15 bits, plus 0xa282ead8. The data is a protocol buffer, of whose messages these
 * fields are written:
 *
 * <pre>
 * Event:   double wall_time = 1, int64 step = 2, string file_version = 3, Summary summary = 5,
 *          SessionLog session_log = 7
 * Summary: repeated Value value = 1;   Value: string tag = 1, float simple_value = 2
 * SessionLog: enum status = 1 (1: the trainer has started; older events of this step and later are
 *          no part of the run)
 * </pre>
 *
 * <p>Not safe for use by several threads.
 */
final class EventFile implements Closeable {
  private static final int MASK = 0xa282ead8;
  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FOUR_BYTES = 5;

  private final FileChannel channel;

  private EventFile(FileChannel channel) {
    this.channel = channel;
  }

  /** Starts a file, which must not be there yet. */
  static EventFile create(Path file, double wallTime) throws IOException {
    EventFile events =
        new EventFile(
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    Message version = new Message();
    version.eightBytes(1, wallTime);
    version.bytes(3, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
    events.write(version);
    return events;
  }

  /** Writes that the run goes on from a step: what other files have from there on is void. */
  void restarted(double wallTime, long step) throws IOException {
    Message started = new Message();
    started.varint(1, 1);
    Message event = event(wallTime, step);
    event.bytes(7, started.toByteArray());
    write(event);
  }

  /** Writes numbers by tag. */
  void scalars(double wallTime, long step, Map<String, Float> byTag) throws IOException {
    Message summary = new Message();
    byTag.forEach(
        (tag, number) -> {
          Message value = new Message();
          value.bytes(1, tag.getBytes(StandardCharsets.UTF_8));
          value.fourBytes(2, number);
          summary.bytes(1, value.toByteArray());
        });
    Message event = event(wallTime, step);
    event.bytes(5, summary.toByteArray());
    write(event);
  }

  private static Message event(double wallTime, long step) {
    Message event = new Message();
    event.eightBytes(1, wallTime);
    event.varint(2, step);
    return event;
  }

  private void write(Message message) throws IOException {
    byte[] data = message.toByteArray();
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(data.length).array();
    ByteBuffer bytes = ByteBuffer.allocate(16 + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(length).putInt(masked(length)).put(data).putInt(masked(data)).flip();
    long start = channel.position();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      try {
        channel.truncate(start); // Half a record would end the file for its readers.
      } catch (IOException other) {
        e.addSuppressed(other);
      }
      throw e;
    }
  }

  private static int masked(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** A protocol buffer that is being written. */
  private static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    void varint(int field, long value) {
      number(((long) field << 3) | VARINT);
      number(value);
    }

    void eightBytes(int field, double value) {
      number(((long) field << 3) | EIGHT_BYTES);
      littleEndian(Double.doubleToLongBits(value), 8);
    }

    void fourBytes(int field, float value) {
      number(((long) field << 3) | FOUR_BYTES);
      littleEndian(Float.floatToIntBits(value), 4);
    }

    void bytes(int field, byte[] value) {
      number(((long) field << 3) | LENGTH_DELIMITED);
      number(value.length);
      out.writeBytes(value);
    }

    private void number(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        out.write((int) ((rest & 0x7f) | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
    }

    private void littleEndian(long bits, int bytes) {
      for (int i = 0; i < bytes; i++) {
        out.write((int) (bits >>> (8 * i)));
      }
    }

    byte[] toByteArray() {
      return out.toByteArray();
    }
  }
}
