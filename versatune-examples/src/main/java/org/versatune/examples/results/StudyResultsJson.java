package org.versatune.examples.results;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.versatune.internal.AtomicFiles;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.datatype.guava.GuavaModule;

/** Results as JSON: keys in the order of the records, so that two files compare line by line. */
final class StudyResultsJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new GuavaModule())
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private StudyResultsJson() {}

  static void write(StudyResults results, Path file) {
    String json = MAPPER.writeValueAsString(results) + "\n";
    AtomicFiles.write(file, "results", aside -> Files.writeString(aside, json));
  }

  static StudyResults read(Path file) {
    String json;
    try {
      json = Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read results from " + file, e);
    }
    StudyResults results;
    try {
      results = MAPPER.readValue(json, StudyResults.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          file + " holds no results of a study: " + e.getOriginalMessage(), e);
    }
    if (!results.format().equals(StudyResults.FORMAT)) {
      throw new IllegalArgumentException(
          file
              + " has layout '"
              + results.format()
              + "', this version reads '"
              + StudyResults.FORMAT
              + "': run the study again");
    }
    return results;
  }
}
