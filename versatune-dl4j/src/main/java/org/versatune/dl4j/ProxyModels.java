package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableTable;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.versatune.DomainDistribution;
import org.versatune.VersaTune;
import org.versatune.scheduling.RegMixSearch;
import org.versatune.scheduling.Schedulers;

/**
 * Trains small proxy models, each on a mix of its own, and measures what every domain's loss is
 * afterwards: what rules learn from that decide before the run.
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
  private final Network start;
  private final ImmutableMap<String, Data> domains;
  private final int steps;
  private final int batchSize;
  private final long seed;
  private final DomainLossEvaluator evaluator;

  private record Data(DataSetIterator training, DataSetIterator validation) {}

  private ProxyModels(Builder builder) {
    this.start = builder.start;
    this.domains = ImmutableMap.copyOf(builder.domains);
    this.steps = builder.steps;
    this.batchSize = builder.batchSize;
    this.seed = builder.seed;
    DomainLossEvaluator.Builder losses = DomainLossEvaluator.builder();
    domains.forEach((domain, data) -> losses.validation(domain, data.validation()));
    this.evaluator = losses.build();
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
    return new Builder(Network.of(start));
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
    checkArgument(
        ImmutableSet.copyOf(mix.domains()).equals(domains.keySet()),
        "the mix is over %s, the proxies have data of %s",
        mix.domains(),
        domains.keySet());
    return checked(RandomState.undisturbed(() -> trained(mix)), "after training on " + mix);
  }

  private ImmutableMap<String, Double> trained(DomainDistribution mix) {
    Nd4j.getRandom().setSeed(seed);
    Network proxy = start.copy();
    try (VersaTune run =
        VersaTune.builder().initial(mix).scheduler(Schedulers.constant()).seed(seed).build()) {
      MultiDomainDataSetIterator.Builder sources =
          MultiDomainDataSetIterator.builder(run).batchSize(batchSize).epochBatches(steps);
      domains.forEach((domain, data) -> sources.source(domain, data.training()));
      MultiDomainDataSetIterator batches = sources.build();
      while (batches.hasNext()) {
        proxy.fit(batches.next());
      }
    }
    return evaluator.losses(proxy.model());
  }

  private ImmutableMap<String, Double> checked(ImmutableMap<String, Double> losses, String when) {
    losses.forEach(
        (domain, loss) ->
            checkState(
                Double.isFinite(loss),
                "the loss of a proxy model on domain '%s' is %s %s: training diverged; check the"
                    + " learning rate",
                domain,
                loss,
                when));
    return losses;
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
    for (DomainDistribution mix : mixes) {
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
   * <p>That it is relative, so that a domain of high loss does not count for more, and that a
   * domain which harms another counts as one without influence, are our choices.
   *
   * @return row i, column j: by which part training on domain i lowered the loss of domain j, in
   *     [0, 1], for every pair
   * @throws IllegalArgumentException as for {@link #losses}
   * @throws IllegalStateException as for {@link #losses}, or if a loss before training is 0, so
   *     that there is nothing to lower
   */
  public ImmutableTable<String, String, Double> influence() {
    ImmutableMap<String, Double> before =
        checked(evaluator.losses(start.model()), "before training");
    ImmutableTable.Builder<String, String, Double> influence = ImmutableTable.builder();
    for (String own : domains.keySet()) {
      double[] alone =
          domains.keySet().stream().mapToDouble(domain -> domain.equals(own) ? 1 : 0).toArray();
      ImmutableMap<String, Double> after =
          losses(DomainDistribution.of(domains.keySet().asList(), alone));
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
  public static final class Builder {
    private final Network start;
    private final Map<String, Data> domains = new LinkedHashMap<>();
    private final DataRoles roles = new DataRoles();
    private int steps;
    private int batchSize = 32;
    private long seed;

    private Builder(Network start) {
      this.start = start;
    }

    /**
     * Adds a domain.
     *
     * @param domain its name, not given before
     * @param training what proxies are trained on; must support {@code reset()}, which is called
     *     before each; one that shuffles itself should do so by a seed ({@link
     *     ShuffledDataSetIterator} does)
     * @param validation what they are measured on, held out of training; must support {@code
     *     reset()}
     * @return this builder
     * @throws IllegalArgumentException if the name is blank or was given before, or an iterator
     *     cannot be reset or was given for something else, also inside of a wrapper
     */
    @CanIgnoreReturnValue
    public Builder domain(String domain, DataSetIterator training, DataSetIterator validation) {
      checkArgument(!domain.isBlank(), "data of a domain need its name");
      checkArgument(!domains.containsKey(domain), "domain '%s' was given before", domain);
      DomainSource.requireReset(domain, training, ExhaustionPolicy.RESTART);
      checkArgument(
          validation.resetSupported(),
          "the validation set of domain '%s' cannot be reset; give an iterator whose"
              + " resetSupported() is true",
          domain);
      roles.addBoth(DataRoles.training(domain), training, DataRoles.validation(domain), validation);
      domains.put(domain, new Data(training, validation));
      return this;
    }

    /**
     * Sets how long each proxy is trained. Must be called.
     *
     * @param batches at least 1
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    @CanIgnoreReturnValue
    public Builder steps(int batches) {
      checkArgument(batches >= 1, "proxies of %s steps; at least 1 is needed", batches);
      steps = batches;
      return this;
    }

    /**
     * Sets the number of examples in a batch.
     *
     * @param examples at least 1; 32 by default
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    @CanIgnoreReturnValue
    public Builder batchSize(int examples) {
      checkArgument(examples >= 1, "batch size is %s; it must be at least 1", examples);
      batchSize = examples;
      return this;
    }

    /**
     * Sets the seed of drawing and of dropout, the same for every proxy.
     *
     * @param value any; 0 by default
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder seed(long value) {
      seed = value;
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
      checkArgument(!domains.isEmpty(), "no domain given: call domain(name, training, validation)");
      checkArgument(steps > 0, "nothing says how long a proxy is trained: call steps(batches)");
      return new ProxyModels(this);
    }
  }
}
