// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.primitives.Longs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.versatune.internal.AtomicFiles;

/**
 * The trainer of a round. What it prints goes straight to a file, so it lives on if this process
 * dies; a note with its number keeps a second one from being started beside it.
 */
final class TrainerProcess {
  private TrainerProcess() {}

  /**
   * Runs the trainer to its end. If this process is asked to end, so is the trainer.
   *
   * @param command with every placeholder filled in
   * @param folder where it runs
   * @param log what it prints is added to this file
   * @param note where its number is kept while it runs
   * @return its exit code
   */
  static int run(List<String> command, Path folder, Path log, Path note)
      throws InterruptedException {
    checkNoneRuns(note);
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the trainer cannot be started: " + e.getMessage() + "; correct 'command' in the plan",
          e);
    }
    Thread ending = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(ending);
    try {
      process.getOutputStream().close(); // It has nothing to read from here.
      String own = process.pid() + " " + started(process.toHandle());
      AtomicFiles.write(note, "note of the trainer", aside -> Files.writeString(aside, own));
      int code = process.waitFor();
      Files.deleteIfExists(note);
      return code;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write beside " + note, e);
    } finally {
      process.destroy();
      try {
        Runtime.getRuntime().removeShutdownHook(ending);
      } catch (IllegalStateException e) {
        // This process ends already.
      }
    }
  }

  private static void checkNoneRuns(Path note) {
    String known;
    try {
      if (!Files.exists(note)) {
        return;
      }
      known = Files.readString(note);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + note, e);
    }
    int space = known.indexOf(' ');
    Long pid = space < 0 ? null : Longs.tryParse(known.substring(0, space));
    boolean runs =
        pid != null
            && ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> started(process).equals(known.substring(space + 1)))
                .isPresent();
    checkState(
        !runs,
        "the trainer that was started before still runs, as process %s: wait for its end, or end"
            + " it, and start again",
        pid);
  }

  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }
}
