package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.Doubles;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.versatune.Baseline;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.ForgettingTracker;
import org.versatune.InvalidFeedbackException;
import org.versatune.RuleDescription;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;
import org.versatune.tracking.ForgettingTrackers;
import org.versatune.tracking.LearnablePotential;

/**
 * Domain expansion, phase 2b of VersaTune (arXiv 2411.11266): one target domain grows step by step
 * while the others are not forgotten too much, and among the others those that are being forgotten
 * gain.
 *
 * <pre>
 * φ_j(t) = max((ℓ_j(t) − d_j) / d_j, 0),   φ̄(t) = mean of φ_j(t) over j ≠ e
 * P_e(t) = max(P_e(t−1), min(P_e(t−1) + δ, cap))   if φ̄(t) &lt; ε·γ_e(t), else P_e(t−1)
 * j ≠ e:   P'_j(t) = P_j(t−1)·(1 + σ·φ_j(t)), scaled so that Σ_{j≠e} P_j(t) = 1 − P_e(t)
 * </pre>
 *
 * <p>ℓ is the validation loss in nats/token, above 0; γ_e the target's learnable potential (see
 * {@link Fostering}); d_j the loss at the evaluation before (the paper's), of the base model, or
 * the best one seen. Where nothing is known to compare with, the first evaluation sets d_j and
 * changes no weight. The target may start from weight 0. If no other domain has any weight, all
 * weights stay. δ 0.05, ε 0.2, σ 1, the cap 0.9 and the gate's being relative to γ_e are our choice
 * where the paper gives no number. An update costs O(k).
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class Expansion implements WeightScheduler {
  static final String NAME = "expansion";
  private static final String CUSTOM = "CUSTOM";

  private final Options options;
  private final @Nullable ForgettingTracker tracker;

  Expansion(String target) {
    this(new Options(target), null);
    checkArgument(!target.isBlank(), "target is blank; name the domain that is to grow");
  }

  private Expansion(Options options, @Nullable ForgettingTracker tracker) {
    this.options = options;
    this.tracker = tracker;
  }

  /** Written to only before the rule that holds it exists. */
  private static final class Options {
    final String target;
    double step = 0.05;
    double threshold = 0.2;
    double magnitude = 1;
    double cap = 0.9;
    Baseline baseline = Baseline.PREVIOUS;

    /** Whether the baseline was chosen, and not left to the run. */
    boolean chosen;

    /** The user's own tracker before its first loss; null for a built-in one. */
    @Nullable ForgettingTracker own;

    Gate gate = Gate.relative();

    Options(String target) {
      this.target = target;
    }

    Options(Options other) {
      this(other.target);
      step = other.step;
      threshold = other.threshold;
      magnitude = other.magnitude;
      cap = other.cap;
      baseline = other.baseline;
      chosen = other.chosen;
      own = other.own;
      gate = other.gate;
    }
  }

  private Expansion with(Consumer<Options> change) {
    Options changed = new Options(options);
    change.accept(changed);
    return new Expansion(changed, null);
  }

  static Expansion from(RuleOptions options) {
    String gate = options.text("gate", BuiltInGate.RELATIVE.name());
    checkArgument(
        !gate.equals(CUSTOM),
        "the expansion rule had a gate of your own, which a description cannot hold: build it with"
            + " Schedulers.expansion(target).gate(yours) and pass the scheduler itself");
    checkArgument(
        !options.has("tracker"),
        "the expansion rule had a forgetting tracker of your own, which a description cannot hold:"
            + " build it with Schedulers.expansion(target).measuring(yours) and pass the scheduler"
            + " itself");
    Expansion rule =
        new Expansion(options.text("target"))
            .step(options.number("step", 0.05))
            .threshold(options.number("threshold", 0.2))
            .magnitude(options.number("magnitude", 1))
            .cap(options.number("cap", 0.9))
            .gate(options.constant("gate", BuiltInGate.RELATIVE));
    return options.has("against")
        ? rule.against(options.constant("against", Baseline.PREVIOUS))
        : rule;
  }

  /**
   * This rule with another expansion step δ.
   *
   * @param step what an open gate adds to the target's weight, in [0, 1]; 0.05 by default (our
   *     choice)
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public Expansion step(double step) {
    Arguments.share("step", step);
    return with(changed -> changed.step = step);
  }

  /**
   * This rule with another expansion threshold ε.
   *
   * @param threshold how much forgetting an open gate bears, finite and at least 0; 0.2 by default
   *     (our choice)
   * @return a new rule
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public Expansion threshold(double threshold) {
    Arguments.nonNegative("threshold", threshold);
    return with(changed -> changed.threshold = threshold);
  }

  /**
   * This rule with another adjustment magnitude σ.
   *
   * @param magnitude how strongly forgetting moves weight among the other domains, finite and at
   *     least 0; 1 by default (our choice)
   * @return a new rule
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public Expansion magnitude(double magnitude) {
    Arguments.nonNegative("magnitude", magnitude);
    return with(changed -> changed.magnitude = magnitude);
  }

  /**
   * This rule with another cap on the target's growth.
   *
   * @param cap the weight past which the target does not grow, in [0, 1]; a target that starts
   *     above it keeps its weight; 0.9 by default (our choice)
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public Expansion cap(double cap) {
    Arguments.share("cap", cap);
    return with(changed -> changed.cap = cap);
  }

  /**
   * This rule with another baseline of forgetting.
   *
   * @param baseline what losses are compared with; the evaluation before by default (the paper's)
   * @return a new rule
   */
  public Expansion against(Baseline baseline) {
    notNull(baseline, "baseline");
    return with(
        changed -> {
          changed.baseline = baseline;
          changed.chosen = true;
          changed.own = null;
        });
  }

  @Override
  public Optional<ForgettingTracker> forgettingTracker() {
    if (!options.chosen) {
      return Optional.empty();
    }
    return Optional.of(tracker == null ? fresh(ImmutableMap.of()) : tracker);
  }

  /**
   * This rule measuring forgetting with a tracker: a built-in one, or the user's own.
   *
   * @param measured the tracker, as it stands
   * @return a new rule
   */
  @Override
  public Expansion measuring(ForgettingTracker measured) {
    notNull(measured, "measured");
    Options changed = new Options(options);
    changed.baseline = measured.kind();
    changed.chosen = true;
    if (ForgettingTrackers.isBuiltIn(measured)) {
      changed.own = null;
    } else if (options.own == null) {
      changed.own = measured;
    }
    return new Expansion(changed, measured);
  }

  /** The tracker that has seen nothing but base losses, as far as they are known. */
  private ForgettingTracker fresh(ImmutableMap<String, Double> base) {
    ForgettingTracker own = options.own;
    if (own == null) {
      return ForgettingTrackers.against(options.baseline, base);
    }
    return base.isEmpty() ? own : own.observe(base);
  }

  /**
   * This rule with another gate.
   *
   * @param gate when the target may grow; {@link Gate#relative()} by default (the paper's)
   * @return a new rule
   */
  public Expansion gate(Gate gate) {
    notNull(gate, "gate");
    return with(changed -> changed.gate = gate);
  }

  @Override
  public WeightUpdate start(Setup setup) {
    notNull(setup, "setup");
    DomainDistribution initial = setup.initial();
    initial.indexOf(options.target);
    ImmutableMap<String, Double> known =
        setup.has(Signal.BASE_LOSS) ? setup.byDomain(Signal.BASE_LOSS) : ImmutableMap.of();
    return WeightUpdate.builder(initial).next(new Expansion(options, fresh(known))).build();
  }

  @Override
  public WeightUpdate update(DomainDistribution current, Feedback feedback) {
    notNull(current, "current");
    notNull(feedback, "feedback");
    ImmutableList<String> domains = current.domains();
    int target = current.indexOf(options.target);
    double[] losses = feedback.positive(Signal.VALIDATION_LOSS, domains);
    ImmutableMap<String, Double> byDomain = byDomain(domains, losses);
    ForgettingTracker before = trackerBefore(domains, feedback);
    boolean compared = !before.baseline().isEmpty();
    if (!compared && options.baseline == Baseline.BASE && feedback.step() > 0) {
      throw new InvalidFeedbackException(
          "forgetting against the base model needs its losses, and the report at step "
              + feedback.step()
              + " is the first: "
              + Signal.BASE_LOSS.howToSupply());
    }
    ImmutableMap<String, Double> forgetting = before.forgetting(byDomain);
    double[] phi = domains.stream().mapToDouble(domain -> number(forgetting, domain)).toArray();
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
          new Gate.Measured(feedback.step(), mean, forgetting, potential, options.threshold);
      update = moved(current, target, phi, measured);
    }
    potential.ifPresent(gamma -> update.condition("target potential", gamma));
    return update
        .factor("forgetting", phi)
        .next(new Expansion(options, before.observe(byDomain)))
        .build();
  }

  private WeightUpdate.Builder moved(
      DomainDistribution current, int target, double[] phi, Gate.Measured measured) {
    boolean open = options.gate.opens(measured);
    double[] weights = current.toArray();
    double grown =
        open
            ? Math.max(weights[target], Math.min(weights[target] + options.step, options.cap))
            : weights[target];
    double[] others = weights.clone();
    others[target] = 0;
    for (int j = 0; j < others.length; j++) {
      others[j] = Math.min(others[j] * (1 + options.magnitude * phi[j]), Double.MAX_VALUE);
    }
    boolean alone = DoubleStream.of(others).sum() == 0;
    boolean still = grown == weights[target] && DoubleStream.of(phi).allMatch(p -> p == 0);
    DomainDistribution result = current;
    if (!alone && !still) {
      double[] shares = Normalized.of(others);
      for (int j = 0; j < weights.length; j++) {
        weights[j] = j == target ? grown : shares[j] * (1 - grown);
      }
      result = current.withWeights(LeastWeight.kept(current.toArray(), weights));
    }
    WeightUpdate.Builder update =
        WeightUpdate.builder(result)
            .condition("gate", open ? 1 : 0)
            .condition("mean forgetting", measured.meanForgetting())
            .condition("threshold", options.threshold)
            .note(sentence(open, measured));
    if (alone) {
      update.note("no other domain has any weight, all weights stay");
    } else if (open && grown < current.weight(target) + options.step) {
      update.note("the cap of " + options.cap + " limits " + options.target);
    }
    return update;
  }

  private String sentence(boolean open, Gate.Measured measured) {
    String gate = open ? "gate open: mean forgetting " : "gate shut: mean forgetting ";
    String mean = gate + decimals(measured.meanForgetting());
    if (options.gate == BuiltInGate.RELATIVE) {
      return mean
          + (open ? " < " : " ≥ ")
          + options.threshold
          + " × potential "
          + decimals(measured.targetPotential().orElseThrow());
    }
    return options.gate == BuiltInGate.ABSOLUTE
        ? mean + (open ? " < " : " ≥ ") + options.threshold
        : mean + ", by a gate of the user's";
  }

  /** What {@code %.4f} gives, without the cost of parsing it at every update. */
  private static String decimals(double value) {
    return BigDecimal.valueOf(value).setScale(4, RoundingMode.HALF_UP).toPlainString();
  }

  private ForgettingTracker trackerBefore(ImmutableList<String> domains, Feedback feedback) {
    if (tracker != null && !tracker.baseline().isEmpty()) {
      return tracker;
    }
    ImmutableMap<String, Double> known =
        feedback.has(Signal.BASE_LOSS)
            ? byDomain(domains, feedback.positive(Signal.BASE_LOSS, domains))
            : ImmutableMap.of();
    return fresh(known);
  }

  private OptionalDouble targetPotential(
      double loss, int target, ImmutableList<String> domains, Feedback feedback) {
    if (!options.gate.needsPotential() && !feedback.has(Signal.REFERENCE_LOSS)) {
      return OptionalDouble.empty();
    }
    double[] references = feedback.nonNegative(Signal.REFERENCE_LOSS, domains);
    return OptionalDouble.of(LearnablePotential.of(loss, references[target]));
  }

  private static ImmutableMap<String, Double> byDomain(
      ImmutableList<String> domains, double[] values) {
    ImmutableMap.Builder<String, Double> map = ImmutableMap.builder();
    for (int j = 0; j < values.length; j++) {
      map.put(domains.get(j), values[j]);
    }
    return map.buildOrThrow();
  }

  private static double number(ImmutableMap<String, Double> byDomain, String domain) {
    return byDomain.getOrDefault(domain, 0.0);
  }

  @Override
  public ImmutableSet<Signal> signals() {
    ImmutableSet.Builder<Signal> signals = ImmutableSet.builder();
    signals.add(Signal.VALIDATION_LOSS);
    if (options.gate.needsPotential()) {
      signals.add(Signal.REFERENCE_LOSS);
    }
    if (options.baseline == Baseline.BASE) {
      signals.add(Signal.BASE_LOSS);
    }
    return signals.build();
  }

  @Override
  public ImmutableSet<Signal> usableSignals() {
    ImmutableSet.Builder<Signal> usable = ImmutableSet.builder();
    if (!options.gate.needsPotential()) {
      usable.add(Signal.REFERENCE_LOSS);
    }
    if (options.baseline != Baseline.BASE) {
      usable.add(Signal.BASE_LOSS);
    }
    return usable.build();
  }

  @Override
  public RuleDescription describe() {
    String gate = options.gate instanceof BuiltInGate builtIn ? builtIn.name() : CUSTOM;
    return RuleDescription.of(
        NAME,
        ImmutableMap.<String, Object>builder()
            .put("target", options.target)
            .put("step", options.step)
            .put("threshold", options.threshold)
            .put("magnitude", options.magnitude)
            .put("cap", options.cap)
            .put("against", options.baseline)
            .put("gate", gate)
            .putAll(ownTracker())
            .buildOrThrow());
  }

  private ImmutableMap<String, String> ownTracker() {
    return options.own == null
        ? ImmutableMap.of()
        : ImmutableMap.of("tracker", options.own.describe().name());
  }

  @Override
  public SavedState state() {
    if (tracker == null || tracker.baseline().isEmpty()) {
      return SavedState.empty();
    }
    if (options.own != null) {
      return OwnBaseline.saved(tracker);
    }
    return SavedState.builder()
        .doubles("baseline", Doubles.toArray(tracker.baseline().values()))
        .build();
  }

  @Override
  public WeightScheduler restore(Setup setup, SavedState state) {
    notNull(setup, "setup");
    notNull(state, "state");
    setup.initial().indexOf(options.target);
    ImmutableMap<String, Double> baseline =
        state.isEmpty() || options.own != null
            ? ImmutableMap.of()
            : byDomain(setup.domains(), state.doubles("baseline", setup.domains().size()));
    if (options.own != null) {
      ForgettingTracker own = options.own;
      return new Expansion(options, OwnBaseline.restored(own, setup, state));
    }
    return new Expansion(options, ForgettingTrackers.restore(options.baseline, baseline));
  }
}
