// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.math.Stats;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.versatune.DomainDistribution;
import org.versatune.scheduling.RegMixSearch;

/**
 * Predicts what a fixed mix gains, from runs over other fixed mixes: a regression of each domain's
 * gain on the mix, the one that RegMix's search uses.
 *
 * <p>It shows how much of a frontier is chance. Its own frontier is over thousands of mixes that
 * were never run. If this is as near to the frontier of the runs as its error on unseen runs, more
 * runs would hardly move the frontier.
 */
public final class MixSurrogate {
  private static final int FOLDS = 8;

  private final ImmutableList<String> domains;
  private final RegMixSearch.Fit fit;

  /** What is predicted of a mix: the mean of its gains, and the lowest. */
  public record Prediction(double mean, double worst) {}

  /**
   * The root mean square error on runs that were held out, and the spread of those runs, which is
   * the error of always predicting the mean.
   */
  public record HeldOut(double mean, double worst, double meanSpread, double worstSpread) {}

  private MixSurrogate(ImmutableList<String> domains, RegMixSearch.Fit fit) {
    this.domains = domains;
    this.fit = fit;
  }

  /**
   * {@return a regression over runs of fixed mixes}
   *
   * @param fixed runs of one seed and budget; their draws say what was mixed
   * @throws IllegalArgumentException if they are too few to tell the domains apart
   */
  public static MixSurrogate of(List<Run> fixed) {
    checkArgument(!fixed.isEmpty(), "there is no run of a fixed mix");
    // A domain whose specialist is no better than the base model has no gain in any run.
    ImmutableList<String> domains = fixed.get(0).byDomain(Measures.GAIN).keySet().asList();
    return new MixSurrogate(
        domains,
        RegMixSearch.over(DomainDistribution.uniform(mix(fixed.get(0)).domains()))
            .fit(fixed.stream().map(run -> new RegMixSearch.Trial(mix(run), gains(run))).toList()));
  }

  /** A regression takes any number for a loss; it gets gains, 0 where a domain has none. */
  private static ImmutableMap<String, Double> gains(Run run) {
    Map<String, Double> gains = run.byDomain(Measures.GAIN);
    return ImmutableMap.copyOf(
        Maps.asMap(
            run.byDomain(Measures.DRAWS).keySet(), domain -> gains.getOrDefault(domain, 0.0)));
  }

  /** {@return the share of each domain in what a run drew} */
  public static DomainDistribution mix(Run run) {
    ImmutableMap<String, Double> draws = run.byDomain(Measures.DRAWS);
    return DomainDistribution.relative(
        draws.keySet().asList(), draws.values().stream().mapToDouble(n -> n).toArray());
  }

  /** {@return what a mix is expected to gain} */
  public Prediction predict(DomainDistribution mix) {
    Map<String, Double> gains = fit.predict(mix);
    double[] known = domains.stream().mapToDouble(d -> gains.getOrDefault(d, 0.0)).toArray();
    return new Prediction(
        Arrays.stream(known).average().orElse(Double.NaN),
        Arrays.stream(known).min().orElse(Double.NaN));
  }

  /**
   * {@return the frontier that is predicted for many mixes, from the lowest gain of the worst
   * domain to the highest}
   */
  public ImmutableList<Prediction> frontier(List<DomainDistribution> mixes) {
    return Frontier.ofPredictions(mixes.stream().map(this::predict).toList());
  }

  /**
   * {@return the error on runs that were held out, an eighth of them at a time}
   *
   * @param fixed the runs
   * @throws IllegalArgumentException if they are too few
   */
  public static HeldOut heldOut(List<Run> fixed) {
    double[] error = new double[2];
    for (int fold = 0; fold < FOLDS; fold++) {
      int out = fold;
      MixSurrogate others = of(select(fixed, i -> i % FOLDS != out));
      for (Run run : select(fixed, i -> i % FOLDS == out)) {
        Prediction predicted = others.predict(mix(run));
        error[0] += Math.pow(predicted.mean() - run.measure(Measures.MEAN_GAIN), 2);
        error[1] += Math.pow(predicted.worst() - run.measure(Measures.WORST_GAIN), 2);
      }
    }
    return new HeldOut(
        Math.sqrt(error[0] / fixed.size()),
        Math.sqrt(error[1] / fixed.size()),
        spread(fixed, Measures.MEAN_GAIN),
        spread(fixed, Measures.WORST_GAIN));
  }

  private static List<Run> select(List<Run> runs, IntPredicate which) {
    return IntStream.range(0, runs.size()).filter(which).mapToObj(runs::get).toList();
  }

  private static double spread(List<Run> runs, String measure) {
    return Stats.of(runs.stream().mapToDouble(run -> run.measure(measure)))
        .populationStandardDeviation();
  }
}
