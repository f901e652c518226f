// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.watching;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.versatune.Feedback;
import org.versatune.VersaTune;

/** A run with table and events, for a class path without Micrometer. */
public final class WithoutMicrometer implements Callable<Long> {
  @Override
  public Long call() throws Exception {
    Path folder = Files.createTempDirectory("watching");
    try (VersaTune run =
        VersaTune.builder()
            .domains("law", "code")
            .watch(CsvTable.to(folder.resolve("run.csv")))
            .watch(TensorBoardEvents.in(folder.resolve("events")))
            .build()) {
      run.plan(10);
      run.report(Feedback.at(1).losses(Map.of("law", 2.0, "code", 1.0)));
      return run.reportedStep();
    }
  }
}
