// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.versatune.internal.SoleWriter;

/**
 * A folder of this process on its own disk, for a checkpoint on its way to or from another file
 * system. {@link #close} deletes it. A process that is killed leaves it; the next one on the
 * machine deletes it then, since the lock in it is free.
 */
final class TemporaryFolder implements Closeable {
  private static final System.Logger LOG = System.getLogger(SparkTraining.class.getName());
  private static final String PREFIX = "versatune-checkpoint-";
  private static final String FILE = "round.checkpoint";
  private static final String LOCKED = "folder";

  /** A folder that is younger may belong to a process that is about to lock it. */
  private static final Duration YOUNG = Duration.ofMinutes(1);

  private final Path folder;
  private final SoleWriter right;

  private TemporaryFolder(Path folder, SoleWriter right) {
    this.folder = folder;
    this.right = right;
  }

  /** Makes a folder in the system's place for temporary files. */
  static TemporaryFolder create() throws IOException {
    Path folder = Files.createTempDirectory(PREFIX);
    return new TemporaryFolder(folder, right(folder));
  }

  private static SoleWriter right(Path folder) throws IOException {
    return SoleWriter.of(folder.toRealPath().resolve(LOCKED), "the temporary folder");
  }

  /** Returns the one file for which the folder is made. */
  Path file() {
    return folder.resolve(FILE);
  }

  @Override
  public void close() throws IOException {
    right.close();
    delete(folder);
  }

  private static void delete(Path folder) throws IOException {
    MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
  }

  /** Deletes the folders that killed processes left; the log says what cannot be deleted. */
  static void sweep(Path temporary, Instant now) {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(temporary, PREFIX + "*")) {
      for (Path folder : left) {
        sweepFolder(folder, now);
      }
    } catch (IOException | DirectoryIteratorException e) {
      warn(temporary, e);
    }
  }

  /** One that cannot be deleted keeps none of the others. */
  private static void sweepFolder(Path folder, Instant now) {
    // What others of this machine have in the same place is theirs.
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || !Files.isWritable(folder)) {
      return;
    }
    try {
      if (Files.getLastModifiedTime(folder).compareTo(FileTime.from(now.minus(YOUNG))) < 0) {
        deleteIfLeft(folder);
      }
    } catch (NoSuchFileException e) {
      return; // Another process that begins now has deleted it.
    } catch (IOException e) {
      warn(folder, e);
    }
  }

  private static void warn(Path where, Exception why) {
    LOG.log(
        System.Logger.Level.WARNING,
        "What a killed driver may have left of checkpoints in {0} stays there: {1}",
        where,
        why.toString());
  }

  private static void deleteIfLeft(Path folder) throws IOException {
    if (!hasOwnFilesOnly(folder)) {
      return;
    }
    try (SoleWriter right = right(folder)) {
      if (!right.isLocked()) {
        return; // It cannot be seen whether a process has it.
      }
    } catch (IllegalStateException e) {
      return; // A process has it.
    }
    delete(folder);
  }

  /** Whether it holds nothing but what this class makes: a user may have given it such a name. */
  private static boolean hasOwnFilesOnly(Path folder) throws IOException {
    try (DirectoryStream<Path> others = Files.newDirectoryStream(folder, file -> !isOwn(file))) {
      return !others.iterator().hasNext();
    }
  }

  /** The lock, and the file with what is written aside of it. */
  private static boolean isOwn(Path file) {
    String name = file.getFileName().toString();
    return name.equals(LOCKED + ".lock") || name.startsWith(FILE);
  }
}
