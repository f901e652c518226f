// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;
import static org.versatune.examples.results.Numbers.format;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.primitives.Doubles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.record.RunRecord;
import org.versatune.scheduling.Protection;
import org.versatune.scheduling.Schedulers;
import org.versatune.simulation.CurveFit;
import org.versatune.simulation.Estimate;
import org.versatune.simulation.FittedCurves;
import org.versatune.simulation.LossCurves;
import org.versatune.simulation.Simulation;
import org.versatune.simulation.SimulationResult;
import org.versatune.simulation.Validation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Simulates schedules against loss curves, fitted to run records or (without any) made up at the
 * scale of the paper, and prints what each is predicted to achieve.
 *
 * <p>Exit code 0 means that the table was printed, 2 that an option or a record cannot be used (one
 * line says why), 1 anything else.
 */
@Command(
    name = "simulate",
    sortOptions = false,
    description = {
      "Predicts what schedules would achieve, from loss curves fitted to the run records of short"
          + " runs. Without records it shows made-up curves at the scale of the paper.",
      ""
    })
final class Simulate extends Subcommand {
  private static final double TOLERANCE = 0.01;

  @Option(
      names = "--record",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Run records to fit curves to; all must start from the same base model.")
  private List<Path> records = List.of();

  @Option(
      names = "--validate",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Run records to predict the end of, and to compare. Not among those fitted.")
  private List<Path> validate = List.of();

  @Option(
      names = "--scheduler",
      paramLabel = "NAME",
      defaultValue = "constant,uniform,inverse,fostering,open-gap",
      split = ",",
      description = "Rules to simulate. " + DEFAULT)
  private List<String> schedulers = List.of();

  @Option(
      names = "--target",
      paramLabel = "DOMAIN",
      description = "Simulates the expansion of this domain, too.")
  private @Nullable String target;

  @Option(
      names = "--protect",
      paramLabel = "DOMAIN[=T]",
      split = ",",
      description =
          "Simulates each rule with protection as well: of these domains, each within T or 0.01 of"
              + " its base loss, or of all domains where a number is given alone.")
  private List<String> protect = List.of();

  @Option(names = "--examples", paramLabel = "N", description = "Examples an epoch. " + DEFAULT)
  private long examples = PaperScale.EXAMPLES;

  @Option(names = "--epochs", paramLabel = "N", description = "Epochs. " + DEFAULT)
  private long epochs = PaperScale.EPOCHS;

  @Option(names = "--batch", paramLabel = "N", description = "Examples a training step. " + DEFAULT)
  private int batch = 32;

  @Option(
      names = "--update-every",
      paramLabel = "STEPS",
      description = "Training steps between two updates. " + DEFAULT)
  private long updateEvery = 100;

  @Option(
      names = "--replicates",
      paramLabel = "N",
      description = "Bootstrap replicates for the error bars. " + DEFAULT)
  private int replicates = 100;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of the bootstrap. " + DEFAULT)
  private long seed = 1;

  @Override
  public Integer call() {
    check(this::simulate);
    return OK;
  }

  private void simulate() {
    checkArgument(examples >= 1, "--examples is %s; it must be at least 1", examples);
    checkArgument(epochs >= 1, "--epochs is %s; it must be at least 1", epochs);
    checkArgument(batch >= 1, "--batch is %s; it must be at least 1", batch);
    checkArgument(updateEvery >= 1, "--update-every is %s; it must be at least 1", updateEvery);
    checkArgument(
        examples <= Long.MAX_VALUE / epochs,
        "--examples %s times --epochs %s are too many; give fewer",
        examples,
        epochs);
    rules(); // What is wrong with them is said before anything is computed.
    checkArgument(
        validate.isEmpty() || !records.isEmpty(),
        "--validate compares curves with runs, and there are no curves: give the records to fit"
            + " them to with --record");
    ImmutableList<RunRecord> runs =
        records.stream().map(RunRecord::read).collect(toImmutableList());
    if (runs.isEmpty()) {
      LossCurves curves = PaperScale.curves();
      print("Made-up loss curves: an illustration, not a prediction");
      table(Simulation.of(curves), curves, paperSetup(curves));
      return;
    }
    FittedCurves fitted = CurveFit.to(runs).replicates(replicates).seed(seed).fit();
    print(
        "Loss curves of %d runs, error of the fit %s",
        runs.size(),
        fitted.residuals().entrySet().stream()
            .map(error -> format("%s %.2f %%", error.getKey(), 100 * error.getValue()))
            .collect(joining(", ")));
    table(Simulation.of(fitted), fitted.curves(), runs.get(0).header().setup());
    for (Path file : validate) {
      print("%n%s, along its draws:", file);
      print("%s", Validation.alongDraws(fitted, RunRecord.read(file)));
    }
  }

  private long steps() {
    return Math.max(examples * epochs / batch, 1);
  }

  /** With the losses of simulated specialists, which get the whole budget of one domain alone. */
  private Setup paperSetup(LossCurves curves) {
    return Setup.of(PaperScale.detected())
        .with(
            Signal.REFERENCE_LOSS,
            Maps.toMap(
                curves.domains(),
                domain -> {
                  Map<String, Integer> alone =
                      Maps.toMap(curves.domains(), each -> each.equals(domain) ? 1 : 0);
                  Simulation specialist =
                      Simulation.of(curves).setup(Setup.of(DomainDistribution.of(alone)));
                  return value(specialist.batchSize(batch).steps(steps()).run(), domain);
                }));
  }

  private void table(Simulation simulation, LossCurves curves, Setup setup) {
    simulation.setup(setup).batchSize(batch).steps(steps()).updateEvery(updateEvery);
    print(
        "%d examples in %d steps of %d, an update every %d steps%n",
        steps() * batch, steps(), batch, updateEvery);
    Setup known =
        setup.has(Signal.BASE_LOSS) ? setup : setup.with(Signal.BASE_LOSS, curves.baseLosses());
    ImmutableMap<String, Double> limits = limits(known);
    List<String> heading = new ArrayList<>(List.of("final loss"));
    heading.addAll(setup.domains());
    heading.addAll(List.of("mean gain", "worst gain"));
    if (!limits.isEmpty()) {
      heading.add("past their limits");
    }
    row(heading);
    row(Collections.nCopies(heading.size(), "---"));
    String caveat = "";
    for (Map.Entry<String, WeightScheduler> rule : rules().entrySet()) {
      SimulationResult result = simulation.scheduler(rule.getValue()).run();
      caveat = result.caveat();
      List<String> cells = new ArrayList<>(List.of(rule.getKey()));
      result.finalLosses().values().forEach(loss -> cells.add(number("%.3f", loss)));
      for (Optional<Estimate> gain : List.of(result.meanGain(), result.minGain())) {
        cells.add(gain.map(mean -> number("%+.2f", mean)).orElse("–"));
      }
      if (!limits.isEmpty()) {
        Map<String, Double> past =
            Maps.filterEntries(limits, limit -> value(result, limit.getKey()) > limit.getValue());
        cells.add(past.isEmpty() ? "none" : String.join(", ", past.keySet()));
      }
      row(cells);
    }
    print("%n%s", caveat);
  }

  private ImmutableMap<String, WeightScheduler> rules() {
    ImmutableMap.Builder<String, WeightScheduler> rules = ImmutableMap.builder();
    schedulers.forEach(name -> rules.put(name, Schedulers.named(name)));
    if (target != null) {
      rules.put("expansion of " + target, Schedulers.expansion(target));
    }
    ImmutableMap<String, WeightScheduler> plain = rules.buildOrThrow();
    protection()
        .ifPresent(
            protection ->
                plain.forEach(
                    (name, rule) ->
                        rules.put(name + ", protected", Schedulers.protecting(rule, protection))));
    return rules.buildOrThrow();
  }

  /** What {@code --protect} asks for; empty where it is not given. */
  private Optional<Protection> protection() {
    if (protect.isEmpty()) {
      return Optional.empty();
    }
    Double all = protect.size() == 1 ? Doubles.tryParse(protect.get(0)) : null;
    if (all != null) {
      return Optional.of(Protection.all().within(all));
    }
    Map<String, Double> tolerances = new LinkedHashMap<>();
    for (String one : protect) {
      List<String> parts = Splitter.on('=').limit(2).splitToList(one);
      Double tolerance =
          parts.size() == 1 ? Double.valueOf(TOLERANCE) : Doubles.tryParse(parts.get(1));
      checkArgument(
          tolerance != null,
          "--protect has '%s'; give DOMAIN, DOMAIN=0.02, or a number for all domains",
          one);
      tolerances.put(parts.get(0), tolerance);
    }
    return Optional.of(Protection.of(tolerances));
  }

  /** The highest final loss that is allowed, of each protected domain. */
  private ImmutableMap<String, Double> limits(Setup known) {
    ImmutableMap<String, Double> base = known.byDomain(Signal.BASE_LOSS);
    ImmutableMap.Builder<String, Double> limits = ImmutableMap.builder();
    protection()
        .ifPresent(
            protection ->
                protection
                    .tolerances(known.domains())
                    .forEach(
                        (domain, most) ->
                            limits.put(domain, base.getOrDefault(domain, 0.0) * (1 + most))));
    return limits.buildOrThrow();
  }

  private static double value(SimulationResult result, String domain) {
    return requireNonNull(result.finalLosses().get(domain)).value();
  }

  private void row(List<String> cells) {
    print("| %s |", String.join(" | ", cells));
  }

  private static String number(String format, Estimate estimate) {
    String ends = estimate.replicates() == 0 ? "" : " [" + format + ", " + format + "]";
    return String.format(
        Locale.ROOT, format + ends, estimate.value(), estimate.low(), estimate.high());
  }
}
