// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import com.google.common.collect.ImmutableList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Computes what fixed mixes reach at one budget from one base model: the highest mean gain for each
 * gain of the worst domain. Rules that change the weights are measured against it.
 *
 * <p>A mix is on the frontier if no other tried mix is at least as good in both gains and better in
 * one (Pareto's order). Between two neighbours the frontier is the line from one to the other. The
 * distance of a run is the additive epsilon indicator of a single point (Zitzler et al.,
 * "Performance assessment of multiobjective optimizers", IEEE Transactions on Evolutionary
 * Computation 7, 2003), with its sign turned: the smallest amount that, added to both gains of the
 * run, takes it to the frontier, counted as negative for a run below it.
 */
public final class Frontier {
  private final ImmutableList<Run> members;

  private Frontier(ImmutableList<Run> members) {
    this.members = members;
  }

  /**
   * {@return the frontier of runs of fixed mixes}
   *
   * @param fixed runs from one base model, with one budget; those without gains are left out
   */
  public static Frontier of(List<Run> fixed) {
    return new Frontier(best(fixed, Frontier::mean, Frontier::worst));
  }

  /** {@return those of many predictions that no other beats in both gains, ordered as members} */
  static ImmutableList<MixSurrogate.Prediction> ofPredictions(
      Collection<MixSurrogate.Prediction> predictions) {
    return best(predictions, MixSurrogate.Prediction::mean, MixSurrogate.Prediction::worst);
  }

  private static <T> ImmutableList<T> best(
      Collection<T> all, ToDoubleFunction<T> mean, ToDoubleFunction<T> worst) {
    List<T> falling =
        all.stream()
            .filter(
                each ->
                    Double.isFinite(mean.applyAsDouble(each))
                        && Double.isFinite(worst.applyAsDouble(each)))
            .sorted(Comparator.comparingDouble(worst).thenComparingDouble(mean).reversed())
            .toList();
    ImmutableList.Builder<T> best = ImmutableList.builder();
    double highest = Double.NEGATIVE_INFINITY;
    // From the best worst domain down, one counts where its mean gain exceeds all before it.
    for (T each : falling) {
      if (mean.applyAsDouble(each) > highest) {
        best.add(each);
        highest = mean.applyAsDouble(each);
      }
    }
    return best.build().reverse();
  }

  /** {@return the runs on it, from the lowest gain of the worst domain to the highest} */
  public ImmutableList<Run> members() {
    return members;
  }

  /**
   * {@return how far a run is above the frontier, in both gains at once; below 0 where a fixed mix,
   * or a point between two, is better in both by so much; NaN where there is no frontier or the run
   * has no gains}
   */
  public double distance(Run run) {
    return distance(mean(run), worst(run));
  }

  double distance(double mean, double worst) {
    if (members.isEmpty() || !Double.isFinite(mean) || !Double.isFinite(worst)) {
      return Double.NaN;
    }
    double better = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < members.size(); i++) {
      Run from = members.get(i);
      Run to = members.get(Math.min(i + 1, members.size() - 1));
      double startMean = mean(from) - mean;
      double startWorst = worst(from) - worst;
      double endMean = mean(to) - mean;
      double endWorst = worst(to) - worst;
      better = Math.max(better, Math.min(startMean, startWorst));
      // The lesser of two lines is highest at an end, or where they cross.
      double closing = (startMean - startWorst) - (endMean - endWorst);
      double crossing = closing == 0 ? 0 : (startMean - startWorst) / closing;
      if (crossing > 0 && crossing < 1) {
        better = Math.max(better, startMean + crossing * (endMean - startMean));
      }
    }
    return -better;
  }

  private static double mean(Run run) {
    return run.measure(Measures.MEAN_GAIN);
  }

  private static double worst(Run run) {
    return run.measure(Measures.WORST_GAIN);
  }
}
