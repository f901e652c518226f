// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.versatune.examples.results.DetectionResult;
import org.versatune.examples.results.RunKey;
import org.versatune.examples.results.StudyResults;
import org.versatune.internal.AtomicFiles;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Results on disk, each with the settings that it came from, so that a study that was stopped goes
 * on where it was and a study whose plan was changed measures again what the change touches.
 *
 * <p>A file's name ends with a hash of the settings, and the settings are in the file. Files are
 * written aside and moved into place: a result is there whole or not at all. A file that cannot be
 * read counts for none. Safe for use by several threads as long as no two want the same result at
 * once.
 */
final class ResultStore {
  /** Raised with every change to how results come about. */
  private static final int VERSION = 3;

  private static final String KEPT = "runs";

  private final Path folder;
  private final boolean kept;

  /**
   * A store.
   *
   * @param folder the folder of the study
   * @param kept whether results are kept for the next time, and records beside them
   */
  ResultStore(Path folder, boolean kept) {
    this.folder = folder;
    this.kept = kept;
  }

  /**
   * Checks that what is kept comes from the same model, and notes which it is.
   *
   * @throws IllegalArgumentException if the folder holds runs of another model
   */
  void require(String model) {
    if (!kept) {
      return;
    }
    Path runs = folder.resolve(KEPT);
    Path note = runs.resolve("model.txt");
    String before = model;
    try {
      if (Files.exists(note)) {
        before = Files.readString(note).strip();
      } else if (Files.isDirectory(runs)) {
        // Earlier versions had no other model and left no note.
        before = StudyPlan.WINDOW;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + note, e);
    }
    checkArgument(
        before.equals(model),
        "%s holds runs of the model '%s', and the plan's model is '%s': give another folder",
        folder,
        before,
        model);
    AtomicFiles.write(note, "model", aside -> Files.writeString(aside, model + "\n"));
  }

  private record Kept(ImmutableList<String> settings, JsonNode value) {}

  /**
   * What a result is kept under.
   *
   * @param name its name, which files begin with
   * @param settings all that it depends on
   * @param cost of making it, in steps of a fine-tuning
   */
  record ResultKey<T>(String name, ImmutableList<String> settings, Class<T> type, double cost) {}

  /** Where the record of a run goes. */
  Path record(RunKey key, ImmutableList<String> settings) throws IOException {
    if (!kept) {
      // A run keeps the record of an earlier one under another name.
      return folder.resolve(
          key.group().study()
              + "-"
              + key.choice().strategy().replaceAll("[^A-Za-z0-9.=]+", "-").replaceAll("-$", "")
              + ".jsonl");
    }
    Path record = place(key.fileName(), settings, ".jsonl");
    // Training writes a record line by line; one left by a run that was stopped is of no use.
    Files.deleteIfExists(record);
    return record;
  }

  /** A file of this folder as results name it. */
  String relative(Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  /** Where a result or a record is or will be. */
  private Path place(String name, ImmutableList<String> settings, String ending) {
    String all = VERSION + "\n" + String.join("\n", settings);
    String hash = Hashing.sha256().hashString(all, UTF_8).toString().substring(0, 12);
    // A name that every system and locale takes; the hash tells apart what looks the same then.
    return folder
        .resolve(KEPT)
        .resolve(name.replaceAll("[^ -~]|[/\\\\:*?\"<>|]", "-") + "-" + hash + ending);
  }

  private Path file(ResultKey<?> key) {
    return place(key.name(), key.settings(), ".json");
  }

  /** A result of an earlier run, or null where there is none. */
  private <T> @Nullable T find(ResultKey<T> key) {
    Path file = file(key);
    if (!kept || !Files.exists(file)) {
      return null;
    }
    try {
      Kept kept = StudyResults.JSON.readValue(Files.readString(file), Kept.class);
      return kept.settings().equals(key.settings())
          ? StudyResults.JSON.treeToValue(DetectionResult.withDefaults(kept.value()), key.type())
          : null;
    } catch (IOException | JacksonException e) {
      return null;
    }
  }

  boolean has(ResultKey<?> key) {
    return find(key) != null;
  }

  /** A result of an earlier run, or else a new one, which is kept. */
  <T> T get(ResultKey<T> key, Callable<T> work) throws Exception {
    @Nullable T found = find(key);
    if (found != null) {
      return found;
    }
    T result = work.call();
    if (kept) {
      Kept entry = new Kept(key.settings(), StudyResults.JSON.valueToTree(result));
      String text = StudyResults.JSON.writeValueAsString(entry) + "\n";
      AtomicFiles.write(file(key), "result", aside -> Files.writeString(aside, text));
    }
    return result;
  }
}
