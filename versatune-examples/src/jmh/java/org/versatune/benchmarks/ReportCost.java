// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RunBuilder;
import org.versatune.VersaTune;
import org.versatune.WeightScheduler;
import org.versatune.scheduling.Schedulers;

/**
 * Measures what a run of many domains costs beside drawing: building it with an initial
 * distribution and a floor for every domain, and a report under each rule whose signals are not k ×
 * k tables.
 *
 * <p>Argument: the number of domains (default 100000). Each number is the fastest of 25, in
 * milliseconds, and beside it how often one {@code ImmutableMap} of the same numbers could have
 * been built in that time.
 */
public final class ReportCost {
  private static final int TIMES = 25;

  private ReportCost() {}

  /**
   * Prints one line a measurement.
   *
   * @param arguments the number of domains
   */
  public static void main(String[] arguments) {
    int k = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    ImmutableList<String> names =
        IntStream.range(0, k).mapToObj(j -> "domain-" + j).collect(ImmutableList.toImmutableList());
    ImmutableMap<String, Double> losses = numbers(names, 1.5, 1);
    double map = fastest(() -> numbers(names, 1.5, 1));
    print("a map of the losses", map, map);
    print("build", fastest(() -> builder(names).build()), map);
    rules(k)
        .forEach(
            (name, rule) -> {
              VersaTune run = builder(names).scheduler(rule).build();
              var unused = run.plan(64);
              long[] step = {0};
              print(
                  "report, " + name,
                  fastest(() -> run.report(Feedback.at(++step[0]).losses(moved(losses, step[0])))),
                  map);
            });
  }

  private static Map<String, WeightScheduler> rules(int k) {
    Map<String, WeightScheduler> rules = new LinkedHashMap<>();
    for (WeightScheduler rule :
        ImmutableList.of(
            Schedulers.openGap(),
            Schedulers.constant(),
            Schedulers.authorsCode(),
            Schedulers.fostering(),
            Schedulers.expansion("domain-0"),
            Schedulers.doReMi(),
            Schedulers.dynamicBatchLoading(),
            Schedulers.temperature(),
            Schedulers.uniMax(10.0 * k),
            Schedulers.adaptiveDataOptimization())) {
      rules.put(rule.describe().name(), rule);
    }
    return rules;
  }

  private static RunBuilder builder(ImmutableList<String> names) {
    return VersaTune.builder()
        .domains(names)
        .initial(
            DomainDistribution.relative(
                names.reverse(),
                numbers(names, 1, 2).values().stream().mapToDouble(x -> x).toArray()))
        .referenceLosses(numbers(names, 1, 3))
        .baseLosses(numbers(names, 2, 4))
        .domainSizes(names.stream().collect(ImmutableMap.toImmutableMap(n -> n, n -> 100)))
        .floor(
            names.stream().collect(ImmutableMap.toImmutableMap(n -> n, n -> 0.1 / names.size())));
  }

  private static ImmutableMap<String, Double> numbers(
      ImmutableList<String> names, double from, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ImmutableMap.Builder<String, Double> map = ImmutableMap.builderWithExpectedSize(names.size());
    names.forEach(name -> map.put(name, from + 0.1 * random.nextDouble()));
    return map.buildOrThrow();
  }

  /** The losses of another evaluation; part of what is measured, as a trainer makes them too. */
  private static ImmutableMap<String, Double> moved(
      ImmutableMap<String, Double> losses, long step) {
    ImmutableMap.Builder<String, Double> map = ImmutableMap.builderWithExpectedSize(losses.size());
    losses.forEach((name, loss) -> map.put(name, loss * (1 - 0.001 * (step % 7))));
    return map.buildOrThrow();
  }

  private static double fastest(Supplier<?> call) {
    double fastest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < TIMES; i++) {
      long start = System.nanoTime();
      if (call.get() == null) {
        throw new IllegalStateException("nothing came back");
      }
      fastest = Math.min(fastest, (System.nanoTime() - start) / 1e6);
    }
    return fastest;
  }

  private static void print(String what, double milliseconds, double map) {
    System.out.printf(
        Locale.ROOT, "%-32s %8.2f ms  %6.1f maps%n", what, milliseconds, milliseconds / map);
  }
}
