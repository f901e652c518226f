// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.examples.steering.Conversation;
import org.versatune.examples.steering.PlanFile;
import org.versatune.examples.steering.PlanSettings;
import org.versatune.examples.steering.RunPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Answers a trainer on standard input and output. */
@Command(
    name = "serve",
    description =
        "Answers a trainer on standard input and output, one JSON object a line: rows or domains"
            + " to draw, losses in, weights out. docs/steer.md has the protocol.")
final class ServeCommand extends Subcommand {
  @Option(names = "--config", paramLabel = "FILE", description = "The plan of the run. " + DEFAULT)
  private Path config = Path.of("versatune.yaml");

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description =
          "Where the run is saved, after each report and at the end; where there is one, the run"
              + " goes on from it. "
              + DEFAULT)
  private Path state = Path.of("versatune-state.json");

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "Where the run record goes. Default: none")
  private @Nullable Path record;

  @Override
  String whenInterrupted() {
    return "interrupted: the run is as it was last saved, in "
        + state
        + "; start both again to go on from there";
  }

  @Override
  public Integer call() throws IOException {
    PlanFile file = valid(() -> new PlanFile(config));
    RunPlan plan = file.plan();
    Path settings = state.resolveSibling(state.getFileName() + ".settings");
    boolean begins = !Files.exists(state);
    if (!begins) {
      check(() -> PlanSettings.check(plan, settings, "with another --state"));
    }
    VersaTune run =
        valid(
            () ->
                file.checked(
                    () ->
                        file.open(
                            begins ? null : Snapshot.read(state), record, ImmutableList.of())));
    boolean ended;
    long drawn;
    try (run) {
      Conversation conversation = valid(() -> new Conversation(run, state, () -> file.draws(run)));
      if (begins) {
        PlanSettings.begin(plan, settings);
      }
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
          ("the peer is gone without {\"end\":true}; the run is saved in %s after %s draws and the"
                  + " report of step %s: start both again to go on from there")
              .formatted(state, drawn, run.reportedStep()),
          null);
    }
    return OK;
  }
}
