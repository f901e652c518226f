// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.DomainDistribution;
import org.versatune.processes.ChildProcess;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunRecord;

/** {@code versatune steer}, ended by SIGKILL at random moments and started again. */
@DisabledOnOs(OS.WINDOWS) // The trainer is a shell script, which starts at once.
class KilledSteerTest {
  /** {@code -Dversatune.kills=100} takes a few minutes. */
  private static final int KILLS = Integer.getInteger("versatune.kills", 10);

  private static final int ROUNDS = KILLS + 10;

  /**
   * The more rows of a domain there are in the segment, the lower its loss; the step adds a little.
   */
  private static final String TRAINER =
      """
      law=$(grep -c '"law"' "$1"); code=$(grep -c '"code"' "$1")
      printf '{"step": %s, "losses": {"law": 1.%s%s, "code": 1.%s}}\\r\\n' \
        "$2" $((99 - law)) "$2" $((99 - code)) >> losses.jsonl
      """;

  @TempDir private Path folder;

  @Test
  void aKilledProcessGoesOnWithTheSameRowsAndWeights() throws Exception {
    Path whole = plan(folder.resolve("a b/whole"));
    Path killed = plan(folder.resolve("a b/§ {step}"));
    StringWriter said = new StringWriter();
    PrintWriter saying = new PrintWriter(said, true);
    assertThat(Versatune.run(saying, saying, "steer", "--config", whole.toString()))
        .as("%s", said)
        .isZero();

    Random random = new Random(5);
    int kills = 0;
    int exit = -1;
    for (int starts = 0; starts < 3 * KILLS && kills < KILLS && exit != 0; starts++) {
      Process child = ChildProcess.limited(start(killed));
      try (BufferedReader progress = child.inputReader(UTF_8)) {
        int lines = 1 + random.nextInt(5);
        while (lines-- > 0 && progress.readLine() != null) {}
        var unused = child.waitFor(random.nextInt(20_000), TimeUnit.MICROSECONDS);
        child.destroyForcibly();
        exit = ChildProcess.exitCode(child);
        // 2: the trainer of a killed process still runs, for a moment.
        kills += exit == 0 || exit == 2 ? 0 : 1;
      }
    }
    assertThat(kills).isGreaterThanOrEqualTo(KILLS / 2);
    for (int starts = 0; starts < KILLS && exit != 0; starts++) {
      Process child = ChildProcess.limited(start(killed));
      String printed = new String(child.getInputStream().readAllBytes(), UTF_8);
      exit = ChildProcess.exitCode(child);
      assertThat(exit == 0 || printed.contains("still runs")).as("%s", printed).isTrue();
    }

    Path one = whole.resolveSibling("versatune");
    Path other = killed.resolveSibling("versatune");
    assertThat(rows(other)).hasSize(ROUNDS).isEqualTo(rows(one));
    assertThat(weights(other)).hasSize(ROUNDS).isEqualTo(weights(one));
    assertThat(ImmutableSet.copyOf(weights(one))).as("they move").hasSizeGreaterThan(ROUNDS / 2);
    assertThat(other.resolve("table.csv")).hasSameTextualContentAs(one.resolve("table.csv"));
    assertThat(other.resolve("current.jsonl"))
        .hasSameTextualContentAs(one.resolve("current.jsonl"));
  }

  private static Path plan(Path home) throws IOException {
    Files.createDirectories(home);
    for (String domain : new String[] {"law", "code"}) {
      StringBuilder rows = new StringBuilder();
      for (int row = 0; row < 50; row++) {
        rows.append("{\"d\": \"" + domain + "\", \"n\": " + row + "}\r\n");
      }
      Files.writeString(home.resolve(domain + ".jsonl"), rows);
    }
    Files.writeString(home.resolve("train.sh"), TRAINER);
    Path plan = home.resolve("versatune.yaml");
    Files.writeString(
        plan,
        String.join(
            "\r\n",
            "domains: {law: law.jsonl, code: code.jsonl}",
            "referenceLosses: {law: 1.1, code: 1.2}",
            "floor: 0.1",
            "seed: 5",
            "batch: 4",
            "steps: 10",
            "rounds: " + ROUNDS,
            "command: [sh, train.sh, \"{segment}\", \"{step}\"]",
            "losses: {form: plain, path: losses.jsonl}",
            "watch: [csv]",
            ""));
    return plan;
  }

  private static Process start(Path plan) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dfile.encoding=UTF-8",
            "-cp",
            System.getProperty("java.class.path"),
            Versatune.class.getName(),
            "steer",
            "--config",
            plan.toString())
        .redirectErrorStream(true)
        .start();
  }

  private static ImmutableSortedMap<String, String> rows(Path steered) throws IOException {
    ImmutableSortedMap.Builder<String, String> rows = ImmutableSortedMap.naturalOrder();
    try (Stream<Path> files = Files.list(steered.resolve("segments"))) {
      for (Path file : files.filter(one -> one.toString().endsWith(".jsonl")).toList()) {
        rows.put(String.valueOf(file.getFileName()), Files.readString(file));
      }
    }
    return rows.buildOrThrow();
  }

  private static ImmutableList<DomainDistribution> weights(Path steered) {
    return RunRecord.read(steered.resolve("record.jsonl")).updates().stream()
        .map(RecordedUpdate::weights)
        .collect(ImmutableList.toImmutableList());
  }
}
