// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import com.google.common.collect.ImmutableMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.versatune.examples.steering.Steering;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
final class SteerCommand implements Callable<Integer>, Interruptible {
  @Mixin private final PlanOption plan = new PlanOption();

  @Override
  public String whenInterrupted() {
    return "what was done is kept; the same command goes on where it was";
  }

  @Override
  public Integer call() {
    return plan.steering(
        steering -> {
          try {
            steering.steer();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
          } catch (Steering.TrainerFailure e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
          }
          plan.answer(
              ImmutableMap.of(
                  "done",
                  true,
                  "rounds",
                  steering.plan().rounds(),
                  "step",
                  steering.plan().rounds() * steering.plan().steps(),
                  "weights",
                  steering.weights()),
              "done");
          return CommandLine.ExitCode.OK;
        });
  }
}
