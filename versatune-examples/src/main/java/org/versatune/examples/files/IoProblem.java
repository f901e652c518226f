// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.files;

import com.google.common.base.Strings;
import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableMap;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Puts failures of files into words. Java's own exceptions often say no more than the name of the
 * file, and leave the reason to the name of their class.
 */
public final class IoProblem {
  private static final String ROOM =
      "the disk or your share of it is full; make room and run again";
  private static final String RIGHTS =
      "no permission; give yourself the right to use it, or name another place";
  private static final String MISSING = "there is no such file or folder; check the name";

  private static final ImmutableMap<Class<? extends IOException>, String> BY_KIND =
      ImmutableMap.<Class<? extends IOException>, String>builder()
          .put(AccessDeniedException.class, RIGHTS)
          .put(NoSuchFileException.class, MISSING)
          .put(NotDirectoryException.class, MISSING)
          .put(
              FileAlreadyExistsException.class,
              "there is a file of this name already; move it away, or name another place")
          .put(
              DirectoryNotEmptyException.class,
              "a folder of this name is in the way; move it away, or name another place")
          .put(
              FileSystemLoopException.class,
              "a link leads back to a folder above it; remove the link")
          .put(
              CharacterCodingException.class,
              "it is not UTF-8 text; convert it to UTF-8, or name another file")
          .buildOrThrow();

  /** By a part of the system's message, in lower case; the first that is found counts. */
  private static final ImmutableMap<String, String> BY_MESSAGE =
      ImmutableMap.<String, String>builder()
          .put("no space left", ROOM)
          .put("quota", ROOM)
          .put("disk full", ROOM)
          .put("read-only", "the file system is read-only; name another place")
          .put("not a directory", "there is a file where a folder must be; name another place")
          .put(
              "is a directory",
              "there is a folder where a file must be; move it away, or name another place")
          .put("name too long", "the name is too long for this file system; name another place")
          .put("permission denied", RIGHTS)
          .put(
              "too many open files",
              "too many files are open; raise the limit (ulimit -n), or close other programs")
          .buildOrThrow();

  private IoProblem() {}

  /**
   * Says what is wrong with a file and what to do.
   *
   * @param problem what was thrown
   * @return one line: the file where it is known, the reason, the remedy
   */
  public static String words(IOException problem) {
    String file = problem instanceof FileSystemException named ? named.getFile() : null;
    return (file == null ? "" : file + ": ") + reason(problem);
  }

  /**
   * Says why a file could not be used, without naming it.
   *
   * @param problem what was thrown
   * @return one line: the reason and the remedy
   */
  public static String reason(IOException problem) {
    for (Map.Entry<Class<? extends IOException>, String> kind : BY_KIND.entrySet()) {
      if (kind.getKey().isInstance(problem)) {
        return kind.getValue();
      }
    }
    String message =
        Strings.nullToEmpty(
            problem instanceof FileSystemException system
                ? system.getReason()
                : problem.getMessage());
    String known = message.toLowerCase(Locale.ROOT);
    for (Map.Entry<String, String> part : BY_MESSAGE.entrySet()) {
      if (known.contains(part.getKey())) {
        // The message of this one names the file.
        return part.getValue().equals(RIGHTS) && problem instanceof FileNotFoundException
            ? message + "; " + RIGHTS
            : part.getValue();
      }
    }
    return message.isEmpty() ? problem.getClass().getSimpleName() : message;
  }

  /**
   * Finds the failure of a file behind another exception.
   *
   * @param problem any exception
   * @return the innermost failure of a file among it and its causes; empty where there is none
   */
  public static Optional<IOException> behind(Throwable problem) {
    Optional<IOException> found = Optional.empty();
    for (Throwable cause : Throwables.getCausalChain(problem)) {
      if (cause instanceof IOException io) {
        found = Optional.of(io);
      } else if (cause instanceof ReadOnlyFileSystemException) {
        found = Optional.of(new IOException("read-only file system", cause));
      }
    }
    return found;
  }
}
