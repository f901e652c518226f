// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Length and time of each file of rows when it was read, so that a file that changed since is
 * noticed. Folders are listed, not files: one call of the file system for each folder.
 *
 * @param configuration of the file systems
 * @param files by the name that Spark gives the file
 */
record FileStamps(Configuration configuration, ImmutableMap<String, Stamp> files) {

  private static final System.Logger LOG = System.getLogger(SparkRows.class.getName());

  /**
   * A file.
   *
   * @param length bytes
   * @param time of the last change
   */
  record Stamp(long length, long time) {}

  static Path path(String name) {
    return new Path(URI.create(name));
  }

  static FileStamps of(Configuration configuration, Collection<String> names) {
    ImmutableMap<String, Stamp> found = stamps(configuration, names);
    for (String name : names) {
      if (!found.containsKey(name)) {
        LOG.log(
            System.Logger.Level.WARNING,
            "{0} is not listed by its file system under this name, so changes of it, and of others"
                + " like it, are not noticed; keep the files of rows as they are",
            path(name));
        break;
      }
    }
    return new FileStamps(configuration, found);
  }

  private static ImmutableMap<String, Stamp> stamps(
      Configuration configuration, Collection<String> names) {
    Map<Path, Map<Path, String>> folders = new TreeMap<>();
    for (String name : names) {
      Path path = path(name);
      Path parent = path.getParent();
      folders
          .computeIfAbsent(parent == null ? path : parent, unused -> new LinkedHashMap<>())
          .put(path, name);
    }
    ImmutableMap.Builder<String, Stamp> stamps = ImmutableMap.builder();
    for (Map.Entry<Path, Map<Path, String>> folder : folders.entrySet()) {
      try {
        FileSystem files = folder.getKey().getFileSystem(configuration);
        for (FileStatus status : files.listStatus(folder.getKey())) {
          String name = folder.getValue().get(status.getPath());
          if (name != null) {
            stamps.put(name, new Stamp(status.getLen(), status.getModificationTime()));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException("the files of rows in " + folder.getKey() + ": " + e, e);
      }
    }
    return stamps.buildOrThrow();
  }

  /** Refuses to go on where a file is gone or not as it was. */
  void requireUnchanged() {
    ImmutableMap<String, Stamp> now = stamps(configuration, files.keySet());
    files.forEach(
        (name, before) -> {
          Stamp after = now.get(name);
          checkState(
              before.equals(after),
              "%s is not as it was when its rows were numbered: %s now, %s bytes then; bring it"
                  + " back, or start a new run with the old weights as its initial distribution",
              path(name),
              after == null
                  ? "it is gone"
                  : after.length()
                      + " bytes"
                      + (after.length() == before.length() ? ", written anew" : ""),
              before.length());
        });
  }
}
