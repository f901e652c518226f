// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Strings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
final class Quickstart extends Subcommand {
  /**
   * Of the split of the text. It is that of the embedded base model, so that nothing is measured on
   * text that the model was trained on.
   */
  private static final long TEXT_SEED = 42;

  private static final String MODELS = "models";

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of everything random but the split of the text. " + DEFAULT)
  private long seed = 42;

  @Option(
      names = "--budget",
      paramLabel = "B",
      description =
          "How much to train: quick, standard, or a number of fine-tuning steps. " + DEFAULT)
  private String budget = "standard";

  @Option(names = "--out", paramLabel = "DIR", description = "Where results go. " + DEFAULT)
  private Path out = Path.of("out/quickstart");

  @Option(
      names = "--model",
      paramLabel = "M",
      description =
          "transformer, or window: a model that sees eight bytes, trains faster and writes no"
              + " sense. "
              + DEFAULT)
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

  @Override
  String whenInterrupted() {
    return text.dryRun() || listSchedulers
        ? ""
        : "interrupted: the quickstart begins anew when it is run again; base models that were"
            + " trained are kept";
  }

  @Override
  public Integer call() throws Exception {
    if (listSchedulers) {
      listSchedulers();
      return OK;
    }
    QuickstartPlan asked =
        valid(() -> new QuickstartPlan(model(), seed, budget, ruleOptions.rule()));
    int sideBySide = valid(threads::count);
    if (text.dryRun()) {
      return text.show(
          TEXT_SEED,
          corpora -> {
            plan(asked, corpora).check(corpora.domains(), text.source());
            OutputFolder.check("--out", out);
            OutputFolder.check("--cache", cache());
          });
    }
    OutputFolder.prepare("--out", out);
    StudyLog log = new StudyLog(out(), true);
    Corpora corpora = log.timed("text", () -> text.read(TEXT_SEED, log::progress));
    Study study =
        valid(
            () -> {
              StudyPlan plan = plan(asked, corpora);
              String source = text.source();
              String commit = Provenance.commit();
              return new Study(plan, corpora, source, out, false, cache(), commit, log);
            });
    log.result(corpora.table());
    Map<String, Object> provenance = Provenance.of(arguments(), text.source(), corpora);
    provenance.put("budget", budget);
    StudyResults results =
        study.run(
            sideBySide,
            provenance,
            shared -> log.result(ConsoleTables.of(corpora.domains(), shared)));
    Path report = out.resolve("report.html");
    results.write(out);
    StudyReport.write(results, report);
    ConsoleTables.of(results).forEach(log::result);
    log.progress("report:  " + report);
    log.progress(
        "results: "
            + out.resolve("results.json")
            + " and tables beside it, and a run record (*.jsonl) for each strategy");
    return OK;
  }

  private StudyPlan plan(QuickstartPlan asked, Corpora corpora) {
    return asked.of(corpora.domains(), Optional.ofNullable(target));
  }

  private QuickstartPlan.Model model() {
    boolean window = model.equals(StudyPlan.WINDOW);
    checkArgument(
        window || model.equals(StudyPlan.TRANSFORMER),
        "--model is '%s'; there are %s and %s",
        model,
        StudyPlan.TRANSFORMER,
        StudyPlan.WINDOW);
    return window
        ? QuickstartPlan.Model.WINDOW
        : trainBase ? QuickstartPlan.Model.TRAINED : QuickstartPlan.Model.EMBEDDED;
  }

  /** Prints what rules there are, one a line. */
  private void listSchedulers() {
    int width = Schedulers.names().stream().mapToInt(String::length).max().orElse(0);
    for (RuleSummary rule : Schedulers.catalogue()) {
      print(
          "%s  %s%s",
          Strings.padEnd(rule.name(), width, ' '),
          rule.summary(),
          rule.required().isEmpty() ? "" : "; needs " + String.join(", ", rule.required()));
    }
  }

  private Path cache() {
    return cache != null ? cache : UserCache.folder().orElse(out).resolve(MODELS);
  }
}
