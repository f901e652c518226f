package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reference losses in a JSON file, each under a key that says everything it depends on. Written
 * after every domain, so that a measurement that was interrupted goes on where it stopped.
 *
 * <p>Safe for use by several threads of one process.
 */
final class ReferenceLossCache {
  private static final String FORMAT = "versatune-reference-losses";
  private static final int VERSION = 1;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path file;

  ReferenceLossCache(Path file) {
    this.file = file;
  }

  /**
   * The loss under a key.
   *
   * @return nats/token; empty where it has not been measured
   * @throws IllegalArgumentException if the file is no such cache
   */
  synchronized OptionalDouble find(String key) {
    JsonNode loss = read().path("losses").path(key).path("loss");
    return loss.isNumber() ? OptionalDouble.of(loss.doubleValue()) : OptionalDouble.empty();
  }

  /** Keeps a loss, with a description for whoever reads the file. */
  synchronized void put(String key, String domain, String description, double loss) {
    ObjectNode document = read();
    ObjectNode entry = document.withObject("/losses").putObject(key);
    entry.put("domain", domain);
    entry.put("measured", description);
    entry.put("loss", loss);
    WrittenAside.write(
        file,
        "reference losses",
        aside ->
            Files.writeString(
                aside, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document)));
  }

  private ObjectNode read() {
    if (!Files.exists(file)) {
      ObjectNode empty = JSON.createObjectNode();
      empty.put("format", FORMAT);
      empty.put("version", VERSION);
      return empty;
    }
    try {
      JsonNode document = JSON.readTree(Files.readString(file));
      checkArgument(
          document instanceof ObjectNode
              && document.path("format").asString("").equals(FORMAT)
              && document.path("version").asInt(-1) == VERSION,
          "%s is no cache of reference losses of version %s; delete it to measure them anew, or name"
              + " another file",
          file,
          VERSION);
      return (ObjectNode) document;
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          file
              + " is cut short or not JSON ("
              + e.getOriginalMessage()
              + "); delete it to measure the reference losses anew",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read reference losses " + file, e);
    }
  }
}
