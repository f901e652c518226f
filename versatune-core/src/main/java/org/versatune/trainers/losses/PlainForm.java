// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers.losses;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.versatune.internal.JsonObject;
import org.versatune.internal.PythonJson;

/** Lines of {@code {"step": 100, "losses": {"law": 2.1, "code": 0.9}}}: for a loop of your own. */
record PlainForm() implements LossForm {
  @Override
  public String name() {
    return "plain";
  }

  @Override
  public String howTo() {
    return "write one line {\"step\": 100, \"losses\": {\"law\": 2.1, …}} for each evaluation";
  }

  @Override
  public boolean accepts(Path file) {
    return file.endsWith("losses.jsonl");
  }

  @Override
  public void read(Piece piece, Consumer<Found> losses) {
    JsonObject line = PythonJson.object(piece.text());
    Object step = line.value("step");
    line.object("losses")
        .fields()
        .forEach(
            (name, loss) -> losses.accept(new Found(piece.file(), piece.line(), step, name, loss)));
  }
}
