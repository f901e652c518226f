// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Files that are written beside their place and moved into it, so that a crash leaves the old file
 * or the new one and nothing in between.
 *
 * <p>A symbolic link stays: the file that it points to is replaced. What is no regular file (a
 * folder, a FIFO, a device) is refused before it is opened, for writing and for reading: replacing
 * it would destroy it, and opening it may block for ever.
 *
 * <p>Stateless and safe for use by any number of threads, also for the same file: the last one to
 * finish wins.
 */
public final class AtomicFiles {
  private static final int MOST_LINKS = 40;
  private static final int LONGEST_PREFIX = 50;
  static final int TRIES = 5;
  private static final long FIRST_PAUSE_MILLIS = 10;

  private AtomicFiles() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes the content.
     *
     * @param aside a file that does not exist yet, in the folder of the one that is replaced
     * @throws IOException if it cannot be written
     */
    void writeTo(Path aside) throws IOException;
  }

  /**
   * Writes a file.
   *
   * @param file where to; folders are made as needed
   * @param what what it is, for the message
   * @param content writes it
   * @throws UncheckedIOException if it cannot be written; what was there stays, and the message
   *     names the file and says why
   */
  public static void write(Path file, String what, Content content) {
    write(file, what, true, content);
  }

  /**
   * Writes a file that can be written again, and does not wait until it is on the disk: it is safe
   * from whatever ends the process, but not from what ends the system.
   *
   * @param file as for {@link #write}
   * @param what as for {@link #write}
   * @param content as for {@link #write}
   * @throws UncheckedIOException as for {@link #write}
   */
  public static void writeQuickly(Path file, String what, Content content) {
    write(file, what, false, content);
  }

  private static void write(Path file, String what, boolean toDisk, Content content) {
    try {
      Path target = target(file);
      Path aside = aside(target);
      try {
        content.writeTo(aside);
        if (toDisk) {
          toDisk(aside);
        }
        keepPermissions(target, aside);
        Files.move(
            aside, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(aside);
      }
    } catch (IOException e) {
      throw failure("write", what, file, e);
    }
  }

  /**
   * Checks that a file can be written, by writing an empty one beside it and deleting that: for
   * files that are first written hours later.
   *
   * @param file where it will be written; folders are made as needed
   * @param what what it is, for the message
   * @throws UncheckedIOException if it could not be written; the message names the file and says
   *     why
   */
  public static void checkWritable(Path file, String what) {
    try {
      Path aside = aside(target(file));
      Files.createFile(aside);
      Files.delete(aside);
    } catch (IOException e) {
      throw failure("write", what, file, e);
    }
  }

  /**
   * The place where a file really is, after every symbolic link, with its folders made.
   *
   * @param file where the caller wants to write
   * @return the real path of the folder, and the name
   * @throws IOException if it is there and no regular file, is write-protected, or its folder
   *     cannot be made
   */
  public static Path target(Path file) throws IOException {
    checkRegularIfThere(file);
    Path path = file.toAbsolutePath();
    for (int links = 0; Files.isSymbolicLink(path); links++) {
      if (links == MOST_LINKS) {
        throw new FileSystemLoopException(file.toString());
      }
      path = path.resolveSibling(Files.readSymbolicLink(path));
    }
    if (Files.exists(path) && !Files.isWritable(path)) {
      throw new AccessDeniedException(path.toString(), null, "it is write-protected");
    }
    Path folder = path.getParent();
    Path name = path.getFileName();
    if (folder == null || name == null) {
      throw new FileSystemException(file.toString(), null, "it names no file");
    }
    return folder(folder).toRealPath().resolve(name);
  }

  private static Path folder(Path folder) throws IOException {
    for (Path above = folder; above != null; above = above.getParent()) {
      if (Files.exists(above)) {
        if (!Files.isDirectory(above)) {
          throw new FileSystemException(above.toString(), null, above + " is no folder");
        }
        break;
      }
    }
    // Files.createDirectories of JDK 17 refuses a link to a folder.
    return Files.isDirectory(folder) ? folder : Files.createDirectories(folder);
  }

  /**
   * Refuses to read what is no regular file.
   *
   * @param file the file
   * @throws IOException if it is there and a folder, a FIFO, a device or the like
   */
  public static void checkRegularIfThere(Path file) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (IOException e) {
      return; // Still to be made, or out of reach, which whoever opens it tells better.
    }
    if (!attributes.isRegularFile()) {
      throw new FileSystemException(
          file.toString(), null, "it is " + kind(file, attributes) + "; name a regular file");
    }
  }

  private static String kind(Path file, BasicFileAttributes attributes) throws IOException {
    if (attributes.isDirectory()) {
      return "a folder";
    }
    if (file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      int type = (int) Files.getAttribute(file, "unix:mode") & 0xF000;
      return switch (type) {
        case 0x1000 -> "a FIFO";
        case 0x2000, 0x6000 -> "a device";
        case 0xC000 -> "a socket";
        default -> "no regular file";
      };
    }
    return "no regular file";
  }

  /** Reads something of a file. */
  @FunctionalInterface
  interface Reading<T> {
    T read() throws IOException;
  }

  /**
   * Reads a text file that other processes may be replacing. A network file system can lose the old
   * file under a reader ("stale file handle"), and Windows refuses to open one that is just being
   * replaced; a moment later the new file is there, so reading is tried {@value #TRIES} times.
   *
   * @param file the file
   * @return its text
   * @throws NoSuchFileException if it is not there; this is not tried again
   * @throws CharacterCodingException if it is not UTF-8; this is not tried again either
   * @throws IOException if it cannot be read, or is no regular file
   */
  public static String read(Path file) throws IOException {
    checkRegularIfThere(file);
    return repeatedly(() -> Files.readString(file));
  }

  /** Reads until it succeeds, a few times, with growing pauses. */
  static <T> T repeatedly(Reading<T> reading) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return reading.read();
      } catch (NoSuchFileException | CharacterCodingException e) {
        throw e;
      } catch (IOException e) {
        if (attempt == TRIES || !paused(FIRST_PAUSE_MILLIS << (attempt - 1))) {
          throw e;
        }
      }
    }
  }

  /** Lets some time pass; false where the thread is interrupted, which it stays. */
  private static boolean paused(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * A name for an older file that is to be kept beside a new one.
   *
   * @param target the file
   * @return its name with {@code .previous} added, or {@code .previous-2} and so on: the first that
   *     nothing has yet
   */
  public static Path backup(Path target) {
    String name = target.getFileName() + ".previous";
    Path backup = target.resolveSibling(name);
    for (int number = 2; Files.exists(backup, LinkOption.NOFOLLOW_LINKS); number++) {
      backup = target.resolveSibling(name + "-" + number);
    }
    return backup;
  }

  private static Path aside(Path target) {
    String name = String.valueOf(target.getFileName());
    String prefix =
        name.length() <= LONGEST_PREFIX
            ? name
            : UnicodeText.whole(name.substring(0, LONGEST_PREFIX));
    String random = String.format(Locale.ROOT, "%08x", ThreadLocalRandom.current().nextInt());
    return target.resolveSibling(prefix + "." + random + ".part");
  }

  private static void toDisk(Path aside) throws IOException {
    try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void keepPermissions(Path target, Path aside) throws IOException {
    @Nullable PosixFileAttributeView from =
        Files.getFileAttributeView(target, PosixFileAttributeView.class);
    @Nullable PosixFileAttributeView to =
        Files.getFileAttributeView(aside, PosixFileAttributeView.class);
    if (from != null && to != null && Files.exists(target)) {
      to.setPermissions(from.readAttributes().permissions());
    }
  }

  /**
   * Closes a file that was written.
   *
   * @param open null where there is nothing to close
   * @param what what the file is
   * @param file the file as the caller named it
   * @throws UncheckedIOException if it cannot be closed, and so may not hold everything
   */
  public static void close(@Nullable Closeable open, String what, Path file) {
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw failure("close", what, file, e);
      }
    }
  }

  /**
   * An exception that says what could not be done with which file, and why.
   *
   * @param verb what was tried, for example {@code write}
   * @param what what the file is
   * @param file the file as the caller named it
   * @param cause why
   * @return the exception
   */
  public static UncheckedIOException failure(
      String verb, String what, Path file, IOException cause) {
    return new UncheckedIOException(
        "cannot " + verb + " " + what + " " + file + ": " + reason(cause), cause);
  }

  private static String reason(IOException cause) {
    if (cause instanceof FileSystemLoopException) {
      return "its symbolic links lead in a circle";
    }
    if (cause instanceof NoSuchFileException missing) {
      return "there is no " + missing.getFile();
    }
    if (cause instanceof FileAlreadyExistsException there) {
      return there.getFile() + " is a file already; name a folder, or another place";
    }
    if (cause instanceof FileSystemException trouble && trouble.getReason() != null) {
      return trouble.getReason();
    }
    if (cause instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    }
    if (cause instanceof CharacterCodingException) {
      return "it is not UTF-8; convert it";
    }
    if (cause instanceof EOFException || cause instanceof ZipException) {
      return "it is packed and cut short or damaged; fetch or write it again";
    }
    // What the system says, such as that the disk is full.
    String message = cause.getMessage();
    return cause.getClass() == IOException.class && message != null ? message : cause.toString();
  }
}
