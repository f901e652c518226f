// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;

/**
 * Keeps reference losses in a JSON file, each under a key for everything that it depends on.
 * Written after every domain, so that a measurement that was interrupted goes on where it stopped.
 *
 * <p>Safe for use by several threads of one process.
 */
final class ReferenceLossCache {
  private static final String FORMAT = "versatune-reference-losses";
  private static final int VERSION = 1;

  private final Path file;

  ReferenceLossCache(Path file) {
    this.file = file;
  }

  /**
   * Returns the loss under a key.
   *
   * @return nats/token; empty where it has not been measured
   * @throws IllegalArgumentException if the file is no such cache
   */
  synchronized OptionalDouble find(String key) {
    JsonObject losses = losses();
    return losses.has(key)
        ? OptionalDouble.of(losses.object(key).number("loss"))
        : OptionalDouble.empty();
  }

  /** Keeps a loss, with a description for people who read the file. */
  synchronized void put(String key, String domain, String description, double loss) {
    Map<String, Object> losses = new LinkedHashMap<>(losses().fields());
    losses.put(key, ImmutableMap.of("domain", domain, "measured", description, "loss", loss));
    String document =
        Json.writePretty(ImmutableMap.of("format", FORMAT, "version", VERSION, "losses", losses));
    AtomicFiles.write(file, "reference losses", aside -> Files.writeString(aside, document));
  }

  private JsonObject losses() {
    JsonObject none = JsonObject.of("no losses", ImmutableMap.of());
    if (!Files.exists(file)) {
      return none;
    }
    Object value;
    try {
      AtomicFiles.checkRegularIfThere(file);
      value = Json.read(Files.readString(file));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          file
              + " is cut short or not JSON ("
              + e.getMessage()
              + "); delete it to measure the reference losses anew",
          e);
    } catch (IOException e) {
      throw AtomicFiles.failure("read", "reference losses", file, e);
    }
    JsonObject document =
        JsonObject.of(file.toString(), value instanceof Map<?, ?> ? value : ImmutableMap.of());
    checkArgument(
        document.text("format", "").equals(FORMAT) && document.integer("version", -1) == VERSION,
        "%s is no cache of reference losses of version %s; delete it to measure them anew, or name"
            + " another file",
        file,
        VERSION);
    return document.has("losses") ? document.object("losses") : none;
  }
}
