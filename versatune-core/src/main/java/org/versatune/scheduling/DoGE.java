package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkState;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.InvalidFeedbackException;
import org.versatune.RuleDescription;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/**
 * DoGE, domain reweighting with generalization estimation (Fan et al., arXiv 2310.15393, algorithm
 * 1): domains whose gradient points where the others' gradients point gain.
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
public final class DoGE implements Averaging {
  static final String NAME = "doge";

  /** Keeps the division defined where every gradient is zero; the authors' constant. */
  private static final double SMALL = 1e-6;

  /** How many learning rates a score may reach; the authors' constant. */
  private static final double LARGEST = 5;

  private final double learningRate;
  private final double mu;
  private final boolean clipped;
  private final boolean countInitial;
  private final @Nullable State state;

  DoGE() {
    this(5e-4, 0.05, false, false, null);
  }

  private DoGE(
      double learningRate,
      double mu,
      boolean clipped,
      boolean countInitial,
      @Nullable State state) {
    this.learningRate = learningRate;
    this.mu = mu;
    this.clipped = clipped;
    this.countInitial = countInitial;
    this.state = state;
  }

  private record State(DomainDistribution initial, RunningMean weights) {}

  static DoGE from(RuleOptions options) {
    return new DoGE()
        .learningRate(options.number("learningRate", 5e-4))
        .mu(options.number("mu", 0.05))
        .clipped(options.flag("clipped", false))
        .countInitial(options.flag("countInitial", false));
  }

  /**
   * This rule for another learning rate of the model.
   *
   * @param learningRate lr, finite and above 0; 5e-4 by default (our choice)
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public DoGE learningRate(double learningRate) {
    return new DoGE(
        Arguments.positive("learningRate", learningRate), mu, clipped, countInitial, null);
  }

  /**
   * This rule with another weight μ of the regularisation.
   *
   * @param mu finite and above 0; the smaller, the faster weights move; 0.05 by default
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public DoGE mu(double mu) {
    return new DoGE(learningRate, Arguments.positive("mu", mu), clipped, countInitial, null);
  }

  /**
   * This rule with each gradient scaled down to norm 1 where it is longer, or not.
   *
   * @param clipped false by default
   * @return a new rule
   */
  public DoGE clipped(boolean clipped) {
    return new DoGE(learningRate, mu, clipped, countInitial, null);
  }

  /**
   * This rule with the initial weights counted in its result, or not.
   *
   * @param countInitial false by default
   * @return a new rule
   */
  public DoGE countInitial(boolean countInitial) {
    return new DoGE(learningRate, mu, clipped, countInitial, null);
  }

  private DoGE with(State next) {
    return new DoGE(learningRate, mu, clipped, countInitial, next);
  }

  private State initially(DomainDistribution initial) {
    RunningMean mean = RunningMean.empty(initial.size());
    return new State(initial, countInitial ? mean.with(initial.toArray()) : mean);
  }

  @Override
  public WeightUpdate start(Setup setup) {
    notNull(setup, "setup");
    return WeightUpdate.builder(setup.initial()).next(with(initially(setup.initial()))).build();
  }

  @Override
  public WeightUpdate update(DomainDistribution current, Feedback feedback) {
    notNull(current, "current");
    notNull(feedback, "feedback");
    State before = state == null ? initially(current) : state;
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
        double product = i == j ? 0 : products[i][j] * scale(norms[i]) * scale(norms[j]);
        alignment[i] = Softmax.finite(alignment[i] + product);
      }
      double score = learningRate * (alignment[i] / (mean + SMALL));
      exponents[i] = Math.min(Math.max(score, 0), LARGEST * learningRate) / mu;
    }
    double[] old = current.toArray();
    double[] weights = LeastWeight.kept(old, Softmax.reweighted(old, exponents));
    return WeightUpdate.builder(current.withWeights(weights))
        .factor("alignment", alignment)
        .factor("exponent", exponents)
        .condition("mean gradient norm", mean)
        .next(with(new State(before.initial, before.weights.with(weights))))
        .build();
  }

  @Override
  @SuppressWarnings("exports") // the package's own business
  public WeightScheduler withMeanOf(Averaging before) {
    if (state == null) {
      return this;
    }
    RunningMean mean =
        before instanceof DoGE old && old.state != null
            ? old.state.weights
            : initially(state.initial).weights;
    return with(new State(state.initial, mean));
  }

  private double scale(double norm) {
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

  /**
   * The result so far: the mean of the weights that this rule has given, before any decorator
   * changed them. What it says while {@link Interval} or {@link WarmUp} hold the weights does not
   * count.
   *
   * @return weights over the domains of the run
   * @throws IllegalStateException if there has been no update yet
   */
  public DomainDistribution average() {
    checkState(
        state != null && !state.weights.isEmpty(), "there is no average before the first update");
    return state.initial.withWeights(state.weights.mean());
  }

  @Override
  public ImmutableSet<Signal> signals() {
    return ImmutableSet.of(Signal.GRADIENT_PRODUCTS);
  }

  @Override
  public RuleDescription describe() {
    return RuleDescription.of(
        NAME,
        ImmutableMap.of(
            "learningRate",
            learningRate,
            "mu",
            mu,
            "clipped",
            clipped,
            "countInitial",
            countInitial));
  }

  @Override
  public SavedState state() {
    return state == null ? SavedState.empty() : state.weights.state();
  }

  @Override
  public WeightScheduler restore(Setup setup, SavedState saved) {
    notNull(setup, "setup");
    notNull(saved, "saved");
    return with(
        saved.isEmpty()
            ? initially(setup.initial())
            : new State(setup.initial(), RunningMean.restored(saved, setup.domains().size())));
  }
}
