// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers.losses;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Longs;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.PythonJson;

/**
 * {@code logging.jsonl} of ms-swift: one object a line, with the keys {@code loss_CHANNEL} (of
 * training) and {@code eval_loss_CHANNEL}, and the step as the text {@code "100/1000"} under {@code
 * global_step/max_steps}, or {@code iteration} in its Megatron variant.
 *
 * <p>Keys as in the sources of ms-swift (3602360).
 *
 * @param name the name in the table
 * @param before what comes before the name of a channel
 * @param howTo what makes the trainer write it
 */
record SwiftForm(String name, String before, String howTo) implements LossForm {
  @Override
  public boolean accepts(Path file) {
    return file.endsWith("logging.jsonl");
  }

  @Override
  public void read(Piece piece, Consumer<Found> losses) {
    ImmutableMap<String, Object> line = PythonJson.object(piece.text()).fields();
    line.forEach(
        (key, loss) -> {
          if (key.startsWith(before) && key.length() > before.length()) {
            losses.accept(
                new Found(
                    piece.file(), piece.line(), step(line), key.substring(before.length()), loss));
          }
        });
  }

  private static @Nullable Object step(ImmutableMap<String, Object> line) {
    Object step = line.getOrDefault("global_step/max_steps", line.get("iteration"));
    if (step instanceof String text && text.indexOf('/') > 0) {
      Long number = Longs.tryParse(text.substring(0, text.indexOf('/')));
      return number == null ? text : number;
    }
    return step;
  }
}
