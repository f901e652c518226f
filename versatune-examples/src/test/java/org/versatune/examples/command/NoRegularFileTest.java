// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.processes.ChildProcess;

/** Every file that a command reads, where it is a FIFO, which would be waited for, or a device. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NoRegularFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "detect FILE",
        "detect --losses FILE TEXTS",
        "detect --held-out FILE TEXTS",
        "detect --data FILE TEXTS",
        "study FILE --out OUT",
        "compose --config FILE",
        "update --config FILE",
        "steer --config FILE",
        "status --config FILE",
        "serve --config FILE",
        "replay --scheduler uniform FILE",
        "report FILE"
      })
  void isRefusedInOneLine(String command) throws Exception {
    Path fifo = folder.resolve("fifo");
    assumeTrue(Files.exists(Path.of("/dev/zero")));
    assertThat(ChildProcess.exitCode(new ProcessBuilder("mkfifo", fifo.toString()).start()))
        .isZero();
    Path texts = Files.writeString(folder.resolve("texts.jsonl"), "\"a\"\n\"b\"\n\"c\"\n\"d\"\n");
    for (Path file : new Path[] {fifo, Path.of("/dev/zero")}) {
      StringWriter err = new StringWriter();
      int code =
          Versatune.run(
              new PrintWriter(new StringWriter(), true),
              new PrintWriter(err, true),
              command
                  .replace("FILE", file.toString())
                  .replace("TEXTS", texts.toString())
                  .replace("OUT", folder.resolve("out").toString())
                  .split(" "));
      assertThat(code).as("%s: %s", command, err).isNotZero();
      assertThat(err.toString().lines().filter(line -> line.startsWith("error: ")))
          .as("%s: %s", command, err)
          .singleElement()
          .asString()
          .contains(file.toString())
          .doesNotContain("this should not happen", "not enough memory");
    }
  }
}
