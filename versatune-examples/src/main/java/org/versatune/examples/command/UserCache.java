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

/**
 * Finds the folder where programs keep files that they can make again, by the custom of the system:
 * {@code $XDG_CACHE_HOME} or {@code ~/.cache}, on macOS {@code ~/Library/Caches}, on Windows {@code
 * %LOCALAPPDATA%}.
 */
public final class UserCache {
  private static final String OURS = "versatune";

  private UserCache() {}

  /**
   * Returns our folder in the user's cache.
   *
   * @return the folder, which need not exist; empty where the user has no home folder, as in a
   *     container with a made-up user
   */
  public static Optional<Path> folder() {
    return folder(
        System.getProperty("os.name", ""), System.getProperty("user.home", ""), System.getenv());
  }

  static Optional<Path> folder(String system, String home, Map<String, String> environment) {
    String os = system.toLowerCase(Locale.ROOT);
    // By the XDG specification a path that is not absolute is passed over.
    Optional<Path> set = folderAt(environment.get("XDG_CACHE_HOME"));
    if (os.contains("windows")) {
      set = folderAt(environment.get("LOCALAPPDATA")).map(path -> path.resolve("Cache"));
    }
    return set.or(
            () ->
                folderAt(home)
                    .filter(Files::isDirectory)
                    .map(
                        path ->
                            os.contains("mac")
                                ? path.resolve("Library").resolve("Caches")
                                : os.contains("windows")
                                    ? path.resolve("AppData").resolve("Local").resolve("Cache")
                                    : path.resolve(".cache")))
        .map(path -> path.resolve(OURS));
  }

  private static Optional<Path> folderAt(@org.jspecify.annotations.Nullable String name) {
    try {
      return Optional.of(Path.of(Strings.nullToEmpty(name)))
          .filter(path -> !path.toString().isEmpty() && path.isAbsolute());
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
