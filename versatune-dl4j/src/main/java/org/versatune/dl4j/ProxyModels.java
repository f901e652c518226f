// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.Maps;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.factory.Nd4j;
import org.versatune.DomainDistribution;
import org.versatune.internal.Given;
import org.versatune.scheduling.RegMixSearch;
import org.versatune.scheduling.Schedulers;

/**
 * Trains small proxy models, each on a mix of its own, and measures the loss of every domain
 * afterwards. Rules that decide before the run learn from these losses.
 *
 * <pre>{@code
 * ProxyModels proxies =
 *     ProxyModels.builder(small)
 *         .domain("law", lawTraining, lawValidation)
 *         .domain("code", codeTraining, codeValidation)
 *         .steps(200)
 *         .build();
 *
 * // RegMix (Liu et al., arXiv 2407.01492): the mix that a regression over the trials finds.
 * RegMixSearch search = RegMixSearch.over(prior).proposals(64).seed(42);
 * WeightScheduler regMix =
 *     Schedulers.regMix(search.fit(proxies.trials(search.proposals())).result());
 *
 * // Skill-It (Chen et al., arXiv 2307.14430): how much training on one domain helps each other.
 * WeightScheduler skillIt = Schedulers.skillIt(proxies.influence());
 * }</pre>
 *
 * <p>Every proxy starts as a copy of one model, its updater state included, with every domain's
 * data at its beginning and the same random numbers, so that proxies differ by their mix alone. The
 * model itself is never changed, and neither are the random numbers of the calling thread. One
 * proxy costs {@code steps} training steps and one evaluation.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class ProxyModels {
  private final ProxyTraining training;
  private final DomainLossEvaluator evaluator;

  private ProxyModels(ProxyTraining training) {
    this.training = training;
    this.evaluator = training.evaluator(training.domains().keySet());
  }

  /**
   * Starts a description of proxies.
   *
   * @param start what every proxy starts from, usually a small network just initialised (RegMix),
   *     or the model that is to be fine-tuned (Skill-It): a {@code MultiLayerNetwork}, or a {@code
   *     ComputationGraph} with one input and one output
   * @return a builder
   * @throws IllegalArgumentException if the model is of another kind
   */
  public static Builder builder(Model start) {
    notNull(start, "start");
    return new Builder(Network.single(start, "proxy models are trained"));
  }

  /**
   * Trains one proxy.
   *
   * @param mix weights over the domains given to the builder, in any order
   * @return its validation loss by domain afterwards, nats/token, finite
   * @throws IllegalArgumentException if the mix is over other domains, or data do not fit the
   *     network; the message names the domain
   * @throws IllegalStateException if a source failed or is empty, or the proxy diverged; the
   *     message names the domain
   */
  public ImmutableMap<String, Double> losses(DomainDistribution mix) {
    notNull(mix, "mix");
    ImmutableSet<String> domains = training.domains().keySet();
    checkArgument(
        ImmutableSet.copyOf(mix.domains()).equals(domains),
        "the mix is over %s, the proxies have data of %s",
        mix.domains(),
        domains);
    return ProxyTraining.requireLosses(
        "the proxy model of " + mix,
        training.steps(),
        RandomState.undisturbed(
            () -> {
              Nd4j.getRandom().setSeed(training.seed());
              return evaluator.losses(training.train(mix, step -> {}).model());
            }));
  }

  /**
   * Trains a proxy on each of several mixes, as {@link RegMixSearch#fit} wants them.
   *
   * @param mixes weights over the domains given to the builder
   * @return one trial a mix, in order
   * @throws IllegalArgumentException as for {@link #losses}
   * @throws IllegalStateException as for {@link #losses}
   */
  public ImmutableList<RegMixSearch.Trial> trials(List<DomainDistribution> mixes) {
    ImmutableList.Builder<RegMixSearch.Trial> trials = ImmutableList.builder();
    for (DomainDistribution mix : Given.list(mixes, "mixes")) {
      trials.add(new RegMixSearch.Trial(mix, losses(mix)));
    }
    return trials.build();
  }

  /**
   * Measures the influence matrix of {@link Schedulers#skillIt(ImmutableTable) Skill-It}: one proxy
   * is trained on each domain alone, and
   *
   * <pre>A[i, j] = max( (ℓ_j before − ℓ_j after training on i) / ℓ_j before, 0 )</pre>
   *
   * <p>Two details are our choice: the influence is relative, so that a domain of high loss does
   * not count for more, and a domain that harms another counts as one without influence.
   *
   * @return row i, column j: the share by which training on domain i lowered the loss of domain j,
   *     in [0, 1], for every pair
   * @throws IllegalArgumentException as for {@link #losses}
   * @throws IllegalStateException as for {@link #losses}, or if a loss before training is 0, so
   *     that there is nothing to lower
   */
  public ImmutableTable<String, String, Double> influence() {
    ImmutableSet<String> domains = training.domains().keySet();
    ImmutableMap<String, Double> before =
        ProxyTraining.requireLosses(
            "the model before training", 0, evaluator.losses(training.start().model()));
    ImmutableTable.Builder<String, String, Double> influence = ImmutableTable.builder();
    for (String own : domains) {
      ImmutableMap<String, Double> after =
          losses(
              DomainDistribution.of(Maps.toMap(domains, domain -> domain.equals(own) ? 1.0 : 0.0)));
      before.forEach(
          (domain, loss) -> {
            checkState(loss > 0, "the loss of domain '%s' is 0 before training", domain);
            double lowered = (loss - after.getOrDefault(domain, loss)) / loss;
            influence.put(own, domain, Math.max(lowered, 0));
          });
    }
    return influence.buildOrThrow();
  }

  /** Collects data and budget. Not safe for use by several threads. */
  public static final class Builder extends ProxyBuilder<Builder> {
    private Builder(Network start) {
      super(start);
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Finishes the description; nothing is trained yet.
     *
     * @return the proxies
     * @throws IllegalArgumentException if there is no domain, or {@link #steps} was not called
     */
    public ProxyModels build() {
      Nd4jBackend.require();
      return new ProxyModels(training());
    }
  }
}
