// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** The one Spark of this process: two threads, and three tries for a task. */
final class LocalSpark {
  private LocalSpark() {}

  static SparkSession session() {
    SparkSession session =
        SparkSession.builder()
            .master("local[2,3]")
            .appName("tests")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "3")
            .config("spark.sql.session.timeZone", "UTC")
            .getOrCreate();
    cutting(session, 1 << 27);
    return session;
  }

  /** Has files cut into parts of so many bytes, each read by a task of its own. */
  static void cutting(SparkSession session, long bytes) {
    session.conf().set("spark.sql.files.maxPartitionBytes", bytes);
    session.conf().set("spark.sql.files.openCostInBytes", bytes);
  }

  /** Writes rows as JSON Lines with a domain, a number and a text of some length. */
  static void jsonLines(Path file, String domain, int from, int count, int length) {
    List<String> lines = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      lines.add(
          "{\"domain\":\"%s\",\"id\":%s,\"num_tokens\":%s,\"text\":\"%s\"}"
              .formatted(domain, i, 1 + i % 5, "é".repeat(1 + (i * 31 + length) % length)));
    }
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, lines, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of the files that Spark wrote into a folder, in the order of their names. */
  static List<String> lines(Path folder) {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files
              .filter(path -> path.getFileName().toString().startsWith("part-"))
              .sorted()
              .toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }
}
