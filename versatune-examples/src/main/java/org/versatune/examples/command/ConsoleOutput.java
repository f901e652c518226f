// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import com.google.common.base.Ascii;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes to the console, and keeps why that failed: a {@code PrintWriter} tells nobody. */
final class ConsoleOutput extends FilterOutputStream {
  private @Nullable IOException failure;

  ConsoleOutput(OutputStream console) {
    super(console);
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
   * is no failure. The system says it in the user's language, but most keep the word.
   */
  Optional<IOException> failure() {
    return Optional.ofNullable(failure)
        .filter(e -> !Ascii.toLowerCase(String.valueOf(e.getMessage())).contains("pipe"));
  }
}
