// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.versatune.examples.results.Conclusion;
import org.versatune.examples.results.Conclusion.Verdict;
import org.versatune.examples.results.MeasureSummary;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.datatype.guava.GuavaModule;

/**
 * A results folder of a made-up study: the shape of a real one, numbers from a formula with noise
 * by seed. A domain gains with the square root of what it is given, and is forgotten when it is
 * given much less than the base model had of it.
 */
final class ResultsFixture {
  static final ImmutableList<String> DOMAINS =
      ImmutableList.of("law", "medicine", "finance", "science", "code", "general");
  static final ImmutableList<String> STRATEGIES =
      ImmutableList.of(
          "uniform", "inverse", "constant", "fostering \u03C3 1", "authors' code", "open gap");
  static final ImmutableList<String> EXPANSIONS =
      ImmutableList.of(
          "target only",
          "half, rest uniform",
          "ramp",
          "expansion \u03B4 .05",
          "expansion \u03B4 .1");
  static final ImmutableList<String> TARGETS = ImmutableList.of("medicine", "law", "code");

  private static final double[] MIX = {.06, .08, .05, .09, .37, .35};
  private static final double[] BASE_LOSS = {1.9, 2.1, 2.2, 2.0, 1.6, 1.8};
  private static final long[] BUDGETS = {350, 700, 1400};
  private static final int SEEDS = 5;

  private final SplittableRandom random = new SplittableRandom(7);
  private final List<Map<String, Object>> runs = new ArrayList<>();
  private final List<Map<String, Object>> weights = new ArrayList<>();
  private final List<Map<String, Object>> detection = new ArrayList<>();

  private ResultsFixture() {}

  /** Writes all files. */
  static void write(Path folder) {
    new ResultsFixture().all(folder);
  }

  private void all(Path folder) {
    for (long budget : BUDGETS) {
      for (String start : List.of("detected", "uniform")) {
        for (int s = 0; s < STRATEGIES.size(); s++) {
          if (!(start.equals("uniform") && s < 3)) {
            runs("fostering", STRATEGIES.get(s), start, "", budget, s / 5.0);
          }
        }
      }
    }
    for (String strategy : List.of("uniform", "open gap")) {
      runs("confirmation", strategy, "detected", "", 525, strategy.equals("uniform") ? 0 : 1);
    }
    for (String target : TARGETS) {
      for (long budget : new long[] {700, 1400}) {
        for (int s = 0; s < EXPANSIONS.size(); s++) {
          runs("expansion", EXPANSIONS.get(s), "detected", target, budget, s / 5.0);
        }
      }
    }
    for (String mix : List.of("base", "skewed")) {
      for (String judge : List.of("naive Bayes", "characters")) {
        for (double temperature : new double[] {0.8, 1.0}) {
          for (long samples : new long[] {100, 400, 1600}) {
            for (int seed = 1; seed <= 3; seed++) {
              detection.add(detected(mix, judge, temperature, samples, seed));
            }
          }
        }
      }
    }
    try {
      Files.createDirectories(folder);
      csv(folder.resolve("runs.csv"), runs);
      csv(folder.resolve("weights.csv"), weights);
      csv(folder.resolve("detection.csv"), detection);
      JsonMapper json = JsonMapper.builder().addModule(new GuavaModule()).build();
      json.writeValue(folder.resolve("summary.json").toFile(), summary());
      json.writeValue(folder.resolve("conclusions.json").toFile(), conclusions());
      json.writeValue(folder.resolve("provenance.json").toFile(), provenance());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs of a strategy on all seeds; {@code steered} runs from the first strategy, 0, to 1. */
  private void runs(
      String study, String strategy, String start, String target, long budget, double steered) {
    for (int seed = 1; seed <= SEEDS; seed++) {
      double[] share = new double[DOMAINS.size()];
      for (int d = 0; d < share.length; d++) {
        double own = (1 - steered) / share.length + steered * MIX[d];
        boolean isTarget = DOMAINS.get(d).equals(target);
        double towards = target.isEmpty() ? 0 : 1 - 0.6 * steered;
        share[d] = (1 - towards) * own + (isTarget ? towards : 0);
      }
      Map<String, Object> row = row(study, strategy, start, target, budget, seed);
      double mean = 0;
      double loss = 0;
      double forgotten = 0;
      double most = 0;
      double worst = Double.POSITIVE_INFINITY;
      String worstDomain = "";
      Map<String, Object> byDomain = new LinkedHashMap<>();
      for (int d = 0; d < share.length; d++) {
        String domain = DOMAINS.get(d);
        double gain =
            1.1 * Math.sqrt(share[d] * (double) budget / 1400)
                - 1.5 * Math.max(0, MIX[d] - share[d])
                + 0.04 * (random.nextDouble() - 0.5);
        double after = BASE_LOSS[d] - 0.4 * gain;
        double forgetting = Math.max(0, after / BASE_LOSS[d] - 1);
        byDomain.put("loss_" + domain, after);
        byDomain.put("gain_" + domain, gain);
        byDomain.put("forgetting_" + domain, forgetting);
        byDomain.put("draws_" + domain, Math.round(32.0 * (double) budget * share[d]));
        mean += gain / share.length;
        loss += after / share.length;
        if (gain < worst) {
          worst = gain;
          worstDomain = domain;
        }
        if (!domain.equals(target)) {
          forgotten += forgetting / (share.length - (target.isEmpty() ? 0 : 1));
          most = Math.max(most, forgetting);
        } else {
          row.put("target_gain", gain);
        }
      }
      row.put("mean_gain", mean);
      row.put("worst_gain", worst);
      row.put("worst_domain", worstDomain);
      row.put("mean_forgetting", forgotten);
      row.put("max_forgetting", most);
      row.put("mean_loss", loss);
      row.put("seconds", 12.5);
      row.putAll(byDomain);
      runs.add(row);
      if (seed == 1 && budget == 700) {
        trajectory(study, strategy, start, target, budget, share);
      }
    }
  }

  private static Map<String, Object> row(
      String study, String strategy, String start, String target, long budget, int seed) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("study", study);
    row.put("setting", "main");
    row.put("strategy", strategy);
    row.put("start", start);
    row.put("target", target);
    row.put("budget", budget);
    row.put("seed", seed);
    for (String measure :
        List.of(
            "mean_gain",
            "worst_gain",
            "worst_domain",
            "target_gain",
            "mean_forgetting",
            "max_forgetting",
            "mean_loss",
            "seconds")) {
      row.put(measure, "");
    }
    return row;
  }

  private void trajectory(
      String study, String strategy, String start, String target, long budget, double[] end) {
    if (!strategy.contains("expansion") && !strategy.contains("fostering")) {
      return;
    }
    for (int step = 0; step <= budget; step += 50) {
      double part = step / (double) budget;
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("study", study);
      row.put("setting", "main");
      row.put("strategy", strategy);
      row.put("start", start);
      row.put("target", target);
      row.put("budget", budget);
      row.put("seed", 1);
      row.put("step", step);
      for (int d = 0; d < MIX.length; d++) {
        row.put("weight_" + DOMAINS.get(d), (1 - part) * MIX[d] + part * end[d]);
      }
      for (int d = 0; d < MIX.length; d++) {
        row.put("loss_" + DOMAINS.get(d), BASE_LOSS[d] - 0.2 * part);
      }
      weights.add(row);
    }
  }

  private Map<String, Object> detected(
      String mix, String judge, double temperature, long samples, int seed) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("mix", mix);
    row.put("judge", judge);
    row.put("temperature", temperature);
    row.put("samples", samples);
    row.put("seed", seed);
    double bias = Math.abs(1 - temperature) * 0.2 + (judge.equals("characters") ? 0.05 : 0);
    double distance = 0;
    int covered = 0;
    Map<String, Object> shares = new LinkedHashMap<>();
    double[] raw = new double[MIX.length];
    double sum = 0;
    for (int d = 0; d < MIX.length; d++) {
      raw[d] =
          Math.max(
              0.001,
              truth(mix, d)
                  + (d == 4 ? bias : 0)
                  + (random.nextDouble() - 0.5) / Math.sqrt((double) samples));
      sum += raw[d];
    }
    for (int d = 0; d < MIX.length; d++) {
      double share = raw[d] / sum;
      double half = 1.96 * Math.sqrt(share * (1 - share) / (double) samples);
      distance += Math.abs(share - truth(mix, d)) / 2;
      covered += Math.abs(share - truth(mix, d)) <= half ? 1 : 0;
      shares.put("true_" + DOMAINS.get(d), truth(mix, d));
      shares.put("detected_" + DOMAINS.get(d), share);
      shares.put("halfwidth_" + DOMAINS.get(d), half);
    }
    row.put("total_variation", distance);
    row.put("coverage", covered / (double) MIX.length);
    row.putAll(shares);
    return row;
  }

  private static double truth(String mix, int domain) {
    return mix.equals("base") ? MIX[domain] : MIX[MIX.length - 1 - domain];
  }

  private List<MeasureSummary> summary() {
    List<MeasureSummary> entries = new ArrayList<>();
    Map<List<Object>, List<Map<String, Object>>> groups = new LinkedHashMap<>();
    for (Map<String, Object> run : runs) {
      groups
          .computeIfAbsent(
              List.of(
                  run.get("study"),
                  run.get("budget"),
                  run.get("target"),
                  run.get("strategy"),
                  run.get("start")),
              key -> new ArrayList<>())
          .add(run);
    }
    groups.forEach(
        (key, rows) -> {
          for (String column : rows.get(0).keySet()) {
            if (column.matches(".*_gain|.*_forgetting|mean_loss|(loss|gain|forgetting)_.*")
                && !rows.get(0).get(column).equals("")) {
              entries.add(entry(rows, column, null, null));
            }
          }
          boolean fostering = !key.get(0).equals("expansion");
          String baseline = fostering ? "uniform" : "target only";
          List<Map<String, Object>> other =
              groups.get(List.of(key.get(0), key.get(1), key.get(2), baseline, "detected"));
          if (!baseline.equals(key.get(3))) {
            entries.add(entry(rows, fostering ? "mean_gain" : "mean_forgetting", baseline, other));
          }
          if (TARGETS.get(0).equals(key.get(2))) {
            List<Map<String, Object>> all = new ArrayList<>();
            for (int seed = 0; seed < SEEDS; seed++) {
              Map<String, Object> mean = new LinkedHashMap<>(rows.get(seed));
              mean.put("target", "all");
              for (String measure : List.of("target_gain", "mean_forgetting")) {
                double sum = 0;
                for (String target : TARGETS) {
                  sum +=
                      number(
                          Objects.requireNonNull(
                                  groups.get(
                                      List.of(
                                          key.get(0), key.get(1), target, key.get(3), key.get(4))))
                              .get(seed),
                          measure);
                }
                mean.put(measure, sum / TARGETS.size());
              }
              all.add(mean);
            }
            entries.add(entry(all, "target_gain", null, null));
            entries.add(entry(all, "mean_forgetting", null, null));
          }
        });
    return entries;
  }

  private static MeasureSummary entry(
      List<Map<String, Object>> rows,
      String measure,
      @Nullable String baseline,
      @Nullable List<Map<String, Object>> other) {
    double[] values = new double[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          number(rows.get(i), measure) - (other == null ? 0 : number(other.get(i), measure));
    }
    double mean = java.util.Arrays.stream(values).average().orElseThrow();
    double spread =
        Math.sqrt(
            java.util.Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum()
                / (values.length - 1)
                / values.length);
    Map<String, Object> first = rows.get(0);
    boolean paired = baseline != null;
    return new MeasureSummary(
        (String) at(first, "study"),
        "main",
        (Long) at(first, "budget"),
        (String) at(first, "target"),
        (String) at(first, "strategy"),
        (String) at(first, "start"),
        rows.size(),
        measure,
        paired ? null : mean,
        paired ? null : mean - 1.96 * spread,
        paired ? null : mean + 1.96 * spread,
        baseline,
        paired ? mean : null,
        paired ? mean - 1.96 * spread : null,
        paired ? mean + 1.96 * spread : null);
  }

  private static Object at(Map<String, Object> row, String column) {
    return Objects.requireNonNull(row.get(column), column);
  }

  private static double number(Map<String, Object> row, String column) {
    return ((Number) at(row, column)).doubleValue();
  }

  private static List<Conclusion> conclusions() {
    return List.of(
        new Conclusion(
            "fostering",
            "Does fostering gain at least 35.21 % more than uniform?",
            "mean gain relative to uniform's",
            0.3521,
            -0.187,
            -0.233,
            -0.141,
            Verdict.REFUTED),
        new Conclusion(
            "fostering",
            "Is the open gap's mean gain within 5 % of uniform's?",
            "mean gain relative to uniform's",
            -0.05,
            -0.04,
            -0.07,
            -0.01,
            Verdict.UNDECIDED),
        new Conclusion(
            "fostering",
            "Is fostering's mean gain higher than uniform's?",
            "mean gain less uniform's",
            0,
            -0.0312,
            -0.0401,
            -0.0223,
            Verdict.REFUTED),
        new Conclusion(
            "expansion",
            "At equal budget, is forgetting cut by 38.77 % against target only?",
            "1 \u2212 mean forgetting / that of target only",
            0.3877,
            0.91,
            0.87,
            0.94,
            Verdict.CONFIRMED));
  }

  private static Map<String, Object> provenance() {
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("commit", "0123456789abcdef");
    provenance.put("versions", new TreeMap<>(Map.of("versaTune", "0.1.0", "dl4j", "1.0.0")));
    provenance.put("java", "17.0.15");
    provenance.put("operatingSystem", "Linux amd64");
    provenance.put("cores", 2);
    provenance.put("seeds", List.of(1, 2, 3, 4, 5));
    provenance.put("corpora", new TreeMap<>(Map.of("law", "aa11", "code", "bb22")));
    provenance.put("command", "java -jar versatune-examples.jar study.json");
    provenance.put("totalSeconds", 4321);
    provenance.put("default", "open gap");
    provenance.put("configuration", "{\n  \"seeds\": [1, 2, 3, 4, 5]\n}");
    return provenance;
  }

  private static void csv(Path file, List<Map<String, Object>> rows) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(String.join(",", rows.get(0).keySet()));
    for (Map<String, Object> row : rows) {
      lines.add(
          row.values().stream()
              .map(
                  value ->
                      value.toString().contains(",")
                          ? '"' + value.toString() + '"'
                          : value.toString())
              .collect(Collectors.joining(",")));
    }
    Files.write(file, lines);
  }
}
