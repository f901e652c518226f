// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;

/** Where a class was loaded from. */
final class CodeLocation {
  private CodeLocation() {}

  /**
   * Returns the jar or the folder of a class.
   *
   * @throws CorpusException if it is neither
   */
  static Path of(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    try {
      if (location != null && location.getProtocol().equals("file")) {
        return Path.of(location.toURI());
      }
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new CorpusException(
          "cannot tell where the archives are from " + location + "; give their folder", e);
    }
    throw new CorpusException(
        "cannot tell where the archives are from " + location + "; give their folder");
  }
}
