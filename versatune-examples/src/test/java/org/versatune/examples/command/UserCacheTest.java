// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserCacheTest {
  @TempDir Path home;

  @Test
  void followsTheCustomOfTheSystem() {
    String xdg = home.resolve("xdg").toString();
    String at = home.toString();
    assertThat(UserCache.folder("Linux", at, Map.of()))
        .hasValue(home.resolve(".cache").resolve("versatune"));
    assertThat(UserCache.folder("Linux", at, Map.of("XDG_CACHE_HOME", xdg)))
        .hasValue(home.resolve("xdg").resolve("versatune"));
    assertThat(UserCache.folder("Mac OS X", at, Map.of()))
        .hasValue(home.resolve("Library").resolve("Caches").resolve("versatune"));
    assertThat(UserCache.folder("Windows 11", at, Map.of("LOCALAPPDATA", xdg)))
        .hasValue(home.resolve("xdg").resolve("Cache").resolve("versatune"));
    assertThat(UserCache.folder("Windows 11", at, Map.of()))
        .hasValueSatisfying(path -> assertThat(path).startsWithRaw(home.resolve("AppData")));
  }

  @Test
  void passesOverWhatIsNoFolder() {
    assertThat(UserCache.folder("Linux", "?", Map.of())).isEmpty();
    assertThat(UserCache.folder("Linux", "", Map.of("XDG_CACHE_HOME", ""))).isEmpty();
    assertThat(UserCache.folder("Linux", "/no/such/home", Map.of())).isEmpty();
    assertThat(UserCache.folder("Linux", home.toString(), Map.of("XDG_CACHE_HOME", "relative")))
        .hasValue(home.resolve(".cache").resolve("versatune"));
  }
}
