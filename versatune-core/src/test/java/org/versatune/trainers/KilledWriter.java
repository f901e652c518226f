// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.function.IntConsumer;
import org.versatune.Feedback;
import org.versatune.VersaTune;
import org.versatune.WeightUnit;
import org.versatune.scheduling.Schedulers;

/** Writes segments with a report between them, and goes on where an earlier process ended. */
final class KilledWriter {
  private KilledWriter() {}

  /** Takes the folder of the data, the folder of segments, and how many segments to end with. */
  public static void main(String[] args) {
    write(Path.of(args[0]), Path.of(args[1]), Integer.parseInt(args[2]), System.out::println);
  }

  static void write(Path data, Path folder, int segments, IntConsumer before) {
    DomainRows rows = DomainRows.builder().folders(data).open();
    VersaTune run =
        Segment.last(folder)
            .map(last -> VersaTune.resume(last.snapshot()))
            .orElseGet(() -> start(rows));
    try (SegmentWriter writer =
        SegmentWriter.builder(run, rows, folder)
            .domainField("channel")
            .configure(TrainerFormat.LLAMA_FACTORY, TrainerFormat.MS_SWIFT)
            .open()) {
      for (int number = SegmentFolder.lastNumber(folder) + 1; number <= segments; number++) {
        if (number > 1) {
          run.report(losses(number - 1));
        }
        before.accept(number);
        var unused = number % 3 == 0 ? writer.tokens(100_000) : writer.rows(2_000);
      }
    }
  }

  private static VersaTune start(DomainRows rows) {
    return VersaTune.builder()
        .domains(rows.domains())
        .domainSizes(rows.sizes())
        .scheduler(Schedulers.openGap())
        .referenceLosses(ImmutableMap.of("code", .8, "law", 1.0, "web", 1.2))
        .weightsBy(WeightUnit.TOKENS)
        .seed(11)
        .build();
  }

  private static Feedback losses(int step) {
    return Feedback.at(step)
        .losses(
            ImmutableMap.of("code", 1 + 1.0 / step, "law", 2 + 1.0 / (step % 5 + 1), "web", 2.5));
  }
}
