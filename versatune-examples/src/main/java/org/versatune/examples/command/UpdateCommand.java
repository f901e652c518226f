// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import com.google.common.collect.ImmutableMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Takes in the losses of the round that the trainer has ended. */
@Command(
    name = "update",
    description =
        "Reads the losses that the trainer wrote at the end of the round; sets the weights.")
final class UpdateCommand implements Callable<Integer> {
  @Mixin private final PlanOption plan = new PlanOption();

  @Override
  public Integer call() {
    return plan.steering(
        steering -> {
          long step = steering.update(0);
          ImmutableMap<String, Double> weights = steering.weights();
          plan.answer(
              ImmutableMap.of("step", step, "weights", weights),
              "step " + step + ": " + steering.shown());
          return CommandLine.ExitCode.OK;
        });
  }
}
