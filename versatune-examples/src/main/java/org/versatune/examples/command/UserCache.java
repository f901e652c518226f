// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import com.google.common.base.Strings;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the folder where programs keep files that they can make again, by the custom of the system:
 * {@code $XDG_CACHE_HOME} or {@code ~/.cache}, on macOS {@code ~/Library/Caches}, on Windows {@code
 * %LOCALAPPDATA%}.
 */
final class UserCache {
  private UserCache() {}

  /** Our folder, which need not exist; empty where the user has no home, as in a container. */
  static Optional<Path> folder() {
    return folder(
        System.getProperty("os.name", ""), System.getProperty("user.home", ""), System.getenv());
  }

  static Optional<Path> folder(String system, String home, Map<String, String> environment) {
    String os = system.toLowerCase(Locale.ROOT);
    boolean windows = os.contains("windows");
    String below = windows ? "AppData/Local" : os.contains("mac") ? "Library/Caches" : ".cache";
    // By the XDG specification a path that is not absolute is passed over.
    return folderAt(environment.get(windows ? "LOCALAPPDATA" : "XDG_CACHE_HOME"))
        .or(() -> folderAt(home).filter(Files::isDirectory).map(path -> path.resolve(below)))
        .map(path -> path.resolve(windows ? "Cache/versatune" : "versatune"));
  }

  private static Optional<Path> folderAt(@Nullable String name) {
    try {
      return Optional.of(Path.of(Strings.nullToEmpty(name)))
          .filter(path -> !path.toString().isEmpty() && path.isAbsolute());
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
