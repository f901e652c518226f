// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Setup;
import org.versatune.Signal;

/**
 * A made-up run with every signal there is. All numbers hang on a domain's name and the step, so
 * the same run can be listed in another order.
 */
final class Scenario {
  private static final List<String> NAMES = List.of("e", "b", "f", "a", "d", "c");

  private final ImmutableList<String> domains;
  private final ImmutableMap<String, Double> initial;
  private final ImmutableMap<String, Double> references;
  private final ImmutableMap<String, Double> bases;
  private final ImmutableMap<String, Double> sizes;
  private final ImmutableList<Feedback> reports;

  private Scenario(
      List<String> domains,
      Map<String, Double> initial,
      Map<String, Double> references,
      Map<String, Double> bases,
      Map<String, Double> sizes,
      List<Feedback> reports) {
    this.domains = ImmutableList.copyOf(domains);
    this.initial = ImmutableMap.copyOf(initial);
    this.references = ImmutableMap.copyOf(references);
    this.bases = ImmutableMap.copyOf(bases);
    this.sizes = ImmutableMap.copyOf(sizes);
    this.reports = ImmutableList.copyOf(reports);
  }

  /** Any run over k domains with losses around a scale. */
  static Scenario random(long seed, int k, double scale) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> domains = NAMES.subList(0, k);
    Map<String, Double> initial = new TreeMap<>();
    Map<String, Double> references = new TreeMap<>();
    Map<String, Double> bases = new TreeMap<>();
    Map<String, Double> sizes = new TreeMap<>();
    for (String domain : domains) {
      initial.put(domain, .05 + random.nextDouble());
      references.put(domain, scale * random.nextDouble());
      bases.put(domain, scale * (.5 + random.nextDouble()));
      sizes.put(domain, (double) (1 + random.nextInt(1_000_000)));
    }
    List<Feedback> reports = new ArrayList<>();
    Map<String, Double> draws = new TreeMap<>();
    domains.forEach(domain -> draws.put(domain, 0.0));
    long step = 0;
    for (int t = 0; t < 12; t++) {
      step += 1 + random.nextInt(5);
      Map<String, Double> losses = new TreeMap<>();
      Map<String, Double> excess = new TreeMap<>();
      Map<String, Double> batch = new TreeMap<>();
      Map<String, double[]> gradients = new TreeMap<>();
      for (String domain : domains) {
        losses.put(domain, scale * (.5 + random.nextDouble()));
        gradients.put(domain, random.doubles(3, -1, 1).toArray());
        draws.merge(domain, (double) random.nextInt(20), Double::sum);
        if (random.nextBoolean()) {
          excess.put(domain, scale * random.nextDouble());
          batch.put(domain, scale * random.nextDouble());
        }
      }
      reports.add(report(step, losses, draws, excess, batch, gradients));
    }
    return new Scenario(domains, initial, references, bases, sizes, reports);
  }

  /** A run in which no domain differs from another. */
  static Scenario symmetric(long seed, int k) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> domains = NAMES.subList(0, k);
    List<Feedback> reports = new ArrayList<>();
    for (int t = 1; t <= 12; t++) {
      Map<String, double[]> gradients = new TreeMap<>();
      double[] gradient = random.doubles(3, -1, 1).toArray();
      domains.forEach(domain -> gradients.put(domain, gradient));
      reports.add(
          report(
              4L * t,
              same(domains, .1 + random.nextDouble()),
              same(domains, 10.0 * t),
              same(domains, random.nextDouble()),
              same(domains, random.nextDouble()),
              gradients));
    }
    return new Scenario(
        domains, same(domains, 1), same(domains, .5), same(domains, 1), same(domains, 9), reports);
  }

  private static Map<String, Double> same(List<String> domains, double value) {
    Map<String, Double> map = new TreeMap<>();
    domains.forEach(domain -> map.put(domain, value));
    return map;
  }

  private static Feedback report(
      long step,
      Map<String, Double> losses,
      Map<String, Double> draws,
      Map<String, Double> excess,
      Map<String, Double> batch,
      Map<String, double[]> gradients) {
    ImmutableTable.Builder<String, String, Double> products = ImmutableTable.builder();
    gradients.forEach(
        (i, first) ->
            gradients.forEach(
                (j, second) -> {
                  double product = 0;
                  for (int d = 0; d < first.length; d++) {
                    product += first[d] * second[d];
                  }
                  products.put(i, j, product);
                }));
    return Feedback.at(step)
        .losses(losses)
        .with(Signal.DRAW_COUNTS, draws)
        .with(Signal.TOKEN_EXCESS, excess)
        .with(Signal.BATCH_LOSS, batch)
        .gradientProducts(products.buildOrThrow());
  }

  /** The same run with its domains in another order. */
  Scenario shuffled(long seed) {
    List<String> other = new ArrayList<>(domains);
    Collections.shuffle(other, new Random(seed));
    return new Scenario(other, initial, references, bases, sizes, reports);
  }

  /** The same run with nothing of one domain at the start. */
  Scenario without(String domain) {
    Map<String, Double> other = new TreeMap<>(initial);
    other.put(domain, 0.0);
    return new Scenario(domains, other, references, bases, sizes, reports);
  }

  ImmutableList<String> domains() {
    return domains;
  }

  ImmutableList<Feedback> reports() {
    return reports;
  }

  Setup setup() {
    double[] weights =
        domains.stream().mapToDouble(domain -> initial.getOrDefault(domain, 0.0)).toArray();
    return Setup.of(DomainDistribution.relative(domains, weights))
        .with(Signal.REFERENCE_LOSS, references)
        .with(Signal.BASE_LOSS, bases)
        .with(Signal.DOMAIN_SIZE, sizes);
  }
}
