// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import com.google.common.collect.ImmutableMap;
import java.util.concurrent.CancellationException;
import org.versatune.examples.steering.Steering;
import picocli.CommandLine.Command;

/** Goes through all rounds: compose, train, update. */
@Command(
    name = "steer",
    description =
        "Composes a segment, runs the trainer's command on it, takes in its losses, and so on until"
            + " all rounds are done. Killed at any moment, it goes on where it was.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:all rounds are done",
      "1:the trainer failed, or something else on the way",
      "2:plan, settings of the trainer, rows or losses cannot be used"
    })
final class SteerCommand extends PlanCommand implements Interruptible {
  @Override
  public String whenInterrupted() {
    return "what was done is kept; the same command goes on where it was";
  }

  @Override
  Answer answer(Steering steering) {
    try {
      steering.steer();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (Steering.TrainerFailure e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    }
    int rounds = steering.plan().rounds();
    return new Answer(
        ImmutableMap.of(
            "done",
            true,
            "rounds",
            rounds,
            "step",
            rounds * steering.plan().steps(),
            "weights",
            steering.weights()),
        "done");
  }
}
