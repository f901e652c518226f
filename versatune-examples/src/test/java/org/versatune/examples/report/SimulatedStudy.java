package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.versatune.examples.results.BaseModel;
import org.versatune.examples.results.Budget;
import org.versatune.examples.results.DataSummary;
import org.versatune.examples.results.DetectionResult;
import org.versatune.examples.results.ExpansionStudy;
import org.versatune.examples.results.ForgettingSummary;
import org.versatune.examples.results.GainSummary;
import org.versatune.examples.results.Provenance;
import org.versatune.examples.results.ReferenceResult;
import org.versatune.examples.results.StrategyRun;
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
    ImmutableList<StrategyRun> fostering =
        ImmutableList.of(
            train("constant", "constant", mix, (w, l) -> w),
            train("uniform", "uniform", uniform, (w, l) -> w),
            train("inverse", "inverse of the detected mix", inverse, (w, l) -> w),
            train("proportional", "proportional to size", mix, (w, l) -> w),
            train("fostering", "fostering(magnitude 1.0)", mix, (w, l) -> foster(w, l, 1)),
            train(
                "authors' code",
                "exponential of the excess loss over the reference",
                mix,
                (w, l) -> foster(w, l, 5)));
    Map<String, Double> only = values(d -> d.equals(target) ? 1.0 : 0.0);
    Map<String, Double> half =
        domains.size() == 1
            ? only
            : values(d -> d.equals(target) ? 0.5 : 0.5 / (domains.size() - 1));
    ImmutableList<ExpansionStudy.ExpansionRun> expansion =
        ImmutableList.of(
            expansion(target, train(target + " only", "constant", only, (w, l) -> w)),
            expansion(target, train("half, rest uniform", "constant", half, (w, l) -> w)),
            expansion(
                target,
                train(
                    "expansion",
                    "expansion(step 0.05, threshold 0.2, magnitude 1.0)",
                    mix,
                    (w, l) -> expand(target, w))));
    return new StudyResults(
        StudyResults.FORMAT,
        provenance(),
        new Budget("quick", 900, STEPS, 32, 96, EVERY, 48, 96, 5, 120, 240, 2e-3, 7e-4),
        domains,
        new BaseModel(
            "windowed byte model, 12 bytes of context, two layers of 256",
            171_904,
            ImmutableMap.copyOf(mix),
            ImmutableMap.copyOf(base),
            test(base)),
        detection(),
        new ReferenceResult(ImmutableMap.copyOf(reference), test(reference)),
        fostering,
        new ExpansionStudy(target, expansion));
  }

  private StrategyRun train(
      String name,
      String rule,
      Map<String, Double> start,
      BiFunction<Map<String, Double>, Map<String, Double>, Map<String, Double>> update) {
    Map<String, Double> weights = new LinkedHashMap<>(start);
    Map<String, Double> losses = new LinkedHashMap<>(base);
    Map<String, Double> draws = values(d -> 0.0);
    ImmutableList.Builder<StrategyRun.Evaluation> evaluations = ImmutableList.builder();
    for (int step = 0; ; step += EVERY) {
      if (step > 0) {
        weights = update.apply(weights, losses);
      }
      evaluations.add(
          new StrategyRun.Evaluation(
              step, ImmutableMap.copyOf(weights), ImmutableMap.copyOf(losses)));
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
    ImmutableMap<String, Double> test = test(losses);
    return new StrategyRun(
        name,
        rule,
        name.replaceAll("[^a-z]+", "-") + ".jsonl",
        evaluations.build(),
        domains.stream()
            .collect(ImmutableMap.toImmutableMap(d -> d, d -> Math.round(at(draws, d)))),
        test,
        gain(test),
        forgetting(test, domains));
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

  private ExpansionStudy.ExpansionRun expansion(String target, StrategyRun run) {
    return new ExpansionStudy.ExpansionRun(
        run,
        run.gain().byDomain().get(target),
        forgetting(
            run.testLosses(),
            domains.stream().filter(d -> !d.equals(target)).collect(Collectors.toList())));
  }

  private GainSummary gain(Map<String, Double> losses) {
    ImmutableMap<String, Double> base = test(this.base);
    ImmutableMap<String, Double> reference = test(this.reference);
    Map<String, Double> gains = new LinkedHashMap<>();
    List<String> undefined = new ArrayList<>();
    for (String domain : domains) {
      double gap = at(base, domain) - at(reference, domain);
      if (gap > 0) {
        gains.put(domain, (at(base, domain) - at(losses, domain)) / gap);
      } else {
        undefined.add(domain);
      }
    }
    if (gains.isEmpty()) {
      return new GainSummary(ImmutableMap.of(), ImmutableList.copyOf(undefined), null, null, null);
    }
    Map.Entry<String, Double> worst =
        gains.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
    return new GainSummary(
        ImmutableMap.copyOf(gains),
        ImmutableList.copyOf(undefined),
        gains.values().stream().mapToDouble(g -> g).average().orElseThrow(),
        worst.getValue(),
        worst.getKey());
  }

  private ForgettingSummary forgetting(Map<String, Double> losses, List<String> over) {
    ImmutableMap<String, Double> base = test(this.base);
    ImmutableMap<String, Double> lost =
        over.stream()
            .collect(
                ImmutableMap.toImmutableMap(
                    d -> d, d -> Math.max(0, at(losses, d) / at(base, d) - 1)));
    @Nullable String most =
        lost.entrySet().stream()
            .max(Comparator.comparingDouble(Map.Entry::getValue))
            .map(Map.Entry::getKey)
            .orElse(null);
    return new ForgettingSummary(
        lost,
        lost.values().stream().mapToDouble(x -> x).average().orElse(0),
        most == null ? 0 : at(lost, most),
        most == null ? "" : most);
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
            ImmutableMap.copyOf(values(d -> at(mix, d)))),
        domains.stream()
            .map(
                d ->
                    new DetectionResult.Sample(
                        d,
                        0.9,
                        "the "
                            + d
                            + " of the Licensed \u0000Work & <b>any\u001b[1m</b> of\nthe terms"))
            .collect(ImmutableList.toImmutableList()));
  }

  private Provenance provenance() {
    return new Provenance(
        "0.1.0-SNAPSHOT",
        ImmutableList.of("--seed", "42", "--budget", "quick"),
        42,
        "2026-01-01T12:00:00+01:00",
        "17.0.15 (Debian)",
        "Linux 6.1 amd64",
        "nd4j-native",
        2,
        2,
        false,
        new DataSummary(
            "bundled",
            "0f343b0931126a20f133d67c2b018a3b",
            domains.stream()
                .map(d -> new DataSummary.DomainText(d, 812, 1_203_112, 101, 102))
                .collect(ImmutableList.toImmutableList())),
        ImmutableMap.of(
            "text",
            3.21,
            "base model",
            71.5,
            "detection",
            22.25,
            "specialists",
            61.0,
            "fostering",
            80.0,
            "total",
            271.4));
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
    return Gains.get(numbers, domain);
  }
}
