// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ascii;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.versatune.examples.files.IoProblem;
import picocli.CommandLine.ExitCode;

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
   * Writes out what is left, and returns the exit code: not 0 if something was not written.
   *
   * <p>A reader that has read enough and is gone, as {@code head} is, is no failure. The system
   * says it in the user's language; where it does not say what standard output is, the word that
   * many languages keep must do.
   */
  int finished(int code, PrintWriter out, PrintWriter err) {
    out.flush();
    if (code != ExitCode.OK
        || failure == null
        || isPipe
        || Ascii.toLowerCase(String.valueOf(failure.getMessage())).contains("pipe")) {
      return code;
    }
    err.println(
        "error: standard output could not be written to, so what is there is not all: "
            + IoProblem.reason(failure));
    return ExitCode.SOFTWARE;
  }

  static PrintWriter writer(OutputStream stream) {
    String encoding =
        System.getProperty("stdout.encoding", System.getProperty("native.encoding", UTF_8.name()));
    return new PrintWriter(new OutputStreamWriter(stream, charset(encoding)), true);
  }

  /**
   * The encoding to write to the console in: its own, which is not always that of files. One that
   * has no letters but the English ones is the mark of a system where no language is set up, as in
   * many containers: its console takes UTF-8, and names would be lost otherwise.
   */
  static Charset charset(String name) {
    try {
      Charset charset = Charset.forName(name);
      return charset.canEncode() && charset.newEncoder().canEncode('\u00E9') ? charset : UTF_8;
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return UTF_8;
    }
  }
}
