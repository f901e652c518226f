// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are being replaced while they are read. */
class RepeatedReadingTest {

  /** As of a network file system whose old file is gone, for some attempts. */
  private static AtomicFiles.Reading<String> stale(int times, AtomicInteger attempts) {
    return () -> {
      if (attempts.incrementAndGet() <= times) {
        throw new FileSystemException("run.json", null, "Stale file handle");
      }
      return "text";
    };
  }

  @Property(tries = 12)
  void aFaultThatPassesIsNotSeen(@ForAll @IntRange(min = 0, max = AtomicFiles.TRIES - 1) int times)
      throws IOException {
    AtomicInteger attempts = new AtomicInteger();
    assertThat(AtomicFiles.repeatedly(stale(times, attempts))).isEqualTo("text");
    assertThat(attempts).hasValue(times + 1);
  }

  @Test
  void oneThatStaysIsThrown() {
    AtomicInteger attempts = new AtomicInteger();
    assertThatThrownBy(() -> AtomicFiles.repeatedly(stale(100, attempts)))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("Stale file handle");
    assertThat(attempts).hasValue(AtomicFiles.TRIES);
  }

  @Test
  void whatTimeDoesNotHealIsThrownAtOnce() {
    for (IOException fault :
        new IOException[] {new NoSuchFileException("x"), new MalformedInputException(1)}) {
      AtomicInteger attempts = new AtomicInteger();
      assertThatThrownBy(
              () ->
                  AtomicFiles.repeatedly(
                      () -> {
                        attempts.incrementAndGet();
                        throw fault;
                      }))
          .isSameAs(fault);
      assertThat(attempts).hasValue(1);
    }
  }

  @Test
  void anInterruptedThreadDoesNotWait() {
    AtomicInteger attempts = new AtomicInteger();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> AtomicFiles.repeatedly(stale(100, attempts)))
        .isInstanceOf(FileSystemException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(attempts).hasValue(1);
  }

  @Test
  void aFolderIsRefusedAndATextRead(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> AtomicFiles.read(folder))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("a folder");
    Path file = Files.writeString(folder.resolve("text"), "ä");
    assertThat(AtomicFiles.read(file)).isEqualTo("ä");
  }
}
