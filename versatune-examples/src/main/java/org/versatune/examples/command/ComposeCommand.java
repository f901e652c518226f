// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import com.google.common.collect.ImmutableMap;
import org.versatune.examples.steering.Steering;
import org.versatune.trainers.Segment;
import picocli.CommandLine.Command;

/** Writes the rows of the next round. */
@Command(
    name = "compose",
    description =
        "Writes the rows of the next round into one file, in the order in which the trainer is to"
            + " read them. Called again before update, it names the same file.")
final class ComposeCommand extends PlanCommand {
  @Override
  Answer answer(Steering steering) {
    return steering
        .compose()
        .map(ComposeCommand::answer)
        .orElse(new Answer(ImmutableMap.of("done", true), "all rounds are done"));
  }

  private static Answer answer(Segment next) {
    return new Answer(
        ImmutableMap.<String, Object>builder()
            .put("done", false)
            .put("round", next.number())
            .put("segment", next.file().toString())
            .put("rows", next.rows())
            .put("tokens", next.tokens())
            .put("sharesOfRows", next.sharesOfRows())
            .put("sharesOfTokens", next.sharesOfTokens())
            .buildOrThrow(),
        "round %s: %s, %s rows; train on it in its order, then run update"
            .formatted(next.number(), next.file(), next.rows()));
  }
}
