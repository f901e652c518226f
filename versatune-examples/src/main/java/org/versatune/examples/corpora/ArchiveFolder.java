// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder that the build copies the archives into. Opens an archive only if it is the pinned
 * one.
 */
final class ArchiveFolder {
  private static final String BRING =
      "run 'mvn -q process-resources -pl versatune-examples -am' in the project's folder";

  private final Path folder;

  ArchiveFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Checks and opens an archive.
   *
   * @throws CorpusException if the file is not there, or not the one pinned
   */
  OpenArchive open(Archive archive) {
    Path file = folder.resolve(archive.fileName());
    if (!Files.isRegularFile(file)) {
      throw new CorpusException(
          "%s is missing; it is %s. To bring it, %s."
              .formatted(file, archive.source().name(), BRING));
    }
    try {
      String found = MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
      if (!found.equals(archive.sha256())) {
        throw new CorpusException(
            ("%s is not the archive these corpora were made for: its SHA-256 should be %s and is"
                    + " %s. Delete it (and the same file in the local Maven repository, if that is"
                    + " damaged too), then %s.")
                .formatted(file, archive.sha256(), found, BRING));
      }
      return OpenArchive.open(file);
    } catch (IOException e) {
      throw new CorpusException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }
}
