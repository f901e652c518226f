// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSet;
import java.util.Comparator;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightUpdate;

/** The rules that choose a mix at the start and keep it: a function of the set-up each. */
sealed class FixedMix extends BuiltInRule permits Temperature, UniMax {
  static final Options CONSTANT = Options.of("constant");
  static final Options UNIFORM = Options.of("uniform");
  static final Options INVERSE = Options.of("inverse");
  static final Options PROPORTIONAL = Options.of("proportional");

  private static final Option<DomainDistribution> WEIGHTS =
      Option.of(
          "weights",
          written -> DomainDistribution.of(written.numbers()),
          DomainDistribution::asMap);

  static final Options REGMIX = Options.of("regmix", WEIGHTS);

  private static final ImmutableSet<Signal> NOTHING = ImmutableSet.of();
  private static final ImmutableSet<Signal> SIZES = ImmutableSet.of(Signal.DOMAIN_SIZE);

  private final ImmutableSet<Signal> signals;
  private final Function<Setup, WeightUpdate.Builder> mix;

  private FixedMix(
      Options options, ImmutableSet<Signal> signals, Function<Setup, WeightUpdate.Builder> mix) {
    super(options);
    this.signals = signals;
    this.mix = mix;
  }

  /** A mix that depends on the number of examples of each domain. */
  FixedMix(Options options, Function<Setup, WeightUpdate.Builder> mix) {
    this(options, SIZES, mix);
  }

  /** Keeps the initial distribution: the mix that every other rule is compared with. */
  static FixedMix constant(Options options) {
    return new FixedMix(options, NOTHING, setup -> WeightUpdate.builder(setup.initial()));
  }

  /** Gives every domain the same weight, 1/K. */
  static FixedMix uniform(Options options) {
    return new FixedMix(
        options,
        NOTHING,
        setup ->
            WeightUpdate.builder(DomainDistribution.uniform(setup.domains()))
                .note("every domain gets the same weight"));
  }

  /**
   * Turns the detected distribution p around, so that what the base model knows least gets most:
   * w_j = (1 − p_j) / Σ_i (1 − p_i). The authors of VersaTune compare with it (arXiv 2411.11266). A
   * domain that was not detected at all gets the largest weight.
   */
  static FixedMix inverse(Options options) {
    return new FixedMix(options, NOTHING, setup -> turnedAround(setup.initial()));
  }

  private static WeightUpdate.Builder turnedAround(DomainDistribution initial) {
    if (initial.size() == 1) {
      return WeightUpdate.builder(initial).note("there is one domain");
    }
    double[] rest = initial.toArray();
    for (int j = 0; j < rest.length; j++) {
      rest[j] = 1 - Math.min(rest[j], 1);
    }
    return WeightUpdate.builder(initial.withRelativeWeights(rest))
        .note("the initial distribution turned around");
  }

  /** Weighs each domain by its number of examples, as shuffling all data together does. */
  static FixedMix proportional(Options options) {
    return new FixedMix(
        options,
        setup ->
            WeightUpdate.builder(
                    setup.initial().withRelativeWeights(setup.values(Signal.DOMAIN_SIZE)))
                .note("in proportion to the number of examples"));
  }

  /**
   * The mix that RegMix found (Liu et al., arXiv 2407.01492). The search itself, which trains small
   * models on many mixes beforehand, is {@link RegMixSearch}.
   */
  static FixedMix regMix(Options options) {
    return new FixedMix(options, NOTHING, setup -> found(setup.initial(), options.get(WEIGHTS)));
  }

  static FixedMix regMix(DomainDistribution found) {
    return regMix(REGMIX.with(WEIGHTS, found));
  }

  private static WeightUpdate.Builder found(DomainDistribution initial, DomainDistribution mix) {
    checkSameDomains("the mix that RegMix found", mix, initial);
    return WeightUpdate.builder(initial.withWeights(over(initial, mix)))
        .note("the mix that the regression predicts to be best");
  }

  /** The mix of {@link Temperature}. */
  static WeightUpdate.Builder tempered(
      Setup setup, double temperature, double scale, double limit) {
    double[] exponents = setup.values(Signal.DOMAIN_SIZE);
    for (int j = 0; j < exponents.length; j++) {
      // In logarithms, since a low temperature raises sizes to a high power.
      exponents[j] = Math.log(Math.min(scale * exponents[j], limit)) / temperature;
    }
    return WeightUpdate.builder(
            setup.initial().withWeights(Weights.keptPositive(Softmax.of(exponents))))
        .note("number of examples to the power of 1/" + temperature);
  }

  /** The mix of {@link UniMax}. */
  static WeightUpdate.Builder evenedOut(Setup setup, double budget, double epochs) {
    double[] sizes = setup.values(Signal.DOMAIN_SIZE);
    int[] ascending =
        IntStream.range(0, sizes.length)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingDouble(j -> sizes[j])
                    .thenComparing(j -> setup.domains().get(j)))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] share = new double[sizes.length];
    double left = budget;
    for (int i = 0; i < ascending.length; i++) {
      int j = ascending[i];
      share[j] = Math.min(left / (ascending.length - i), epochs * sizes[j]);
      left -= share[j];
    }
    return WeightUpdate.builder(setup.initial().withRelativeWeights(share))
        .factor("examples", share)
        .note("as uniform as " + epochs + " epochs of every domain allow");
  }

  @Override
  final WeightUpdate begin(Setup setup) {
    return mix.apply(setup).build();
  }

  /** The weights in force, which the bounds around the rule may have moved. */
  @Override
  final WeightUpdate weigh(DomainDistribution current, Feedback feedback) {
    return WeightUpdate.builder(current).note("a fixed mix: the weights stay").build();
  }

  @Override
  public final ImmutableSet<Signal> signals() {
    return signals;
  }

  /** Refuses a mix over other domains than those of the run. */
  static void checkSameDomains(String what, DomainDistribution mix, DomainDistribution run) {
    checkArgument(
        ImmutableSet.copyOf(mix.domains()).equals(ImmutableSet.copyOf(run.domains())),
        "%s is over %s, the run over %s",
        what,
        mix.domains(),
        run.domains());
  }

  /** The weights of a mix in the order of the run. */
  static double[] over(DomainDistribution run, DomainDistribution mix) {
    return run.domains().stream().mapToDouble(mix::weight).toArray();
  }
}
