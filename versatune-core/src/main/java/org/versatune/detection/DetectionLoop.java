// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;

/**
 * Runs the rounds of a {@link DomainDetector}: has texts generated and judged, round after round,
 * and passes the progress to its listeners. Keeps no state between calls.
 */
final class DetectionLoop {
  /** A limit of 0.29 on 100 texts lets 29 pass, although 0.29 · 100 is a hair below 29. */
  private static final double COUNT_TOLERANCE = 1e-9;

  /** From this share of a domain's held-out pieces on, a user is warned (our choice). */
  private static final double MANY_DECLINED = 0.1;

  private static final int NAMED = 3;

  private static final System.Logger LOG = System.getLogger(DetectionLoop.class.getName());

  private final TextGenerator generator;
  private final Retries retries;
  private final ParallelJudge judge;
  private final DomainClassifier classifier;
  private final Optional<HeldOutTexts> heldOut;
  private final DomainDistribution template;
  private final DetectionProvenance options;
  private final Listeners listeners;

  /** What is called with the progress, with each round and with each text. */
  record Listeners(
      Consumer<DetectionProgress> onProgress,
      Consumer<Detection> onRound,
      Consumer<JudgedText> onText) {}

  /** What one call has done so far. */
  private static final class State {
    final List<DetectionRound> rounds = new ArrayList<>();
    @Nullable RoundWork work;

    /** The texts of the first round, where it was drawn by this call. */
    ImmutableList<String> texts = ImmutableList.of();

    /** What held-out texts show of the classifier, once they have been judged. */
    @Nullable JudgeErrors errors;

    final RepeatedTexts repeated = new RepeatedTexts();
  }

  DetectionLoop(
      TextGenerator generator,
      Retries retries,
      ParallelJudge judge,
      DomainClassifier classifier,
      Optional<HeldOutTexts> heldOut,
      DomainDistribution template,
      DetectionProvenance options,
      Listeners listeners) {
    this.generator = generator;
    this.retries = retries;
    this.judge = judge;
    this.classifier = classifier;
    this.heldOut = heldOut;
    this.template = template;
    this.options = options;
    this.listeners = listeners;
  }

  Detection run(Optional<DetectionProgress> from) {
    from.ifPresent(this::check);
    State state = new State();
    try {
      return rounds(state, from);
    } catch (RuntimeException | Error e) {
      DetectionProgress progress = progress(state, from);
      if (e instanceof DetectionException ended) {
        DetectionException complete = ended.with(progress);
        keep(progress, complete);
        throw complete;
      }
      e.addSuppressed(
          new DetectionException(
              "the detection can be gone on with from " + progress, null, progress));
      keep(progress, e);
      throw e;
    }
  }

  private void keep(DetectionProgress progress, Throwable why) {
    try {
      listeners.onProgress().accept(progress);
    } catch (RuntimeException e) {
      if (e != why) {
        why.addSuppressed(e);
      }
    }
  }

  private void check(DetectionProgress progress) {
    DetectionProvenance before = progress.provenance();
    checkArgument(
        before.domains().equals(options.domains()),
        "the detection to go on with is over %s and this detector over %s; use the same domains in"
            + " the same order",
        before.domains(),
        options.domains());
    checkArgument(
        before.seed() == options.seed(),
        "the detection to go on with has seed %s and this detector %s; use the same seed",
        before.seed(),
        options.seed());
    checkArgument(
        before.samplesPerRound() == options.samplesPerRound(),
        "the detection to go on with has %s samples a round and this detector %s; use the same",
        before.samplesPerRound(),
        options.samplesPerRound());
    warnOfOther("generator", before.generator(), options.generator());
    warnOfOther("classifier", before.classifier(), options.classifier());
  }

  private static void warnOfOther(String what, String before, String now) {
    if (!before.equals(now)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the detection was begun with "
              + what
              + " "
              + before
              + " and goes on with "
              + now
              + "; if they do not do the same, detect anew");
    }
  }

  private Detection rounds(State state, Optional<DetectionProgress> from) {
    SplittableRandom seeds = new SplittableRandom(options.seed());
    ImmutableList<DetectionRound> restored =
        from.map(DetectionProgress::rounds).orElse(ImmutableList.of());
    for (int number = 1; ; number++) {
      long seed = seeds.nextLong();
      boolean isNew = number > restored.size();
      if (isNew) {
        draw(state, number, seed, unfinished(from, number));
      } else {
        checkArgument(
            restored.get(number - 1).seed() == seed,
            "round %s of the detection to go on with has seed %s where %s follows; detect anew",
            number,
            restored.get(number - 1).seed(),
            seed);
        state.rounds.add(restored.get(number - 1));
      }
      checkDeclined(state.rounds);
      ImmutableList<DetectionRound> done = ImmutableList.copyOf(state.rounds);
      Estimate estimate = Estimate.of(template, done, options.smoothing());
      boolean last = number == options.rounds() || goodEnough(estimate, number);
      if (state.errors == null && (last || number >= restored.size())) {
        tryHeldOut(state, from);
      }
      Detection detection =
          new Detection(options, done, estimate, Optional.ofNullable(state.errors));
      if (isNew) {
        listeners.onProgress().accept(progress(state, from));
        listeners.onRound().accept(detection);
      }
      if (last) {
        return detection;
      }
    }
  }

  private static DetectionProgress.Unfinished unfinished(
      Optional<DetectionProgress> from, int number) {
    return from.filter(progress -> progress.rounds().size() == number - 1)
        .map(DetectionProgress::unfinished)
        .filter(unfinished -> !unfinished.isHeldOut())
        .orElse(DetectionProgress.Unfinished.NONE);
  }

  /** Returns what was done, or the progress that it started from until it has done more. */
  private DetectionProgress progress(State state, Optional<DetectionProgress> from) {
    if (from.isPresent()
        && (state.rounds.size() < from.get().rounds().size()
            || (state.rounds.size() == from.get().rounds().size()
                && state.work == null
                && (state.errors == null || from.get().errors().isPresent())))) {
      return from.get();
    }
    return new DetectionProgress(
        options,
        ImmutableList.copyOf(state.rounds),
        DetectionProgress.Unfinished.of(state.work),
        Optional.ofNullable(state.errors));
  }

  private void draw(State state, int number, long seed, DetectionProgress.Unfinished unfinished) {
    ImmutableList<String> texts = texts(number, seed);
    state.repeated.look(number, texts);
    ImmutableMap<Integer, Optional<DomainDistribution>> judged = unfinished.judged();
    if (!judged.isEmpty() && !RoundWork.fingerprint(texts).equals(unfinished.texts())) {
      LOG.log(
          System.Logger.Level.WARNING,
          "round "
              + number
              + ": the generator writes other texts than before from the same seed, so "
              + judged.size()
              + " judgements are dropped and made anew");
      judged = ImmutableMap.of();
    }
    RoundWork work = new RoundWork("round " + number, texts, judged);
    state.work = work;
    long declinedBefore = state.rounds.stream().mapToLong(DetectionRound::declined).sum();
    double mostDeclined = options.declinedShare() * number * (double) options.samplesPerRound();
    judge.judge(
        (i, text) -> classifier.classify(text),
        work,
        mostDeclined + COUNT_TOLERANCE - declinedBefore);
    warnOfFailed(work);
    ImmutableList<Optional<DomainDistribution>> judgements = work.judgements();
    for (int i = 0; i < texts.size(); i++) {
      listeners.onText().accept(new JudgedText(number, i, texts.get(i), judgements.get(i)));
    }
    if (judgements.stream().noneMatch(Optional::isPresent)) {
      // Another judge may do better, so nothing of this round is kept.
      state.work = null;
      throw new DetectionException(
          String.format(
              "round %s: the classifier declined all %s texts, so the round has no distribution;"
                  + " look at what the model writes, and at the classifier's limits for declining",
              number, texts.size()));
    }
    state.rounds.add(RoundTally.of(number, seed, template, judgements, work.failed()));
    state.texts = number == 1 ? texts : state.texts;
    state.work = null;
  }

  /**
   * Tries the classifier on held-out texts, unless that was done before. The lengths are those of
   * the first round's texts, so that a detection that is gone on with cuts the same pieces as one
   * that never stopped.
   */
  private void tryHeldOut(State state, Optional<DetectionProgress> from) {
    if (heldOut.isEmpty()) {
      return;
    }
    HeldOutTexts texts = heldOut.get();
    state.errors =
        from.flatMap(DetectionProgress::errors)
            .filter(errors -> errors.heldOut().equals(texts.fingerprint()))
            .orElse(null);
    if (state.errors != null) {
      return;
    }
    ImmutableList<String> written =
        state.texts.isEmpty() ? texts(1, state.rounds.get(0).seed()) : state.texts;
    HeldOutTexts.Pieces pieces = texts.cut(written, options.seed());
    RoundWork work = new RoundWork(RoundWork.HELD_OUT, pieces.texts(), ImmutableMap.of());
    String fingerprint = work.fingerprint();
    from.map(DetectionProgress::unfinished)
        .filter(unfinished -> unfinished.texts().equals(fingerprint))
        .ifPresent(unfinished -> unfinished.judged().forEach(work::judged));
    state.work = work;
    judge.judge(
        (i, piece) -> texts.judge(pieces.of().get(i), piece),
        work,
        options.declinedShare() * pieces.texts().size() + COUNT_TOLERANCE);
    warnOfFailed(work);
    ImmutableList<Optional<DomainDistribution>> judgements = work.judgements();
    state.errors = JudgeErrors.of(texts, pieces, judgements);
    state.work = null;
    int missing = state.errors.missing(template.size());
    if (missing >= 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the classifier declined all held-out texts of domain '"
              + template.domains().get(missing)
              + "', so its errors stay in the detected shares");
    } else {
      warnOfDeclined(texts.declined(pieces, judgements));
    }
  }

  /** What is measured on the texts that are left need not hold for those that were declined. */
  private void warnOfDeclined(ImmutableMap<String, HeldOutTexts.Declined> byDomain) {
    ImmutableMap<String, HeldOutTexts.Declined> many =
        ImmutableMap.copyOf(
            Maps.filterValues(byDomain, d -> d.declined() > MANY_DECLINED * d.pieces()));
    if (!many.isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "of the held-out texts the classifier declined "
              + many.entrySet().stream()
                  .limit(NAMED)
                  .map(
                      each ->
                          each.getValue().declined()
                              + " of "
                              + each.getValue().pieces()
                              + " pieces of domain '"
                              + each.getKey()
                              + "'")
                  .collect(Collectors.joining(", "))
              + (many.size() > NAMED ? " and many of " + (many.size() - NAMED) + " more" : "")
              + ": its errors are measured on the others alone, and a domain whose texts are"
              + " declined more often than others' is detected too small; lower the classifier's"
              + " limits for declining");
    }
  }

  private static void warnOfFailed(RoundWork work) {
    String first = work.firstFailed();
    if (first != null) {
      LOG.log(
          System.Logger.Level.WARNING,
          work.name()
              + ": the classifier failed on "
              + work.failed()
              + " of "
              + work.texts().size()
              + " texts, which count as declined; the first is "
              + first);
    }
  }

  private ImmutableList<String> texts(int number, long seed) {
    ImmutableList<String> texts;
    try {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException();
      }
      texts =
          retries.call(
              () -> generator.round(number, options.samplesPerRound(), seed),
              Retries::isInterrupted);
    } catch (Error e) {
      throw e;
    } catch (Exception e) {
      if (Retries.isInterrupted(e)) {
        Thread.currentThread().interrupt();
        throw new DetectionException(
            "round " + number + ": interrupted while the generator wrote", e);
      }
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
                  + " what is left would not represent the model. Let the model write longer texts,"
                  + " use another classifier (one of shorter n-grams, or of a lower"
                  + " minimumKnownShare, reads more), or raise declinedShare",
              rounds.size(), declined, all, options.declinedShare()));
    }
  }

  private boolean goodEnough(Estimate estimate, int rounds) {
    OptionalDouble tolerance = options.tolerance();
    return tolerance.isPresent()
        && rounds >= 2
        && estimate.halfWidths().values().stream().allMatch(h -> h <= tolerance.getAsDouble());
  }
}
