// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.Doubles;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.versatune.Baseline;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.ForgettingTracker;
import org.versatune.InvalidFeedbackException;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightUpdate;
import org.versatune.internal.OrderedLookup;
import org.versatune.tracking.ForgettingTrackers;
import org.versatune.tracking.LearnablePotential;

/**
 * Lets the weight of one target domain grow step by step while the others are not forgotten too
 * much. Among the others, those that are being forgotten gain weight. This is domain expansion,
 * phase 2b of VersaTune (arXiv 2411.11266).
 *
 * <pre>
 * φ_j(t) = max((ℓ_j(t) − d_j) / d_j, 0),   φ̄(t) = mean of φ_j(t) over j ≠ e
 * P_e(t) = max(P_e(t−1), min(P_e(t−1) + δ, cap))   if φ̄(t) &lt; ε·γ_e(t), else P_e(t−1)
 * j ≠ e:   P'_j(t) = P_j(t−1)·(1 + σ·φ_j(t)), scaled so that Σ_{j≠e} P_j(t) = 1 − P_e(t)
 * </pre>
 *
 * <p>ℓ is the validation loss in nats/token, above 0. γ_e is the target's learnable potential (see
 * {@link Fostering}). d_j is the loss at the evaluation before (the paper's), of the base model, or
 * the best one seen. If there is no loss to compare with yet, the first evaluation sets d_j and
 * changes no weight. The target may start from weight 0. If no other domain has any weight, all
 * weights stay. The paper gives no numbers: δ 0.05, ε 0.2, σ 1 and the cap 0.9 are our choice, and
 * so is a gate relative to γ_e. An update costs O(k).
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class Expansion extends StatefulRule<ForgettingTracker> {
  private static final String CUSTOM = "CUSTOM";
  private static final String OWN_BASELINE = "own.";

  private static final Option<String> TARGET =
      Option.text("target", "name the domain that is to grow");
  private static final Option<Double> STEP = Option.share("step").or(0.05);
  private static final Option<Double> THRESHOLD = Option.nonNegative("threshold").or(0.2);
  private static final Option<Double> MAGNITUDE = Option.nonNegative("magnitude").or(1.0);
  private static final Option<Double> CAP = Option.share("cap").or(0.9);

  /** None where the choice is left to the run. */
  private static final Option<Baseline> AGAINST =
      Option.constant("against", Baseline.class).orNone();

  private static final Option<Gate> GATE =
      Option.of("gate", Expansion::gate, Expansion::name).or(Gate.relative());

  /** The user's own tracker before its first loss; none for a built-in one. */
  private static final Option<ForgettingTracker> TRACKER =
      Option.of("tracker", Expansion::noTracker, tracker -> (Object) tracker.describe().name())
          .orNone();

  static final Options DEFAULTS =
      Options.of("expansion", TARGET, STEP, THRESHOLD, MAGNITUDE, CAP, AGAINST, GATE, TRACKER);

  Expansion(String target) {
    this(DEFAULTS.with(TARGET, target));
  }

  Expansion(Options options) {
    this(options, null);
  }

  private Expansion(Options options, @Nullable ForgettingTracker tracker) {
    super(options, tracker);
  }

  private static Gate gate(WrittenValue written) {
    checkArgument(
        !written.value().equals(CUSTOM),
        "the expansion rule had a gate of your own, which a description cannot hold: build it with"
            + " Schedulers.expansion(target).gate(yours) and pass the scheduler itself");
    return written.constant(Arrays.asList(BuiltInGate.values()));
  }

  private static Object name(Gate gate) {
    return gate instanceof BuiltInGate builtIn ? builtIn.name() : CUSTOM;
  }

  private static ForgettingTracker noTracker(WrittenValue written) {
    throw new IllegalArgumentException(
        "the expansion rule had a forgetting tracker of your own, '"
            + written.value()
            + "', which a description cannot hold: build it with"
            + " Schedulers.expansion(target).measuring(yours) and pass the scheduler itself");
  }

  /**
   * Returns this rule with another expansion step δ.
   *
   * @param step what an open gate adds to the target's weight, in [0, 1]; 0.05 by default (our
   *     choice)
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public Expansion step(double step) {
    return new Expansion(options.with(STEP, step));
  }

  /**
   * Returns this rule with another expansion threshold ε.
   *
   * @param threshold how much forgetting leaves the gate open, finite and at least 0; 0.2 by
   *     default (our choice)
   * @return a new rule
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public Expansion threshold(double threshold) {
    return new Expansion(options.with(THRESHOLD, threshold));
  }

  /**
   * Returns this rule with another adjustment magnitude σ.
   *
   * @param magnitude how strongly forgetting moves weight among the other domains, finite and at
   *     least 0; 1 by default (our choice)
   * @return a new rule
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public Expansion magnitude(double magnitude) {
    return new Expansion(options.with(MAGNITUDE, magnitude));
  }

  /**
   * Returns this rule with another cap on the target's growth.
   *
   * @param cap the weight past which the target does not grow, in [0, 1]; a target that starts
   *     above it keeps its weight; 0.9 by default (our choice)
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public Expansion cap(double cap) {
    return new Expansion(options.with(CAP, cap));
  }

  /**
   * Returns this rule with another baseline of forgetting.
   *
   * @param baseline what losses are compared with; the evaluation before by default (the paper's)
   * @return a new rule
   */
  public Expansion against(Baseline baseline) {
    notNull(baseline, "baseline");
    return new Expansion(options.with(AGAINST, baseline).without(TRACKER));
  }

  /**
   * Returns this rule with another gate.
   *
   * @param gate when the target may grow; {@link Gate#relative()} by default (the paper's)
   * @return a new rule
   */
  public Expansion gate(Gate gate) {
    notNull(gate, "gate");
    return new Expansion(options.with(GATE, gate));
  }

  private Baseline baseline() {
    Baseline chosen = options.find(AGAINST);
    return chosen == null ? Baseline.PREVIOUS : chosen;
  }

  @Override
  public Optional<ForgettingTracker> forgettingTracker() {
    if (options.find(AGAINST) == null) {
      return Optional.empty();
    }
    return Optional.of(state == null ? fresh(ImmutableMap.of()) : state);
  }

  /**
   * Returns this rule with a tracker that measures forgetting: a built-in one, or the user's own.
   *
   * @param measured the tracker, as it is now
   * @return a new rule
   */
  @Override
  public Expansion measuring(ForgettingTracker measured) {
    notNull(measured, "measured");
    Options changed = options.with(AGAINST, measured.kind());
    if (ForgettingTrackers.isBuiltIn(measured)) {
      changed = changed.without(TRACKER);
    } else if (options.find(TRACKER) == null) {
      changed = changed.with(TRACKER, measured);
    }
    return new Expansion(changed, measured);
  }

  @Override
  Expansion at(ForgettingTracker next) {
    return new Expansion(options, next);
  }

  @Override
  ForgettingTracker first(DomainDistribution initial) {
    var unused = target(initial);
    return fresh(ImmutableMap.of());
  }

  /** The tracker that has seen nothing but base losses, as far as they are known. */
  private ForgettingTracker fresh(ImmutableMap<String, Double> base) {
    ForgettingTracker own = options.find(TRACKER);
    if (own == null) {
      return ForgettingTrackers.against(baseline(), base);
    }
    return base.isEmpty() ? own : own.observe(base);
  }

  /** The position of the target. */
  private int target(DomainDistribution domains) {
    try {
      return domains.indexOf(options.get(TARGET));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "option 'target' of rule 'expansion', the domain that is to grow: " + e.getMessage(), e);
    }
  }

  @Override
  WeightUpdate begin(Setup setup) {
    DomainDistribution initial = setup.initial();
    var unused = target(initial);
    ImmutableMap<String, Double> known =
        setup.has(Signal.BASE_LOSS) ? setup.byDomain(Signal.BASE_LOSS) : ImmutableMap.of();
    return WeightUpdate.builder(initial).next(at(fresh(known))).build();
  }

  @Override
  WeightUpdate weigh(DomainDistribution current, Feedback feedback, ForgettingTracker tracker) {
    ImmutableList<String> domains = current.domains();
    int target = target(current);
    double[] losses = feedback.positive(Signal.VALIDATION_LOSS, domains);
    ImmutableMap<String, Double> reported = feedback.losses();
    // The report's own map where it has the run's order, as most have.
    ImmutableMap<String, Double> byDomain =
        reported.keySet().asList().equals(domains) ? reported : current.byDomain(losses);
    Optional<ForgettingTracker> ofRun = feedback.forgettingTracker();
    ForgettingTracker before = ofRun.orElseGet(() -> withBase(tracker, current, feedback));
    boolean compared = !before.baseline().isEmpty();
    if (!compared && baseline() == Baseline.BASE && feedback.step() > 0) {
      throw new InvalidFeedbackException(
          "forgetting against the base model needs its losses, and the report at step "
              + feedback.step()
              + " is the first: "
              + Signal.BASE_LOSS.howToSupply());
    }
    ImmutableMap<String, Double> forgetting = before.forgetting(byDomain);
    double[] phi = new double[losses.length];
    OrderedLookup forgotten = new OrderedLookup(forgetting);
    for (int j = 0; j < phi.length; j++) {
      Double degree = forgotten.get(domains.get(j));
      phi[j] = degree == null ? 0 : degree;
    }
    OptionalDouble potential = targetPotential(losses[target], target, domains, feedback);
    WeightUpdate.Builder update;
    if (!compared) {
      update = WeightUpdate.builder(current).condition("gate", 0);
      update.standIn(
          Signal.BASE_LOSS,
          "first evaluation: it is what later losses are compared with, the weights stay");
    } else if (domains.size() == 1) {
      update = WeightUpdate.builder(current).note("there is one domain");
    } else {
      double[] others = phi.clone();
      others[target] = 0;
      double mean = Math.min(DoubleStream.of(others).sum(), Double.MAX_VALUE) / (phi.length - 1);
      Gate.Measured measured =
          new Gate.Measured(feedback.step(), mean, forgetting, potential, options.get(THRESHOLD));
      update = moved(current, target, phi, measured);
    }
    potential.ifPresent(gamma -> update.condition("target potential", gamma));
    // Within a run the run's tracker takes the losses in, and this rule keeps none.
    return update
        .factor("forgetting", phi)
        .next(ofRun.isPresent() ? new Expansion(options) : at(before.observe(byDomain)))
        .build();
  }

  private WeightUpdate.Builder moved(
      DomainDistribution current, int target, double[] phi, Gate.Measured measured) {
    double step = options.get(STEP);
    double cap = options.get(CAP);
    double magnitude = options.get(MAGNITUDE);
    boolean open = GateCalls.opens(options.get(GATE), measured);
    double[] weights = current.toArray();
    double grown =
        open ? Math.max(weights[target], Math.min(weights[target] + step, cap)) : weights[target];
    double[] others = weights.clone();
    others[target] = 0;
    for (int j = 0; j < others.length; j++) {
      others[j] *= Softmax.finite(1 + magnitude * phi[j]);
    }
    boolean alone = DoubleStream.of(others).sum() == 0;
    boolean still = grown == weights[target] && DoubleStream.of(phi).allMatch(p -> p == 0);
    DomainDistribution result = current;
    if (!alone && !still) {
      double[] shares = Weights.normalized(others);
      for (int j = 0; j < weights.length; j++) {
        weights[j] = j == target ? grown : shares[j] * (1 - grown);
      }
      result = current.withWeights(Weights.keptPositive(current.toArray(), weights));
    }
    WeightUpdate.Builder update =
        WeightUpdate.builder(result)
            .condition("gate", open ? 1 : 0)
            .condition("mean forgetting", measured.meanForgetting())
            .condition("threshold", measured.threshold())
            .note(sentence(open, measured));
    if (alone) {
      update.note("no other domain has any weight, all weights stay");
    } else if (open && grown < current.weight(target) + step) {
      update.note("the cap of " + cap + " limits " + options.get(TARGET));
    }
    return update;
  }

  private String sentence(boolean open, Gate.Measured measured) {
    String gate = open ? "gate open: mean forgetting " : "gate shut: mean forgetting ";
    Gate chosen = options.get(GATE);
    String mean = gate + decimals(measured.meanForgetting());
    if (chosen == BuiltInGate.RELATIVE) {
      return mean
          + (open ? " < " : " ≥ ")
          + measured.threshold()
          + " × potential "
          + decimals(measured.targetPotential().orElseThrow());
    }
    return chosen == BuiltInGate.ABSOLUTE
        ? mean + (open ? " < " : " ≥ ") + measured.threshold()
        : mean + ", by a gate of the user's";
  }

  /** What {@code %.4f} gives, without the cost of parsing it at every update. */
  private static String decimals(double value) {
    return BigDecimal.valueOf(value).setScale(4, RoundingMode.HALF_UP).toPlainString();
  }

  /** The tracker with the base losses of a report where it has nothing to compare with yet. */
  private ForgettingTracker withBase(
      ForgettingTracker tracker, DomainDistribution current, Feedback feedback) {
    if (!tracker.baseline().isEmpty()) {
      return tracker;
    }
    return fresh(
        feedback.has(Signal.BASE_LOSS)
            ? current.byDomain(feedback.positive(Signal.BASE_LOSS, current.domains()))
            : ImmutableMap.of());
  }

  private OptionalDouble targetPotential(
      double loss, int target, ImmutableList<String> domains, Feedback feedback) {
    if (!GateCalls.needsPotential(options.get(GATE)) && !feedback.has(Signal.REFERENCE_LOSS)) {
      return OptionalDouble.empty();
    }
    double[] references = feedback.nonNegative(Signal.REFERENCE_LOSS, domains);
    return OptionalDouble.of(LearnablePotential.of(loss, references[target]));
  }

  @Override
  public ImmutableSet<Signal> signals() {
    ImmutableSet.Builder<Signal> signals = ImmutableSet.builder();
    signals.add(Signal.VALIDATION_LOSS);
    if (GateCalls.needsPotential(options.get(GATE))) {
      signals.add(Signal.REFERENCE_LOSS);
    }
    if (baseline() == Baseline.BASE) {
      signals.add(Signal.BASE_LOSS);
    }
    return signals.build();
  }

  @Override
  public ImmutableSet<Signal> usableSignals() {
    ImmutableSet.Builder<Signal> usable = ImmutableSet.builder();
    if (!GateCalls.needsPotential(options.get(GATE))) {
      usable.add(Signal.REFERENCE_LOSS);
    }
    if (baseline() != Baseline.BASE) {
      usable.add(Signal.BASE_LOSS);
    }
    return usable.build();
  }

  /**
   * The baseline; that of a tracker of the user's own, which may lack domains, domain by domain.
   */
  @Override
  SavedState saved(ForgettingTracker tracker) {
    SavedState.Builder saved = SavedState.builder();
    if (options.find(TRACKER) != null) {
      tracker.baseline().forEach((domain, loss) -> saved.doubles(OWN_BASELINE + domain, loss));
    } else if (!tracker.baseline().isEmpty()) {
      saved.doubles("baseline", Doubles.toArray(tracker.baseline().values()));
    }
    return saved.build();
  }

  @Override
  ForgettingTracker restored(DomainDistribution initial, SavedState saved) {
    var unused = target(initial);
    ForgettingTracker own = options.find(TRACKER);
    if (own == null) {
      SavedNumbers numbers = new SavedNumbers(saved, initial.domains());
      return ForgettingTrackers.restore(
          baseline(), initial.byDomain(numbers.positive("baseline").toArray()));
    }
    ImmutableMap.Builder<String, Double> baseline = ImmutableMap.builder();
    for (String domain : initial.domains()) {
      if (saved.has(OWN_BASELINE + domain)) {
        baseline.put(domain, saved.doubles(OWN_BASELINE + domain, 1)[0]);
      }
    }
    return own.restore(baseline.buildOrThrow());
  }
}
