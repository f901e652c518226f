// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers.losses;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.versatune.internal.JsonObject;
import org.versatune.internal.PythonJson;

/**
 * {@code trainer_state.json} of the Hugging Face Trainer, of TRL and of LLaMA-Factory: an object
 * with {@code log_history}, in which each evaluation set has an entry of its own at the same step,
 * with the key {@code eval_NAME_loss}.
 *
 * <p>Keys as in the sources of transformers 5 (f2cd577) and LLaMA-Factory (ff6d4d1).
 *
 * @param name the name in the table
 * @param howTo what makes the trainer write it
 */
record TrainerStateForm(String name, String howTo) implements LossForm {
  private static final String BEFORE = "eval_";
  private static final String AFTER = "_loss";
  private static final Pattern CHECKPOINT = Pattern.compile("checkpoint-\\d+");

  @Override
  public boolean isRewritten() {
    return true;
  }

  @Override
  public boolean accepts(Path file) {
    return file.endsWith("trainer_state.json");
  }

  /** Returns the one in the folder or in a checkpoint inside it, whichever was written last. */
  @Override
  public ImmutableList<Path> find(Path folder) throws IOException {
    Path latest = folder.resolve("trainer_state.json");
    try (Stream<Path> inside = Files.list(folder)) {
      for (Path checkpoint : inside.sorted(Comparator.comparing(LossForm::sortable)).toList()) {
        Path state = checkpoint.resolve("trainer_state.json");
        if (CHECKPOINT.matcher(String.valueOf(checkpoint.getFileName())).matches()
            && Files.exists(state)
            && (!Files.exists(latest)
                || Files.getLastModifiedTime(state).compareTo(Files.getLastModifiedTime(latest))
                    > 0)) {
          latest = state;
        }
      }
    }
    return Files.exists(latest) ? ImmutableList.of(latest) : ImmutableList.of();
  }

  @Override
  public void read(Piece piece, Consumer<Found> losses) {
    checkArgument(
        !piece.file().endsWith("trainer_log.jsonl"),
        "this file has no losses by domain: %s",
        howTo);
    for (PythonJson.Element element : PythonJson.elements(piece.text(), "log_history")) {
      ImmutableMap<String, Object> entry =
          JsonObject.of("the entry in line " + element.line(), element.value()).fields();
      entry.forEach(
          (key, loss) -> {
            // "eval_loss" is that of a set without a name.
            if (key.startsWith(BEFORE)
                && key.endsWith(AFTER)
                && key.length() > BEFORE.length() + AFTER.length()) {
              String name = key.substring(BEFORE.length(), key.length() - AFTER.length());
              losses.accept(new Found(piece.file(), element.line(), entry.get("step"), name, loss));
            }
          });
    }
  }
}
