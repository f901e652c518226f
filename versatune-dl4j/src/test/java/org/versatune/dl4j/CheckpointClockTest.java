// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.dl4j.CheckpointClock.Trace;

/** Whether a checkpoint is as its listener left it. */
class CheckpointClockTest {
  private static final long YEAR_2100 = 4_102_444_800_000_000_000L;

  private static Trace at(long nanos, long size) {
    return new Trace(FileTime.from(nanos, TimeUnit.NANOSECONDS), size);
  }

  /**
   * As on FAT, over a network, and where a file system keeps finer times in memory than on disk.
   */
  @Property
  void aTimeThatTheFileSystemRoundsIsTheSame(
      @ForAll @LongRange(max = YEAR_2100) long nanos,
      @ForAll @LongRange(min = 1, max = 2_000_000_000) long unit,
      @ForAll @IntRange(min = 0) int size) {
    Trace written = at(nanos, size);
    Trace later = at(nanos / unit * unit, size);
    assertThat(later.isStill(written)).isTrue();
    assertThat(written.isStill(later)).isTrue();
  }

  @Test
  void aTimeIsRoundedByLessThanTwoSecondsAcrossThousandths() {
    assertThat(at(3_999_999_700L, 1).isStill(at(1_999_999_900L, 1))).isTrue();
  }

  @Property
  void anotherSizeOrALaterTimeIsAnotherFile(
      @ForAll @LongRange(max = YEAR_2100) long nanos,
      @ForAll @LongRange(min = 2_001_000_000L, max = YEAR_2100) long later,
      @ForAll @IntRange(min = 0) int size,
      @ForAll @IntRange(min = 1) int more) {
    assertThat(at(nanos, size).isStill(at(nanos, size + (long) more))).isFalse();
    assertThat(at(nanos + later, size).isStill(at(nanos, size))).isFalse();
  }

  @Test
  void aFileIsSeenAsItIs(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("run.checkpoint");
    assertThat(Trace.of(file)).isNull();
    Files.writeString(file, "12345");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
    assertThat(Trace.of(file)).isEqualTo(at(1_000_000_000_000_000_000L, 5));
  }
}
