// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import java.nio.file.Path;
import org.versatune.DomainDistribution;
import org.versatune.RuleDescription;
import org.versatune.record.Replay;
import org.versatune.record.RunRecord;
import org.versatune.scheduling.Schedulers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Gives the reports of a recorded run to another rule and prints the weights that it chooses. */
@Command(
    name = "replay",
    description = "Shows which weights another rule would have chosen on the losses of a run.")
final class ReplayCommand extends Subcommand {
  @Parameters(paramLabel = "RECORD", description = "A run record (JSON Lines).")
  private Path file = Path.of("run.jsonl");

  @Mixin private final RuleOptions rule = new RuleOptions();

  @Override
  public Integer call() {
    Replay.Result result = valid(this::replay);
    RunRecord record = RunRecord.read(file);
    DomainDistribution recorded = record.weights();
    DomainDistribution replayed = result.record().weights();
    print("| domain | recorded | replayed |%n| --- | ---: | ---: |");
    for (String domain : recorded.domains()) {
      print("| %s | %.4f | %.4f |", domain, recorded.weight(domain), replayed.weight(domain));
    }
    print(
        "%nWeights after the last of %d reports; the largest difference at any report is"
            + " %.4f.%n%s",
        result.updates().size(), result.largestDifference(), result.caveat());
    if (record.isTruncated()) {
      print("The last line of the record is cut off and left out.");
    }
    return OK;
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
