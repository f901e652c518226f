// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers.losses;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Doubles;
import com.google.common.primitives.Longs;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Megatron-LM prints: lines such as {@code validation-NAME loss at iteration 100 | lm loss
 * value: 2.100000E+00 | …} among many others. What it prints of a test set at the end is passed
 * over.
 *
 * <p>Lines as in the sources of Megatron-LM (d98e8a6).
 */
record MegatronForm() implements LossForm {
  private static final Pattern LINE =
      Pattern.compile("(?:^|\\s)validation-(\\S+) loss at iteration (.*)$", Pattern.DOTALL);
  private static final Pattern VALUES =
      Pattern.compile(
          "^(\\d+)( on (?:validation|test) set)?\\s*\\|.*?\\blm loss value: *([^\\s|]+)");

  @Override
  public String name() {
    return "megatron-lm";
  }

  @Override
  public String howTo() {
    return "give --multiple-validation-sets --full-validation --validation-set-names with the names"
        + " of the domains, and send what the trainer prints to a file";
  }

  @Override
  public boolean accepts(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".log") || name.endsWith(".out");
  }

  @Override
  public void read(Piece piece, Consumer<Found> losses) {
    Matcher line = LINE.matcher(piece.text());
    if (!line.find()) {
      return;
    }
    Matcher values = VALUES.matcher(line.group(2));
    checkArgument(
        values.find(), "the line about validation set '%s' has no lm loss value", line.group(1));
    if (String.valueOf(values.group(2)).contains("test")) {
      return;
    }
    Long step = Longs.tryParse(values.group(1));
    losses.accept(
        new Found(
            piece.file(),
            piece.line(),
            step == null ? values.group(1) : step,
            line.group(1),
            loss(values.group(3))));
  }

  /** Python prints NAN and INF in this place. */
  private static Object loss(String text) {
    return switch (text) {
      case "NAN", "nan" -> Double.NaN;
      case "INF", "inf" -> Double.POSITIVE_INFINITY;
      case "-INF", "-inf" -> Double.NEGATIVE_INFINITY;
      default -> {
        Double number = Doubles.tryParse(text);
        yield number == null ? text : number;
      }
    };
  }
}
