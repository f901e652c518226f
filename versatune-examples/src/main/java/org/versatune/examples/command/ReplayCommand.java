// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.RuleDescription;
import org.versatune.record.Replay;
import org.versatune.record.RunRecord;
import org.versatune.scheduling.Schedulers;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives the reports of a recorded run to another rule and prints the weights that it chooses. */
@Command(
    name = "replay",
    description = "Shows which weights another rule would have chosen on the losses of a run.")
final class ReplayCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "RECORD", description = "A run record (JSON Lines).")
  private Path file = Path.of("run.jsonl");

  @Mixin private final RuleOptions rule = new RuleOptions();

  @Override
  public Integer call() {
    PrintWriter out = Program.line(spec).getOut();
    Replay.Result result = Program.valid(spec, this::replay);
    RunRecord record = RunRecord.read(file);
    DomainDistribution recorded = record.weights();
    DomainDistribution replayed = result.record().weights();
    out.printf("| %s | recorded | replayed |%n| --- | ---: | ---: |%n", "domain");
    for (String domain : recorded.domains()) {
      out.printf(
          Locale.ROOT,
          "| %s | %.4f | %.4f |%n",
          domain,
          recorded.weight(domain),
          replayed.weight(domain));
    }
    out.printf(
        Locale.ROOT,
        "%nWeights after the last of %d reports; the largest difference at any report is"
            + " %.4f.%n%s%n",
        result.updates().size(),
        result.largestDifference(),
        result.caveat());
    if (record.isTruncated()) {
      out.println("The last line of the record is cut off and left out.");
    }
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private Replay.Result replay() {
    RuleDescription asked =
        rule.rule()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "replay needs a rule: name it with --scheduler, one of "
                            + Schedulers.names()));
    return Replay.of(RunRecord.read(file)).under(RuleOptions.built(asked));
  }
}
