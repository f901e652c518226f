// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.InvalidFeedbackException;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/**
 * Refuses a report in which the loss of a domain has leapt: an outlier that the rule inside would
 * take at face value (our choice).
 *
 * <p>A loss leaps where it is more than a factor times the last accepted one of the same domain, or
 * times the base loss before the first. Validation losses and batch losses are each compared with
 * their own kind. The refused report moves nothing, neither the weights nor what the next loss is
 * compared with. So losses that stay high stay refused: then the training needs a look.
 */
final class LossJump extends Decorator {
  private static final ImmutableList<Signal> WATCHED =
      ImmutableList.of(Signal.VALIDATION_LOSS, Signal.BATCH_LOSS);

  private static final Option<Double> FACTOR = Option.aboveOne("factor").called("onLossJump");

  static final Options OPTIONS = Options.of("loss-jump", FACTOR, RULE);

  /** The last accepted loss by domain, of each watched signal that was reported. */
  private final ImmutableMap<Signal, ImmutableMap<String, Double>> last;

  LossJump(Options options, WeightScheduler rule) {
    this(options, rule, ImmutableMap.of());
  }

  LossJump(WeightScheduler rule, double factor) {
    this(OPTIONS.with(FACTOR, factor), rule);
  }

  private LossJump(
      Options options,
      WeightScheduler rule,
      ImmutableMap<Signal, ImmutableMap<String, Double>> last) {
    super(options, rule);
    this.last = last;
  }

  @Override
  WeightUpdate weigh(DomainDistribution current, Feedback feedback) {
    ImmutableMap.Builder<Signal, ImmutableMap<String, Double>> seen = ImmutableMap.builder();
    for (Signal signal : WATCHED) {
      Map<String, Double> before = before(signal, feedback);
      if (feedback.has(signal)) {
        feedback
            .values(signal)
            .forEach((domain, loss) -> check(signal, domain, loss, before.get(domain), feedback));
        before.putAll(feedback.values(signal));
      }
      if (!before.isEmpty()) {
        seen.put(signal, ImmutableMap.copyOf(before));
      }
    }
    WeightUpdate inner = RuleCalls.update(rule(), current, feedback);
    return inner.toBuilder(inner.weights())
        .next(new LossJump(options, inner.nextAfter(rule()), seen.buildOrThrow()))
        .build();
  }

  private Map<String, Double> before(Signal signal, Feedback feedback) {
    Map<String, Double> before = new LinkedHashMap<>();
    if (signal == Signal.VALIDATION_LOSS && feedback.has(Signal.BASE_LOSS)) {
      before.putAll(feedback.values(Signal.BASE_LOSS));
    }
    before.putAll(last.getOrDefault(signal, ImmutableMap.of()));
    return before;
  }

  private void check(
      Signal signal, String domain, double loss, @Nullable Double old, Feedback feedback) {
    double factor = options.get(FACTOR);
    if (old != null && old > 0 && loss > factor * old) {
      throw new InvalidFeedbackException(
          String.format(
              "%s of domain '%s' at step %s is %s, more than %s times the last one, %s. Nothing was"
                  + " changed: look at the evaluation and at the training; if losses do rise so, set"
                  + " onLossJump higher or leave it out",
              signal, domain, feedback.step(), loss, factor, old));
    }
  }

  private static String saved(Signal signal, String domain) {
    return "last." + signal + "." + domain;
  }

  @Override
  public SavedState state() {
    SavedState.Builder state = SavedState.builder().nested(RULE.name(), rule().state());
    last.forEach(
        (signal, losses) ->
            losses.forEach((domain, loss) -> state.doubles(saved(signal, domain), loss)));
    return state.build();
  }

  @Override
  LossJump resumed(Setup setup, SavedState state) {
    ImmutableMap.Builder<Signal, ImmutableMap<String, Double>> seen = ImmutableMap.builder();
    for (Signal signal : WATCHED) {
      new SavedNumbers(state, setup.domains()).requireKnown(saved(signal, ""));
      ImmutableMap.Builder<String, Double> builder = ImmutableMap.builder();
      for (String domain : setup.domains()) {
        if (state.has(saved(signal, domain))) {
          builder.put(domain, state.doubles(saved(signal, domain), 1)[0]);
        }
      }
      ImmutableMap<String, Double> losses = builder.buildOrThrow();
      if (!losses.isEmpty()) {
        seen.put(signal, losses);
      }
    }
    return new LossJump(
        options, RuleCalls.restore(rule(), setup, state.nested(RULE.name())), seen.buildOrThrow());
  }

  @Override
  LossJump around(WeightScheduler other) {
    return new LossJump(options, other, last);
  }

  @Override
  ImmutableMap<Signal, ImmutableMap<String, Double>> own() {
    return last;
  }
}
