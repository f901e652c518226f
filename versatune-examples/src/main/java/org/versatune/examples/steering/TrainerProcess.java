// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.base.Splitter;
import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Longs;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.versatune.internal.AtomicFiles;

/**
 * The trainer of a round. What it prints goes straight to a file, so it lives on if this process
 * dies; a note with its number keeps a second one from being started beside it.
 *
 * <p>The note has to be there before the trainer is: a kill between the two would leave a trainer
 * that nobody knows of. So a shell is started first, which waits for a word on its standard input
 * and then becomes the trainer, under the same number ({@code exec}). The word is sent once the
 * note is written; where this process dies before, the shell reads the end of its input, and ends.
 * On Windows, which has no {@code exec}, the note is written right after the start.
 */
final class TrainerProcess {
  private static final boolean HAS_SHELL = File.separatorChar == '/';

  private TrainerProcess() {}

  /**
   * Runs the trainer to its end. If this process is asked to end, so is the trainer.
   *
   * @param command with every placeholder filled in
   * @param folder where it runs
   * @param log what it prints is added to this file
   * @param note where its number is kept while it runs
   * @return its exit code
   * @throws IllegalArgumentException if there is no such program
   * @throws IllegalStateException if the trainer that was started before still runs
   */
  static int run(List<String> command, Path folder, Path log, Path note)
      throws InterruptedException {
    checkNoneRuns(note);
    checkProgram(command.get(0), folder);
    Process process;
    try {
      process =
          new ProcessBuilder(HAS_SHELL ? waiting(command) : command)
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
      try (OutputStream input = process.getOutputStream()) {
        String own = process.pid() + " " + started(process.toHandle());
        AtomicFiles.write(note, "note of the trainer", aside -> Files.writeString(aside, own));
        if (HAS_SHELL) {
          input.write("go\n".getBytes(StandardCharsets.US_ASCII));
        }
      }
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

  /** A command that becomes another once it reads a line, and ends where there is none to read. */
  static ImmutableList<String> waiting(List<String> command) {
    return ImmutableList.<String>builder()
        .add("/bin/sh", "-c", "read -r word && exec \"$@\" < /dev/null", "sh")
        .addAll(command)
        .build();
  }

  /** Looks for the program as the system does: from the folder where it has a slash. */
  private static void checkProgram(String program, Path folder) {
    if (!HAS_SHELL) {
      return; // Endings may be left out there.
    }
    boolean isThere =
        program.contains("/")
            ? isProgram(folder.resolve(program))
            : Splitter.on(File.pathSeparatorChar)
                .splitToStream(Strings.nullToEmpty(System.getenv("PATH")))
                .anyMatch(place -> isProgram(folder.resolve(place).resolve(program)));
    checkArgument(
        isThere,
        "the trainer cannot be started: there is no program '%s' %s, or no permission to run it;"
            + " correct 'command' in the plan%s",
        program,
        program.contains("/") ? "in " + folder : "in the folders of PATH",
        program.contains(" ") ? ", which is a list: [python, train.py]" : "");
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
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
                .filter(process -> !isDead(process.pid()))
                .isPresent();
    checkState(
        !runs,
        "the trainer that was started before still runs, as process %s: wait for its end, or end"
            + " it, and start again",
        pid);
  }

  /**
   * Whether a process has ended and only its number is still taken, since nobody asked for its exit
   * code: in a container it may stay so for ever. Linux alone says so.
   */
  private static boolean isDead(long pid) {
    try {
      String state = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return state.startsWith(") Z", state.lastIndexOf(')'));
    } catch (IOException e) {
      return false;
    }
  }

  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }
}
