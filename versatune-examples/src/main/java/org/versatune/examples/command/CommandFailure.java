// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;

/** Thrown if a command cannot go on; the user sees only why, and what to do. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The exit code of the program. */
  private final int exitCode;

  /** For what failed on the way: exit code 1. */
  CommandFailure(String message, @Nullable Throwable cause) {
    this(message, cause, ExitCode.SOFTWARE);
  }

  private CommandFailure(String message, @Nullable Throwable cause, int exitCode) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** For options, files or folders of the user that cannot be used: exit code 2. */
  static CommandFailure unusable(String message, @Nullable Throwable cause) {
    return new CommandFailure(message, cause, ExitCode.USAGE);
  }

  int exitCode() {
    return exitCode;
  }
}
