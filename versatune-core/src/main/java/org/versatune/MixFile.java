// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;

/** A distribution as a file: a JSON object of one weight a domain. */
final class MixFile {
  private static final String WHAT = "the mix";

  private MixFile() {}

  static DomainDistribution read(Path file) {
    String json;
    try {
      AtomicFiles.checkRegularIfThere(file);
      String text = Files.readString(file);
      // The mark that editors of Windows put before a text.
      json = text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          file + " holds no mix: it is not UTF-8; save it as UTF-8", e);
    } catch (IOException e) {
      throw AtomicFiles.failure("read", WHAT, file, e);
    }
    try {
      return DomainDistribution.of(JsonObject.numbers("it", Json.read(json)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + " holds no mix: " + e.getMessage(), e);
    }
  }

  static void write(DomainDistribution mix, Path file) {
    AtomicFiles.write(
        file, WHAT, aside -> Files.writeString(aside, Json.writePretty(mix.asMap()) + "\n"));
  }
}
