// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A reader finishes every file of the library. */
class FileLengthTest {
  private static final int MOST_LINES = 450;

  @Test
  void noJavaFileIsLong() throws IOException {
    List<String> tooLong = new ArrayList<>();
    int files = 0;
    for (String module : List.of("versatune-core", "versatune-dl4j", "versatune-examples")) {
      try (Stream<Path> all = Files.walk(Path.of("..", module, "src"))) {
        for (Path file : (Iterable<Path>) all.filter(FileLengthTest::isJava)::iterator) {
          files++;
          int lines = Files.readAllLines(file).size();
          if (lines > MOST_LINES) {
            tooLong.add(file + ": " + lines + " lines");
          }
        }
      }
    }
    assertThat(files).isGreaterThan(300);
    assertThat(tooLong).as("files of more than %s lines", MOST_LINES).isEmpty();
  }

  private static boolean isJava(Path file) {
    return file.toString().endsWith(".java");
  }
}
