// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.versatune.Feedback;
import org.versatune.SavedState;
import org.versatune.VersaTune;
import org.versatune.WeightUpdate;
import org.versatune.internal.AtomicFiles;

/**
 * Keeps the network of each domain's best evaluation, and takes training back to it when the run's
 * rule takes the domain out (see {@link org.versatune.scheduling.Schedulers#stopping}).
 *
 * <p>Parameters and the updater's state go back. Everything else goes on: the data, the draws, the
 * count of steps and of iterations, by which learning rates are scheduled, and random state. What
 * was learnt since from the other domains is lost, and what was read of them is not read again.
 *
 * <p>One file holds the network of one step; several domains may have their best there. A file goes
 * once neither a domain nor the last checkpoint refers to it: a killed training goes on from that
 * checkpoint, and needs the files of its moment.
 *
 * <p>Not safe for use by several threads, but for the state that a snapshot asks for.
 */
final class RollBack {
  /** The name of the rule that says when to go back. */
  static final String RULE = "stopping";

  private static final System.Logger LOG = System.getLogger(MixtureListener.class.getName());
  private static final String NAME = "rollback";
  private static final String STEPS = "steps";
  private static final String ENDED = "ended";

  private final VersaTune run;
  private final Path folder;
  private volatile ImmutableSortedSet<Long> steps = ImmutableSortedSet.of();
  private ImmutableSortedSet<Long> ofCheckpoint = ImmutableSortedSet.of();
  private volatile boolean ended;

  /**
   * Goes on from the files that a resumed run refers to.
   *
   * @throws IllegalStateException if one of them is not there or damaged, or a run that begins
   *     finds some
   * @throws java.io.UncheckedIOException if the folder cannot be written
   */
  RollBack(VersaTune run, Path folder) {
    this.run = run;
    this.folder = folder;
    Optional<SavedState> saved = run.inFlight().restored(NAME);
    if (saved.isPresent()) {
      ImmutableSortedSet.Builder<Long> known = ImmutableSortedSet.naturalOrder();
      for (long step : saved.get().longs(STEPS)) {
        checkState(
            Files.isRegularFile(file(step)),
            "%s is not there, the network of the best evaluation of a domain at step %s, to which"
                + " training may have to go back: give the folder that the saved run used, or go on"
                + " from its last checkpoint",
            file(step),
            step);
        requireWhole(step);
        known.add(step);
      }
      steps = known.build();
      ofCheckpoint = steps;
      ended = saved.get().number(ENDED) != 0;
    } else {
      ImmutableSet<Path> there = files();
      checkState(
          there.isEmpty(),
          "%s holds networks of another run, such as %s: give an empty folder, or delete them",
          folder,
          there.stream().findFirst().map(Path::getFileName).orElse(folder));
    }
    AtomicFiles.checkWritable(file(0), "network of a best evaluation");
    run.inFlight().attach(NAME, (long before) -> state());
    if (ended) {
      HandOver.of(run).end();
    }
  }

  /** Checks that the rule of a run says when to go back. */
  static void requireRule(VersaTune run) {
    checkArgument(
        run.rule().name().equals(RULE),
        "rollBack needs a rule that takes domains out, and the run's rule is '%s': build the run"
            + " with scheduler(Schedulers.stopping(rule, evaluations))",
        run.rule().name());
  }

  private SavedState state() {
    return SavedState.builder()
        .longs(STEPS, steps.stream().mapToLong(Long::longValue).toArray())
        .longs(ENDED, ended ? 1 : 0)
        .build();
  }

  private Path file(long step) {
    return folder.resolve("best-" + step + ".zip");
  }

  private ImmutableSet<Path> files() {
    if (!Files.isDirectory(folder)) {
      return ImmutableSet.of();
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "best-*.zip")) {
      return ImmutableSet.copyOf(files);
    } catch (IOException e) {
      throw AtomicFiles.failure("read", "folder of best networks", folder, e);
    }
  }

  /**
   * Keeps the network that was reported if it is the best of a domain, and takes training back if
   * the update says so.
   *
   * @param reported the network with the parameters that were evaluated
   * @param training the network in training
   */
  void reported(Feedback report, WeightUpdate update, Network reported, Network training) {
    ImmutableMap<String, Double> bests = factor(update, "step of the best");
    if (bests.containsValue((double) report.step())) {
      Path file = file(report.step());
      AtomicFiles.write(
          file, "network of a best evaluation", aside -> reported.save(aside.toFile()));
    }
    steps =
        bests.values().stream()
            .map(Double::longValue)
            .collect(ImmutableSortedSet.toImmutableSortedSet(Long::compare));
    Double back = update.conditions().get("back to step");
    if (back != null) {
      goBack(back.longValue(), report.step(), training);
      ImmutableMap<String, Double> out = factor(update, "taken out");
      if (out.size() == run.domains().size()) {
        end(report.step());
      }
    }
    clean();
  }

  private static ImmutableMap<String, Double> factor(WeightUpdate update, String name) {
    return update.factorNames().contains(name) ? update.factor(name) : ImmutableMap.of();
  }

  /** Opens a file, which fails where its end is missing, and reads nothing else. */
  private void requireWhole(long step) {
    try (ZipFile whole = new ZipFile(file(step).toFile())) {
      checkState(whole.size() > 0, "%s holds nothing", file(step));
    } catch (IOException e) {
      throw damaged(step, e);
    }
  }

  private IllegalStateException damaged(long step, Exception e) {
    return new IllegalStateException(
        file(step)
            + ", the network of the best evaluation of a domain at step "
            + step
            + ", cannot be read ("
            + e
            + "): bring it back, or go on from an earlier checkpoint with the files of its moment",
        e);
  }

  private Network read(long step, Network training) {
    try {
      return Network.read(training.model(), file(step));
    } catch (RuntimeException e) {
      throw damaged(step, e);
    }
  }

  private void goBack(long step, long from, Network training) {
    Network best = read(step, training);
    training.parameters().assign(best.parameters());
    INDArray state = training.updaterState();
    @Nullable INDArray kept = best.updaterState();
    if (state != null && kept != null) {
      state.assign(kept);
    } else if (state != null) {
      state.assign(0);
    }
    LOG.log(
        System.Logger.Level.INFO,
        "At step {0} a domain is taken out: training goes back to the network of step {1}",
        Long.toString(from),
        Long.toString(step));
  }

  private void end(long step) {
    ended = true;
    steps = ImmutableSortedSet.of();
    HandOver.of(run).end();
    LOG.log(
        System.Logger.Level.INFO,
        "Every domain is taken out: training ends at step {0}, and its iterator has no batch left",
        Long.toString(step));
  }

  /** Notes that a checkpoint was written, which refers to the files of this moment. */
  void checkpointed() {
    ofCheckpoint = steps;
    clean();
  }

  private void clean() {
    ImmutableSet<Path> needed =
        Sets.union(steps, ofCheckpoint).stream()
            .map(this::file)
            .collect(ImmutableSet.toImmutableSet());
    for (Path file : files()) {
      if (!needed.contains(file)) {
        try {
          Files.deleteIfExists(file);
        } catch (IOException e) {
          throw AtomicFiles.failure("delete", "network of an earlier best", file, e);
        }
      }
    }
  }
}
