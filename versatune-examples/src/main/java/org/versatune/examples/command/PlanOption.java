// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import com.google.common.collect.ImmutableMap;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.examples.steering.Steering;
import org.versatune.internal.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the commands that go by a plan share: the plan, and how they answer. */
final class PlanOption {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The plan of the run. Default: ${DEFAULT-VALUE}")
  private Path config = Path.of("versatune.yaml");

  @Option(
      names = "--json",
      description = "Print one JSON object on standard output, for scripts; words go to stderr")
  private boolean json;

  /** Does something with a plan. What is wrong with it is wrong with the user's files. */
  <T> T steering(java.util.function.Function<Steering, T> action) {
    return Program.valid(
        command,
        () -> {
          try (Steering steering = new Steering(config, this::say)) {
            return action.apply(steering);
          } catch (IllegalStateException | java.util.NoSuchElementException e) {
            throw CommandFailure.unusable(String.valueOf(e.getMessage()), e);
          }
        });
  }

  /** Says something to people. */
  void say(String line) {
    PrintWriter writer = json ? Program.line(command).getErr() : Program.line(command).getOut();
    writer.println(line);
    writer.flush();
  }

  /** Answers with an object for scripts, or with lines for people. */
  void answer(Map<String, ?> object, String lines) {
    PrintWriter out = Program.line(command).getOut();
    out.println(json ? Json.write(ImmutableMap.copyOf(object)) : lines);
    out.flush();
  }
}
