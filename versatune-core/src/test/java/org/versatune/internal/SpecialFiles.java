// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.versatune.processes.ChildProcess;

/** Files that only some systems have; a test that needs one is skipped elsewhere. */
public final class SpecialFiles {
  private SpecialFiles() {}

  public static Path fifo(Path path) throws Exception {
    try {
      int exit = ChildProcess.exitCode(new ProcessBuilder("mkfifo", path.toString()).start());
      assumeTrue(exit == 0, "mkfifo failed");
    } catch (IOException e) {
      assumeTrue(false, "no mkfifo here");
    }
    return path;
  }

  public static Path device() {
    Path device = Path.of("/dev/zero");
    assumeTrue(Files.exists(device), "no /dev/zero here");
    return device;
  }

  public static Path link(Path link, Path target) throws IOException {
    try {
      return Files.createSymbolicLink(link, target);
    } catch (UnsupportedOperationException e) {
      assumeTrue(false, "no symbolic links here");
      throw e;
    }
  }
}
