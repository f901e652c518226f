// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file of any length in memory that the system manages, outside the heap.
 *
 * <p>A buffer holds less than 2 GiB, so the file is mapped in overlapping windows that begin at
 * each GiB: whatever is at most 1 GiB long lies in one of them.
 */
final class MappedFile {
  private static final int SHIFT = 30;

  /** The longest piece that lies in one window. */
  static final int LONGEST = 1 << SHIFT;

  private final ByteBuffer[] windows;
  private final long size;

  private MappedFile(ByteBuffer[] windows, long size) {
    this.windows = windows;
    this.size = size;
  }

  static MappedFile open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, READ)) {
      return new MappedFile(
          windows(channel, channel.size(), FileChannel.MapMode.READ_ONLY), channel.size());
    }
  }

  /** Makes a file of zeros, to be written through its windows. */
  static MappedFile create(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, READ, WRITE, CREATE)) {
      return new MappedFile(windows(channel, size, FileChannel.MapMode.READ_WRITE), size);
    }
  }

  private static ByteBuffer[] windows(FileChannel channel, long size, FileChannel.MapMode mode)
      throws IOException {
    ByteBuffer[] windows = new ByteBuffer[(int) ((size + LONGEST - 1) >>> SHIFT)];
    for (int i = 0; i < windows.length; i++) {
      long from = (long) i << SHIFT;
      windows[i] = channel.map(mode, from, Math.min(size - from, Integer.MAX_VALUE));
    }
    return windows;
  }

  long size() {
    return size;
  }

  /** The window that holds up to {@link #LONGEST} bytes from a place on. */
  ByteBuffer window(long place) {
    return windows[(int) (place >>> SHIFT)];
  }

  /** Where a place lies in its {@link #window}. */
  static int within(long place) {
    return (int) (place & (LONGEST - 1));
  }
}
