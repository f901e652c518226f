// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.versatune.examples.files.IoProblem;

/** Checks the folder that results go to, before anything is computed. */
final class OutputFolder {
  private OutputFolder() {}

  /**
   * Checks for a dry run, which makes nothing, that the folder can probably be made and written to.
   *
   * @param option the option that names it, for errors
   * @param folder the folder
   * @throws IllegalArgumentException if it is a file, or the folder above may not be written to
   */
  static void check(String option, Path folder) {
    Path above = folder.toAbsolutePath();
    while (above.getParent() != null && !Files.exists(above)) {
      above = above.getParent();
    }
    checkArgument(
        Files.isDirectory(above), "%s %s: %s is a file; give a folder", option, folder, above);
    checkArgument(
        Files.isWritable(above),
        "%s %s cannot be written to: no permission for %s; give another folder with %s",
        option,
        folder,
        above,
        option);
  }

  /**
   * Makes the folder if it is not there, and checks that files can be written into it, so that
   * hours of training do not end at a folder that was never writable.
   *
   * @param option the option that names it, for errors
   * @throws CommandFailure if it cannot be made or written to; the message says why and what to do
   */
  static void prepare(String option, Path folder) {
    try {
      Files.createDirectories(folder);
      Path trial = Files.createTempFile(folder, "trial", ".part");
      try {
        // A full disk takes the name of a file and refuses its content.
        Files.write(trial, new byte[1 << 16]);
      } finally {
        Files.deleteIfExists(trial);
      }
    } catch (FileAlreadyExistsException e) {
      throw CommandFailure.unusable(
          option + " " + folder + ": " + e.getFile() + " is a file; give a folder", e);
    } catch (IOException e) {
      throw CommandFailure.unusable(
          "%s %s cannot be written to: %s; give another folder with %s"
              .formatted(option, folder, IoProblem.reason(e), option),
          e);
    }
  }
}
