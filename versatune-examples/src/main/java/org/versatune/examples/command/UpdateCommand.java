// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import com.google.common.collect.ImmutableMap;
import org.versatune.examples.steering.Steering;
import picocli.CommandLine.Command;

/** Takes in the losses of the round that the trainer has ended. */
@Command(
    name = "update",
    description =
        "Reads the losses that the trainer wrote at the end of the round; sets the weights.")
final class UpdateCommand extends PlanCommand {
  @Override
  Answer answer(Steering steering) {
    long step = steering.update(0);
    return new Answer(
        ImmutableMap.of("step", step, "weights", steering.weights()),
        "step " + step + ": " + steering.shown());
  }
}
