// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import com.google.common.base.Ascii;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes to the console, and keeps why that failed: a {@code PrintWriter} tells nobody. */
final class ConsoleOutput extends FilterOutputStream {
  private static final Path STANDARD_OUTPUT = Path.of("/dev/fd/1");
  private static final int KIND = 0xF000;
  private static final int PIPE = 0x1000;
  private static final int SOCKET = 0xC000;

  private final boolean isPipe;
  private @Nullable IOException failure;

  /**
   * Writes to the console.
   *
   * @param isPipe whether it is a pipe, to which a reader that is gone is the only failure
   */
  ConsoleOutput(OutputStream console, boolean isPipe) {
    super(console);
    this.isPipe = isPipe;
  }

  /** Whether standard output is known to be a pipe to another program; false where it is not. */
  static boolean isPipe() {
    try {
      if (!FileSystems.getDefault().supportedFileAttributeViews().contains("unix")) {
        return false;
      }
      int kind = (int) Files.getAttribute(STANDARD_OUTPUT, "unix:mode") & KIND;
      return kind == PIPE || kind == SOCKET;
    } catch (IOException | RuntimeException e) {
      return false; // A system that does not say.
    }
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      throw noted(e);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw noted(e);
    }
  }

  private IOException noted(IOException e) {
    failure = failure == null ? e : failure;
    return e;
  }

  /**
   * Returns why not all was written. A reader that has read enough and is gone, as {@code head} is,
   * is no failure. The system says it in the user's language; where it does not say what standard
   * output is, the word that many languages keep must do.
   */
  Optional<IOException> failure() {
    return Optional.ofNullable(failure)
        .filter(e -> !isPipe)
        .filter(e -> !Ascii.toLowerCase(String.valueOf(e.getMessage())).contains("pipe"));
  }
}
