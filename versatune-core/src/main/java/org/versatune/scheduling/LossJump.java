package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.InvalidFeedbackException;
import org.versatune.RuleDescription;
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
 * times the base loss before the first. Validation losses and batch losses are looked at, each
 * beside its own kind. The refused report moves nothing, neither the weights nor what the next loss
 * is compared with. So losses that stay high stay refused: the training needs a look then.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class LossJump implements Decorator {
  static final String NAME = "loss-jump";
  private static final ImmutableList<Signal> WATCHED =
      ImmutableList.of(Signal.VALIDATION_LOSS, Signal.BATCH_LOSS);

  private final WeightScheduler rule;
  private final double factor;

  /** The last accepted loss by domain, of each watched signal. */
  private final ImmutableMap<Signal, ImmutableMap<String, Double>> last;

  LossJump(WeightScheduler rule, double factor) {
    this(rule, factor, ImmutableMap.of());
  }

  private LossJump(
      WeightScheduler rule,
      double factor,
      ImmutableMap<Signal, ImmutableMap<String, Double>> last) {
    checkArgument(
        factor > 1 && Double.isFinite(factor),
        "onLossJump is %s; the factor must be finite and above 1",
        factor);
    this.rule = rule;
    this.factor = factor;
    this.last = last;
  }

  static LossJump from(RuleOptions options, Function<RuleDescription, WeightScheduler> rules) {
    return new LossJump(rules.apply(options.rule(RULE)), options.number("factor"));
  }

  @Override
  public WeightUpdate update(DomainDistribution current, Feedback feedback) {
    notNull(current, "current");
    notNull(feedback, "feedback");
    notNull(current, "current");
    notNull(feedback, "feedback");
    ImmutableMap.Builder<Signal, ImmutableMap<String, Double>> seen = ImmutableMap.builder();
    for (Signal signal : WATCHED) {
      Map<String, Double> before = before(signal, feedback);
      if (feedback.has(signal)) {
        feedback
            .values(signal)
            .forEach((domain, loss) -> check(signal, domain, loss, before, feedback));
        before.putAll(feedback.values(signal));
      }
      seen.put(signal, ImmutableMap.copyOf(before));
    }
    WeightUpdate inner = RuleCalls.update(rule, current, feedback);
    return inner.toBuilder(inner.weights())
        .next(new LossJump(inner.nextAfter(rule), factor, seen.buildOrThrow()))
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
      Signal signal, String domain, double loss, Map<String, Double> before, Feedback feedback) {
    Double old = before.get(domain);
    if (old != null && old > 0 && loss > factor * old) {
      throw new InvalidFeedbackException(
          signal
              + " of domain '"
              + domain
              + "' at step "
              + feedback.step()
              + " is "
              + loss
              + ", more than "
              + factor
              + " times the last one, "
              + old
              + ". Nothing was changed: look at the evaluation and at the training; if losses do"
              + " rise so, set onLossJump higher or leave it out");
    }
  }

  @Override
  public SavedState state() {
    SavedState.Builder state = SavedState.builder().nested(RULE, rule.state());
    last.forEach(
        (signal, losses) ->
            losses.forEach((domain, loss) -> state.doubles("last." + signal + "." + domain, loss)));
    return state.build();
  }

  @Override
  public WeightScheduler restore(Setup setup, SavedState state) {
    notNull(setup, "setup");
    notNull(state, "state");
    notNull(setup, "setup");
    notNull(state, "state");
    ImmutableMap.Builder<Signal, ImmutableMap<String, Double>> seen = ImmutableMap.builder();
    for (Signal signal : WATCHED) {
      ImmutableMap.Builder<String, Double> losses = ImmutableMap.builder();
      for (String domain : setup.domains()) {
        String name = "last." + signal + "." + domain;
        if (state.has(name)) {
          losses.put(domain, state.doubles(name, 1)[0]);
        }
      }
      seen.put(signal, losses.buildOrThrow());
    }
    return new LossJump(
        RuleCalls.restore(rule, setup, state.nested(RULE)), factor, seen.buildOrThrow());
  }

  @Override
  public WeightScheduler rule() {
    return rule;
  }

  @Override
  public WeightScheduler around(WeightScheduler other) {
    notNull(other, "other");
    notNull(other, "other");
    return new LossJump(other, factor, last);
  }

  @Override
  public RuleDescription describe() {
    return Decorator.describe(NAME, "factor", factor, rule);
  }
}
