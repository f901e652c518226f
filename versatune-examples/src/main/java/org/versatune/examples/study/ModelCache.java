// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.versatune.examples.files.IoProblem;
import org.versatune.internal.AtomicFiles;

/**
 * Trained models on disk, each under a name that holds everything its training depended on.
 *
 * <p>Models are written aside and moved into place, so that an interrupted run leaves no half
 * model. A file that cannot be read is taken for none, and trained again.
 */
final class ModelCache {
  private final Path folder;

  ModelCache(Path folder) {
    this.folder = folder;
  }

  /** A name for a model: any change to any part gives another. */
  static String key(String name, List<?> parts) {
    Hasher hasher = Hashing.sha256().newHasher();
    for (Object part : parts) {
      byte[] text = part.toString().getBytes(UTF_8);
      hasher.putInt(text.length).putBytes(text);
    }
    return name + "-" + hasher.hash().toString().substring(0, 20);
  }

  Optional<MultiLayerNetwork> read(String key, StudyLog log) {
    Path file = file(key);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ModelSerializer.restoreMultiLayerNetwork(file.toFile(), false));
    } catch (IOException | RuntimeException e) {
      log.progress(file + " holds no model that can be read (" + reason(e) + "); training it");
      return Optional.empty();
    }
  }

  /**
   * Keeps a model. One that cannot be kept is no failure, and a line of the log says so: it is
   * trained again the next time.
   */
  void write(String key, MultiLayerNetwork network, StudyLog log) {
    Path file = file(key);
    try {
      AtomicFiles.write(
          file, "base model", aside -> ModelSerializer.writeModel(network, aside.toFile(), false));
    } catch (RuntimeException e) {
      log.warning(
          "the base model cannot be kept in "
              + folder
              + ", and the next run trains it again: "
              + reason(e)
              + "; --cache names another folder");
    }
  }

  private static String reason(Exception problem) {
    Throwable cause = problem instanceof UncheckedIOException ? problem.getCause() : problem;
    return cause instanceof IOException io ? IoProblem.reason(io) : problem.toString();
  }

  Path file(String key) {
    return folder.resolve(key + ".zip");
  }
}
