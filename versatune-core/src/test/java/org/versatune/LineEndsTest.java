// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the library writes is the same on every system. */
class LineEndsTest {
  @Test
  void noTextOfTheLibraryHasTheLineEndsOfTheSystem() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
      List<Path> all = sources.filter(file -> file.toString().endsWith(".java")).toList();
      assertThat(all).hasSizeGreaterThan(100);
      assertThat(all)
          .allSatisfy(
              file -> assertThat(Files.readString(file)).doesNotContain("%n\"", "lineSeparator"));
    }
  }
}
