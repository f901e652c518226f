// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.examples.steering.Conversation;
import org.versatune.examples.steering.RunPlan;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Answers a trainer on standard input and output. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    versionProvider = Versatune.Version.class,
    usageHelpAutoWidth = true,
    description =
        "Answers a trainer on standard input and output, one JSON object a line: domains to draw,"
            + " losses in, weights out. docs/steer.md has the protocol.")
final class ServeCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The plan of the run. Default: ${DEFAULT-VALUE}")
  private Path config = Path.of("versatune.yaml");

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description =
          "Where the run is saved, after each report and at the end; where there is one, the run"
              + " goes on from it. Default: ${DEFAULT-VALUE}")
  private Path state = Path.of("versatune-state.json");

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "Where the run record goes. Default: none")
  private @Nullable Path record;

  @Override
  public Integer call() throws IOException {
    VersaTune run = Program.valid(spec, this::run);
    boolean ended;
    long drawn;
    try (run) {
      ended =
          new Conversation(run, state)
              .hold(new BufferedReader(new InputStreamReader(System.in, UTF_8)), System.out);
      drawn = run.draws().values().stream().mapToLong(count -> count).sum();
    }
    if (!ended) {
      throw new CommandFailure(
          "the peer is gone without {\"end\":true}; the run is saved in "
              + state
              + " after "
              + drawn
              + " draws and the report of step "
              + run.reportedStep()
              + ": start both again to go on from there",
          null);
    }
    return CommandLine.ExitCode.OK;
  }

  private VersaTune run() {
    RunPlan plan = RunPlan.read(config);
    if (Files.exists(state)) {
      var resumption =
          VersaTune.resuming(Snapshot.read(state)).domains(plan.domains().keySet().asList());
      return (record == null ? resumption : resumption.record(record)).build();
    }
    if (plan.weighsTokens() && plan.meanTokens() == null) {
      throw new IllegalArgumentException(
          "serve sees no rows and counts no tokens: with 'weightUnit: tokens' give 'meanTokens' of"
              + " each domain");
    }
    var builder = plan.run();
    return (record == null ? builder : builder.record(record)).build();
  }
}
