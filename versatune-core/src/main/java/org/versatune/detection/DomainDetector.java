// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.internal.Durations;
import org.versatune.internal.Given;

/**
 * Detects what a language model knows. The result is the share of each domain in the text that it
 * writes when it is prompted with the beginning of a sequence only.
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
  private final DetectionLoop loop;

  private DomainDetector(DetectionLoop loop) {
    this.loop = loop;
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
   * Generates and judges texts, round after round, until all rounds are done or every half-width is
   * within the tolerance.
   *
   * @return the detected distribution, its intervals and how it came about
   * @throws DetectionException if too many texts are declined, a round has no accepted text, the
   *     generator gives another number of texts than it was asked for, the classifier answers over
   *     other domains, either of them fails after all retries, or the thread is interrupted. The
   *     message names the round; {@link #resume} goes on from {@link
   *     DetectionException#progress()}. An {@link Error}, or what a listener throws, is passed on
   *     unchanged, with such an exception among its suppressed ones
   */
  public Detection detect() {
    return loop.run(Optional.empty());
  }

  /**
   * Goes on with a detection that ended early. Texts that were judged are not judged again, and
   * listeners are called with what is new. The result is that of a detection that never stopped,
   * bit for bit.
   *
   * <p>Rounds, tolerance, smoothing and the limit on declined texts may differ from before; they
   * apply as if from the start. A generator or classifier with another description causes a
   * warning. If the generator gives other texts for the seed of the unfinished round, the
   * judgements of that round are dropped with a warning.
   *
   * @param progress from an exception, a listener or a file
   * @return as for {@link #detect()}
   * @throws IllegalArgumentException if it is over other domains, or was made with another seed or
   *     number of samples a round; the message names both values
   * @throws DetectionException as for {@link #detect()}
   */
  public Detection resume(DetectionProgress progress) {
    return loop.run(Optional.of(notNull(progress, "progress")));
  }

  /** Collects what a detector needs. Each setter checks its argument at once. */
  public static final class Builder {
    private @Nullable TextGenerator generator;
    private @Nullable DomainClassifier classifier;
    private @Nullable DomainDistribution template;
    private int rounds = 4;
    private int samplesPerRound = 1000;
    private OptionalDouble tolerance = OptionalDouble.empty();
    private double declinedShare = 0.2;
    private double smoothing;
    private @Nullable ImmutableList<LabelledText> heldOut;
    private boolean correction = true;
    private long seed;
    private int threads = Runtime.getRuntime().availableProcessors();
    private Retries retries = new Retries(2, Duration.ofMillis(250));
    private JudgeFailurePolicy onJudgeFailure = JudgeFailurePolicy.FAIL;
    private Consumer<DetectionProgress> onProgress = progress -> {};
    private Consumer<Detection> onRound = detection -> {};
    private Consumer<JudgedText> onText = text -> {};

    private Builder() {}

    /**
     * Sets what writes the texts: the base model, prompted with the beginning of a sequence only.
     *
     * @param textGenerator called from the thread that calls {@link #detect}, once a round and
     *     again where it fails; an interrupt takes effect when its call ends
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder generator(TextGenerator textGenerator) {
      this.generator = notNull(textGenerator, "textGenerator");
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
     * @param halfWidth in the unit of the shares (0.01 is one percentage point), in [0, 1)
     * @return this builder
     * @throws IllegalArgumentException if it is negative or not below 1
     */
    @CanIgnoreReturnValue
    public Builder tolerance(double halfWidth) {
      checkArgument(
          halfWidth >= 0 && halfWidth < 1,
          "tolerance is %s; it must be at least 0 and below 1: 0.01 is one percentage point",
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
     * Sets texts of known domains that the classifier was not trained on. Its errors are measured
     * on them and taken out of the detected shares. They are cut to the lengths that the model
     * writes and judged after the first round: at most {@value HeldOutTexts#PIECES} pieces of each
     * domain.
     *
     * <p>Without this call a {@link CrossValidated} classifier is tried on texts of its own; with
     * any other there is no correction.
     *
     * @param texts at least one of each domain; fifty or more are best, since the interval counts
     *     how few there are
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder heldOut(List<LabelledText> texts) {
      this.heldOut = Given.list(texts, "texts");
      return this;
    }

    /**
     * Sets whether the classifier's errors are taken out of the shares where held-out text is
     * there. The plain shares are the same either way.
     *
     * @param wanted true by default
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder correction(boolean wanted) {
      this.correction = wanted;
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
     * Sets how many threads classify. The generator is always called from one thread. The result
     * does not depend on the number.
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
     * Sets how often a failed call of the classifier or the generator is repeated. A call fails if
     * it throws an exception or an error. Errors of the virtual machine (except a stack overflow)
     * are not repeated, nor are unusable answers (null, other domains, another number of texts).
     *
     * @param count at least 0; 2 by default (our choice)
     * @param pause before the first of them, at least 0; doubled before each further one; a quarter
     *     of a second by default
     * @return this builder
     * @throws IllegalArgumentException if one of them is negative, or the pause is over a day
     */
    @CanIgnoreReturnValue
    public Builder retries(int count, Duration pause) {
      notNull(pause, "pause");
      checkArgument(count >= 0, "retries is %s; it must be at least 0", count);
      checkArgument(
          !pause.isNegative() && pause.compareTo(Duration.ofDays(1)) <= 0,
          "the pause before a retry is %s; it must be 0 to a day",
          Durations.text(pause));
      this.retries = new Retries(count, pause);
      return this;
    }

    /**
     * Sets what happens to a text on which the classifier still fails after all retries.
     *
     * @param policy {@link JudgeFailurePolicy#FAIL} by default
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder onJudgeFailure(JudgeFailurePolicy policy) {
      this.onJudgeFailure = notNull(policy, "policy");
      return this;
    }

    /**
     * Sets a listener that keeps the progress, for example {@code progress ->
     * progress.write(file)}. It is called after each round, and when the detection ends by an
     * exception or an error.
     *
     * @param listener called from the thread that calls {@link #detect}; what it throws ends the
     *     detection
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder onProgress(Consumer<DetectionProgress> listener) {
      this.onProgress = notNull(listener, "listener");
      return this;
    }

    /**
     * Sets a listener that is called after each round with the detection as if it ended there;
     * {@link Detection#roundsUsed()} is the number of rounds so far.
     *
     * @param listener called from the thread that calls {@link #detect}; what it throws ends the
     *     detection
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder onRound(Consumer<Detection> listener) {
      this.onRound = notNull(listener, "listener");
      return this;
    }

    /**
     * Sets a listener that is called with every text and its judgement, in order, after its round
     * was judged. It shows what the model writes and how the classifier judges it.
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
     * @throws IllegalStateException if generator, classifier or domains are missing, {@link
     *     WrittenTexts} hold too few texts for all rounds, or held-out texts were given and a
     *     domain has none or is unknown; the message says which
     */
    public DomainDetector build() {
      checkState(generator != null, "no generator; call generator(...) with the base model");
      checkState(classifier != null, "no classifier; call classifier(...) with a judge of texts");
      checkState(template != null, "no domains; call domains(...) with their names");
      if (generator instanceof WrittenTexts texts) {
        texts.check(rounds, samplesPerRound);
      }
      return new DomainDetector(
          new DetectionLoop(
              generator,
              retries,
              new ParallelJudge(template, threads, retries, onJudgeFailure),
              classifier,
              heldOutTexts(classifier, template),
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
              new DetectionLoop.Listeners(onProgress, onRound, onText)));
    }

    private Optional<HeldOutTexts> heldOutTexts(
        DomainClassifier judge, DomainDistribution domains) {
      if (!correction) {
        return Optional.empty();
      }
      return heldOut == null
          ? HeldOutTexts.of(judge, domains.domains())
          : Optional.of(HeldOutTexts.given(heldOut, judge, domains.domains()));
    }
  }
}
