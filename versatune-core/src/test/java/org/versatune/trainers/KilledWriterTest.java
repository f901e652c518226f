// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.processes.ChildProcess;

/**
 * A process that writes segments is killed again and again; what it leaves is as if it never was.
 */
class KilledWriterTest {
  /** {@code -Dversatune.kills=100} takes a few minutes. */
  private static final int KILLS = Integer.getInteger("versatune.kills", 20);

  @TempDir Path folder;

  @Test
  void aKilledProcessGoesOnWithTheSameBytes() throws Exception {
    data(folder.resolve("a/data"));
    data(folder.resolve("b/data"));
    int segments = 2 * KILLS;
    KilledWriter.write(folder.resolve("a/data"), folder.resolve("a/mixed"), segments, number -> {});

    Random random = new Random(5);
    int kills = 0;
    while (kills < KILLS) {
      Process child = ChildProcess.limited(start(segments));
      try (BufferedReader progress = child.inputReader(UTF_8)) {
        int lines = random.nextInt(4);
        while (lines-- > 0 && progress.readLine() != null) {}
        var unused = child.waitFor(random.nextInt(40_000), TimeUnit.MICROSECONDS);
        child.destroyForcibly();
        if (ChildProcess.exitCode(child) != 0) {
          kills++;
        } else {
          break; // All segments are there.
        }
      }
    }
    assertThat(kills).isGreaterThanOrEqualTo(KILLS / 2);
    KilledWriter.write(folder.resolve("b/data"), folder.resolve("b/mixed"), segments, number -> {});

    assertThat(hashes(folder.resolve("b/mixed"))).isEqualTo(hashes(folder.resolve("a/mixed")));
  }

  private Process start(int segments) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            KilledWriter.class.getName(),
            folder.resolve("b/data").toString(),
            folder.resolve("b/mixed").toString(),
            String.valueOf(segments))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void data(Path data) throws IOException {
    Random random = new Random(1);
    for (String domain : new String[] {"code", "law", "web"}) {
      Files.createDirectories(data);
      try (Writer out = Files.newBufferedWriter(data.resolve(domain + ".jsonl"))) {
        for (int i = 0; i < 3_000; i++) {
          out.write("{\"messages\":[{\"role\":\"user\",\"content\":\"");
          out.write("xyz ".repeat(random.nextInt(40)) + i + "\"}]}\n");
        }
      }
    }
  }

  /** Everything in the folder but paths, which the two runs differ by. */
  private static ImmutableSortedMap<String, HashCode> hashes(Path mixed) throws IOException {
    ImmutableSortedMap.Builder<String, HashCode> hashes = ImmutableSortedMap.naturalOrder();
    try (Stream<Path> files = Files.list(mixed)) {
      for (Path file : files.toList()) {
        String content = Files.readString(file);
        String parent = mixed.resolve("..").toRealPath().toString();
        hashes.put(
            String.valueOf(file.getFileName()),
            Hashing.sha256().hashString(content.replace(parent, ""), UTF_8));
      }
    }
    return hashes.buildOrThrow();
  }
}
