// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static com.google.common.base.MoreObjects.firstNonNull;
import static com.google.common.base.Preconditions.checkState;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.versatune.examples.results.Numbers.format;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.versatune.Feedback;
import org.versatune.VersaTune;
import org.versatune.examples.report.LiveReport;
import org.versatune.record.RunListener;
import org.versatune.trainers.DomainRows;
import org.versatune.trainers.Segment;
import org.versatune.trainers.SegmentWriter;
import org.versatune.trainers.TrainerFormat;
import org.versatune.watching.CsvTable;
import org.versatune.watching.TensorBoardEvents;

/**
 * Goes through the rounds of a plan: compose a segment, let the trainer train on it, take in its
 * losses, compose the next.
 *
 * <p>The folder of the plan holds all that has been done: a manifest for each segment, with the run
 * right after its draws, and a file for each round whose losses were read. So a process that was
 * killed at any moment can be started again and goes on with the same rows and weights.
 *
 * <p>Not safe for use by several threads.
 */
public final class Steering implements AutoCloseable {
  private final RunPlan plan;
  private final PlanFile file;
  private final RoundFiles files;
  private final RoundLosses losses;
  private final Consumer<String> progress;
  private @Nullable VersaTune run;
  private @Nullable SegmentWriter writer;

  /**
   * Steers by a plan.
   *
   * @param file the plan; its paths are relative to its folder
   * @param progress takes a line for people now and then
   * @throws IllegalArgumentException if the plan cannot be used
   */
  public Steering(Path file, Consumer<String> progress) {
    this.file = new PlanFile(file);
    this.plan = this.file.plan();
    this.file.check(plan::checkRounds);
    this.files = new RoundFiles(this.file);
    this.losses = new RoundLosses(plan, files);
    this.progress = progress;
  }

  /** {@return the plan, as it was read} */
  public RunPlan plan() {
    return plan;
  }

  Optional<Segment> last() {
    return Segment.last(files.segments());
  }

  /** The round of a segment, where its losses have been read. */
  Optional<Round> round(int number) {
    return Round.read(files.folder(), number);
  }

  /** The run after the last segment and everything that was reported since. */
  private VersaTune run() {
    VersaTune open = run;
    if (open == null) {
      boolean begins = last().isEmpty();
      Path settings = files.folder().resolve("settings.json");
      if (!begins) {
        PlanSettings.check(plan, settings, "in another 'folder'");
      }
      open = opened(files.record(), listeners());
      run = open;
      if (begins) {
        PlanSettings.begin(plan, settings);
      }
    }
    return open;
  }

  private VersaTune opened(@Nullable Path record, List<RunListener> listeners) {
    Optional<Segment> last = last();
    VersaTune opened = file.open(last.map(Segment::snapshot).orElse(null), record, listeners);
    try {
      last.flatMap(segment -> round(segment.number())).ifPresent(done -> report(opened, done));
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static void report(VersaTune run, Round round) {
    if (round.base() != null && run.reportedStep() < 0) {
      run.report(Feedback.at(0).losses(round.base()));
    }
    run.report(round.report());
  }

  private ImmutableList<RunListener> listeners() {
    return firstNonNull(plan.watch(), ImmutableList.<String>of()).stream()
        .distinct()
        .map(this::listener)
        .collect(toImmutableList());
  }

  private RunListener listener(String name) {
    return switch (name) {
      case "tensorboard" -> TensorBoardEvents.in(files.folder().resolve("events"));
      case "csv" -> CsvTable.to(files.folder().resolve("table.csv"));
      default ->
          new LiveReport(
              files.record(),
              files.folder().resolve("run.html"),
              () -> round(plan.rounds()).isPresent());
    };
  }

  /**
   * Composes the next segment.
   *
   * @return the segment to train on; the last one where its losses have not been read yet; empty
   *     where all rounds are done
   */
  public Optional<Segment> compose() {
    Optional<Segment> next = next();
    next.flatMap(losses::early).ifPresent(early -> progress.accept("warning: " + early));
    return next;
  }

  private Optional<Segment> next() {
    Optional<Segment> last = last();
    if (last.isPresent() && round(last.get().number()).isEmpty()) {
      requireComplete(last.get());
      files.write(last.get());
      return last;
    }
    if (last.isPresent() && last.get().number() >= plan.rounds()) {
      return Optional.empty();
    }
    SegmentWriter open = writer;
    if (open == null) {
      if (plan.weighsTokens() && plan.tokens() == null) {
        progress.accept(
            "warning: weights are shares of tokens, and 'tokens' does not say how they are counted: a"
                + " quarter of a token a byte is a rough guess");
      }
      DomainRows rows = file.rows();
      if (last.isEmpty()) {
        // What does not fit is found before anything is written.
        try (VersaTune looked = opened(null, ImmutableList.of())) {
          file.check(() -> writer(looked, rows).check());
        }
      }
      VersaTune steered = run();
      open = file.checked(() -> writer(steered, rows).open());
      writer = open;
    }
    Segment segment = open.rows(plan.steps() * plan.batch());
    requireComplete(segment);
    files.write(segment);
    if (segment.number() == 1) {
      RoundFiles.repeats(segment).ifPresent(progress);
    }
    files.capped(segment).ifPresent(progress);
    return Optional.of(segment);
  }

  private SegmentWriter.Builder writer(VersaTune draws, DomainRows rows) {
    SegmentWriter.Builder builder =
        SegmentWriter.builder(draws, rows, files.segments()).tokensBy(plan.counter());
    if (plan.domainField() != null) {
      builder.domainField(plan.domainField());
    }
    if (plan.trainer() != null && plan.blendFormat() == null) {
      builder.configure(
          TrainerFormat.valueOf(plan.trainer().toUpperCase(Locale.ROOT).replace('-', '_')));
    }
    return builder;
  }

  private void requireComplete(Segment segment) {
    checkState(
        segment.isComplete(),
        "segment %s has %s rows of %s: every domain has reached its epoch cap; the trainer would"
            + " begin it again. Give fewer rounds, or a higher epochCap",
        segment.number(),
        segment.rows(),
        plan.steps() * plan.batch());
  }

  /**
   * Takes in the losses of the last segment, whose trainer has ended.
   *
   * @param seconds how long the trainer took; 0 where that is not known
   * @return the step at the end of the round
   * @throws IllegalArgumentException if the trainer's log has no usable losses at that step
   * @throws IllegalStateException if there is no segment, or its losses have been taken in
   */
  public long update(double seconds) {
    Optional<Segment> last = last();
    checkState(last.isPresent(), "there is no segment yet: compose one first");
    Segment segment = last.get();
    int number = segment.number();
    checkState(
        round(number).isEmpty(),
        "the losses of round %s have been taken in: compose the next segment",
        number);
    Round round = losses.read(segment, seconds);
    losses.begunAnew(segment).ifPresent(progress);
    VersaTune open = run(); // Refused while another process steers.
    round.write(files.folder());
    try {
      report(open, round);
    } catch (RuntimeException e) {
      // What the run refuses would be read again at each start.
      Round.delete(files.folder(), number);
      throw e;
    }
    return round.step();
  }

  /** {@return the weights by domain after everything that was reported} */
  public ImmutableMap<String, Double> weights() {
    return looked(looked -> looked.weights().asMap());
  }

  /** Looks at the run after everything that was reported. */
  private <T> T looked(Function<VersaTune, T> look) {
    VersaTune open = run;
    if (open != null) {
      return look.apply(open);
    }
    try (VersaTune looked = opened(null, ImmutableList.of())) {
      return look.apply(looked);
    }
  }

  /** {@return where the run is: weights, shares and what is left} */
  public SteeringStatus status() {
    Optional<Segment> last = last();
    int composed = last.map(Segment::number).orElse(0);
    int done = round(composed).isPresent() ? composed : Math.max(0, composed - 1);
    ImmutableList<ImmutableMap<String, Double>> history =
        IntStream.rangeClosed(1, composed)
            .mapToObj(
                number -> files.segments().resolve(format("segment-%05d.manifest.json", number)))
            .map(manifest -> Segment.read(manifest).weights().asMap())
            .collect(toImmutableList());
    return new SteeringStatus(
        plan.rounds(),
        composed,
        done,
        done * plan.steps(),
        weights(),
        history,
        last.map(Segment::sharesOfRows).orElse(ImmutableMap.of()),
        last.map(Segment::sharesOfTokens).orElse(ImmutableMap.of()),
        ImmutableMap.copyOf(
            Maps.transformValues(
                last.map(Segment::domains).orElse(ImmutableMap.of()), Segment.Part::epochs)),
        last.map(files::atCap).orElse(ImmutableList.of()),
        protectedLosses());
  }

  /**
   * Says what follows for domains that have reached their epoch cap.
   *
   * @param domains at least one
   * @return a sentence with the remedy
   */
  public String capped(ImmutableList<String> domains) {
    return files.capped(domains);
  }

  private ImmutableMap<String, ProtectedLoss> protectedLosses() {
    return plan.protect() == null
        ? ImmutableMap.of()
        : ProtectedLoss.last(looked(VersaTune::lastUpdate), files.record());
  }

  /**
   * Goes through all rounds that are left.
   *
   * @throws IllegalArgumentException if the plan or the trainer's settings cannot be used, or its
   *     losses cannot
   * @throws TrainerFailure if the trainer ends with another exit code than 0
   * @throws InterruptedException if the thread is interrupted; the trainer is ended then
   */
  public void steer() throws InterruptedException {
    plan.requireLosses();
    OrderChecks.check(plan, file.home()).forEach(warning -> progress.accept("warning: " + warning));
    boolean isFirst = true;
    for (Optional<Segment> next = next(); next.isPresent(); next = next()) {
      Segment segment = next.get();
      int number = segment.number();
      Path log = files.log(number);
      var unused = run(); // Nobody else can take losses in from here on.
      Optional<String> early = Files.exists(log) ? Optional.empty() : losses.early(segment);
      checkState(early.isEmpty(), "%s", early.orElse(""));
      if (isFirst) {
        files
            .unknownWords(segment)
            .forEach(word -> progress.accept("warning: nothing is filled in for " + word));
        isFirst = false;
      }
      progress.accept(
          format(
              "round %d of %d: %s, %d rows; the trainer prints to %s",
              number, plan.rounds(), segment.file(), segment.rows(), log));
      Stopwatch watch = Stopwatch.createStarted();
      List<String> command =
          plan.requireCommand().stream().map(argument -> files.filled(argument, segment)).toList();
      int code =
          TrainerProcess.run(command, file.home(), log, files.folder().resolve("trainer.process"));
      if (code != 0) {
        throw new TrainerFailure(number, code, log);
      }
      long step = update(watch.elapsed().toMillis() / 1000.0);
      progress.accept("step " + step + ": weights " + shown() + "; " + timeLeft(number));
    }
    close();
    progress.accept("all " + plan.rounds() + " rounds are done: " + shown());
  }

  /** {@return the weights for people, and what is past its limit} */
  public String shown() {
    String promise = ProtectedLoss.sentence(protectedLosses());
    return weights().entrySet().stream()
            .map(one -> format("%s %.3f", one.getKey(), one.getValue()))
            .collect(Collectors.joining(", "))
        + (promise.isEmpty() ? "" : "; " + promise);
  }

  /** From the mean of the rounds so far. */
  private String timeLeft(int done) {
    double seconds = 0;
    for (int number = 1; number <= done; number++) {
      seconds += round(number).map(Round::seconds).orElse(0.0);
    }
    long left = Math.round(seconds / done * (plan.rounds() - done));
    return format("about %d:%02d:%02d left", left / 3600, left / 60 % 60, left % 60);
  }

  /** Closes what is open. What has been done stays, and another object can go on. */
  @Override
  public void close() {
    SegmentWriter open = writer;
    writer = null;
    if (open != null) {
      open.close();
    }
    VersaTune steered = run;
    run = null;
    if (steered != null) {
      steered.close();
    }
  }

  /** Thrown if the trainer ended with an exit code other than 0. */
  public static final class TrainerFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private TrainerFailure(int round, int code, Path log) {
      super(
          ("the trainer ended round %s with exit code %s; what it printed is in %s. Mend what is"
                  + " wrong and start again: the round begins anew with the same rows")
              .formatted(round, code, log));
    }
  }
}
