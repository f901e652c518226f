// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.deeplearning4j.nn.api.Model;
import org.versatune.VersaTune;
import org.versatune.dl4j.NetworkCheckpoint;

/**
 * Checkpoints in a folder of any file system of Hadoop's: written aside and renamed, so that a
 * driver that is killed leaves whole ones only. The last two are kept.
 *
 * @param folder where they are
 * @param configuration of the file system
 */
record CheckpointFolder(Path folder, Configuration configuration) {
  private static final Pattern NAME = Pattern.compile("round-\\d{9}\\.checkpoint");
  private static final int KEPT = 2;

  /**
   * Prepares the folder for a run that goes on from a round.
   *
   * @throws IllegalStateException if it has a later round, of another training or of this one: the
   *     last two are kept by number, so what this run saves would be deleted
   * @throws UncheckedIOException if it cannot be made or listed
   */
  void prepare(long round) {
    TemporaryFolder.sweep(
        java.nio.file.Path.of(System.getProperty("java.io.tmpdir")), Instant.now());
    try {
      FileSystem files = folder.getFileSystem(configuration);
      files.mkdirs(folder);
      for (Path there : checkpoints(files)) {
        long number = Long.parseLong(there.getName().replaceAll("\\D", ""));
        checkState(
            number <= round,
            "%s has the checkpoint of round %s, and the run is at round %s: go on from"
                + " SparkTraining.last(session, folder), give another folder, or delete what is"
                + " later",
            folder,
            number,
            Math.max(0, round));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the folder of checkpoints " + folder + ": " + e, e);
    }
  }

  void save(long round, Model network, VersaTune run) {
    try (TemporaryFolder local = TemporaryFolder.create()) {
      NetworkCheckpoint.save(local.file(), network, run);
      FileSystem files = folder.getFileSystem(configuration);
      // Digits as NAME has them, whatever the locale.
      Path last = new Path(folder, String.format(Locale.ROOT, "round-%09d.checkpoint", round));
      Path aside = new Path(folder, "." + last.getName() + ".part");
      files.mkdirs(folder);
      files.copyFromLocalFile(false, true, new Path(local.file().toUri()), aside);
      files.delete(last, false);
      if (!files.rename(aside, last)) {
        throw new IOException(aside + " could not be renamed to " + last.getName());
      }
      List<Path> all = checkpoints(files);
      for (Path old : all.subList(0, Math.max(0, all.size() - KEPT))) {
        files.delete(old, false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the checkpoint of round " + round + " in " + folder, e);
    }
  }

  Optional<NetworkCheckpoint> last() {
    try {
      FileSystem files = folder.getFileSystem(configuration);
      List<Path> all = checkpoints(files);
      if (all.isEmpty()) {
        return Optional.empty();
      }
      Path last = all.get(all.size() - 1);
      try (TemporaryFolder local = TemporaryFolder.create()) {
        files.copyToLocalFile(false, last, new Path(local.file().toUri()), true);
        return Optional.of(NetworkCheckpoint.load(local.file()));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            last + " is damaged; delete it to go on from the one before it: " + e.getMessage(), e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the checkpoints in " + folder, e);
    }
  }

  private List<Path> checkpoints(FileSystem files) throws IOException {
    if (!files.exists(folder)) {
      return List.of();
    }
    checkArgument(files.getFileStatus(folder).isDirectory(), "%s is no folder", folder);
    return Arrays.stream(files.listStatus(folder))
        .map(FileStatus::getPath)
        .filter(path -> NAME.matcher(path.getName()).matches())
        .sorted()
        .toList();
  }
}
