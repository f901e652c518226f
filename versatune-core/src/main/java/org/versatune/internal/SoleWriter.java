// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The right to write a file, which one owner has at a time, on this machine and within a process.
 * It ends with {@link #close}, with the process however that ends, and when it is
 * garbage-collected.
 *
 * <p>It is a lock of the operating system on {@code NAME.lock} beside the file, which is deleted at
 * the end. A lock on the file itself would not do alone: the system gives it up as soon as anything
 * in the process closes the file, for example whoever reads a run record while it is written. Where
 * the system has no locks, a warning says so and only this process is watched.
 *
 * <p>Safe for use by several threads.
 */
public final class SoleWriter implements Closeable {
  private static final System.Logger LOG = System.getLogger(SoleWriter.class.getName());
  private static final Map<Path, WeakReference<SoleWriter>> HELD = new HashMap<>();

  private final Path lockFile;
  private @Nullable FileChannel channel;
  private @Nullable FileLock ofTheFile;

  private SoleWriter(Path lockFile) {
    this.lockFile = lockFile;
  }

  /**
   * Takes the right to write a file.
   *
   * @param target the file, as {@link AtomicFiles#target} gives it
   * @param what what it is, for the message
   * @return the right
   * @throws TakenException if another owner has it; the message says who, and what to do
   * @throws IOException if {@code NAME.lock} is there and no regular file
   */
  public static SoleWriter of(Path target, String what) throws IOException {
    Path lockFile = target.resolveSibling(target.getFileName() + ".lock");
    SoleWriter writer = new SoleWriter(lockFile);
    synchronized (HELD) {
      WeakReference<SoleWriter> holder = HELD.get(lockFile);
      if (holder != null && holder.get() != null) {
        throw taken(what, target, "this process");
      }
      writer.lock(target, what);
      HELD.put(lockFile, new WeakReference<>(writer));
    }
    return writer;
  }

  private void lock(Path target, String what) throws IOException {
    requireRegularIfThere();
    for (int tries = 0; tries < 100; tries++) {
      FileChannel opened;
      FileLock lock;
      try {
        opened = FileChannel.open(lockFile, CREATE, WRITE, LinkOption.NOFOLLOW_LINKS);
      } catch (IOException | UnsupportedOperationException e) {
        warn(what, target, e);
        return;
      }
      try {
        lock = opened.tryLock();
      } catch (OverlappingFileLockException e) {
        opened.close();
        throw taken(what, target, "this process");
      } catch (IOException | UnsupportedOperationException e) {
        opened.close();
        warn(what, target, e);
        return;
      }
      if (lock == null) {
        opened.close();
        throw taken(what, target, owner());
      }
      if (isInPlace(opened)) {
        channel = opened;
        return;
      }
      opened.close(); // The owner before deleted it in between.
    }
    throw new IOException(lockFile + " comes and goes: is something else using that name?");
  }

  /** Asks once, since the owner before may delete the file between two questions. */
  private void requireRegularIfThere() throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes =
          Files.readAttributes(lockFile, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return;
    }
    if (!attributes.isRegularFile()) {
      throw new IOException(lockFile + " is no regular file: remove it");
    }
  }

  /** Leaves a note of who holds the lock, and sees by its length whether it is in the folder. */
  private boolean isInPlace(FileChannel opened) throws IOException {
    byte[] note = ("process " + ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8);
    opened.truncate(0);
    opened.write(ByteBuffer.wrap(note), 0);
    try {
      return Files.readAttributes(lockFile, BasicFileAttributes.class).size() == note.length;
    } catch (IOException e) {
      return false;
    }
  }

  private String owner() {
    try {
      String note = Files.readString(lockFile).strip();
      return note.isEmpty() ? "another process" : note;
    } catch (IOException e) {
      return "another process";
    }
  }

  /** Another owner has the right. */
  public static final class TakenException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** Who has it. */
    private final String owner;

    private TakenException(String what, Path target, String owner) {
      super(
          what
              + " "
              + target
              + " is being written by another run, in "
              + owner
              + ": close that run first, or give this one a file of its own");
      this.owner = owner;
    }

    /**
     * Returns who has the right.
     *
     * @return "this process", or another with its number where that is known
     */
    public String owner() {
      return owner;
    }
  }

  private static TakenException taken(String what, Path target, String owner) {
    return new TakenException(what, target, owner);
  }

  private static void warn(String what, Path target, Exception why) {
    LOG.log(
        System.Logger.Level.WARNING,
        "{0} {1} cannot be locked ({2}): see to it that no other process writes it",
        what,
        target,
        why.toString());
  }

  /**
   * Locks the open file as well, where the system can, so that a second name of the same file does
   * not pass.
   *
   * @param file the open file
   * @param target its path, for the message
   * @param what what it is, for the message
   * @throws TakenException if another owner has it
   */
  public synchronized void lock(FileChannel file, Path target, String what) {
    try {
      // One byte at the far end: elsewhere a lock may keep others from reading.
      ofTheFile = file.tryLock(Long.MAX_VALUE - 1, 1, false);
      if (ofTheFile == null) {
        throw taken(what, target, "another process");
      }
    } catch (OverlappingFileLockException e) {
      throw taken(what, target, "this process under another name");
    } catch (IOException | UnsupportedOperationException e) {
      LOG.log(System.Logger.Level.DEBUG, "no lock on {0}: {1}", target, e.toString());
    }
  }

  /**
   * Returns whether other processes are watched as well.
   *
   * @return false where the system has no locks, and after {@link #close}
   */
  public boolean isLocked() {
    synchronized (HELD) {
      return channel != null;
    }
  }

  /** Gives the right back. Doing it twice does nothing. */
  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      WeakReference<SoleWriter> holder = HELD.get(lockFile);
      if (holder == null || holder.get() != this) {
        return;
      }
      HELD.remove(lockFile);
      FileChannel held = channel;
      channel = null;
      if (held != null) {
        try (held) {
          Files.deleteIfExists(lockFile);
        }
      }
    }
  }
}
