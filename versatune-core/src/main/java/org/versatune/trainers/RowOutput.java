// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Throwables;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Json;

/**
 * Writes rows to a file, one a line, byte for byte as they are in theirs; a field with the row's
 * domain may be put before the others.
 *
 * <p>Finding and copying rows takes as long as the checksum and the system's part of writing, so a
 * thread of its own does the latter two: full buffers go to it one after the other, and come back.
 * Not safe for use by several threads.
 */
final class RowOutput implements Closeable {
  /** Small enough for the cache of a processor, large enough that handing it over costs little. */
  private static final int BUFFER = 1 << 18;

  private static final int BUFFERS = 8;

  private final FileChannel channel;
  private final CRC32C checksum = new CRC32C(); // Of the thread that writes.
  private final Deque<Future<ByteBuffer>> full = new ArrayDeque<>(BUFFERS);
  private ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private int buffers = 1;
  private @Nullable ExecutorService thread;
  private long bytes;

  RowOutput(Path file) throws IOException {
    channel = FileChannel.open(file, CREATE_NEW, WRITE);
  }

  /** The beginning of a row with a field for its domain, up to where its own fields follow. */
  static byte[] opening(String field, String domain) {
    return ("{" + Json.write(field) + ":" + Json.write(domain)).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Writes a row and ends the line.
   *
   * @param opening what is put in the place of its opening brace; null for none
   * @return how many bytes were written
   */
  long write(DomainRows.Place row, byte @Nullable [] opening) throws IOException {
    long before = bytes;
    boolean isMoved = row.file().source().spansLines();
    ByteBuffer from =
        isMoved ? ByteBuffer.wrap(row.bytes()) : row.file().window(row.start(), row.length());
    int at = isMoved ? 0 : MappedFile.within(row.start());
    int end = at + row.length();
    if (opening != null) {
      put(ByteBuffer.wrap(opening), 0, opening.length);
      at++;
      if (isEmpty(from, at, end)) {
        at = end - 1;
      } else {
        put((byte) ',');
      }
    }
    put(from, at, end - at);
    put((byte) '\n');
    return bytes - before;
  }

  /** The bytes that {@link #write} writes of a row, without the end of the line. */
  static byte[] line(DomainRows.Place row, byte @Nullable [] opening) {
    byte[] bytes = row.bytes();
    if (opening == null) {
      return bytes;
    }
    boolean isEmpty = isEmpty(ByteBuffer.wrap(bytes), 1, bytes.length);
    int from = isEmpty ? bytes.length - 1 : 1;
    ByteBuffer line = ByteBuffer.allocate(opening.length + (isEmpty ? 0 : 1) + bytes.length - from);
    line.put(opening);
    if (!isEmpty) {
      line.put((byte) ',');
    }
    return line.put(bytes, from, bytes.length - from).array();
  }

  private static boolean isEmpty(ByteBuffer row, int from, int end) {
    int at = from;
    while (at < end - 1 && row.get(at) <= ' ') {
      at++;
    }
    return at == end - 1;
  }

  private void put(byte one) throws IOException {
    if (!buffer.hasRemaining()) {
      flush();
    }
    buffer.put(one);
    bytes++;
  }

  private void put(ByteBuffer from, int at, int length) throws IOException {
    int done = 0;
    while (done < length) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int count = Math.min(length - done, buffer.remaining());
      buffer.put(buffer.position(), from, at + done, count);
      buffer.position(buffer.position() + count);
      done += count;
    }
    bytes += length;
  }

  /** Hands the buffer over and takes another. */
  private void flush() throws IOException {
    ByteBuffer next = buffer;
    full.add(thread().submit(() -> written(next)));
    if (buffers < BUFFERS) {
      buffer = ByteBuffer.allocateDirect(BUFFER);
      buffers++;
    } else {
      buffer = oldest();
    }
  }

  private ExecutorService thread() {
    ExecutorService running = thread;
    if (running == null) {
      running =
          Executors.newSingleThreadExecutor(
              body -> {
                Thread made = new Thread(body, "versatune-segment");
                made.setDaemon(true);
                return made;
              });
      thread = running;
    }
    return running;
  }

  private ByteBuffer written(ByteBuffer one) throws IOException {
    one.flip();
    checksum.update(one);
    one.rewind();
    while (one.hasRemaining()) {
      channel.write(one);
    }
    return one.clear();
  }

  /** Waits for the buffer that was handed over first. */
  private ByteBuffer oldest() throws IOException {
    try {
      return full.remove().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClosedByInterruptException();
    } catch (ExecutionException e) {
      Throwable cause = requireNonNull(e.getCause());
      Throwables.throwIfInstanceOf(cause, IOException.class);
      Throwables.throwIfUnchecked(cause);
      throw new AssertionError(e);
    }
  }

  /** Writes what is still held, and returns the CRC-32C of all that was written. */
  long finish() throws IOException {
    while (!full.isEmpty()) {
      var unused = oldest();
    }
    buffer = written(buffer);
    return checksum.getValue();
  }

  long bytes() {
    return bytes;
  }

  @Override
  public void close() throws IOException {
    if (thread != null) {
      thread.shutdownNow();
    }
    channel.close();
  }
}
