// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.versatune.internal.JsonObject;

/**
 * What a cache of judgements holds.
 *
 * @param answers by key
 * @param broken lines that were left out
 */
record ChatCacheLines(ImmutableMap<String, Kept> answers, int broken) {
  private static final String BEGINNING = "{\"judgement\":";

  /** Longer than an answer over thousands of domains. */
  private static final int LONGEST = 1 << 20;

  /**
   * An answer and the judge that it was given to.
   *
   * @param judge empty where an older version wrote it
   */
  record Kept(ChatAnswer answer, String judge) {}

  /** What a line is. */
  private enum Line {
    WHOLE,
    /** Of a cache, but cut off or altered. */
    BROKEN,
    /** Of something else. */
    FOREIGN
  }

  /**
   * Reads a file.
   *
   * @param named what the user calls it
   * @throws IllegalArgumentException if it is no cache of a judge, or one of a later version
   */
  static ChatCacheLines read(Path named, Path file) throws IOException {
    Map<String, Kept> answers = new LinkedHashMap<>();
    int broken = 0;
    int foreign = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      int number = 0;
      for (byte[] line = line(in); line.length > 0; line = line(in)) {
        number++;
        String text = new String(line, StandardCharsets.UTF_8).strip();
        if (text.isEmpty()) {
          continue;
        }
        Line kind = line.length > LONGEST ? Line.FOREIGN : take(text, named, number, answers);
        checkArgument(
            line.length <= LONGEST || !answers.isEmpty(),
            "%s, line %s, is longer than any judgement: it is no cache of a judge; name another"
                + " file, or delete it",
            named,
            number);
        foreign += kind == Line.FOREIGN ? 1 : 0;
        broken += kind == Line.WHOLE ? 0 : 1;
      }
    }
    checkArgument(
        !answers.isEmpty() || (foreign == 0 && broken <= 1),
        "%s holds %s and none of them is a judgement: it is no cache of a judge; name another file,"
            + " or delete it",
        named,
        broken == 1 ? "a line" : broken + " lines");
    return new ChatCacheLines(ImmutableMap.copyOf(answers), broken);
  }

  private static byte[] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(200);
    for (int b = in.read(); b >= 0; b = in.read()) {
      line.write(b);
      if (b == '\n' || line.size() > LONGEST) {
        break;
      }
    }
    return line.toByteArray();
  }

  private static Line take(String line, Path named, int number, Map<String, Kept> answers) {
    JsonObject entry;
    try {
      entry = JsonObject.read(line);
    } catch (IllegalArgumentException e) {
      boolean begun = line.startsWith(BEGINNING) || BEGINNING.startsWith(line);
      return begun ? Line.BROKEN : Line.FOREIGN;
    }
    if (!(entry.has("judgement") && entry.value("judgement") instanceof Map)) {
      return Line.FOREIGN;
    }
    JsonObject body = entry.object("judgement");
    if (!ChatCache.sum(body.fields()).equals(entry.text("sum", ""))) {
      return Line.BROKEN;
    }
    try {
      ImmutableList.Builder<Double> weights = ImmutableList.builder();
      for (double weight : body.doubles("weights")) {
        weights.add(weight);
      }
      ChatAnswer answer =
          new ChatAnswer(
              ChatAnswer.Kind.valueOf(body.text("kind")),
              weights.build(),
              body.value("soft").equals(true),
              body.integer("inputTokens"),
              body.integer("outputTokens"));
      answers.put(body.text("key"), new Kept(answer, body.text("judge", "")));
      return Line.WHOLE;
    } catch (IllegalArgumentException e) {
      // Its sum is right, so it is as it was written.
      throw new IllegalArgumentException(
          named
              + ", line "
              + number
              + ", was written by another version of this library; use that one, or name another"
              + " file",
          e);
    }
  }
}
