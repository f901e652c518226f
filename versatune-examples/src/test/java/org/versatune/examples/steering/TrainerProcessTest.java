// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.processes.ChildProcess;

@DisabledOnOs(OS.WINDOWS) // The trainers are programs that Windows lacks.
class TrainerProcessTest {
  @TempDir private Path folder;

  private int run(String... command) throws InterruptedException {
    return TrainerProcess.run(
        List.of(command), folder, folder.resolve("log.txt"), folder.resolve("note"));
  }

  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  /** As where steering is killed after the start of its trainer and before the note of it. */
  @Test
  void aTrainerWithoutANoteDoesNotStart() throws Exception {
    Path marker = folder.resolve("a $marker");
    List<String> command = TrainerProcess.waiting(List.of("touch", marker.toString()));

    Process orphan = new ProcessBuilder(command).start();
    orphan.getOutputStream().close();
    assertThat(ChildProcess.exitCode(orphan)).isNotZero();
    assertThat(marker).doesNotExist();

    assertThat(run("touch", marker.toString())).isZero();
    assertThat(marker).exists();
    assertThat(folder.resolve("note")).doesNotExist();
  }

  @Test
  void theNoteNamesTheTrainerItself() throws Exception {
    assertThat(run("sh", "-c", "echo $$; cat note; cat; exit 7")).isEqualTo(7);

    List<String> printed = Files.readAllLines(folder.resolve("log.txt"));
    assertThat(printed).as("its input is empty").hasSize(2);
    assertThat(printed.get(1)).startsWith(printed.get(0) + " ");
  }

  @Test
  void aTrainerThatStillRunsIsRefused() throws IOException {
    ProcessHandle self = ProcessHandle.current();
    Files.writeString(folder.resolve("note"), self.pid() + " " + started(self));
    assertThatThrownBy(() -> run("true"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("still runs, as process " + self.pid());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "x y", "{pid} 2001-01-01T00:00:00Z", "999999999 z", "{pid}"})
  void aNoteOfNoSuchProcessIsPassedOver(String note) throws Exception {
    Files.writeString(
        folder.resolve("note"),
        note.replace("{pid}", Long.toString(ProcessHandle.current().pid())));
    assertThat(run("true")).isZero();
  }

  /** In a container without an init process, nobody takes the exit code of a trainer that ended. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aTrainerThatEndedUnnoticedIsPassedOver() throws Exception {
    Process parent =
        ChildProcess.limited(
            new ProcessBuilder("sh", "-c", "sleep 1 & echo $!; exec sleep 600").start());
    try (BufferedReader printed = parent.inputReader(UTF_8)) {
      long pid = Long.parseLong(printed.readLine());
      Path stat = Path.of("/proc/" + pid + "/stat");
      while (!Files.readString(stat).contains(") Z")) {
        Thread.sleep(10);
      }
      ProcessHandle dead = ProcessHandle.of(pid).orElseThrow();
      Files.writeString(folder.resolve("note"), pid + " " + started(dead));
      assertThat(run("true")).isZero();
    } finally {
      parent.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-such-program-anywhere", "./none.sh", "/none/none", "rows.txt", "."})
  void aProgramThatIsNotThereIsNamed(String program) throws IOException {
    Files.writeString(folder.resolve("rows.txt"), "not to be run");
    assertThatThrownBy(() -> run(program))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no program '" + program + "'")
        .hasMessageContaining("'command'");
    assertThat(folder.resolve("note")).doesNotExist();
  }
}
