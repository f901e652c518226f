// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
  @TempDir Path folder;

  @Test
  void opensThePinnedArchive() throws IOException {
    try (ZipFile archive = Archive.CTAKES.open(BundledCorpora.archives())) {
      Archive.Entry licence = Archive.files(archive, "META-INF/LICENSE").get(0);
      assertThat(licence.text(UTF_8)).contains("Apache License");
      assertThat(licence.source()).isEqualTo("ctakes-examples-res-4.0.0.1.jar!/META-INF/LICENSE");
    }
  }

  @Test
  void aMissingArchiveSaysHowToBringIt() {
    assertThatThrownBy(() -> Archive.CTAKES.open(folder))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining(folder.resolve("ctakes-examples-res-4.0.0.1.jar").toString())
        .hasMessageContaining("org.apache.ctakes:ctakes-examples-res:4.0.0.1")
        .hasMessageContaining("mvn -q process-resources -pl versatune-examples -am");
  }

  @Test
  void anAlteredArchiveNamesBothChecksumsAndWhatToDo() throws IOException {
    Path copy = folder.resolve(Archive.CTAKES.fileName());
    byte[] bytes = Files.readAllBytes(BundledCorpora.archives().resolve(copy.getFileName()));
    bytes[bytes.length / 2] ^= 1;
    Files.write(copy, bytes);
    String found = com.google.common.hash.Hashing.sha256().hashBytes(bytes).toString();
    assertThatThrownBy(() -> Archive.CTAKES.open(folder))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining(copy.toString())
        .hasMessageContaining(Archive.CTAKES.sha256())
        .hasMessageContaining(found)
        .hasMessageContaining("Delete it")
        .hasMessageContaining("mvn -q process-resources");
  }

  @Test
  void aMissingEntryIsNamed() throws IOException {
    try (ZipFile archive = Archive.CTAKES.open(BundledCorpora.archives())) {
      assertThatThrownBy(() -> Archive.files(archive, "no/such/file"))
          .isInstanceOf(CorpusException.class)
          .hasMessageContaining("no/such/file");
    }
  }
}
