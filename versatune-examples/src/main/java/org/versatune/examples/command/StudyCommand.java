// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.report.StudyReport;
import org.versatune.examples.results.StudyResults;
import org.versatune.examples.study.Study;
import org.versatune.examples.study.StudyLog;
import org.versatune.examples.study.StudyPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a study of many seeds and writes what follows from it. */
@Command(
    name = "study",
    description =
        "Runs the study that a plan describes, strategies times seeds times settings, and writes"
            + " tables, intervals, conclusions and a report. Started again it goes on where it"
            + " was.")
final class StudyCommand extends Subcommand {
  private static final long CORPORA_SEED = 42;

  @Parameters(paramLabel = "PLAN", description = "the plan, YAML or JSON")
  private Path planFile = Path.of("plan.yaml");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for runs and results (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out", "evidence");

  @Mixin private final TextOptions text = new TextOptions();

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "folder where base models are kept (default: inside --out)")
  private @Nullable Path cache;

  @Mixin private final ThreadOptions threads = new ThreadOptions();

  @Override
  String whenInterrupted() {
    return text.dryRun()
        ? ""
        : "interrupted: the runs that were finished are kept in "
            + out
            + "; the same command goes on with the others";
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter console = out();
    int sideBySide = valid(threads::count);
    StudyPlan plan = valid(() -> StudyPlan.read(planFile));
    if (text.dryRun()) {
      return text.show(
          CORPORA_SEED,
          corpora -> {
            plan.check(corpora.domains(), text.source());
            OutputFolder.check("--out", out);
            OutputFolder.check("--cache", models());
          });
    }
    OutputFolder.prepare("--out", out);
    Corpora corpora = text.read(CORPORA_SEED, console::println);
    StudyLog log = new StudyLog(console, false);
    Study study =
        valid(
            () ->
                new Study(
                    plan, corpora, text.source(), out, true, models(), Provenance.commit(), log));
    Map<String, Object> provenance = Provenance.of(arguments(), text.source(), corpora);
    provenance.put("default", "open gap"); // The library's default rule in the shipped plan.
    provenance.put("plan", Files.readString(planFile));
    StudyResults results = study.run(sideBySide, provenance, seed -> {});
    results.write(out);
    Files.writeString(out.resolve("plan.yaml"), Files.readString(planFile));
    StudyReport.write(results, out.resolve("report.html"));
    console.println("results: " + out + ", report: " + out.resolve("report.html"));
    return OK;
  }

  private Path models() {
    return cache == null ? out.resolve("models") : cache;
  }
}
