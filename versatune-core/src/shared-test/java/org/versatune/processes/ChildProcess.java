// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.processes;

import java.util.concurrent.TimeUnit;

/** Waits for a process that a test has started, but not for ever. */
public final class ChildProcess {
  /** Far longer than any takes, so that a test never depends on how fast a machine is. */
  private static final long LIMIT_MINUTES = 10;

  private ChildProcess() {}

  /**
   * Kills a process that has not ended by the limit, so that reading what it prints comes to an
   * end, too.
   *
   * @param process a process that has just been started
   * @return the same process
   */
  public static Process limited(Process process) {
    var unused =
        process
            .onExit()
            .orTimeout(LIMIT_MINUTES, TimeUnit.MINUTES)
            .exceptionally(late -> process.destroyForcibly());
    return process;
  }

  /**
   * Waits for the end of a process, and kills it at the limit.
   *
   * @param process the process
   * @return its exit code
   * @throws AssertionError if it had to be killed
   */
  public static int exitCode(Process process) throws InterruptedException {
    if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(
          "process " + process.info() + " still ran after " + LIMIT_MINUTES + " minutes");
    }
    return process.exitValue();
  }
}
