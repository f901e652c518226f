// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableSet;
import java.util.function.BiConsumer;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.versatune.Feedback;
import org.versatune.SavedState;
import org.versatune.Signal;
import org.versatune.VersaTune;
import org.versatune.WeightUpdate;

/**
 * Measures and reports for a listener, and notes what that costs. Not safe for use by several
 * threads, but for {@link #share}.
 */
final class Measuring {
  private static final System.Logger LOG = System.getLogger(MixtureListener.class.getName());
  private static final String GRADIENT_DATA = "gradients";

  /** The size of a sample that is usually enough to see a change of 2 per cent. */
  private static final int SAMPLE = 64;

  /** After how many nanoseconds of measuring its share of the time can be said. */
  private static final long ENOUGH = 1_000_000_000;

  private final VersaTune run;
  private final long every;
  private final ImmutableSet<Signal> wanted;
  private final @Nullable ValidationLosses validation;
  private final boolean evaluateAlways;
  private final boolean evaluateBase;
  private final BatchSignals batchSignals;
  private final ParametersBefore before = new ParametersBefore();
  private final @Nullable GradientProducts gradients;
  private final BiConsumer<Feedback, WeightUpdate> onUpdate;
  private final @Nullable RollBack rollBack;
  private final TimeShare time;
  private boolean costLogged;

  /** The position of the gradient data: written down at a report, read at every batch. */
  private volatile SavedState position = SavedState.empty();

  /**
   * @param every batches between two reports
   * @param validation measures losses; null for nothing to measure on
   * @param evaluateAlways whether to measure them though the rule does not ask
   * @param evaluateBase whether to report the base model
   * @param batchSignals measures the batches in training
   * @param gradients takes gradients; null where the rule does not ask
   * @param onUpdate gets each report and what came of it
   * @param rollBack takes training back where an update says so; null where that is not wanted
   */
  Measuring(
      VersaTune run,
      long every,
      @Nullable ValidationLosses validation,
      boolean evaluateAlways,
      boolean evaluateBase,
      BatchSignals batchSignals,
      @Nullable GradientProducts gradients,
      BiConsumer<Feedback, WeightUpdate> onUpdate,
      @Nullable RollBack rollBack,
      TimeShare time) {
    this.run = run;
    this.every = every;
    this.wanted = run.signals();
    this.validation = validation;
    this.evaluateAlways = evaluateAlways;
    this.evaluateBase = evaluateBase;
    this.batchSignals = batchSignals;
    this.gradients = gradients;
    this.onUpdate = onUpdate;
    this.rollBack = rollBack;
    this.time = time;
    if (gradients != null) {
      run.inFlight().restored(GRADIENT_DATA).ifPresent(gradients::restore);
      position = gradients.position();
      run.inFlight().attach(GRADIENT_DATA, () -> position);
    }
  }

  /** Returns whether the base model is to be reported, before the first step. */
  boolean isBaseDue(long trained) {
    return validation != null
        && evaluateBase
        && trained == 0
        && run.reportedStep() < 0
        && !run.setup().has(Signal.BASE_LOSS);
  }

  void reportBase(Model model) {
    reportBase(model, model);
  }

  private void reportBase(Model base, Model training) {
    ValidationLosses losses = validation;
    if (losses != null) {
      Feedback report = time.measuring(() -> losses.addTo(Feedback.at(0), base));
      submit(report, base, training);
    }
  }

  /** Reports the network that was {@linkplain #keepBefore kept}, as the base model. */
  void reportBaseBefore(Model training) {
    reportBase(before.network().model(), training);
  }

  boolean areBatchSignalsDue(long number) {
    return batchSignals.areWanted() && (number + 1) % every == 0;
  }

  /** Checks that a batch can be measured, whether it is its turn or not. */
  void requireMeasurable(@Nullable MixedBatch batch) {
    if (batchSignals.areWanted()) {
      var unused = BatchSignals.require(batch);
    }
  }

  void keepBefore(Model model) {
    time.measuring(
        () -> {
          before.keep(model);
          return before;
        });
  }

  void measureBatch(@Nullable MixedBatch batch) {
    time.measuring(
        () -> {
          batchSignals.measure(before.network(), batch);
          return batchSignals;
        });
  }

  /**
   * Reports the network that was {@linkplain #keepBefore kept} for an earlier step. What is
   * measured on the batch of that step cannot be made up for.
   */
  void reportMissed(Model training, long step) {
    boolean lost = batchSignals.areWanted();
    LOG.log(
        System.Logger.Level.WARNING,
        "The report of step {0} was not made, because no batch of that step came to this listener:"
            + " it was drawn and not trained, or a listener beside this one failed after it. {1}",
        Long.toString(step),
        lost ? "It is lost, as its batch is" : "It is made one step later");
    if (!lost) {
      report(before.network().model(), training, step);
    }
  }

  /** Measures and reports after a step. */
  WeightUpdate report(Model model, long trained) {
    return report(model, model, trained);
  }

  private WeightUpdate report(Model model, Model training, long trained) {
    Feedback report =
        time.measuring(
            () -> {
              Feedback all = Feedback.at(trained);
              if (validation != null && evaluates()) {
                all = validation.addTo(all, model);
              }
              all = batchSignals.addTo(all);
              if (gradients != null) {
                all = all.gradientProducts(gradients.of(model));
                position = gradients.position();
              }
              return all;
            });
    WeightUpdate update = submit(report, model, training);
    logCost();
    return update;
  }

  private boolean evaluates() {
    return evaluateAlways || wanted.contains(Signal.VALIDATION_LOSS);
  }

  /** Measures what is due after a step that no report follows. */
  void inTurn(Model model, long trained) {
    ValidationLosses losses = validation;
    if (losses != null && evaluates() && losses.isInTurn(trained)) {
      time.measuring(
          () -> {
            losses.measureInTurn(model, trained);
            return losses;
          });
    }
  }

  /** Adds what a resumed run needs of the measured losses. */
  SavedState.Builder save(SavedState.Builder state) {
    return validation == null ? state : validation.save(state);
  }

  private WeightUpdate submit(Feedback report, Model reported, Model training) {
    RollBack back = rollBack;
    WeightUpdate update =
        back == null
            ? run.report(report)
            : HandOver.of(run)
                .deciding(
                    () ->
                        time.measuring(
                            () -> {
                              WeightUpdate made = run.report(report);
                              back.reported(
                                  report, made, Network.of(reported), Network.of(training));
                              return made;
                            }));
    if (validation != null) {
      validation.answered(report, update);
    }
    onUpdate.accept(report, update);
    return update;
  }

  private void logCost() {
    double share = time.share();
    if (costLogged || !AffordableInterval.isLarge(share) || time.nanos() < ENOUGH) {
      return;
    }
    costLogged = true;
    LOG.log(
        System.Logger.Level.WARNING,
        "Measuring takes {0} % of the time of training. evaluateEvery({1}) {2}; or measure on samples"
            + " of the validation sets, validationSample({3})",
        Long.toString(Math.round(100 * share)),
        Long.toString(AffordableInterval.sparser(every, share)),
        AffordableInterval.PROMISE,
        SAMPLE);
  }

  double share() {
    return time.share();
  }
}
