// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import org.versatune.examples.results.Choice;
import org.versatune.examples.results.DataSummary;
import org.versatune.examples.results.DetectionResult;
import org.versatune.examples.results.Evaluation;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Losses;
import org.versatune.examples.results.Measures;
import org.versatune.examples.results.Run;
import org.versatune.examples.results.RunKey;
import org.versatune.examples.results.SeedResult;
import org.versatune.examples.results.StudyResults;

/**
 * Results that look like those of a real study, from a simulation of the training: a domain's loss
 * falls towards a floor with the share of examples it gets and rises while it gets none. The runs
 * follow real rules on those losses, so winners, losers and forgetting come out by themselves.
 */
final class SimulatedStudy {
  private static final int STEPS = 600;
  private static final int EVERY = 40;

  private final ImmutableList<String> domains;
  private final SplittableRandom random;
  private final Map<String, Double> mix = new LinkedHashMap<>();
  private final Map<String, Double> base = new LinkedHashMap<>();
  private final Map<String, Double> reference = new LinkedHashMap<>();
  private final ImmutableList<String> noGap;
  private final ImmutableList.Builder<Run> runs = ImmutableList.builder();
  private final ImmutableList.Builder<Evaluation> evaluations = ImmutableList.builder();

  private SimulatedStudy(ImmutableList<String> domains, List<String> noGap, long seed) {
    this.domains = domains;
    this.noGap = ImmutableList.copyOf(noGap);
    this.random = new SplittableRandom(seed);
    double sum = 0;
    for (String domain : domains) {
      double share = 0.05 + Math.pow(random.nextDouble(), 3);
      mix.put(domain, share);
      sum += share;
    }
    for (String domain : domains) {
      double share = mix.merge(domain, 1 / sum, (a, b) -> a * b);
      double floor = 1.1 + 0.7 * random.nextDouble();
      base.put(domain, floor + 0.25 + 0.6 * Math.exp(-3.5 * share));
      reference.put(domain, noGap.contains(domain) ? base.get(domain) + 0.01 : floor + 0.06);
    }
  }

  static StudyResults of(String... domains) {
    return of(ImmutableList.copyOf(domains), ImmutableList.of());
  }

  /**
   * A study.
   *
   * @param noGap domains whose specialist is no better than the base model
   */
  static StudyResults of(List<String> domains, List<String> noGap) {
    return new SimulatedStudy(ImmutableList.copyOf(domains), noGap, 42).run();
  }

  private StudyResults run() {
    Map<String, Double> uniform = values(d -> 1.0 / domains.size());
    Map<String, Double> inverse = normalised(values(d -> 1.0001 - at(mix, d)));
    String target = domains.get(Math.min(1, domains.size() - 1));
    train("fostering", "", "constant", "constant", mix, (w, l) -> w);
    train("fostering", "", "uniform", "uniform", uniform, (w, l) -> w);
    train("fostering", "", "inverse", "inverse of the detected mix", inverse, (w, l) -> w);
    train("fostering", "", "proportional", "proportional to size", mix, (w, l) -> w);
    train("fostering", "", "fostering", "fostering(magnitude 1.0)", mix, (w, l) -> foster(w, l, 1));
    train(
        "fostering",
        "",
        "authors' code",
        "exponential of the excess loss over the reference",
        mix,
        (w, l) -> foster(w, l, 5));
    Map<String, Double> only = values(d -> d.equals(target) ? 1.0 : 0.0);
    Map<String, Double> half =
        domains.size() == 1
            ? only
            : values(d -> d.equals(target) ? 0.5 : 0.5 / (domains.size() - 1));
    train("expansion", target, target + " only", "constant", only, (w, l) -> w);
    train("expansion", target, "half, rest uniform", "constant", half, (w, l) -> w);
    train(
        "expansion",
        target,
        "expansion",
        "expansion(step 0.05, threshold 0.2, magnitude 1.0)",
        mix,
        (w, l) -> expand(target, w));
    return new StudyResults(
        domains,
        text(),
        ImmutableList.of(
            new SeedResult(
                42,
                new SeedResult.BaseModel(
                    "windowed byte model, 12 bytes of context, two layers of 256",
                    171_904,
                    256,
                    ImmutableMap.copyOf(values(d -> 1.0)),
                    ImmutableMap.copyOf(mix),
                    new Losses(ImmutableMap.copyOf(base), test(base))),
                detection(),
                ImmutableMap.of(
                    STEPS, new Losses(ImmutableMap.copyOf(reference), test(reference))))),
        runs.build(),
        evaluations.build(),
        ImmutableList.of(),
        ImmutableList.of(),
        ImmutableList.of(),
        ImmutableList.of(),
        StudyResults.JSON.valueToTree(provenance()));
  }

  private void train(
      String study,
      String target,
      String name,
      String rule,
      Map<String, Double> start,
      BiFunction<Map<String, Double>, Map<String, Double>, Map<String, Double>> update) {
    Map<String, Double> weights = new LinkedHashMap<>(start);
    Map<String, Double> losses = new LinkedHashMap<>(base);
    Map<String, Double> draws = values(d -> 0.0);
    RunKey key =
        new RunKey(new Group(study, "x1", target, STEPS), new Choice(name, "detected"), 42);
    for (int step = 0; ; step += EVERY) {
      if (step > 0) {
        weights = update.apply(weights, losses);
      }
      evaluations.add(
          new Evaluation(key, step, ImmutableMap.copyOf(weights), ImmutableMap.copyOf(losses)));
      if (step >= STEPS) {
        break;
      }
      Map<String, Double> next = new LinkedHashMap<>();
      for (String domain : domains) {
        double share = at(weights, domain);
        double floor =
            noGap.contains(domain) ? at(base, domain) - 0.03 : at(reference, domain) - 0.2;
        double learned = (at(losses, domain) - floor) * (1 - Math.exp(-0.09 * Math.sqrt(share)));
        double lost = 0.008 * Math.max(0, at(mix, domain) - share) * (domains.size() - 1);
        double noise = 0.004 * (random.nextDouble() - 0.5);
        next.put(domain, at(losses, domain) - learned + lost + noise);
        draws.merge(domain, share * EVERY * 32, Double::sum);
      }
      losses = next;
    }
    runs.add(
        new Run(
            key,
            rule,
            name.replaceAll("[^a-z]+", "-") + ".jsonl",
            "0123",
            Measures.of(
                target,
                test(base),
                test(reference),
                test(losses),
                domains.stream()
                    .collect(ImmutableMap.toImmutableMap(d -> d, d -> Math.round(at(draws, d)))),
                1.5)));
  }

  private Map<String, Double> foster(
      Map<String, Double> weights, Map<String, Double> losses, double magnitude) {
    return normalised(
        values(
            d ->
                at(weights, d)
                    * (1
                        + magnitude
                            * Math.max(0, (at(losses, d) - at(reference, d)) / at(losses, d)))));
  }

  private Map<String, Double> expand(String target, Map<String, Double> weights) {
    double before = at(weights, target);
    double after = domains.size() == 1 ? 1 : Math.max(before, Math.min(before + 0.05, 0.9));
    return values(
        d -> d.equals(target) ? after : at(weights, d) * (1 - after) / Math.max(1e-9, 1 - before));
  }

  private DetectionResult detection() {
    Map<String, Double> detected =
        normalised(values(d -> at(mix, d) * (0.85 + 0.3 * random.nextDouble())));
    return new DetectionResult(
        ImmutableMap.copyOf(detected),
        ImmutableMap.copyOf(
            values(d -> 1.96 * Math.sqrt(at(detected, d) * (1 - at(detected, d)) / 560))),
        domains.stream()
            .collect(ImmutableMap.toImmutableMap(d -> d, d -> Math.round(560 * at(detected, d)))),
        5,
        560,
        40,
        new DetectionResult.Judge(
            "naive Bayes over character n-grams, 1 to 5",
            600,
            0.957,
            ImmutableMap.copyOf(values(d -> 0.9 + 0.1 * random.nextDouble())),
            ImmutableMap.copyOf(values(d -> at(mix, d))),
            0.05),
        0.25,
        domains.stream()
            .map(
                d ->
                    new DetectionResult.Sample(
                        d,
                        0.9,
                        "the "
                            + d
                            + " of the Licensed \u0000Work & <b>any\u001b[1m</b> of\nthe terms"))
            .collect(ImmutableList.toImmutableList()),
        new DetectionResult.Corrected(
            ImmutableMap.copyOf(mix),
            ImmutableMap.copyOf(values(d -> 0.75 * at(mix, d))),
            ImmutableMap.copyOf(values(d -> 1.25 * at(mix, d)))));
  }

  private DataSummary text() {
    return new DataSummary(
        "bundled",
        "0f343b0931126a20f133d67c2b018a3b",
        domains.stream()
            .map(d -> new DataSummary.DomainText(d, 812, 1_203_112, 101, 102))
            .collect(ImmutableList.toImmutableList()));
  }

  private static ImmutableMap<String, Object> provenance() {
    return ImmutableMap.<String, Object>builder()
        .put("command", "versatune --seed 42 --budget quick")
        .put("startedAt", "2026-01-01T12:00:00+01:00")
        .put("versaTune", "0.1.0-SNAPSHOT")
        .put("java", "17.0.15 (Debian)")
        .put("os", "Linux 6.1 amd64")
        .put("backend", "nd4j-native")
        .put("budget", "quick")
        .put("seeds", ImmutableList.of(42))
        .put("seconds", ImmutableMap.of("text", 3.21, "base model", 71.5, "total", 271.4))
        .buildOrThrow();
  }

  private static ImmutableMap<String, Double> test(Map<String, Double> losses) {
    return losses.entrySet().stream()
        .collect(ImmutableMap.toImmutableMap(Map.Entry::getKey, e -> 1.013 * e.getValue()));
  }

  private Map<String, Double> values(ToDoubleFunction<String> number) {
    Map<String, Double> values = new LinkedHashMap<>();
    domains.forEach(d -> values.put(d, number.applyAsDouble(d)));
    return values;
  }

  private static Map<String, Double> normalised(Map<String, Double> values) {
    double sum = values.values().stream().mapToDouble(x -> x).sum();
    Map<String, Double> normalised = new LinkedHashMap<>();
    values.forEach((d, x) -> normalised.put(d, x / sum));
    return normalised;
  }

  private static double at(Map<String, Double> numbers, String domain) {
    return Estimates.at(numbers, domain);
  }
}
