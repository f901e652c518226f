// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers.losses;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.versatune.Feedback;
import org.versatune.internal.Listed;
import org.versatune.trainers.losses.LossForm.Found;

/**
 * Puts the losses of a step together, domain by domain, and hands a step out once it is whole.
 *
 * <p>A step is whole when every domain has its loss. One that lacks a domain is given up when a
 * later step is whole, or when the trainer has ended: each trainer evaluates its sets in turn, so
 * what is missing then does not come any more.
 *
 * <p>Not safe for use by several threads. {@link LossLog} works on a copy and keeps it only where
 * all went well.
 */
final class PendingLosses {
  private final LossLogOptions options;
  private final TreeMap<Long, Map<String, Loss>> steps = new TreeMap<>();
  private final Map<Path, Long> lastSteps = new HashMap<>();
  private final List<String> warnings = new ArrayList<>();
  private long handedOut = -1;
  private boolean foundAny;

  /** A loss and where it was read. */
  private record Loss(double loss, Path file, long line) {}

  PendingLosses(LossLogOptions options) {
    this.options = options;
  }

  PendingLosses copy() {
    PendingLosses copy = new PendingLosses(options);
    steps.forEach((step, found) -> copy.steps.put(step, new LinkedHashMap<>(found)));
    copy.lastSteps.putAll(lastSteps);
    copy.handedOut = handedOut;
    copy.foundAny = foundAny;
    return copy;
  }

  boolean foundAny() {
    return foundAny;
  }

  /** What to warn of, once the copy is kept. */
  ImmutableList<String> warnings() {
    return ImmutableList.copyOf(warnings);
  }

  /** The file begins again: another run of the trainer writes it. */
  void restarted(Path file) {
    lastSteps.remove(file);
    warnings.add(
        options.at(file, 1)
            + "the file was cut or written anew while it was read; it is read from its beginning,"
            + " without the steps that were read before");
  }

  /** The file, which the trainer writes anew each time, is read again from its beginning. */
  void begins(Path file) {
    lastSteps.remove(file);
    steps.values().forEach(losses -> removeOf(losses, file));
  }

  /** Takes a loss in, or refuses it with its place. */
  void add(Found found) {
    Object rawStep = found.step();
    String name = found.name();
    String at = options.at(found.file(), found.line());
    if (!(rawStep instanceof Long step) || step < 0) {
      throw new IllegalArgumentException(
          "%s%s: is this the log of %s? It is read so: %s"
              .formatted(
                  at,
                  rawStep == null
                      ? "the loss of '" + Listed.one(name) + "' has no step"
                      : "step "
                          + Listed.one(rawStep)
                          + " is no whole number of training steps, at least 0",
                  options.form().name(),
                  options.form().howTo()));
    }
    foundAny = true;
    if (!options.wanted().test(step) || options.ignored().contains(name)) {
      return;
    }
    String domain = options.domain(at, step, name);
    if (!(found.loss() instanceof Number number)) {
      throw new IllegalArgumentException(
          "%sthe loss of '%s' at step %s is %s and not a number: correct the line"
              .formatted(at, name, step, Listed.one(found.loss())));
    }
    put(step, domain, new Loss(number.doubleValue(), found.file(), found.line()));
  }

  private void put(long step, String domain, Loss found) {
    String at = options.at(found.file(), found.line());
    long last = lastSteps.getOrDefault(found.file(), -1L);
    if (step < last) {
      String after = at + "step " + step + " comes after step " + last;
      checkArgument(
          options.restarts(),
          "%s: the trainer was started again and goes on with its old log, or the lines are out of"
              + " order. Move the old log aside before the trainer starts again, or read with"
              + " restarts(), which takes the later lines and no step twice",
          after);
      warnings.add(
          after
              + ": the trainer was started again; the later lines count, and no step is taken"
              + " twice");
      steps.tailMap(step).values().forEach(losses -> removeOf(losses, found.file()));
    }
    lastSteps.put(found.file(), step);
    if (step <= handedOut) {
      return;
    }
    Map<String, Loss> losses = steps.computeIfAbsent(step, unused -> new LinkedHashMap<>());
    Loss before = losses.get(domain);
    if (before != null && Double.compare(before.loss(), found.loss()) != 0) {
      String twice =
          "%sthe loss of domain '%s' at step %s is %s, and it was %s in line %s of %s"
              .formatted(
                  at, domain, step, found.loss(), before.loss(), before.line(), before.file());
      checkArgument(
          options.restarts(),
          "%s: remove the wrong line, or read with restarts(), which takes the later one",
          twice);
      warnings.add(twice + "; the later one counts");
    }
    losses.put(domain, found);
  }

  private static void removeOf(Map<String, Loss> losses, Path file) {
    losses.values().removeIf(found -> found.file().equals(file));
  }

  /**
   * Takes out what is whole.
   *
   * @param ended whether nothing more will come, so that every step is taken out
   */
  ImmutableList<Feedback> take(boolean ended) {
    steps.values().removeIf(Map::isEmpty);
    long until = ended ? Long.MAX_VALUE : lastWhole();
    ImmutableList.Builder<Feedback> reports = ImmutableList.builder();
    for (Map.Entry<Long, Map<String, Loss>> step : steps.headMap(until, true).entrySet()) {
      Feedback report = report(step.getKey(), step.getValue());
      if (report != null) {
        reports.add(report);
      }
      handedOut = step.getKey();
    }
    steps.headMap(until, true).clear();
    return reports.build();
  }

  private long lastWhole() {
    for (Map.Entry<Long, Map<String, Loss>> step : steps.descendingMap().entrySet()) {
      if (step.getValue().size() == options.domains().size()) {
        return step.getKey();
      }
    }
    return -1;
  }

  /** The losses of a step in the run's order; null where they cannot be used and are skipped. */
  private @Nullable Feedback report(long step, Map<String, Loss> losses) {
    ImmutableMap.Builder<String, Double> byDomain = ImmutableMap.builder();
    for (String domain : options.domains()) {
      Loss found = losses.get(domain);
      if (found == null || !Double.isFinite(found.loss()) || found.loss() < 0) {
        String problem = problem(step, domain, found, losses);
        checkArgument(options.skipsInvalid(), "%s", problem);
        warnings.add(problem + "; this evaluation is skipped");
        return null;
      }
      byDomain.put(domain, found.loss());
    }
    return Feedback.at(step).losses(byDomain.buildOrThrow());
  }

  private String problem(long step, String domain, @Nullable Loss found, Map<String, Loss> losses) {
    Loss at = found == null ? losses.values().iterator().next() : found;
    return options.at(at.file(), at.line())
        + (found == null
            ? "the losses at step %s lack domain '%s' (they are about %s): evaluate every domain at"
                    .formatted(step, domain, Listed.of(losses.keySet()))
                + " each evaluation, or give the name that the trainer has for it with option"
                + " 'names' of the losses"
            : "the loss of domain '%s' at step %s is %s; it must be finite and at least 0. A loss of"
                    .formatted(domain, step, found.loss())
                + " NaN or infinity usually means that training diverged: go back to the checkpoint"
                + " before, with a lower learning rate");
  }
}
