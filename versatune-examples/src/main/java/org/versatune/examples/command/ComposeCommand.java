// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import com.google.common.collect.ImmutableMap;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.versatune.examples.steering.Steering;
import org.versatune.trainers.Segment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Writes the rows of the next round. */
@Command(
    name = "compose",
    description =
        "Writes the rows of the next round into one file, in the order in which the trainer is to"
            + " read them. Called again before update, it names the same file.")
final class ComposeCommand implements Callable<Integer> {
  @Mixin private final PlanOption plan = new PlanOption();

  @Override
  public Integer call() {
    Optional<Segment> segment = plan.steering(Steering::compose);
    if (segment.isEmpty()) {
      plan.answer(ImmutableMap.of("done", true), "all rounds are done");
    } else {
      Segment next = segment.get();
      plan.answer(
          ImmutableMap.of(
              "done",
              false,
              "round",
              next.number(),
              "segment",
              next.file().toString(),
              "rows",
              next.rows(),
              "tokens",
              next.tokens(),
              "sharesOfRows",
              next.sharesOfRows(),
              "sharesOfTokens",
              next.sharesOfTokens()),
          "round "
              + next.number()
              + ": "
              + next.file()
              + ", "
              + next.rows()
              + " rows; train on it in its order, then run update");
    }
    return CommandLine.ExitCode.OK;
  }
}
