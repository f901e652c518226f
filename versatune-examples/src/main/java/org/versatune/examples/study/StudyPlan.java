// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.stream.Collectors.toSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.TextFile;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.datatype.guava.GuavaModule;

/**
 * Says what a study consists of, as its YAML or JSON file describes it.
 *
 * @param model {@value #WINDOW}, which learns fast and keeps to no subject, or {@value
 *     #TRANSFORMER}; the window where a plan does not say
 * @param seeds seeds of the runs that defaults are chosen on; results are intervals over them
 * @param base how the base models are trained
 * @param fineTuning how everything else is trained and measured
 * @param inputSteps the budget, in steps, that RegMix's mix and Skill-It's influence are found
 *     with; they are found once a seed
 * @param fostering study A; null for none
 * @param expansion study B; null for none
 * @param detection study C; null for none
 * @param confirmation study A once more on seeds and budgets that nothing was chosen on; null for
 *     none
 * @param frontier many fixed mixes, which show what was possible in study A; null for none
 */
public record StudyPlan(
    String model,
    ImmutableList<Long> seeds,
    BaseModels base,
    FineTunings fineTuning,
    int inputSteps,
    @Nullable Fostering fostering,
    @Nullable Expansions expansion,
    @Nullable Detections detection,
    @Nullable Confirmation confirmation,
    @Nullable FixedMixes frontier) {
  /** The model of eight bytes. */
  public static final String WINDOW = "window";

  /** The transformer on byte pairs. */
  public static final String TRANSFORMER = "transformer";

  private static final ImmutableSet<String> MODELS = ImmutableSet.of(WINDOW, TRANSFORMER);

  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .addModule(new GuavaModule())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  /**
   * Checks that nothing is missing.
   *
   * @throws IllegalArgumentException if something is; the message says what
   */
  public StudyPlan {
    model = model == null ? WINDOW : model;
    checkArgument(MODELS.contains(model), "model is '%s'; there are %s", model, MODELS);
    checkSeeds("seeds", seeds);
    checkArgument(base != null, "the plan lacks 'base': how base models are trained");
    checkArgument(fineTuning != null, "the plan lacks 'fineTuning': how runs are trained");
    checkArgument(
        !base.embedded() || model.equals(TRANSFORMER),
        "the base model is trained for 0 steps, which stands for the embedded transformer: give a"
            + " number of steps, or 'model: transformer'");
    checkArgument(inputSteps >= 4, "inputSteps is %s; it must be at least 4", inputSteps);
    checkArgument(
        frontier == null || seeds.contains(frontier.seed()),
        "frontier searches on seed %s, which is none of 'seeds' %s",
        frontier == null ? 0 : frontier.seed(),
        seeds);
    if (confirmation != null) {
      for (long seed : confirmation.seeds()) {
        checkArgument(
            !seeds.contains(seed),
            "seed %s is in 'seeds' and in the confirmation: what is confirmed must not be what"
                + " was chosen on",
            seed);
      }
      ImmutableList<StrategyPlan> all =
          fostering == null ? ImmutableList.of() : fostering.strategies();
      Set<String> known = all.stream().map(StrategyPlan::name).collect(toSet());
      for (String name : confirmation.strategies()) {
        checkArgument(
            known.contains(name),
            "the confirmation names strategy '%s', which is none of the fostering's: %s",
            name,
            known);
      }
    }
  }

  /**
   * How base models are trained.
   *
   * @param steps training steps; 0 takes the transformer that comes with the examples
   * @param batchSize sequences a step
   * @param sequenceLength tokens a sequence; those of the window are bytes
   * @param learningRate Adam's step size at the start
   * @param detectionSamples texts in each of five rounds of detection
   * @param detectionCharacters bytes of a text that are judged
   */
  record BaseModels(
      int steps,
      int batchSize,
      int sequenceLength,
      double learningRate,
      int detectionSamples,
      int detectionCharacters) {

    BaseModels {
      checkPositive("base", steps == 0 ? 1 : steps, batchSize, sequenceLength, learningRate);
      checkPositive("base", detectionSamples, detectionCharacters, 1, 1);
    }

    /** Whether no base model is trained, since one comes with the examples. */
    boolean embedded() {
      return steps == 0;
    }
  }

  /**
   * How specialists and strategies are trained and measured.
   *
   * @param batchSize sequences a step
   * @param sequenceLength tokens a sequence; those of the window are bytes
   * @param learningRate Adam's step size at the start; it falls linearly to 0
   * @param evaluations evaluations in a budget, evenly spaced; a run of n budgets has n times as
   *     many
   * @param validationSequences sequences of each domain that steer
   * @param testSequences sequences of each domain that results are measured on
   */
  record FineTunings(
      int batchSize,
      int sequenceLength,
      double learningRate,
      int evaluations,
      int validationSequences,
      int testSequences) {

    FineTunings {
      checkPositive("fineTuning", batchSize, sequenceLength, evaluations, learningRate);
      checkPositive("fineTuning", validationSequences, testSequences, 1, 1);
    }

    int evaluateEvery(int steps) {
      return Math.max(1, steps / evaluations);
    }
  }

  /**
   * Study A: all domains at once.
   *
   * @param steps budgets, in training steps
   * @param starts the distributions that a strategy starts from where it names none
   * @param baseline the strategy that all are compared with
   * @param strategies what is compared
   */
  record Fostering(
      ImmutableList<Integer> steps,
      ImmutableList<String> starts,
      String baseline,
      ImmutableList<StrategyPlan> strategies) {

    Fostering {
      checkBudgets("fostering", steps);
      checkStrategies("fostering", baseline, strategies);
    }
  }

  /**
   * Study B: one domain, and the others kept.
   *
   * @param targets the domains, each in runs of its own
   * @param steps the budget, in training steps
   * @param baseline the strategy whose forgetting is to be cut
   * @param rival the fixed strategy that expansion should beat at equal gain
   * @param equalGain the share of the baseline's target gain that counts as equal, such as 0.95
   * @param strategies what is compared
   * @param stops gains of the target at which all strategies are compared as well, such as 1; null
   *     for none
   */
  record Expansions(
      ImmutableList<String> targets,
      int steps,
      String baseline,
      String rival,
      double equalGain,
      ImmutableList<StrategyPlan> strategies,
      @Nullable ImmutableList<Double> stops) {

    Expansions {
      checkArgument(
          targets != null && !targets.isEmpty(), "expansion names no targets: name one domain");
      checkBudgets("expansion", ImmutableList.of(steps));
      checkStrategies("expansion", baseline, strategies);
      checkStrategies("expansion", rival, strategies);
      checkArgument(
          equalGain > 0 && equalGain <= 1, "equalGain is %s; it must be in (0, 1]", equalGain);
      checkArgument(
          stops == null || stops.stream().allMatch(gain -> gain > 0 && gain < 10),
          "stops are %s; a gain to stop at must be in (0, 10)",
          stops);
    }
  }

  /**
   * Study C: what detection finds of a mix that is known.
   *
   * @param mixes mixes of base models, by name: shares by domain
   * @param temperatures temperatures of sampling
   * @param samples texts in all, in five rounds
   * @param ngrams the judges: naive Bayes over character n-grams of these lengths
   */
  record Detections(
      ImmutableMap<String, ImmutableMap<String, Double>> mixes,
      ImmutableList<Double> temperatures,
      ImmutableList<Integer> samples,
      ImmutableList<Integer> ngrams) {

    Detections {
      checkArgument(
          mixes != null && temperatures != null && samples != null && ngrams != null,
          "detection needs mixes, temperatures, samples and ngrams");
      checkArgument(
          !(mixes.isEmpty() || temperatures.isEmpty() || samples.isEmpty() || ngrams.isEmpty()),
          "detection has no mix, no temperature, no samples or no ngrams: give one of each");
      check(
          "temperatures",
          temperatures,
          temperature -> temperature > 0 && Double.isFinite(temperature),
          "a temperature must be finite and above 0");
      check("ngrams", ngrams, length -> length >= 1 && length <= 12, "it must be 1 to 12");
      check(
          "samples",
          samples,
          texts -> texts >= 10 && texts % 5 == 0,
          "texts come in five rounds of at least two: give a multiple of 5");
    }
  }

  /**
   * Strategies of study A on seeds and budgets of their own.
   *
   * @param seeds seeds that are used nowhere else
   * @param steps budgets, in training steps
   * @param strategies names of strategies of study A
   */
  record Confirmation(
      ImmutableList<Long> seeds, ImmutableList<Integer> steps, ImmutableList<String> strategies) {

    Confirmation {
      checkSeeds("confirmation", seeds);
      checkBudgets("confirmation", steps);
      checkArgument(strategies != null, "confirmation names no strategies");
    }
  }

  /**
   * Runs over fixed mixes, which strategies are measured by.
   *
   * @param seed the seed that mixes are searched on, one of the plan's
   * @param steps budgets, in training steps
   * @param rounds runs in each round of the search, at each budget; the first is drawn over all
   *     mixes, each further one around the best so far
   * @param kept mixes of each frontier that run on the plan's other seeds, too
   * @param within a promise, that no domain's loss rises by a larger share: as many mixes that keep
   *     it run on the plan's other seeds, too, and the best of them on those of the confirmation;
   *     null for none
   */
  record FixedMixes(
      long seed,
      ImmutableList<Integer> steps,
      ImmutableList<Integer> rounds,
      int kept,
      @Nullable Double within) {
    FixedMixes {
      checkBudgets("frontier", steps);
      checkArgument(
          rounds != null && !rounds.isEmpty() && rounds.stream().allMatch(runs -> runs >= 1),
          "frontier has rounds %s: give the runs of each round, 1 at least",
          rounds);
      checkArgument(kept >= 0, "frontier keeps %s mixes; 0 at least", kept);
      checkArgument(
          within == null || within >= 0, "frontier has within %s; it must be at least 0", within);
    }
  }

  private static void checkSeeds(String where, @Nullable ImmutableList<Long> seeds) {
    checkArgument(seeds != null && !seeds.isEmpty(), "%s has no seeds: give one at least", where);
    checkArgument(
        ImmutableSet.copyOf(seeds).size() == seeds.size(),
        "%s has a seed twice (%s): a seed's runs would count twice",
        where,
        seeds);
  }

  private static void checkBudgets(String where, @Nullable ImmutableList<Integer> steps) {
    checkArgument(steps != null && !steps.isEmpty(), "%s has no steps: give a budget", where);
    for (int budget : steps) {
      checkArgument(budget >= 1, "%s has a budget of %s steps; 1 at least", where, budget);
    }
  }

  private static <T> void check(
      String where, ImmutableList<T> values, Predicate<T> isRight, String must) {
    for (T value : values) {
      checkArgument(isRight.test(value), "%s has %s; %s", where, value, must);
    }
  }

  private static void checkPositive(String where, double a, double b, double c, double d) {
    checkArgument(
        a > 0 && b > 0 && c > 0 && d > 0,
        "'%s' lacks a number or has one that is not above 0 (%s, %s, %s, %s)",
        where,
        a,
        b,
        c,
        d);
  }

  private static void checkStrategies(
      String where, @Nullable String baseline, @Nullable ImmutableList<StrategyPlan> strategies) {
    checkArgument(
        strategies != null && !strategies.isEmpty(), "%s has no strategies: give one", where);
    Set<String> names = new HashSet<>();
    for (StrategyPlan strategy : strategies) {
      checkArgument(
          names.add(strategy.name()), "%s has two strategies '%s'", where, strategy.name());
    }
    checkArgument(
        baseline != null && names.contains(baseline),
        "%s compares with '%s', which is none of its strategies %s",
        where,
        baseline,
        names);
  }

  /** Whether the base model is the embedded one, and the text is not what it was trained on. */
  boolean isBaseMixUnknown(String source) {
    return base.embedded() && !source.equals(Study.BUNDLED);
  }

  /**
   * Checks the plan against the text, before anything is trained.
   *
   * @param domains the domains of the text
   * @param source where it comes from
   * @throws IllegalArgumentException if a strategy, a target or a mix of the plan does not fit the
   *     domains; the message names it
   */
  public void check(ImmutableList<String> domains, String source) {
    if (detection != null) {
      detection
          .mixes()
          .forEach(
              (name, shares) -> {
                try {
                  Mixes.of(domains, "", shares);
                } catch (IllegalArgumentException e) {
                  throw new IllegalArgumentException(
                      "mix '" + name + "' of the detection: " + e.getMessage(), e);
                }
              });
    }
    Planned.of(this).forEach(run -> run.check(domains, isBaseMixUnknown(source)));
  }

  /**
   * Reads a plan.
   *
   * @param file YAML or JSON
   * @return the plan
   * @throws UncheckedIOException if it cannot be read
   * @throws IllegalArgumentException if it is no plan; the message names the file and what is wrong
   */
  public static StudyPlan read(Path file) {
    String plan;
    try {
      plan = TextFile.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the plan", e);
    }
    try {
      return parse(plan);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  static StudyPlan parse(String yaml) {
    try {
      return MAPPER.readValue(yaml, StudyPlan.class);
    } catch (JacksonException e) {
      Throwable cause = e.getCause();
      TokenStreamLocation where = e.getLocation(); // None where it is too deep for the parser.
      String problem =
          cause instanceof IllegalArgumentException && cause.getMessage() != null
              ? cause.getMessage()
              : e.getOriginalMessage() + (where == null ? "" : ", " + where.offsetDescription());
      throw new IllegalArgumentException("this is no plan of a study: " + problem, e);
    }
  }
}
