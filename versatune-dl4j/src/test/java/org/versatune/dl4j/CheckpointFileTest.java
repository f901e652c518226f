// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.VersaTune;
import org.versatune.processes.ChildProcess;

/** Where checkpoints may lie. */
@Timeout(60)
class CheckpointFileTest {
  @TempDir Path folder;

  private static final Model NETWORK =
      SmallNetworks.sequences(SmallNetworks.Kind.LAYERS, true, 0.01, 0.8);

  private final VersaTune run = Runs.run().build();

  @Test
  void aLinkStaysAndLeadsToTheCheckpoint() throws Exception {
    Path real = folder.resolve("disk/run.checkpoint");
    Path link = Files.createSymbolicLink(folder.resolve("latest"), Path.of("disk/run.checkpoint"));
    for (int save = 0; save < 2; save++) {
      NetworkCheckpoint.save(link, NETWORK, run);
      assertThat(Files.isSymbolicLink(link)).isTrue();
      assertThat(NetworkCheckpoint.load(real).snapshot().weights()).isEqualTo(run.weights());
    }
    assertThat(folder.resolve("disk").toFile().list()).containsExactly("run.checkpoint");
  }

  @Test
  void whatIsNoRegularFileIsRefusedBeforeAnythingIsSavedAndOnLoading() throws Exception {
    Path fifo = folder.resolve("fifo");
    assertThat(ChildProcess.exitCode(new ProcessBuilder("mkfifo", fifo.toString()).start()))
        .isZero();
    Path device = Files.createSymbolicLink(folder.resolve("device"), Path.of("/dev/null"));
    for (Path special : new Path[] {folder, fifo, device}) {
      assertThatThrownBy(() -> NetworkCheckpoint.checkWritable(special))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot write checkpoint " + special);
      assertThatThrownBy(() -> NetworkCheckpoint.save(special, NETWORK, run))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot write checkpoint " + special);
      assertThatThrownBy(() -> NetworkCheckpoint.load(special))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot read checkpoint " + special);
    }
    assertThat(Files.isSymbolicLink(device)).isTrue();
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("fifo", "device");
  }

  @Test
  void aFolderThatCannotBeMadeIsFoundByTheCheck() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> NetworkCheckpoint.checkWritable(file.resolve("run.checkpoint")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file + " is no folder");
    NetworkCheckpoint.checkWritable(folder.resolve("new/run.checkpoint"));
    assertThat(folder.resolve("new")).isEmptyDirectory();
  }
}
