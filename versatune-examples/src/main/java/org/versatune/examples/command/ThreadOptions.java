// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static com.google.common.base.Preconditions.checkArgument;

import picocli.CommandLine.Option;

/** Holds the option that says how many trainings run side by side. */
final class ThreadOptions {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Trainings that run side by side. Default: the number of processors")
  private int threads = Runtime.getRuntime().availableProcessors();

  /** At least 1. */
  int count() {
    checkArgument(threads >= 1, "--threads is %s; it must be at least 1", threads);
    return threads;
  }
}
