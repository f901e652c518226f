// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import com.google.common.collect.HashBasedTable;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures all samplers in one run and writes the tables of docs/performance.md: nanoseconds a
 * draw, and the ratios that are promised.
 *
 * <p>Arguments: the file to write (default {@code draws.md}) and the C source of the
 * largest-deficit rule (default as seen from the root of the project). Every number is that of the
 * fastest iteration, for the program in C of its fastest repetition: other work on the machine can
 * only add to a time.
 */
public final class DrawTable {
  private static final ImmutableList<Integer> DOMAINS =
      ImmutableList.of(2, 6, 20, 100, 1000, 10_000, 100_000);
  private static final double C_SECONDS = 1;
  private static final String PLAIN = "plain alias, ";

  private final Table<String, Integer, Double> times = HashBasedTable.create();
  private final List<String> lines = new ArrayList<>();

  private DrawTable() {}

  /**
   * Runs all benchmarks, in some five minutes.
   *
   * @param arguments the file to write, the C source
   * @throws RunnerException if a benchmark fails
   * @throws IOException if the file cannot be written or the program in C fails
   * @throws InterruptedException if interrupted while the C compiler or the program runs
   */
  public static void main(String[] arguments)
      throws RunnerException, IOException, InterruptedException {
    Path file = Path.of(arguments.length > 0 ? arguments[0] : "draws.md");
    Path source =
        Path.of(arguments.length > 1 ? arguments[1] : "versatune-examples/src/jmh/c/greedy.c");
    DrawTable table = new DrawTable();
    table.measure(GreedyInC.compile(source));
    table.print();
    Files.write(file, table.lines);
    table.lines.forEach(System.out::println);
  }

  private void measure(Optional<GreedyInC> inC)
      throws RunnerException, IOException, InterruptedException {
    for (int k : DOMAINS) {
      if (inC.isPresent()) {
        times.put("greedy in C", k, inC.get().nanoseconds(Mix.FLAT.some(k, 1), 0, C_SECONDS));
      }
      for (String sampler : new String[] {"exact", "alias", "plain alias", "shuffled"}) {
        put(sampler + ", block", k, run("block", sampler, k, Mix.FLAT));
        put(sampler + ", single", k, run("single", sampler, k, Mix.FLAT));
      }
      put("greedy in Java", k, run("single", "greedy", k, Mix.FLAT));
      for (String sampler : new String[] {"exact", "alias", "plain alias"}) {
        put(sampler + ", block, skewed", k, run("block", sampler, k, Mix.SKEWED));
        put(sampler + ", block, changing", k, run("blockChanging", sampler, k, Mix.FLAT));
        put(sampler + ", single, changing", k, run("singleChanging", sampler, k, Mix.FLAT));
      }
      put("greedy in Java, changing", k, run("singleChanging", "greedy", k, Mix.FLAT));
      if (inC.isPresent()) {
        times.put(
            "greedy in C, changing",
            k,
            inC.get()
                .nanoseconds(
                    Mix.FLAT.some(k, DrawBenchmark.MIXES), DrawBenchmark.EVERY, C_SECONDS));
      }
      for (String sampler : new String[] {"exact", "plain alias"}) {
        put(sampler + ", one change", k, run("change", sampler, k, Mix.FLAT));
      }
      put("run, nextDomain()", k, measure("RunBenchmark.next", options(k)));
      put("run, plan(" + RunBenchmark.BATCH + ")", k, measure("RunBenchmark.plan", options(k)));
    }
    put("random number, block", 2, run("floorBlock", "alias", 2, Mix.FLAT));
    put("random number, single", 2, run("floorSingle", "alias", 2, Mix.FLAT));
  }

  private void put(String row, int k, RunResult result) {
    times.put(row, k, result.getPrimaryResult().getStatistics().getMin());
    Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
    if (row.equals("exact, single") && bytes != null) {
      times.put("bytes", k, bytes.getScore());
    }
  }

  private static RunResult run(String benchmark, String sampler, int k, Mix mix)
      throws RunnerException {
    ChainedOptionsBuilder options = options(k).param("sampler", sampler).param("mix", mix.name());
    if (benchmark.equals("single")) {
      options.addProfiler(GCProfiler.class);
    }
    return measure("DrawBenchmark." + benchmark, options);
  }

  private static ChainedOptionsBuilder options(int k) {
    return new OptionsBuilder().param("domains", Integer.toString(k));
  }

  private static RunResult measure(String benchmark, ChainedOptionsBuilder options)
      throws RunnerException {
    options.include("\\." + benchmark.replace(".", "\\.") + "$").verbosity(VerboseMode.SILENT);
    RunResult result = new Runner(options.build()).runSingle();
    System.out.printf(
        Locale.ROOT,
        "%s: %.3f ns%n",
        result.getParams().id(),
        result.getPrimaryResult().getStatistics().getMin());
    return result;
  }

  private void print() {
    lines.add("| ns a draw, domains: | " + join(DOMAINS) + " |");
    lines.add("|---" + "|---:".repeat(DOMAINS.size()) + "|");
    for (String row :
        new String[] {
          "exact, block",
          "exact, single",
          "exact, block, skewed",
          "exact, block, changing",
          "exact, single, changing",
          "exact, one change",
          "run, nextDomain()",
          "run, plan(" + RunBenchmark.BATCH + ")",
          "shuffled, block",
          "shuffled, single",
          "alias, block",
          "alias, single",
          "alias, block, skewed",
          "alias, block, changing",
          "alias, single, changing",
          "plain alias, block",
          "plain alias, single",
          "plain alias, block, skewed",
          "plain alias, block, changing",
          "plain alias, single, changing",
          "plain alias, one change",
          "greedy in C",
          "greedy in C, changing",
          "greedy in Java",
          "greedy in Java, changing",
          "random number, block",
          "random number, single"
        }) {
      List<String> cells = new ArrayList<>();
      for (int k : DOMAINS) {
        cells.add(times.contains(row, k) ? number(time(row, k)) : "");
      }
      lines.add("| " + row + " | " + String.join(" | ", cells) + " |");
    }
    lines.add("");
    lines.add("| ratio | measured | bar | |");
    lines.add("|---|---:|---:|---|");
    for (int k : new int[] {2, 6, 20}) {
      atMost("exact / plain alias, block, k = " + k, ratio("exact, block", PLAIN + "block", k), 2);
    }
    atMost("exact / plain alias, block, k = 1000", ratio("exact, block", PLAIN + "block", 1000), 6);
    for (int k : new int[] {6, 20, 1000}) {
      atMost(
          "exact / plain alias, a change and 1000 draws, k = " + k,
          ratio("exact, block, changing", PLAIN + "block, changing", k),
          7);
    }
    atLeast("greedy in C / exact, block, k = 1000", ratio("greedy in C", "exact, block", 1000), 30);
    atLeast(
        "greedy in C / exact, block, k = 10000", ratio("greedy in C", "exact, block", 10_000), 150);
    atLeast(
        "greedy in C / exact, block, k = 100000",
        ratio("greedy in C", "exact, block", 100_000),
        1000);
    atMost("change of 100000 weights, ms", time("exact, one change", 100_000) / 1e6, 20);
    double bytes = 0;
    for (int k : DOMAINS) {
      bytes = Math.max(bytes, time("bytes", k));
    }
    atMost("bytes allocated by a draw, the most of any k", bytes, 0.05);
  }

  private double time(String row, int k) {
    Double time = times.get(row, k);
    return time == null ? Double.NaN : time;
  }

  private double ratio(String row, String other, int k) {
    return time(row, k) / time(other, k);
  }

  private void atMost(String name, double value, double bar) {
    bar(name, value, "≤ " + number(bar), value <= bar);
  }

  private void atLeast(String name, double value, double bar) {
    bar(name, value, "≥ " + number(bar), value >= bar);
  }

  private void bar(String name, double value, String bar, boolean met) {
    String verdict = Double.isNaN(value) ? "not measured" : met ? "met" : "missed";
    lines.add("| " + name + " | " + number(value) + " | " + bar + " | " + verdict + " |");
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    return value >= 100
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  private static String join(List<Integer> numbers) {
    return String.join(" | ", numbers.stream().map(String::valueOf).toList());
  }
}
