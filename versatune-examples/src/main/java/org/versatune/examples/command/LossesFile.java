// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toCollection;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.versatune.detection.LabelledText;
import org.versatune.detection.NgramLanguageModel;
import org.versatune.detection.SecondOpinion;
import org.versatune.detection.TextLoss;
import org.versatune.internal.JsonObject;
import org.versatune.internal.TextFile;

/**
 * The losses of a model that does not run here, on held-out texts. Each line is a JSON object:
 *
 * <pre>{"domain": "law", "text": "...", "loss": 123.4, "yardstick": 130.2}</pre>
 *
 * <p>Losses are the nats of the whole text; the yardstick's, those of another model, are in all
 * lines or in none.
 *
 * @param texts the texts and their domains
 * @param model the model's loss by text
 * @param yardstick the yardstick's loss by text; empty where there is none
 */
record LossesFile(
    ImmutableList<LabelledText> texts,
    ImmutableMap<String, Double> model,
    ImmutableMap<String, Double> yardstick) {

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it cannot be read, or a line cannot be used; the message
   *     names the line, never the text
   */
  static LossesFile read(Path file) {
    ImmutableList.Builder<LabelledText> texts = ImmutableList.builder();
    Map<String, Double> model = new HashMap<>();
    Map<String, Double> yardstick = new HashMap<>();
    TextFile.lines(
        file,
        "the losses of",
        (line, number) -> {
          String where = file + ":" + number;
          JsonObject object = object(line, where);
          String text = string(object, "text", where);
          double loss = nats(object, "loss", where);
          texts.add(new LabelledText(string(object, "domain", where), text));
          checkArgument(
              model.put(text, loss) == null,
              "%s: the same text as in an earlier line; leave one of them out",
              where);
          if (object.has("yardstick")) {
            yardstick.put(text, nats(object, "yardstick", where));
          }
          checkArgument(
              yardstick.isEmpty() || yardstick.size() == model.size(),
              "%s: 'yardstick' must be in all lines or in none",
              where);
        });
    checkArgument(
        !model.isEmpty(),
        "%s holds no losses; write a line {\"domain\": \"law\", \"text\": \"...\", \"loss\": 123.4}"
            + " for each held-out text",
        file);
    return new LossesFile(
        texts.build(), ImmutableMap.copyOf(model), ImmutableMap.copyOf(yardstick));
  }

  /** Without what the parser says: it quotes what it read. */
  private static JsonObject object(String json, String where) {
    try {
      return JsonObject.read(json);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          where
              + ": no JSON object; write {\"domain\": \"law\", \"text\": \"...\", \"loss\": 123.4},"
              + " with numbers that are finite");
    }
  }

  private static String string(JsonObject object, String name, String where) {
    String value = object.text(name, "");
    checkArgument(!value.isEmpty(), "%s: '%s' is missing, empty or no string", where, name);
    return value;
  }

  private static double nats(JsonObject object, String name, String where) {
    double nats =
        object.fields().get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    checkArgument(
        nats >= 0 && Double.isFinite(nats),
        "%s: '%s' must be the nats of the whole text, a number of at least 0: the sum of -ln"
            + " P(token) over its tokens",
        where,
        name);
    return nats;
  }

  /**
   * What the losses say.
   *
   * @param domains of the detection
   * @param training text to train n-grams on, where the file has no yardstick; none where there is
   *     no such text
   * @throws IllegalArgumentException if the file has other domains, or there is no yardstick
   */
  SecondOpinion opinion(
      ImmutableList<String> domains, ImmutableMap<String, ImmutableList<String>> training) {
    Set<String> measured =
        texts.stream().map(LabelledText::domain).collect(toCollection(LinkedHashSet::new));
    checkArgument(
        measured.equals(ImmutableSet.copyOf(domains)),
        "--losses has texts of %s and the detection is over %s",
        measured,
        domains);
    SecondOpinion.Builder builder = SecondOpinion.builder(texts).model(of(model));
    if (!yardstick.isEmpty()) {
      return builder.yardstick(of(yardstick)).resolution(0).measure();
    }
    checkArgument(
        !training.isEmpty(),
        "--losses needs 'yardstick' in each line with --judge chat: there is no text here to train"
            + " n-grams on");
    Set<String> trained =
        training.values().stream().flatMap(List::stream).collect(toCollection(HashSet::new));
    for (LabelledText text : texts) {
      checkArgument(
          !trained.contains(text.text()),
          "--losses has a text of domain '%s' that the n-grams are trained on; take texts that are"
              + " not in --data",
          text.domain());
    }
    return builder.yardsticks(NgramLanguageModel.trainEach(training)).measure();
  }

  private static TextLoss of(ImmutableMap<String, Double> losses) {
    return text -> requireNonNull(losses.get(text), "a text of the file has no loss");
  }
}
