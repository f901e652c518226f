// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import com.google.common.collect.ImmutableMap;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import org.versatune.examples.steering.Steering;
import org.versatune.internal.Json;
import picocli.CommandLine.Option;

/** What the commands that go by a plan share: the plan, and how they answer. */
abstract class PlanCommand extends Subcommand {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The plan of the run. Default: ${DEFAULT-VALUE}")
  private Path config = Path.of("versatune.yaml");

  @Option(
      names = "--json",
      description = "Print one JSON object on standard output, for scripts; words go to stderr")
  private boolean json;

  /**
   * What a command answers.
   *
   * @param fields for scripts
   * @param lines for people
   */
  record Answer(ImmutableMap<String, Object> fields, String lines) {}

  /** Does the command's work. */
  abstract Answer answer(Steering steering);

  /** What is wrong with a plan is wrong with the user's files. */
  @Override
  public final Integer call() {
    Answer answer =
        valid(
            () -> {
              try (Steering steering = new Steering(config, this::say)) {
                return answer(steering);
              } catch (CancellationException e) {
                throw e; // An interrupt is no fault of the user's files.
              } catch (IllegalStateException | NoSuchElementException e) {
                throw CommandFailure.unusable(String.valueOf(e.getMessage()), e);
              }
            });
    out().println(json ? Json.write(answer.fields()) : answer.lines());
    out().flush();
    return OK;
  }

  private void say(String line) {
    PrintWriter writer = json ? err() : out();
    writer.println(line);
    writer.flush();
  }
}
