// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers.losses;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Longs;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.versatune.internal.PythonJson;

/**
 * The files {@code metrics_step{N}.json} that OLMo-core's metric saver writes, one for each step:
 * an object of metrics, among them {@code eval/lm/NAME/CE loss} of the language-model evaluator.
 *
 * <p>The saver writes the latest value that it has. Where metrics are saved more often than
 * evaluated, a file repeats the losses of an earlier step: give both the same interval.
 *
 * <p>Names as in the sources of OLMo-core (fa6c501).
 */
record OlmoForm() implements LossForm {
  private static final Pattern FILE = Pattern.compile("metrics_step(\\d+)\\.json");
  private static final Pattern KEY = Pattern.compile("eval/lm/(.+)/CE loss");

  @Override
  public String name() {
    return "olmo-core";
  }

  @Override
  public String howTo() {
    return "add a metric saver with save_interval equal to the interval of the language-model"
        + " evaluator, whose labels are the domains; read the save folder, which holds"
        + " metrics_step{N}.json";
  }

  @Override
  public boolean isRewritten() {
    return true;
  }

  @Override
  public boolean accepts(Path file) {
    return FILE.matcher(String.valueOf(file.getFileName())).matches();
  }

  @Override
  public void read(Piece piece, Consumer<Found> losses) {
    Matcher file = FILE.matcher(String.valueOf(piece.file().getFileName()));
    checkArgument(
        file.matches(), "the file is not called metrics_step{N}.json, so its step is not known");
    Long step = Longs.tryParse(file.group(1));
    PythonJson.object(piece.text())
        .fields()
        .forEach(
            (key, loss) -> {
              Matcher named = KEY.matcher(key);
              if (named.matches()) {
                losses.accept(
                    new Found(
                        piece.file(),
                        1,
                        step == null ? file.group(1) : step,
                        named.group(1),
                        loss));
              }
            });
  }
}
