// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AtomicFilesTest {
  @TempDir Path folder;

  private static void write(Path file, String text) {
    AtomicFiles.write(file, "list", aside -> Files.writeString(aside, text));
  }

  private String[] names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toArray(String[]::new);
    }
  }

  @Test
  void aFileIsMadeWithItsFoldersAndReplaced() throws Exception {
    Path file = folder.resolve("a/b/list.txt");
    write(file, "first");
    write(file, "second");
    assertThat(file).hasContent("second");
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void linksAreFollowedAndStay() throws Exception {
    Path real = folder.resolve("real.txt");
    Files.writeString(real, "old");
    Path direct = SpecialFiles.link(folder.resolve("direct"), Path.of("real.txt"));
    Path second = SpecialFiles.link(folder.resolve("second"), direct);
    write(second, "new");
    assertThat(Files.isSymbolicLink(second)).isTrue();
    assertThat(Files.isSymbolicLink(direct)).isTrue();
    assertThat(real).hasContent("new");
    assertThat(names()).containsExactly("direct", "real.txt", "second");
  }

  @Test
  void aLinkToWhatIsNotThereYetLeadsThere() throws Exception {
    Path link = SpecialFiles.link(folder.resolve("link"), Path.of("later/file.txt"));
    write(link, "new");
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(folder.resolve("later/file.txt")).hasContent("new");
  }

  @Test
  void aFolderMayBeALink() throws Exception {
    Files.createDirectory(folder.resolve("real"));
    Path link = SpecialFiles.link(folder.resolve("link"), Path.of("real"));
    write(link.resolve("file.txt"), "new");
    write(link.resolve("in/file.txt"), "new");
    assertThat(folder.resolve("real/file.txt")).hasContent("new");
    assertThat(folder.resolve("real/in/file.txt")).hasContent("new");
  }

  private void assertRefused(Path file, String reason) {
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> write(file, "new"))
        .withMessageContaining("cannot write list " + file)
        .withMessageContaining(reason);
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> AtomicFiles.checkWritable(file, "list"))
        .withMessageContaining("cannot write list " + file)
        .withMessageContaining(reason);
  }

  @Test
  void whatIsNoRegularFileIsRefusedAndStays() throws Exception {
    Path fifo = SpecialFiles.fifo(folder.resolve("fifo"));
    Path device = SpecialFiles.device();
    Path toDevice = SpecialFiles.link(folder.resolve("device"), device);
    Path toFifo = SpecialFiles.link(folder.resolve("to-fifo"), fifo);
    assertRefused(folder, "it is a folder");
    assertRefused(folder.resolve("."), "it is a folder");
    assertRefused(Path.of("/"), "it is a folder");
    assertRefused(Path.of(""), "it is a folder");
    assertRefused(fifo, "it is a FIFO");
    assertRefused(toFifo, "it is a FIFO");
    assertRefused(device, "it is a device");
    assertRefused(toDevice, "it is a device");
    assertThat(names()).containsExactly("device", "fifo", "to-fifo");
    assertThat(Files.isSymbolicLink(toDevice)).isTrue();
    for (Path special : new Path[] {fifo, toFifo, device, toDevice, folder}) {
      assertThatThrownBy(() -> AtomicFiles.checkRegularIfThere(special))
          .hasMessageContaining("name a regular file");
    }
  }

  @Test
  void linksInACircleAreRefused() throws Exception {
    Path one = SpecialFiles.link(folder.resolve("one"), Path.of("two"));
    SpecialFiles.link(folder.resolve("two"), Path.of("one"));
    assertRefused(one, "circle");
  }

  @Test
  void aFileInPlaceOfAFolderIsNamed() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertRefused(file.resolve("in/list.txt"), file + " is no folder");
    assertThat(names()).containsExactly("file");
  }

  @Test
  void aFailureLeavesWhatWasThereAndNothingBeside() throws Exception {
    Path file = folder.resolve("list.txt");
    write(file, "old");
    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    file,
                    "list",
                    aside -> {
                      Files.writeString(aside, "half");
                      throw new IOException("the disk is full");
                    }))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("the disk is full");
    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    file,
                    "list",
                    aside -> {
                      Files.writeString(aside, "half");
                      throw new IllegalStateException("broken");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("list.txt");
  }

  @Test
  void whatLiesBesideUnderAnyNameIsNotTouched() throws Exception {
    Path part = SpecialFiles.fifo(folder.resolve("list.txt.part"));
    write(folder.resolve("list.txt"), "new");
    assertThat(names()).containsExactly("list.txt", "list.txt.part");
    assertThat(Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  @Test
  void permissionsOfTheFileStay() throws Exception {
    Path file = folder.resolve("list.txt");
    write(file, "old");
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      write(file, "new");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aLongNameIsWritten() {
    Path file = folder.resolve("é".repeat(120));
    write(file, "new");
    assertThat(file).hasContent("new");
  }

  @Test
  void theCheckLeavesNothingBehind() throws Exception {
    Path file = folder.resolve("new/list.txt");
    AtomicFiles.checkWritable(file, "list");
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertThat(files).isEmpty();
    }
    write(file, "old");
    AtomicFiles.checkWritable(file, "list");
    assertThat(file).hasContent("old");
  }
}
