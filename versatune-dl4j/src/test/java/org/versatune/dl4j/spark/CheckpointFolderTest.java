// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.VersaTune;
import org.versatune.dl4j.NetworkCheckpoint;

class CheckpointFolderTest {
  @TempDir Path folder;

  /** Some have digits of their own, by which a checkpoint would not be found again. */
  @ParameterizedTest
  @ValueSource(strings = {"en-US", "ar-EG", "fa-IR", "hi-IN-u-nu-deva"})
  void checkpointsAreFoundAgainInEveryLocale(String locale) {
    CheckpointFolder checkpoints =
        new CheckpointFolder(
            new org.apache.hadoop.fs.Path(folder.resolve("checkpoints").toUri()),
            new Configuration());
    VersaTune run = VersaTune.builder().domains("left", "right").build();
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(locale));
    try {
      checkpoints.prepare(0);
      checkpoints.save(1, SparkTrainingTest.layers(), run);
      checkpoints.save(12, SparkTrainingTest.layers(), run);

      assertThat(folder.resolve("checkpoints/round-000000012.checkpoint")).exists();
      assertThat(checkpoints.last().map(NetworkCheckpoint::snapshot)).contains(run.snapshot());
    } finally {
      Locale.setDefault(before);
    }
  }
}
