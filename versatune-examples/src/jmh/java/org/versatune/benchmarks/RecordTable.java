// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.versatune.Feedback;
import org.versatune.VersaTune;
import org.versatune.record.RunRecord;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Measures what a report and its line in a run record cost, beside a plain writer of the same
 * numbers, and prints the table of docs/performance.md. Argument: the number of domains (default
 * 6).
 *
 * <p>Times are those of the thread's processor, the fastest of all rounds: other work on the
 * machine can only add to them.
 */
public final class RecordTable {
  private static final int UPDATES = 4000;
  private static final int ROUNDS = 15;

  private static final JsonFactory JACKSON =
      JsonFactory.builder().enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER).build();

  private RecordTable() {}

  /** Something that may fail to write. */
  private interface Work {
    void run() throws IOException;
  }

  /**
   * Measures and prints, in some ten seconds.
   *
   * @param arguments the number of domains
   * @throws IOException if a temporary file cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    int k = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 6;
    Random random = new Random(1);
    Map<String, Double> references = new LinkedHashMap<>();
    Map<String, Double> base = new LinkedHashMap<>();
    for (int j = 0; j < k; j++) {
      references.put("domain " + j, 1.5 + random.nextDouble());
      base.put("domain " + j, 3 + random.nextDouble());
    }
    List<Feedback> reports = new ArrayList<>();
    for (int step = 1; step <= UPDATES; step++) {
      double open = 1.5 * Math.exp(-step / 1000.0);
      Map<String, Double> losses = new LinkedHashMap<>();
      references.forEach((d, loss) -> losses.put(d, loss + open + 0.05 * random.nextDouble()));
      reports.add(Feedback.at(step).losses(losses));
    }
    Path folder = Files.createTempDirectory("records");
    Path file = folder.resolve("run.jsonl");
    Path plain = folder.resolve("plain.csv");
    double report = Double.MAX_VALUE;
    double recorded = Double.MAX_VALUE;
    double written = Double.MAX_VALUE;
    double read = Double.MAX_VALUE;
    double parsed = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      VersaTune run =
          VersaTune.builder()
              .referenceLosses(references)
              .baseLosses(base)
              .domains(List.copyOf(references.keySet()))
              .build();
      report = Math.min(report, microseconds(() -> go(run, reports)));
      Files.deleteIfExists(file);
      try (VersaTune kept =
          VersaTune.builder()
              .referenceLosses(references)
              .baseLosses(base)
              .domains(List.copyOf(references.keySet()))
              .record(file)
              .build()) {
        recorded = Math.min(recorded, microseconds(() -> go(kept, reports)));
      }
      RunRecord record = RunRecord.read(file);
      written = Math.min(written, microseconds(() -> write(record, plain)));
      read = Math.min(read, microseconds(() -> RunRecord.read(file)));
      parsed = Math.min(parsed, microseconds(() -> parse(file)));
    }
    System.out.printf(Locale.ROOT, "| k = %d, %d updates | µs an update | bytes |%n", k, UPDATES);
    System.out.printf("|---|---:|---:|%n");
    System.out.printf(Locale.ROOT, "| plan(32) and report without a record | %.1f | |%n", report);
    System.out.printf(
        Locale.ROOT,
        "| what the record adds | %.1f | %d |%n",
        recorded - report,
        Files.size(file) / UPDATES);
    System.out.printf(Locale.ROOT, "| reading it | %.1f | |%n", read);
    System.out.printf(
        Locale.ROOT, "| every token and number of it by Jackson alone | %.1f | |%n", parsed);
    System.out.printf(
        Locale.ROOT,
        "| the same numbers by a plain writer | %.1f | %d |%n",
        written,
        Files.size(plain) / UPDATES);
    Files.delete(file);
    Files.delete(plain);
    Files.delete(folder);
  }

  private static void go(VersaTune run, List<Feedback> reports) {
    for (Feedback report : reports) {
      run.plan(32);
      run.report(report);
    }
  }

  private static void parse(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    double sum = 0;
    try (JsonParser in = JACKSON.createParser(ObjectReadContext.empty(), bytes)) {
      for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
        if (token.isNumeric()) {
          sum += in.getDoubleValue();
        }
      }
    }
    if (Double.isNaN(sum)) {
      throw new IOException("a record without NaN was written");
    }
  }

  /** Losses, weights, draws and factors, without checks, names or structure, flushed by line. */
  private static void write(RunRecord record, Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (var update : record.updates()) {
        StringBuilder line = new StringBuilder();
        line.append(update.step());
        update.feedback().losses().values().forEach(loss -> line.append(',').append(loss));
        update.weights().asMap().values().forEach(weight -> line.append(',').append(weight));
        update.draws().values().forEach(count -> line.append(',').append(count));
        for (String factor : update.update().factorNames()) {
          update.update().factor(factor).values().forEach(one -> line.append(',').append(one));
        }
        out.append(line).append('\n');
        out.flush();
      }
    }
  }

  private static double microseconds(Work work) throws IOException {
    var threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    work.run();
    return (threads.getCurrentThreadCpuTime() - start) / 1e3 / UPDATES;
  }
}
