// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Text of three made-up domains that a small model tells apart within a few steps. */
public final class MadeUpText {
  private static final Map<String, List<String>> WORDS =
      Map.of(
          "boats", List.of("keel", "mast", "sail", "tide", "hull", "anchor", "deck"),
          "numbers", List.of("12", "345", "67", "8901", "23", "456", "7"),
          "shouts", List.of("HEY", "STOP", "GO", "RUN", "NOW", "WAIT", "LOOK"));

  private MadeUpText() {}

  /** Writes a folder a domain, each with 40 documents of 60 words. */
  public static Path write(Path folder) {
    WORDS.forEach(
        (domain, words) -> {
          SplittableRandom random = new SplittableRandom(domain.length());
          for (int i = 0; i < 40; i++) {
            String text =
                IntStream.range(0, 60)
                    .mapToObj(w -> words.get(random.nextInt(words.size())))
                    .collect(Collectors.joining(" "));
            write(folder.resolve(domain).resolve(i + ".txt"), text);
          }
        });
    return folder;
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
