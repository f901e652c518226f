// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.versatune.RuleDescription;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.report.ConsoleTables;
import org.versatune.examples.report.StudyReport;
import org.versatune.examples.results.StudyResults;
import org.versatune.examples.study.QuickstartPlan;
import org.versatune.examples.study.Study;
import org.versatune.examples.study.StudyLog;
import org.versatune.examples.study.StudyPlan;
import org.versatune.scheduling.RuleSummary;
import org.versatune.scheduling.Schedulers;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * One command that shows what VersaTune does: takes a small base language model that was trained on
 * a skewed mix of domains, detects what it knows, fine-tunes it under several strategies, expands
 * one domain, and writes down what came of it.
 *
 * <p>Exit code 0 means that all files were written, 2 that an option or the user's text cannot be
 * used (one line says why), 1 anything else.
 */
@Command(
    name = "quickstart",
    sortOptions = false,
    description = {
      "Takes a small language model that was trained on a skewed mix of domains, detects what it"
          + " knows, fine-tunes it with steered and with fixed weights, expands one domain, and"
          + " reports what came of it.",
      ""
    },
    footer = {
      "",
      "Writes report.html, results as JSON and CSV, and one run record (JSON Lines) for each"
          + " strategy.",
      "The same seed and budget give the same numbers, whatever the number of threads."
    })
final class Quickstart implements Callable<Integer>, Interruptible {
  /**
   * Of the split of the text. It is that of the embedded base model, so that nothing is measured on
   * text that the model was trained on.
   */
  private static final long TEXT_SEED = 42;

  private static final String MODELS = "models";

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description =
          "Seed of everything random but the split of the text. Default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--budget",
      paramLabel = "B",
      defaultValue = "standard",
      description =
          "How much to train: quick, standard, or a number of fine-tuning steps. Default:"
              + " ${DEFAULT-VALUE}")
  private String budget = "standard";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out/quickstart",
      description = "Where results go. Default: ${DEFAULT-VALUE}")
  private Path out = Path.of("out/quickstart");

  @Option(
      names = "--model",
      paramLabel = "M",
      defaultValue = StudyPlan.TRANSFORMER,
      description =
          "transformer, or window: a model that sees eight bytes, trains faster and writes no"
              + " sense. Default: ${DEFAULT-VALUE}")
  private String model = StudyPlan.TRANSFORMER;

  @Option(
      names = "--train-base",
      description =
          "Train the transformer to start from, and its tokens, on the text, instead of taking the"
              + " one that comes with the examples. The window is always trained")
  private boolean trainBase;

  @Mixin private final TextOptions text = new TextOptions();

  @Option(
      names = "--target",
      paramLabel = "DOMAIN",
      description = "The domain to expand. Default: medicine, or the last domain of your own text")
  private @Nullable String target;

  @Mixin private final RuleOptions ruleOptions = new RuleOptions();

  @Option(names = "--list-schedulers", description = "List the rules and their options, and end.")
  private boolean listSchedulers;

  @Mixin private final ThreadOptions threads = new ThreadOptions();

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "Where base models are kept from run to run. Default: versatune/models in the cache"
              + " folder of your system (~/.cache)")
  private @Nullable Path cache;

  private final ImmutableList<String> arguments;

  Quickstart(String... arguments) {
    this.arguments = ImmutableList.copyOf(arguments);
  }

  @Override
  public String whenInterrupted() {
    return text.dryRun() || listSchedulers
        ? ""
        : "the quickstart begins anew when it is run again; base models that were trained are kept";
  }

  @Override
  public Integer call() throws Exception {
    CommandLine command = Program.line(spec);
    if (listSchedulers) {
      print(command.getOut());
      return CommandLine.ExitCode.OK;
    }
    Optional<RuleDescription> rule =
        valid(
            () -> {
              QuickstartPlan.checkBudget(budget);
              model();
              Optional<RuleDescription> asked = ruleOptions.rule();
              asked.ifPresent(QuickstartPlan::check);
              return asked;
            });
    int sideBySide = threads.count();
    if (text.dryRun()) {
      return text.show(TEXT_SEED);
    }
    OutputFolder.prepare("--out", out);
    StudyLog log = new StudyLog(command.getOut(), Ticker.systemTicker(), true);
    Corpora corpora = log.timed("text", () -> text.read(TEXT_SEED, log::progress));
    Study study =
        valid(
            () ->
                new Study(
                    QuickstartPlan.of(
                        model(),
                        seed,
                        budget,
                        QuickstartPlan.target(corpora.domains(), Optional.ofNullable(target)),
                        rule),
                    corpora,
                    text.source(),
                    out,
                    false,
                    cache(),
                    Provenance.commit(),
                    log));
    log.result(corpora.table());
    Map<String, Object> provenance = Provenance.of(arguments, text.source(), corpora);
    provenance.put("budget", budget);
    write(
        study.run(
            sideBySide,
            provenance,
            shared -> log.result(ConsoleTables.of(corpora.domains(), shared))),
        log);
    return CommandLine.ExitCode.OK;
  }

  private QuickstartPlan.Model model() {
    return switch (model) {
      case StudyPlan.WINDOW -> QuickstartPlan.Model.WINDOW;
      case StudyPlan.TRANSFORMER ->
          trainBase ? QuickstartPlan.Model.TRAINED : QuickstartPlan.Model.EMBEDDED;
      default ->
          throw new IllegalArgumentException(
              "--model is '"
                  + model
                  + "'; there are "
                  + StudyPlan.TRANSFORMER
                  + " and "
                  + StudyPlan.WINDOW);
    };
  }

  private void write(StudyResults results, StudyLog log) {
    Path report = out.resolve("report.html");
    results.write(out);
    StudyReport.write(results, report);
    ConsoleTables.of(results).forEach(log::result);
    log.progress("report:  " + report);
    log.progress(
        "results: "
            + out.resolve("results.json")
            + " and tables beside it, and a run record (*.jsonl) for each strategy");
  }

  /** Prints what rules there are, one a line. */
  private static void print(PrintWriter out) {
    int width = Schedulers.names().stream().mapToInt(String::length).max().orElse(0);
    for (RuleSummary rule : Schedulers.catalogue()) {
      out.printf(
          Locale.ROOT,
          "%-" + width + "s  %s%s%n",
          rule.name(),
          rule.summary(),
          rule.required().isEmpty() ? "" : "; needs " + String.join(", ", rule.required()));
    }
    out.flush();
  }

  private Path cache() {
    if (cache != null) {
      return cache;
    }
    return UserCache.folder().orElse(out).resolve(MODELS);
  }

  private <T> T valid(Supplier<T> value) {
    return Program.valid(spec, value);
  }
}
