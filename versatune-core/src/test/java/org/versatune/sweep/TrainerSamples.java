// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sweep;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToLongFunction;
import org.versatune.DomainDistribution;
import org.versatune.RunTokens;
import org.versatune.VersaTune;
import org.versatune.WeightUnit;
import org.versatune.trainers.BlendFormat;
import org.versatune.trainers.DomainRows;
import org.versatune.trainers.RowTokens;
import org.versatune.trainers.Segment;
import org.versatune.trainers.SegmentWriter;
import org.versatune.trainers.TrainerFormat;

/** Right arguments for what steers trainers outside the JVM: rows of law and code. */
final class TrainerSamples {
  private static final ImmutableMap<String, String> PATHS =
      ImmutableMap.of("law", "a", "code", "b");

  private TrainerSamples() {}

  static void add(Samples samples, Path folder) {
    samples
        .add(RunTokens.class, () -> run().tokens())
        .add(ToLongFunction.class, () -> (ToLongFunction<String>) String::length)
        .add(RowTokens.class, RowTokens::guessed)
        .add(BlendFormat.class, () -> BlendFormat.LEVANTER)
        .add(TrainerFormat[].class, () -> new TrainerFormat[] {TrainerFormat.TRL})
        .add(Path[].class, () -> new Path[] {file(folder)})
        .argument("BlendFormat.blend.paths", () -> PATHS)
        .argument("BlendFormat.schedule.paths", () -> PATHS)
        .argument("BlendFormat.write.paths", () -> PATHS)
        .add(DomainRows.class, () -> rows(folder))
        .add(DomainRows.Builder.class, () -> DomainRows.builder().domain("law", file(folder)))
        .add(SegmentWriter.Builder.class, () -> builder(folder))
        .add(SegmentWriter.class, () -> builder(folder).open())
        .add(Segment.Part.class, () -> new Segment.Part(1, 2, 1, 0, 1, 2))
        .add(Segment.class, () -> segment(folder));
  }

  private static VersaTune run() {
    return VersaTune.builder().domains("law", "code").weightsBy(WeightUnit.TOKENS).build();
  }

  private static Path file(Path folder) throws IOException {
    return Files.writeString(folder.resolve("rows" + System.nanoTime() + ".jsonl"), "{}\n{}\n");
  }

  private static DomainRows rows(Path folder) throws IOException {
    return DomainRows.builder().domain("law", file(folder)).domain("code", file(folder)).open();
  }

  private static SegmentWriter.Builder builder(Path folder) throws IOException {
    return SegmentWriter.builder(
        run(), rows(folder), folder.resolve("segments" + System.nanoTime()));
  }

  private static Segment segment(Path folder) {
    return new Segment(
        1,
        folder.resolve("segment-00001.jsonl"),
        folder.resolve("segment-00001.manifest.json"),
        1,
        2,
        3,
        true,
        DomainDistribution.uniform("law", "code"),
        ImmutableMap.of("law", new Segment.Part(1, 2, 1, 0, 1, 2)),
        "bytes",
        run().snapshot());
  }
}
