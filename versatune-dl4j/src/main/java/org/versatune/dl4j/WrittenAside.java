package org.versatune.dl4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Files that are written beside their place and moved into it, so that a crash leaves old or new.
 */
final class WrittenAside {
  private WrittenAside() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  interface Writer {
    void write(Path aside) throws IOException;
  }

  static void write(Path file, String what, Writer writer) {
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Path aside = target.resolveSibling(target.getFileName() + ".part");
      writer.write(aside);
      Files.move(
          aside, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + what + " " + target, e);
    }
  }
}
