package org.versatune.detection;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;
import static com.google.common.base.Preconditions.checkState;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.internal.Given;

/**
 * Detects what a language model knows: the share of each domain in what it writes when it is
 * prompted with the beginning of a sequence only.
 *
 * <p>Phase 1 of VersaTune (arXiv 2411.11266). The model writes N texts in each of T rounds; a
 * classifier gives each text a probability for every domain; the mean over the accepted texts of a
 * round is the round's distribution, and the unweighted mean over rounds is the result, with a 95 %
 * interval for each domain. The authors draw 40 000 texts at temperature 1 and top-p 1. Intervals,
 * early stop, the limit on declined texts and smoothing are our choice, and {@code
 * docs/detection.md} gives every formula.
 *
 * <pre>{@code
 * Detection detection =
 *     DomainDetector.builder()
 *         .generator(model)
 *         .classifier(classifier)
 *         .domains("law", "medicine", "code")
 *         .samplesPerRound(500)
 *         .seed(42)
 *         .build()
 *         .detect();
 * }</pre>
 *
 * <p>With a fixed seed, a deterministic generator and a deterministic classifier the result is the
 * same bit for bit, however many threads judge. A detector keeps no state between calls of {@link
 * #detect()}; several threads may call it if the generator allows that.
 */
public final class DomainDetector {
  /** A limit of 0.29 on 100 texts lets 29 pass, although 0.29 · 100 is a hair below 29. */
  private static final double COUNT_TOLERANCE = 1e-9;

  private final TextGenerator generator;
  private final ParallelJudge judge;
  private final DomainDistribution template;
  private final DetectionProvenance options;
  private final Consumer<Detection> onRound;
  private final Consumer<JudgedText> onText;

  private DomainDetector(
      TextGenerator generator,
      ParallelJudge judge,
      DomainDistribution template,
      DetectionProvenance options,
      Consumer<Detection> onRound,
      Consumer<JudgedText> onText) {
    this.generator = generator;
    this.judge = judge;
    this.template = template;
    this.options = options;
    this.onRound = onRound;
    this.onText = onText;
  }

  /**
   * Starts a detector.
   *
   * @return a builder that still needs a generator, a classifier and domains
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Draws and judges round after round, until all are done or every half-width is within the
   * tolerance.
   *
   * @return the detected distribution, its intervals and how it came about
   * @throws DetectionException if too many texts are declined, a round has none that is accepted,
   *     the generator gives another number of texts than it was asked for, the classifier answers
   *     over other domains, either of them fails, or the thread is interrupted while texts are
   *     judged; the message names the round
   */
  public Detection detect() {
    SplittableRandom seeds = new SplittableRandom(options.seed());
    List<DetectionRound> rounds = new ArrayList<>();
    for (int number = 1; ; number++) {
      DetectionRound round = draw(number, seeds.nextLong());
      rounds.add(round);
      checkDeclined(rounds);
      ImmutableList<DetectionRound> done = ImmutableList.copyOf(rounds);
      Detection detection =
          new Detection(options, done, Estimate.of(template, done, options.smoothing()));
      onRound.accept(detection);
      if (number == options.rounds() || goodEnough(detection)) {
        return detection;
      }
    }
  }

  private DetectionRound draw(int number, long seed) {
    ImmutableList<String> texts = texts(number, seed);
    List<Optional<DomainDistribution>> judgements = judge.judge(number, texts);
    for (int i = 0; i < texts.size(); i++) {
      onText.accept(new JudgedText(number, i, texts.get(i), judgements.get(i)));
    }
    if (judgements.stream().noneMatch(Optional::isPresent)) {
      throw new DetectionException(
          String.format(
              "round %s: the classifier declined all %s texts, so the round has no distribution;"
                  + " look at what the model writes, and at the classifier's limits for declining",
              number, texts.size()));
    }
    return RoundTally.of(number, seed, template, judgements);
  }

  private ImmutableList<String> texts(int number, long seed) {
    ImmutableList<String> texts;
    try {
      texts = generator.generate(options.samplesPerRound(), seed);
    } catch (RuntimeException e) {
      throw new DetectionException("round " + number + ": the generator failed: " + e, e);
    }
    if (texts == null || texts.size() != options.samplesPerRound()) {
      throw new DetectionException(
          String.format(
              "round %s: the generator gave %s texts where %s were asked for; a TextGenerator gives"
                  + " exactly as many as asked",
              number, texts == null ? "no list of" : texts.size(), options.samplesPerRound()));
    }
    return texts;
  }

  private void checkDeclined(List<DetectionRound> rounds) {
    long declined = rounds.stream().mapToLong(DetectionRound::declined).sum();
    long all = (long) rounds.size() * options.samplesPerRound();
    if (declined > options.declinedShare() * all + COUNT_TOLERANCE) {
      throw new DetectionException(
          String.format(
              "round %s: the classifier declined %s of %s texts so far, more than the limit of %s;"
                  + " what is left would not stand for the model. Let the model write longer texts,"
                  + " use another classifier, or raise declinedShare",
              rounds.size(), declined, all, options.declinedShare()));
    }
  }

  private boolean goodEnough(Detection detection) {
    OptionalDouble tolerance = options.tolerance();
    return tolerance.isPresent()
        && detection.roundsUsed() >= 2
        && detection.halfWidths().values().stream().allMatch(h -> h <= tolerance.getAsDouble());
  }

  /** Collects what a detector needs; each setter checks its argument at once. */
  public static final class Builder {
    private @Nullable TextGenerator generator;
    private @Nullable DomainClassifier classifier;
    private @Nullable DomainDistribution template;
    private int rounds = 4;
    private int samplesPerRound = 1000;
    private OptionalDouble tolerance = OptionalDouble.empty();
    private double declinedShare = 0.2;
    private double smoothing;
    private long seed;
    private int threads = Runtime.getRuntime().availableProcessors();
    private Consumer<Detection> onRound = detection -> {};
    private Consumer<JudgedText> onText = text -> {};

    private Builder() {}

    /**
     * Sets what writes the texts: the base model, prompted with the beginning of a sequence only.
     *
     * @param textGenerator called from the thread that calls {@link #detect}, once a round
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder generator(TextGenerator textGenerator) {
      notNull(textGenerator, "textGenerator");
      this.generator = checkNotNull(textGenerator, "generator");
      return this;
    }

    /**
     * Sets what judges the texts.
     *
     * @param domainClassifier answers over exactly the domains of this detector, in any order;
     *     called from several threads at once
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder classifier(DomainClassifier domainClassifier) {
      this.classifier = notNull(domainClassifier, "domainClassifier");
      return this;
    }

    /**
     * Sets the domains and their order in the result.
     *
     * @param domains the names, unique and not blank, at least one
     * @return this builder
     * @throws IllegalArgumentException if there is none, or a name is blank or given twice
     */
    @CanIgnoreReturnValue
    public Builder domains(List<String> domains) {
      notNull(domains, "domains");
      this.template = DomainDistribution.uniform(domains);
      return this;
    }

    /**
     * Sets the domains and their order in the result.
     *
     * @param domains the names, unique and not blank, at least one
     * @return this builder
     * @throws IllegalArgumentException if there is none, or a name is blank or given twice
     */
    @CanIgnoreReturnValue
    public Builder domains(String... domains) {
      return domains(Given.list(domains, "domains"));
    }

    /**
     * Sets the largest number of rounds, T.
     *
     * @param count at least 1; 4 by default (our choice). With 1 the half-widths rest on the spread
     *     of the texts alone
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     */
    @CanIgnoreReturnValue
    public Builder rounds(int count) {
      checkArgument(count >= 1, "rounds is %s; it must be at least 1", count);
      this.rounds = count;
      return this;
    }

    /**
     * Sets the number of texts in each round, N.
     *
     * @param count at least 1; 1 000 by default (our choice), which makes 4 000 in all and
     *     half-widths of at most 1.6 percentage points; the authors draw 40 000
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     */
    @CanIgnoreReturnValue
    public Builder samplesPerRound(int count) {
      checkArgument(count >= 1, "samplesPerRound is %s; it must be at least 1", count);
      this.samplesPerRound = count;
      return this;
    }

    /**
     * Stops before the last round as soon as every half-width is at most this, but never before two
     * rounds. By default all rounds are drawn.
     *
     * @param halfWidth in the unit of the shares (0.01 is one percentage point), finite, at least 0
     * @return this builder
     * @throws IllegalArgumentException if it is negative or not finite
     */
    @CanIgnoreReturnValue
    public Builder tolerance(double halfWidth) {
      checkArgument(
          halfWidth >= 0 && Double.isFinite(halfWidth),
          "tolerance is %s; it must be finite and at least 0",
          halfWidth);
      this.tolerance = OptionalDouble.of(halfWidth);
      return this;
    }

    /**
     * Sets the share of all texts so far that the classifier may decline; strictly more is an
     * error, found at the end of a round.
     *
     * @param share 0 to 1; 0.2 by default
     * @return this builder
     * @throws IllegalArgumentException if it is outside 0 to 1
     */
    @CanIgnoreReturnValue
    public Builder declinedShare(double share) {
      checkArgument(share >= 0 && share <= 1, "declinedShare is %s; it must be 0 to 1", share);
      this.declinedShare = share;
      return this;
    }

    /**
     * Sets the Dirichlet pseudo-count α of each domain: the result becomes (n·p̄_j + α)/(n + α·k)
     * over n accepted texts, so that no domain ends at zero.
     *
     * @param pseudoCount finite, at least 0; 0, no smoothing, by default
     * @return this builder
     * @throws IllegalArgumentException if it is negative or not finite
     */
    @CanIgnoreReturnValue
    public Builder smoothing(double pseudoCount) {
      checkArgument(
          pseudoCount >= 0 && Double.isFinite(pseudoCount),
          "smoothing is %s; it must be finite and at least 0",
          pseudoCount);
      this.smoothing = pseudoCount;
      return this;
    }

    /**
     * Sets the seed that the seed of each round follows from. The seeds of the first rounds do not
     * depend on how many follow.
     *
     * @param value any; 0 by default
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder seed(long value) {
      this.seed = value;
      return this;
    }

    /**
     * Sets how many threads classify. The generator is called from one thread whatever this is, and
     * the result does not depend on it.
     *
     * @param count at least 1; the available processors by default
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     */
    @CanIgnoreReturnValue
    public Builder threads(int count) {
      checkArgument(count >= 1, "threads is %s; it must be at least 1", count);
      this.threads = count;
      return this;
    }

    /**
     * Sets what hears of each round when it is done: the detection as it would be if it ended there
     * ({@link Detection#roundsUsed()} says how far it is).
     *
     * @param listener called from the thread that calls {@link #detect}; what it throws ends the
     *     detection
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder onRound(Consumer<Detection> listener) {
      notNull(listener, "listener");
      this.onRound = notNull(listener, "listener");
      return this;
    }

    /**
     * Sets what sees every text with its judgement, in order, after its round was judged: to look
     * at what the model writes and what the classifier makes of it.
     *
     * @param listener called from the thread that calls {@link #detect}; what it throws ends the
     *     detection
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder onText(Consumer<JudgedText> listener) {
      this.onText = notNull(listener, "listener");
      return this;
    }

    /**
     * Makes the detector.
     *
     * @return a detector that is ready to run
     * @throws IllegalStateException if generator, classifier or domains are missing; the message
     *     says which
     */
    public DomainDetector build() {
      checkState(generator != null, "no generator; call generator(...) with the base model");
      checkState(classifier != null, "no classifier; call classifier(...) with a judge of texts");
      checkState(template != null, "no domains; call domains(...) with their names");
      return new DomainDetector(
          generator,
          new ParallelJudge(classifier, template, threads),
          template,
          new DetectionProvenance(
              Description.of(generator),
              Description.of(classifier),
              template.domains(),
              rounds,
              samplesPerRound,
              tolerance,
              declinedShare,
              smoothing,
              seed),
          onRound,
          onText);
    }
  }
}
