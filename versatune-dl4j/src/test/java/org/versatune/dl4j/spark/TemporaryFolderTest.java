// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {
  @Test
  void whatAKilledProcessLeftIsDeletedAndWhatIsInUseIsNot(@TempDir Path place) throws IOException {
    Instant now = Instant.now();
    Path left = Files.createDirectory(place.resolve("versatune-checkpoint-1"));
    Files.writeString(left.resolve("round.checkpoint.0badcafe.part"), "half a network");
    Files.writeString(left.resolve("folder.lock"), "process 4711");
    Path other = Files.createDirectory(place.resolve("somebody-else-1"));
    Files.setLastModifiedTime(left, FileTime.from(now.minus(Duration.ofHours(1))));
    Files.setLastModifiedTime(other, FileTime.from(now.minus(Duration.ofHours(1))));
    Path young = Files.createDirectory(place.resolve("versatune-checkpoint-2"));
    try (TemporaryFolder inUse = TemporaryFolder.create()) {
      Files.writeString(inUse.file(), "whole");
      TemporaryFolder.sweep(place, now);
      TemporaryFolder.sweep(
          Path.of(System.getProperty("java.io.tmpdir")), now.plus(Duration.ofHours(1)));

      assertThat(left).doesNotExist();
      assertThat(other).exists();
      assertThat(young).exists();
      assertThat(inUse.file()).hasContent("whole");
    }
  }

  @Test
  void aFolderOfAUserWithSuchANameStays(@TempDir Path place) throws IOException {
    Path own = Files.createDirectory(place.resolve("versatune-checkpoint-best"));
    Path model = Files.writeString(own.resolve("model.zip"), "a network");

    TemporaryFolder.sweep(place, Instant.now().plus(Duration.ofHours(1)));

    assertThat(model).hasContent("a network");
  }

  @Test
  void aFolderThatCannotBeDeletedKeepsNoneOfTheOthers(@TempDir Path place) throws IOException {
    Instant later = Instant.now().plus(Duration.ofHours(1));
    Path stuck = place.resolve("versatune-checkpoint-5");
    Files.createDirectories(stuck.resolve("folder.lock"));
    Path file = Files.writeString(place.resolve("versatune-checkpoint-note"), "of somebody");
    List<Path> others = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      others.add(Files.createDirectories(place.resolve("versatune-checkpoint-1" + i)));
    }

    TemporaryFolder.sweep(place, later);

    assertThat(others).noneMatch(Files::exists);
    assertThat(stuck).exists();
    assertThat(file).exists();
  }
}
