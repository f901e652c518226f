// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.hipparchus.random.RandomDataGenerator;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.internal.Given;

/**
 * Finds a mix by training many small models on random mixes and regressing their losses on the mix:
 * RegMix (Liu et al., arXiv 2407.01492).
 *
 * <ol>
 *   <li>{@link #proposals()} draws mixes from Dirichlet(s·prior^0.5 normalised), with s picked at
 *       random from 15 logarithmically spaced numbers from 0.1 to 5;
 *   <li>the trainer trains a small model on each and measures its loss on every domain;
 *   <li>{@link #fit} regresses each domain's loss on the mix;
 *   <li>{@link Fit#result()} draws 100 000 mixes from Dirichlet(prior), predicts their losses,
 *       ranks them by the mean over the domains (our choice; by one domain's loss as an option),
 *       and gives the mean of the best 128.
 * </ol>
 *
 * <pre>{@code
 * RegMixSearch search = RegMixSearch.over(prior).proposals(64).seed(42);
 * List<RegMixSearch.Trial> trials = new ArrayList<>();
 * for (DomainDistribution mix : search.proposals()) {
 *   trials.add(new RegMixSearch.Trial(mix, lossesAfterTrainingOn(mix)));
 * }
 * WeightScheduler scheduler = Schedulers.regMix(search.fit(trials).result());
 * }</pre>
 *
 * <p>A seed gives the same proposals and the same result every time, in whatever order the domains
 * are listed. Immutable and safe for use by any number of threads, if the regression is.
 */
public final class RegMixSearch {
  private static final int STRENGTHS = 15;
  private static final double WEAKEST = 0.1;
  private static final double STRONGEST = 5;

  private final DomainDistribution prior;
  private final Options options;

  private RegMixSearch(DomainDistribution prior, Options options) {
    this.prior = prior;
    this.options = options;
  }

  /** Written to only before the search that holds it exists. */
  private static final class Options {
    int proposals = 512;
    int simulations = 100_000;
    int best = 128;
    long seed;
    @Nullable String objective;
    MixtureRegression regression = new PolynomialMixtureRegression();

    Options() {}

    Options(Options other) {
      proposals = other.proposals;
      simulations = other.simulations;
      best = other.best;
      seed = other.seed;
      objective = other.objective;
      regression = other.regression;
    }
  }

  /**
   * Holds a mix that was tried, and the losses that it led to.
   *
   * @param mix the weights that a small model was trained with
   * @param losses its loss by domain afterwards, nats/token, finite, for every domain
   */
  public record Trial(DomainDistribution mix, ImmutableMap<String, Double> losses) {

    /**
     * Checks that there is a loss for every domain.
     *
     * @param mix the weights
     * @param losses loss by domain
     * @throws IllegalArgumentException if a loss is missing or not finite; the message names the
     *     domain
     */
    public Trial {
      notNull(mix, "mix");
      notNull(losses, "losses");
      for (String domain : mix.domains()) {
        Double loss = losses.get(domain);
        checkArgument(
            loss != null && Double.isFinite(loss),
            "the loss of domain '%s' after training on %s is %s; it must be a finite number",
            domain,
            mix,
            loss);
      }
    }

    /**
     * Makes a trial.
     *
     * @param mix the weights that a small model was trained with
     * @param losses its loss by domain afterwards, nats/token
     * @return the trial
     * @throws IllegalArgumentException as for the constructor
     */
    public static Trial of(DomainDistribution mix, Map<String, Double> losses) {
      return new Trial(mix, Given.numbers(losses, "losses"));
    }
  }

  /**
   * Returns a search with the default options.
   *
   * @param prior the mix around which proposals are drawn; in the paper, the share of each domain
   *     in all tokens; a domain with weight 0 stays out
   * @return the search
   */
  public static RegMixSearch over(DomainDistribution prior) {
    notNull(prior, "prior");
    return new RegMixSearch(prior, new Options());
  }

  private RegMixSearch with(Consumer<Options> change) {
    Options changed = new Options(options);
    change.accept(changed);
    return new RegMixSearch(prior, changed);
  }

  /**
   * Returns this search with another number of proposals.
   *
   * @param count at least 1; 512 by default
   * @return a new search
   * @throws IllegalArgumentException if it is less
   */
  public RegMixSearch proposals(int count) {
    Arguments.atLeast("proposals", 1, count);
    return with(changed -> changed.proposals = count);
  }

  /**
   * Returns this search with another number of simulated mixes.
   *
   * @param count at least 1; 100 000 by default
   * @return a new search
   * @throws IllegalArgumentException if it is less
   */
  public RegMixSearch simulations(int count) {
    Arguments.atLeast("simulations", 1, count);
    return with(changed -> changed.simulations = count);
  }

  /**
   * Returns this search with another number of best simulated mixes. Their mean is the result.
   *
   * @param count at least 1; 128 by default; where fewer mixes are simulated, all of them count
   * @return a new search
   * @throws IllegalArgumentException if it is less
   */
  public RegMixSearch best(int count) {
    Arguments.atLeast("best", 1, count);
    return with(changed -> changed.best = count);
  }

  /**
   * Returns this search with another seed.
   *
   * @param seed any number; 0 by default
   * @return a new search
   */
  public RegMixSearch seed(long seed) {
    return with(changed -> changed.seed = seed);
  }

  /**
   * Returns this search with another objective: the lowest loss of one domain instead of the lowest
   * mean over all.
   *
   * @param domain a domain of the prior
   * @return a new search
   * @throws IllegalArgumentException if there is no such domain
   */
  public RegMixSearch objective(String domain) {
    prior.indexOf(domain);
    return with(changed -> changed.objective = domain);
  }

  /**
   * Returns this search with another regression.
   *
   * @param regression learns one domain's loss
   * @return a new search
   */
  public RegMixSearch regression(MixtureRegression regression) {
    notNull(regression, "regression");
    return with(changed -> changed.regression = regression);
  }

  /**
   * Returns the mixes to train small models on.
   *
   * @return as many as {@link #proposals(int)} says, over the domains of the prior
   */
  public ImmutableList<DomainDistribution> proposals() {
    RandomDataGenerator random =
        new RandomDataGenerator(new SplittableRandom(options.seed).nextLong());
    DirichletSampler dirichlet = new DirichletSampler(random);
    DomainDistribution sorted = sorted(prior);
    double[] flatter =
        Weights.normalized(Arrays.stream(sorted.toArray()).map(Math::sqrt).toArray());
    ImmutableList.Builder<DomainDistribution> mixes = ImmutableList.builder();
    for (int i = 0; i < options.proposals; i++) {
      double position = random.nextInt(0, STRENGTHS - 1) / (STRENGTHS - 1.0);
      double strength = WEAKEST * Math.pow(STRONGEST / WEAKEST, position);
      double[] concentration = Arrays.stream(flatter).map(q -> q * strength).toArray();
      DomainDistribution mix = sorted.withWeights(dirichlet.next(concentration));
      mixes.add(prior.withWeights(FixedMix.over(prior, mix)));
    }
    return mixes.build();
  }

  /** The domains by name, so that random numbers do not depend on the order of the run. */
  private static DomainDistribution sorted(DomainDistribution mix) {
    List<String> names = ImmutableList.sortedCopyOf(mix.domains());
    return DomainDistribution.of(names, names.stream().mapToDouble(mix::weight).toArray());
  }

  /**
   * Regresses the losses on the mixes.
   *
   * @param trials mixes, each with the losses of the model that was trained on it
   * @return the regressions, which predict the losses of other mixes
   * @throws IllegalArgumentException if a trial is over other domains than the prior, or there are
   *     too few for a regression
   */
  public Fit fit(List<Trial> trials) {
    Given.list(trials, "trials");
    checkArgument(!trials.isEmpty(), "there is no trial to learn from");
    DomainDistribution sorted = sorted(prior);
    double[][] mixes = new double[trials.size()][];
    for (int i = 0; i < mixes.length; i++) {
      FixedMix.checkSameDomains("trial " + (i + 1), trials.get(i).mix(), prior);
      mixes[i] = FixedMix.over(sorted, trials.get(i).mix());
    }
    ImmutableMap.Builder<String, ToDoubleFunction<double[]>> models = ImmutableMap.builder();
    for (String domain : sorted.domains()) {
      double[] losses =
          trials.stream().mapToDouble(t -> t.losses().getOrDefault(domain, Double.NaN)).toArray();
      models.put(domain, options.regression.fit(mixes, losses));
    }
    return new Fit(prior, sorted, options, models.buildOrThrow());
  }

  /** Holds what a search has learnt. Immutable and safe for use by any number of threads. */
  public static final class Fit {
    private final DomainDistribution prior;
    private final DomainDistribution sorted;
    private final Options options;
    private final ImmutableMap<String, ToDoubleFunction<double[]>> models;

    private Fit(
        DomainDistribution prior,
        DomainDistribution sorted,
        Options options,
        ImmutableMap<String, ToDoubleFunction<double[]>> models) {
      this.prior = prior;
      this.sorted = sorted;
      this.options = options;
      this.models = models;
    }

    /**
     * Predicts the losses of a mix.
     *
     * @param mix weights over the domains of the prior, in any order
     * @return loss by domain, nats/token
     * @throws IllegalArgumentException if the domains differ
     */
    public ImmutableMap<String, Double> predict(DomainDistribution mix) {
      notNull(mix, "mix");
      FixedMix.checkSameDomains("the mix", mix, prior);
      double[] weights = FixedMix.over(sorted, mix);
      ImmutableMap.Builder<String, Double> losses = ImmutableMap.builder();
      for (String domain : prior.domains()) {
        losses.put(domain, predicted(domain, weights));
      }
      return losses.buildOrThrow();
    }

    private double predicted(String domain, double[] weights) {
      ToDoubleFunction<double[]> model = models.get(domain);
      return model == null ? Double.NaN : model.applyAsDouble(weights);
    }

    private double objective(double[] weights) {
      if (options.objective != null) {
        return predicted(options.objective, weights);
      }
      double sum = 0;
      for (ToDoubleFunction<double[]> model : models.values()) {
        sum += model.applyAsDouble(weights);
      }
      return sum / models.size();
    }

    private record Candidate(double loss, int position, ImmutableDoubleArray mix) {}

    /**
     * Returns the mix that is predicted to be best.
     *
     * @return the mean of the best simulated mixes; of two mixes with the same prediction, the one
     *     that was drawn earlier counts as better
     */
    public DomainDistribution result() {
      SplittableRandom seeds = new SplittableRandom(options.seed);
      seeds.nextLong(); // The first is that of the proposals.
      DirichletSampler dirichlet = new DirichletSampler(new RandomDataGenerator(seeds.nextLong()));
      double[] concentration = sorted.toArray();
      PriorityQueue<Candidate> best =
          new PriorityQueue<>(
              Comparator.comparingDouble(Candidate::loss)
                  .thenComparingInt(Candidate::position)
                  .reversed());
      for (int i = 0; i < options.simulations; i++) {
        double[] mix = dirichlet.next(concentration);
        best.add(new Candidate(objective(mix), i, ImmutableDoubleArray.copyOf(mix)));
        if (best.size() > options.best) {
          best.poll();
        }
      }
      double[] sum = new double[sorted.size()];
      List<Candidate> ranked = new ArrayList<>(best);
      ranked.sort(Comparator.comparingInt(Candidate::position));
      for (Candidate candidate : ranked) {
        for (int j = 0; j < sum.length; j++) {
          sum[j] += candidate.mix.get(j);
        }
      }
      DomainDistribution mean = sorted.withRelativeWeights(sum);
      return prior.withWeights(FixedMix.over(prior, mean));
    }
  }
}
