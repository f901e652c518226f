// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import com.google.common.collect.ImmutableSet;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.InvalidFeedbackException;
import org.versatune.SavedState;
import org.versatune.Signal;
import org.versatune.WeightUpdate;

/**
 * DoGE, domain reweighting with generalization estimation (Fan et al., arXiv 2310.15393, algorithm
 * 1): a domain gains weight if its gradient points in the direction of the others' gradients.
 *
 * <pre>
 * S_i = Σ_{j≠i} g_i·g_j
 * s_i = clip(lr·S_i / (mean‖g‖ + 1e-6), 0, 5·lr)
 * w  ← softmax(log w + s/μ)
 * </pre>
 *
 * <p>g_i is the gradient of domain i's loss; the rule needs only the products g_i·g_j, {@link
 * Signal#GRADIENT_PRODUCTS}. The model itself steps along Σ w_i·g_i with the new w. lr, 5e-4 unless
 * set (our choice), should be the trainer's learning rate; μ is 0.05 unless set. The result of a
 * DoGE run is {@link #average()}, the mean of the weights over the run, with which the large model
 * is then trained. An update costs O(k²).
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class DoGE extends AveragingRule {
  private static final Option<Double> LEARNING_RATE = Option.positive("learningRate").or(5e-4);
  private static final Option<Double> MU = Option.positive("mu").or(0.05);
  private static final Option<Boolean> CLIPPED = Option.flag("clipped").or(false);

  static final Options DEFAULTS = Options.of("doge", LEARNING_RATE, MU, CLIPPED, COUNT_INITIAL);

  /** Keeps the division defined where every gradient is zero; the authors' constant. */
  private static final double SMALL = 1e-6;

  /** How many learning rates a score may reach; the authors' constant. */
  private static final double LARGEST = 5;

  DoGE(Options options) {
    this(options, null);
  }

  private DoGE(Options options, @Nullable State state) {
    super(options, state);
  }

  /**
   * Returns this rule for another learning rate of the model.
   *
   * @param learningRate lr, finite and above 0; 5e-4 by default (our choice)
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public DoGE learningRate(double learningRate) {
    return new DoGE(options.with(LEARNING_RATE, learningRate));
  }

  /**
   * Returns this rule with another weight μ of the regularisation.
   *
   * @param mu finite and above 0; the smaller, the faster weights move; 0.05 by default
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public DoGE mu(double mu) {
    return new DoGE(options.with(MU, mu));
  }

  /**
   * Returns this rule with each gradient scaled down to norm 1 where it is longer, or not.
   *
   * @param clipped false by default
   * @return a new rule
   */
  public DoGE clipped(boolean clipped) {
    return new DoGE(options.with(CLIPPED, clipped));
  }

  /**
   * Returns this rule with the initial weights counted in its result, or not.
   *
   * @param countInitial false by default
   * @return a new rule
   */
  public DoGE countInitial(boolean countInitial) {
    return new DoGE(options.with(COUNT_INITIAL, countInitial));
  }

  @Override
  DoGE at(State next) {
    return new DoGE(options, next);
  }

  @Override
  WeightUpdate weigh(DomainDistribution current, Feedback feedback, State before) {
    double learningRate = options.get(LEARNING_RATE);
    double mu = options.get(MU);
    boolean clipped = options.get(CLIPPED);
    double[][] products = feedback.gradientProducts(current.domains());
    double[] norms = norms(products, current, feedback);
    double mean = 0;
    for (double norm : norms) {
      mean += (clipped ? Math.min(norm, 1) : norm) / norms.length;
    }
    double[] alignment = new double[norms.length];
    double[] exponents = new double[norms.length];
    for (int i = 0; i < norms.length; i++) {
      for (int j = 0; j < norms.length; j++) {
        double product =
            i == j ? 0 : products[i][j] * scale(norms[i], clipped) * scale(norms[j], clipped);
        alignment[i] = Softmax.finite(alignment[i] + product);
      }
      double score = learningRate * (alignment[i] / (mean + SMALL));
      exponents[i] = Math.min(Math.max(score, 0), LARGEST * learningRate) / mu;
    }
    double[] old = current.toArray();
    double[] weights = Weights.keptPositive(old, Softmax.reweighted(old, exponents));
    return WeightUpdate.builder(current.withWeights(weights))
        .factor("alignment", alignment)
        .factor("exponent", exponents)
        .condition("mean gradient norm", mean)
        .next(at(before.after(new double[norms.length], weights)))
        .build();
  }

  private static double scale(double norm, boolean clipped) {
    return clipped && norm > 1 ? 1 / norm : 1;
  }

  private static double[] norms(
      double[][] products, DomainDistribution current, Feedback feedback) {
    double[] norms = new double[products.length];
    for (int i = 0; i < norms.length; i++) {
      if (products[i][i] < 0) {
        throw new InvalidFeedbackException(
            "squared gradient norm of domain '"
                + current.domains().get(i)
                + "' at step "
                + feedback.step()
                + " is "
                + products[i][i]
                + "; it must be at least 0. Nothing was changed");
      }
      norms[i] = Math.sqrt(products[i][i]);
    }
    return norms;
  }

  @Override
  public ImmutableSet<Signal> signals() {
    return ImmutableSet.of(Signal.GRADIENT_PRODUCTS);
  }

  @Override
  SavedState saved(State now) {
    return now.mean().state();
  }

  @Override
  State restored(DomainDistribution initial, SavedState saved) {
    return new State(
        initial, first(initial).last(), RunningMean.restored(saved, initial.domains()));
  }
}
