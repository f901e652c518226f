// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static com.google.common.base.MoreObjects.firstNonNull;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.versatune.RunBuilder;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.examples.steering.Conversation;
import org.versatune.examples.steering.RunPlan;
import org.versatune.trainers.RowDraws;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Answers a trainer on standard input and output. */
@Command(
    name = "serve",
    description =
        "Answers a trainer on standard input and output, one JSON object a line: rows or domains"
            + " to draw, losses in, weights out. docs/steer.md has the protocol.")
final class ServeCommand implements Callable<Integer>, Interruptible {
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
  public String whenInterrupted() {
    return "the run is as it was last saved, in "
        + state
        + "; start both again to go on from there";
  }

  @Override
  public Integer call() throws IOException {
    RunPlan plan = Program.valid(spec, () -> RunPlan.read(config));
    Path home = firstNonNull(config.toAbsolutePath().getParent(), Path.of("."));
    VersaTune run = Program.valid(spec, () -> RunPlan.checked(config, () -> run(plan, home)));
    boolean ended;
    long drawn;
    try (run) {
      Conversation conversation =
          Program.valid(
              spec,
              () ->
                  new Conversation(
                      run,
                      state,
                      () ->
                          RowDraws.of(
                              run,
                              plan.rows(home),
                              plan.counter(),
                              firstNonNull(plan.domainField(), ""))));
      ended =
          conversation.hold(
              new BufferedReader(new InputStreamReader(System.in, UTF_8)), System.out);
      drawn = run.draws().values().stream().mapToLong(count -> count).sum();
    } catch (IllegalStateException e) {
      throw new CommandFailure(
          e.getMessage() + "; the run is as it was last saved, in " + state, e);
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

  private VersaTune run(RunPlan plan, Path home) {
    if (Files.exists(state)) {
      var resumption =
          VersaTune.resuming(Snapshot.read(state)).domains(plan.domains().keySet().asList());
      return (record == null ? resumption : resumption.record(record)).build();
    }
    RunBuilder builder = plan.runOver(home);
    return (record == null ? builder : builder.record(record)).build();
  }
}
