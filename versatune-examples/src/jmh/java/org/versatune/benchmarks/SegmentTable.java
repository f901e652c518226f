// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import com.google.common.collect.Maps;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.versatune.DomainDistribution;
import org.versatune.VersaTune;
import org.versatune.trainers.DomainRows;
import org.versatune.trainers.Segment;
import org.versatune.trainers.SegmentWriter;

/**
 * Measures how fast rows are indexed and a segment is written, beside {@code cat} on the same bytes
 * in the same run: six domains of very unequal size and row length, 2 GB unless said otherwise. Run
 * it with {@code -Xmx256m}: {@code SegmentTable FOLDER [BYTES]}.
 */
public final class SegmentTable {
  private static final String[] DOMAINS = {"law", "medicine", "finance", "science", "code", "web"};
  private static final double[] SHARES = {.30, .02, .08, .25, .05, .30};
  private static final int[] LENGTHS = {4_000, 300, 700, 20_000, 150, 1_500};
  private static final int ROUNDS = 3;

  private SegmentTable() {}

  /** Writes data, indexes it, and writes segments in turn with {@code cat}. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Path.of(args[0]);
    long bytes = args.length > 1 ? Long.parseLong(args[1]) : 2_000_000_000L;
    Path data = folder.resolve("data");
    write(data, bytes);

    long start = System.nanoTime();
    DomainRows rows = DomainRows.builder().folders(data).verify().open();
    say("index", size(data), System.nanoTime() - start);
    System.out.println(rows);

    long total = rows.sizes().values().stream().mapToLong(n -> n).sum();
    for (int round = 0; round < ROUNDS; round++) {
      VersaTune run =
          VersaTune.builder()
              .domains(rows.domains())
              .domainSizes(rows.sizes())
              .initial(shares(rows, total))
              .seed(round)
              .build();
      Path out = folder.resolve("mixed" + round);
      start = System.nanoTime();
      try (SegmentWriter writer = SegmentWriter.builder(run, rows, out).open()) {
        Segment segment = writer.rows(total);
        say("segment", segment.bytes(), System.nanoTime() - start);
        cat(segment.file(), folder.resolve("copy"));
      }
      System.out.printf(
          Locale.ROOT, "heap %d MB at most%n", Runtime.getRuntime().maxMemory() >> 20);
      delete(out);
    }
  }

  private static DomainDistribution shares(DomainRows rows, long total) {
    return DomainDistribution.of(Maps.transformValues(rows.sizes(), n -> (double) n / total));
  }

  private static void write(Path data, long bytes) throws IOException {
    Random random = new Random(1);
    StringBuilder words = new StringBuilder();
    while (words.length() < 100_000) {
      words.append((char) ('a' + random.nextInt(26))).append(' ');
    }
    for (int j = 0; j < DOMAINS.length; j++) {
      Path file = data.resolve(DOMAINS[j] + ".jsonl");
      Files.createDirectories(data);
      long left = (long) (bytes * SHARES[j]);
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
        for (long i = 0; left > 0; i++) {
          int length = LENGTHS[j] / 2 + random.nextInt(LENGTHS[j]);
          int from = random.nextInt(60_000);
          byte[] row =
              ("{\"messages\":[{\"role\":\"user\",\"content\":\""
                      + i
                      + "\"},{\"role\":\"assistant\",\"content\":\""
                      + words.substring(from, from + length)
                      + "\"}]}\n")
                  .getBytes(StandardCharsets.UTF_8);
          out.write(row);
          left -= row.length;
        }
      }
    }
  }

  private static void cat(Path file, Path copy) throws IOException, InterruptedException {
    for (String command :
        new String[] {"cat \"$1\" > \"$2\"", "cat \"$1\" > \"$2\"; sync \"$2\""}) {
      Files.deleteIfExists(copy);
      long start = System.nanoTime();
      Process process =
          new ProcessBuilder("sh", "-c", command, "sh", file.toString(), copy.toString()).start();
      int exit = process.waitFor();
      say(command + " (" + exit + ")", Files.size(file), System.nanoTime() - start);
    }
    Files.delete(copy);
  }

  private static void say(String what, long bytes, long nanos) {
    System.out.printf(Locale.ROOT, "%-28s %8.0f MB/s%n", what, bytes * 1e3 / nanos);
  }

  private static long size(Path folder) throws IOException {
    long size = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        size += Files.size(file);
      }
    }
    return size;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
