// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.notebook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/**
 * Catches what is printed to {@code System.out} until it is closed. The stream belongs to the whole
 * process: one at a time.
 */
final class PrintedText implements AutoCloseable {
  private final PrintStream before = System.out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  PrintedText() {
    System.setOut(new PrintStream(printed, true, UTF_8));
  }

  /** What was printed so far. */
  String text() {
    System.out.flush();
    return printed.toString(UTF_8).replace(System.lineSeparator(), "\n");
  }

  @Override
  public void close() {
    System.setOut(before);
  }
}
