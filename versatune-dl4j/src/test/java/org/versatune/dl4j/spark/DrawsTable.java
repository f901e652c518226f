// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;
import org.versatune.VersaTune;

/**
 * Prints how much processor time it takes to make the draws of a round: the driver, and the tasks
 * of an executor that make them together, of which the slowest counts. It asserts nothing and so is
 * no part of the tests; docs/scale.md says how to run it.
 */
class DrawsTable {
  private static final ImmutableList<String> NAMES =
      ImmutableList.of("code", "finance", "general", "law", "medicine", "science");

  @Test
  void print() throws InterruptedException {
    measure(10_000_000); // Which compiles what the next ones use.
    System.out.println("| rows | driver s | one task s | two tasks s | four tasks s |");
    System.out.println("|--:|--:|--:|--:|--:|");
    String sizes = System.getProperty("versatune.rows", "10000000,100000000");
    for (String size : Splitter.on(',').split(sizes)) {
      System.out.println(measure(Long.parseLong(size)));
    }
  }

  private static String measure(long count) throws InterruptedException {
    VersaTune run =
        VersaTune.builder()
            .domains(NAMES)
            .initial(DomainDistribution.of(NAMES, .31, .24, .18, .13, .09, .05))
            .build();
    long[] none = new long[NAMES.size()];
    double began = processor();
    RoundSlices slices = RoundSlices.draw(run, count, RoundSlices.length(count, NAMES.size()));
    double driver = processor() - began;
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "| %d | %.2f |", count, driver));
    for (int tasks : new int[] {1, 2, 4}) {
      RoundDraws round =
          new RoundDraws(slices, NAMES.toArray(new String[0]), run.seed(), slices.all(), none);
      line.append(String.format(Locale.ROOT, " %.2f |", together(round, tasks)));
    }
    return line.toString();
  }

  private static double together(RoundDraws round, int tasks) throws InterruptedException {
    List<Double> times = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      Thread thread =
          new Thread(
              () -> {
                double began = processor();
                long[] unused = round.of(0, 0);
                times.add(processor() - began);
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return Collections.max(times);
  }

  /** Processor time of this thread so far, seconds: other programs do not count in it. */
  private static double processor() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
  }
}
