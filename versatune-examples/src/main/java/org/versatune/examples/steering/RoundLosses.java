// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.versatune.examples.results.Numbers.format;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.versatune.Feedback;
import org.versatune.InvalidLossPolicy;
import org.versatune.internal.Listed;
import org.versatune.trainers.Segment;

/**
 * Reads what the trainer wrote of a round, and looks in its log for signs that the losses are not
 * those of the round: left from an earlier training, or written by a trainer that began anew.
 */
final class RoundLosses {
  /**
   * Two evaluations of one checkpoint differ by less, relative to the loss (our choice): those on a
   * graphics card differ in the last digits.
   */
  private static final double SAME = 1e-3;

  private final RunPlan plan;
  private final RoundFiles files;

  /** Reads losses of a plan. */
  RoundLosses(RunPlan plan, RoundFiles files) {
    this.plan = plan;
    this.files = files;
  }

  private long end(int round) {
    return round * plan.steps();
  }

  /**
   * Reads the losses of a round whose trainer has ended.
   *
   * @throws IllegalArgumentException if the log has no usable losses at the step that ends the
   *     round; the message says at which steps it has some
   */
  Round read(Segment segment, double seconds) {
    int number = segment.number();
    Path log = files.losses(segment);
    ImmutableList<Feedback> reports =
        plan.requireLosses()
            .log(log, plan.names())
            .restarts()
            .steps(step -> step == end(number) || (number == 1 && step == 0))
            .build()
            .read();
    boolean isThere = reports.stream().anyMatch(report -> report.step() == end(number));
    return Round.of(plan, number, reports, seconds, log + (isThere ? "" : otherSteps(log)));
  }

  private String otherSteps(Path log) {
    ImmutableList<Long> steps =
        found(log, step -> true).stream().map(Feedback::step).collect(toImmutableList());
    return steps.isEmpty() ? "" : ", which has some at steps " + Listed.of(steps);
  }

  /** What is in the log, as far as it can be used; nothing where it cannot be read yet. */
  private ImmutableList<Feedback> found(Path log, LongPredicate steps) {
    try {
      return plan.requireLosses()
          .log(log, plan.names())
          .restarts()
          .onInvalidLoss(InvalidLossPolicy.SKIP)
          .steps(steps)
          .build()
          .poll();
    } catch (IllegalArgumentException | UncheckedIOException e) {
      return ImmutableList.of(); // What is wrong is said when the round is read.
    }
  }

  /**
   * Says that the log has losses of a round before its training: those of an earlier training,
   * which would be taken for those of the round.
   *
   * @param segment of the round, on which nothing has been trained yet
   * @return what to do; empty where all is well
   */
  Optional<String> early(Segment segment) {
    long step = end(segment.number());
    if (plan.losses() == null || found(files.losses(segment), one -> one == step).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "the log "
            + files.losses(segment)
            + " has losses at step "
            + step
            + " already, before the training of round "
            + segment.number()
            + ": if they are of an earlier training, move its log and its checkpoints away; if"
            + " segment "
            + segment.number()
            + " was trained on, run update");
  }

  /**
   * Says that the log no longer has the losses by which the round before ended: its trainer did not
   * go on from its checkpoint but began anew.
   *
   * @param segment of the round that has ended
   * @return what to do; empty where all is well, or the log says nothing of the round before
   */
  Optional<String> begunAnew(Segment segment) {
    long step = end(segment.number() - 1);
    ImmutableMap<String, Double> before =
        Round.read(files.folder(), segment.number() - 1)
            .map(Round::losses)
            .orElse(ImmutableMap.of());
    if (before.isEmpty()) {
      return Optional.empty();
    }
    String changed =
        found(files.losses(segment), one -> one == step).stream()
            .flatMap(report -> report.losses().entrySet().stream())
            .filter(now -> !isSame(now.getValue(), before.getOrDefault(now.getKey(), Double.NaN)))
            .map(now -> shown(now, before))
            .collect(Collectors.joining(", "));
    return changed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "warning: the losses of step "
                + step
                + " are not those that round "
                + (segment.number() - 1)
                + " ended with ("
                + changed
                + "): see to it that the trainer went on from its last checkpoint, and did not"
                + " begin anew");
  }

  private static boolean isSame(double now, double before) {
    return Math.abs(now - before) <= SAME * Math.max(Math.abs(now), Math.abs(before));
  }

  private static String shown(Map.Entry<String, Double> now, Map<String, Double> before) {
    return format(
        "%s %.4f, and it was %.4f",
        now.getKey(), now.getValue(), before.getOrDefault(now.getKey(), Double.NaN));
  }
}
