// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds the option that says how many trainings run side by side. */
public final class ThreadOptions {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Trainings that run side by side. Default: the number of processors")
  private @Nullable Integer threads;

  /** Chooses one training for each processor, unless the option says otherwise. */
  public ThreadOptions() {}

  /**
   * Returns how many trainings run side by side.
   *
   * @return at least 1
   * @throws ParameterException if the option is less
   */
  public int count() {
    if (threads == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    if (threads < 1) {
      throw new ParameterException(
          Program.line(command), "--threads is " + threads + "; it must be at least 1");
    }
    return threads;
  }
}
