// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers.losses;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.versatune.internal.PythonJson;

/**
 * The files {@code validation_NAME.jsonl} of NeMo Automodel, one for each validation set: one
 * object a line, with {@code step} and {@code val_loss}. The trainer keeps up to 100 lines back
 * until it ends.
 *
 * <p>Keys as in the sources of NeMo Automodel (36044ad).
 */
record NemoForm() implements LossForm {
  private static final String BEFORE = "validation_";
  private static final String AFTER = ".jsonl";

  @Override
  public String name() {
    return "nemo-automodel";
  }

  @Override
  public String howTo() {
    return "name a validation set for each domain; read the checkpoint folder, which holds"
        + " validation_NAME.jsonl for each";
  }

  @Override
  public boolean accepts(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.startsWith(BEFORE)
        && name.endsWith(AFTER)
        && name.length() > BEFORE.length() + AFTER.length();
  }

  @Override
  public void read(Piece piece, Consumer<Found> losses) {
    checkArgument(
        accepts(piece.file()), "the file is not called validation_NAME.jsonl: %s", howTo());
    ImmutableMap<String, Object> line = PythonJson.object(piece.text()).fields();
    String file = String.valueOf(piece.file().getFileName());
    Object loss = line.get("val_loss");
    checkArgument(loss != null, "'val_loss' is missing");
    losses.accept(
        new Found(
            piece.file(),
            piece.line(),
            line.get("step"),
            file.substring(BEFORE.length(), file.length() - AFTER.length()),
            loss));
  }
}
