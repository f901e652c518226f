package org.versatune.examples.study;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.Objects;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.versatune.DomainDistribution;
import org.versatune.RuleDescription;
import org.versatune.WeightScheduler;
import org.versatune.dl4j.Nd4jBackend;
import org.versatune.dl4j.NetworkTextGenerator;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.model.ByteSequences;
import org.versatune.examples.model.WindowedLanguageModel;
import org.versatune.examples.results.Budget;
import org.versatune.examples.results.DataSummary;
import org.versatune.examples.results.DetectionResult;
import org.versatune.examples.results.StrategyRun;

/**
 * The base model of one seed, and everything that is measured of it and trained from it.
 *
 * <p>All runs of a workbench are paired: they start from the same base model, read each domain's
 * text in the same order, and are measured on the same text. A result depends on text, settings and
 * seed alone. Safe for use by several threads; the base model is trained by the first that asks for
 * it, while the others wait.
 */
public final class Workbench {
  private static final int STREAMS = 50;

  private final Budget baseBudget;
  private final Budget budget;
  private final DomainDistribution trueMix;
  private final long seed;
  private final StudyData baseData;
  private final StudyData data;
  private final Supplier<MultiLayerNetwork> base;
  private final Supplier<Measured> baseLosses;

  /**
   * A workbench on which nothing has been trained yet.
   *
   * @param corpora the text
   * @param baseBudget how the base model is trained and detection samples it
   * @param budget how everything is fine-tuned and measured
   * @param trueMix the share of each domain in the base model's training
   * @param seed seed of everything random
   * @param cache folder where base models are kept
   * @param log told when a base model is trained
   */
  public Workbench(
      Corpora corpora,
      Budget baseBudget,
      Budget budget,
      DomainDistribution trueMix,
      long seed,
      Path cache,
      StudyLog log) {
    this.baseBudget = baseBudget;
    this.budget = budget;
    this.trueMix = trueMix;
    this.seed = seed;
    this.baseData = new StudyData(corpora, baseBudget, seed);
    this.data = new StudyData(corpora, budget, seed);
    this.base =
        Suppliers.memoize(
            () ->
                new BaseModelStage(baseData, baseBudget, trueMix, seed)
                    .run(new ModelCache(cache), log)
                    .network());
    this.baseLosses = Suppliers.memoize(() -> Measured.of(base().clone(), data));
  }

  private Workbench(Workbench other, Budget budget) {
    this.baseBudget = other.baseBudget;
    this.budget = budget;
    this.trueMix = other.trueMix;
    this.seed = other.seed;
    this.baseData = other.baseData;
    this.data = other.data;
    this.base = other.base;
    this.baseLosses = other.baseLosses;
  }

  /**
   * The same base model and text, fine-tuned with another number of steps.
   *
   * @param steps training steps of a fine-tuning, at least 1
   * @param evaluateEvery steps between two evaluations, at least 1
   * @return another view of this workbench
   */
  public Workbench of(int steps, int evaluateEvery) {
    return new Workbench(this, budget.ofSteps(steps, evaluateEvery));
  }

  /**
   * Prepares the process: checks that there is a backend and keeps each training on one thread.
   *
   * @throws org.versatune.dl4j.MissingBackendException if there is no ND4J backend
   */
  public static void prepare() {
    Nd4jBackend.require();
    NativeThreads.limit();
  }

  /**
   * Checks a rule's name and options before anything is trained.
   *
   * @param rule the rule
   * @param domains the domains
   * @throws IllegalArgumentException if there is no such rule, or an option is wrong
   */
  public static void check(RuleDescription rule, ImmutableList<String> domains) {
    RuleInputs.check(rule, domains);
  }

  /**
   * The share of each domain in the training of the base model, unless a study says otherwise:
   * skewed, so that there is something to detect and something to foster.
   *
   * @param domains the domains
   * @return their shares
   */
  public static DomainDistribution skewedMix(ImmutableList<String> domains) {
    return SkewedMix.of(domains);
  }

  /**
   * The domains.
   *
   * @return in their fixed order
   */
  public ImmutableList<String> domains() {
    return data.domains();
  }

  /**
   * The text.
   *
   * @param source where it comes from
   * @return its sizes and checksum
   */
  public DataSummary summary(String source) {
    return data.summary(source);
  }

  /**
   * What the base model knows by domain.
   *
   * @return its losses, nats/token
   */
  public Measured baseLosses() {
    return Objects.requireNonNull(baseLosses.get(), "made by the supplier");
  }

  private MultiLayerNetwork base() {
    return Objects.requireNonNull(base.get(), "made by the supplier");
  }

  /**
   * What the base model turns out to know: phase 1, by the judge of the quickstart.
   *
   * @param log told the rounds
   * @return what was detected
   */
  public DetectionResult detect(StudyLog log) {
    return new DetectionStage(baseData, baseBudget, trueMix, seed)
        .run(base().clone(), log)
        .result();
  }

  /**
   * Lets the base model write.
   *
   * @param texts how many texts, at least 1
   * @param temperature of the sampling, above 0; 1 samples from the model as it is
   * @return the texts
   */
  public ImmutableList<String> write(int texts, double temperature) {
    return NetworkTextGenerator.builder(base().clone())
        .beginId(ByteSequences.BEGIN_OF_SEQUENCE)
        .window(WindowedLanguageModel.WINDOW)
        .maxLength(baseBudget.detectionCharacters())
        .streams(STREAMS)
        .temperature(temperature)
        .build()
        .generate(texts, Seeds.of(seed, "texts", String.valueOf(temperature)));
  }

  /**
   * Trains the specialist of a domain.
   *
   * @param domain one of the domains
   * @return what it reaches
   * @throws IllegalArgumentException if there is no such domain
   */
  public SpecialistLosses specialist(String domain) {
    return new SpecialistsStage(data, budget, seed).train(domain, base());
  }

  /**
   * A rule by its name, with whatever it must know before it starts and was not told: the target,
   * the budget, a mix to end with, the influence of domains on each other, the best of many small
   * runs.
   *
   * @param rule the rule
   * @param start the distribution that it will start from
   * @param target the domain that an expansion grows
   * @return the rule, ready to start
   */
  public WeightScheduler complete(RuleDescription rule, DomainDistribution start, String target) {
    return new RuleInputs(data, budget, seed, target).complete(rule, start, base());
  }

  /**
   * Fine-tunes a copy of the base model.
   *
   * @param strategy how to steer
   * @param reference losses of the specialists, nats/token, for every domain
   * @param record where the run record goes
   * @return what came of it
   */
  public StrategyRun train(Strategy strategy, Measured reference, Path record) {
    return new FineTuning(data, budget, seed, base().clone(), baseLosses(), reference)
        .run(strategy, record);
  }
}
