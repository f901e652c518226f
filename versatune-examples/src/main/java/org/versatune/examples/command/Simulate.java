// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Doubles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
final class Simulate implements Callable<Integer> {
  private static final double TOLERANCE = 0.01;

  @Spec private @Nullable CommandSpec spec;

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
      description = "Rules to simulate. Default: ${DEFAULT-VALUE}")
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

  @Option(
      names = "--examples",
      paramLabel = "N",
      defaultValue = "" + PaperScale.EXAMPLES,
      description = "Examples an epoch. Default: ${DEFAULT-VALUE}")
  private long examples;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "" + PaperScale.EPOCHS,
      description = "Epochs. Default: ${DEFAULT-VALUE}")
  private long epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "32",
      description = "Examples a training step. Default: ${DEFAULT-VALUE}")
  private int batch;

  @Option(
      names = "--update-every",
      paramLabel = "STEPS",
      defaultValue = "100",
      description = "Training steps between two updates. Default: ${DEFAULT-VALUE}")
  private long updateEvery;

  @Option(
      names = "--replicates",
      paramLabel = "N",
      defaultValue = "100",
      description = "Bootstrap replicates for the error bars. Default: ${DEFAULT-VALUE}")
  private int replicates;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the bootstrap. Default: ${DEFAULT-VALUE}")
  private long seed;

  @Override
  public Integer call() {
    return Program.valid(spec, this::simulate);
  }

  private int simulate() {
    PrintWriter out = Program.line(spec).getOut();
    long steps = steps();
    rules(); // What is wrong with them is said before anything is computed.
    checkArgument(
        validate.isEmpty() || !records.isEmpty(),
        "--validate compares curves with runs, and there are no curves: give the records to fit"
            + " them to with --record");
    ImmutableList<RunRecord> runs =
        records.stream().map(RunRecord::read).collect(ImmutableList.toImmutableList());
    if (runs.isEmpty()) {
      LossCurves curves = PaperScale.curves();
      out.println("Made-up loss curves: an illustration, not a prediction");
      print(out, Simulation.of(curves), curves, paperSetup(curves, steps), steps);
    } else {
      FittedCurves fitted = CurveFit.to(runs).replicates(replicates).seed(seed).fit();
      out.printf(
          Locale.ROOT,
          "Loss curves of %d runs, error of the fit %s%n",
          runs.size(),
          percentages(fitted.residuals()));
      print(out, Simulation.of(fitted), fitted.curves(), runs.get(0).header().setup(), steps);
      for (Path file : validate) {
        out.printf("%n%s, along its draws:%n", file);
        out.println(Validation.alongDraws(fitted, RunRecord.read(file)));
      }
    }
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private long steps() {
    checkArgument(examples >= 1, "--examples is %s; it must be at least 1", examples);
    checkArgument(epochs >= 1, "--epochs is %s; it must be at least 1", epochs);
    checkArgument(batch >= 1, "--batch is %s; it must be at least 1", batch);
    checkArgument(updateEvery >= 1, "--update-every is %s; it must be at least 1", updateEvery);
    checkArgument(
        examples <= Long.MAX_VALUE / epochs,
        "--examples %s times --epochs %s are too many; give fewer",
        examples,
        epochs);
    return Math.max(examples * epochs / batch, 1);
  }

  /** With the losses of simulated specialists, which get the whole budget of one domain alone. */
  private Setup paperSetup(LossCurves curves, long steps) {
    ImmutableMap.Builder<String, Double> references = ImmutableMap.builder();
    for (String domain : curves.domains()) {
      double[] alone = new double[curves.domains().size()];
      alone[curves.domains().indexOf(domain)] = 1;
      SimulationResult specialist =
          Simulation.of(curves)
              .setup(Setup.of(DomainDistribution.of(curves.domains(), alone)))
              .batchSize(batch)
              .steps(steps)
              .run();
      Estimate loss = specialist.finalLosses().get(domain);
      references.put(domain, requireNonNull(loss).value());
    }
    return Setup.of(PaperScale.detected()).with(Signal.REFERENCE_LOSS, references.buildOrThrow());
  }

  private void print(
      PrintWriter out, Simulation simulation, LossCurves curves, Setup setup, long steps) {
    simulation.setup(setup).batchSize(batch).steps(steps).updateEvery(updateEvery);
    out.printf(
        Locale.ROOT,
        "%d examples in %d steps of %d, an update every %d steps%n%n",
        steps * batch,
        steps,
        batch,
        updateEvery);
    Setup known =
        setup.has(Signal.BASE_LOSS) ? setup : setup.with(Signal.BASE_LOSS, curves.baseLosses());
    ImmutableMap<String, Double> tolerances =
        protection().map(all -> all.tolerances(known.domains())).orElse(ImmutableMap.of());
    ImmutableList<String> last =
        tolerances.isEmpty()
            ? ImmutableList.of("mean gain", "worst gain")
            : ImmutableList.of("mean gain", "worst gain", "past their limits");
    out.println(row("final loss", setup.domains(), last));
    out.println(
        row(
            "---",
            setup.domains().stream().map(d -> "---").toList(),
            last.stream().map(d -> "---").toList()));
    String caveat = "";
    for (Map.Entry<String, WeightScheduler> rule : rules().entrySet()) {
      SimulationResult result = simulation.scheduler(rule.getValue()).run();
      caveat = result.caveat();
      out.println(
          row(
              rule.getKey(),
              result.finalLosses().values().stream().map(Simulate::loss).toList(),
              Stream.of(
                      result.meanGain().map(Simulate::gain).orElse("–"),
                      result.minGain().map(Simulate::gain).orElse("–"),
                      past(result, known, tolerances))
                  .limit(last.size())
                  .toList()));
    }
    out.printf("%n%s%n", caveat);
  }

  private ImmutableMap<String, WeightScheduler> rules() {
    ImmutableMap.Builder<String, WeightScheduler> rules = ImmutableMap.builder();
    for (String name : schedulers) {
      rules.put(name, Schedulers.named(name));
    }
    if (target != null) {
      rules.put("expansion of " + target, Schedulers.expansion(target));
    }
    ImmutableMap<String, WeightScheduler> all = rules.buildOrThrow();
    protection()
        .ifPresent(
            protection ->
                all.forEach(
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

  /** The protected domains whose final loss is past its limit. */
  private static String past(SimulationResult result, Setup known, Map<String, Double> tolerances) {
    String past =
        tolerances.entrySet().stream()
            .filter(
                one ->
                    requireNonNull(result.finalLosses().get(one.getKey())).value()
                        > requireNonNull(known.byDomain(Signal.BASE_LOSS).get(one.getKey()))
                            * (1 + one.getValue()))
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(", "));
    return past.isEmpty() ? "none" : past;
  }

  private static String row(String first, List<String> losses, List<String> gains) {
    List<String> cells = new ArrayList<>();
    cells.add(first);
    cells.addAll(losses);
    cells.addAll(gains);
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String loss(Estimate loss) {
    return number("%.3f", loss);
  }

  private static String gain(Estimate gain) {
    return number("%+.2f", gain);
  }

  private static String number(String format, Estimate estimate) {
    String value = String.format(Locale.ROOT, format, estimate.value());
    return estimate.replicates() == 0
        ? value
        : value
            + String.format(
                Locale.ROOT, " [" + format + ", " + format + "]", estimate.low(), estimate.high());
  }

  private static String percentages(Map<String, Double> residuals) {
    List<String> parts = new ArrayList<>();
    residuals.forEach(
        (domain, error) ->
            parts.add(String.format(Locale.ROOT, "%s %.2f %%", domain, 100 * error)));
    return String.join(", ", parts);
  }
}
