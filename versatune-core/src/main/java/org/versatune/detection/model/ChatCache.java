// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.versatune.detection.JudgeException;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;

/**
 * The answers of a chat model in a file of JSON Lines, which is only ever appended to.
 *
 * <p>A line holds a hash of prompt, model, text and number of the vote, what was answered, and a
 * checksum over both: no text and no key. It is written in one call before its answer is used, so a
 * killed process loses calls that were under way and no others. A line that was cut off or altered
 * is skipped with a warning, and its text is asked for again. Several processes may use one file:
 * each reads it when it starts.
 */
final class ChatCache {
  private static final System.Logger LOG = System.getLogger(ChatCache.class.getName());
  private static final String WHAT = "the cache of judgements";

  private final @Nullable Path file;
  private final Map<String, ChatAnswer> answers = new HashMap<>();

  /**
   * Reads the file, where there is one.
   *
   * @param file null to keep answers in memory alone
   * @param domains how many weights an answer has
   */
  ChatCache(@Nullable Path file, int domains) {
    this.file = file;
    if (file == null) {
      return;
    }
    try {
      Path target = AtomicFiles.target(file);
      AtomicFiles.checkRegularIfThere(target);
      if (Files.exists(target)) {
        read(target, domains);
      } else {
        AtomicFiles.checkWritable(target, WHAT);
      }
    } catch (IOException e) {
      throw AtomicFiles.failure("use", WHAT, file, e);
    }
  }

  private void read(Path target, int domains) throws IOException {
    int broken = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(target))) {
      for (byte[] line = line(in); line.length > 0; line = line(in)) {
        String text = new String(line, StandardCharsets.UTF_8).strip();
        if (!text.isEmpty() && !take(text, domains)) {
          broken++;
        }
      }
    }
    checkArgument(
        broken == 0 || !answers.isEmpty() || broken == 1,
        "%s holds %s lines and none of them is a judgement: it is no cache of a judge; name another"
            + " file, or delete it",
        file,
        broken);
    if (broken > 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} lines of the cache {1} are cut off or altered and were left out; what they held is"
              + " asked for again",
          broken,
          file);
    }
  }

  private static byte[] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(200);
    for (int b = in.read(); b >= 0; b = in.read()) {
      line.write(b);
      if (b == '\n') {
        break;
      }
    }
    return line.toByteArray();
  }

  private boolean take(String line, int domains) {
    try {
      JsonObject entry = JsonObject.read(line);
      JsonObject body = entry.object("judgement");
      if (!sum(body.fields()).equals(entry.text("sum"))) {
        return false;
      }
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
      if (answer.kind() == ChatAnswer.Kind.LABEL && answer.weights().size() != domains) {
        return true; // Of a judge over other domains, which shares the file.
      }
      answers.put(body.text("key"), answer);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String sum(Map<String, ?> body) {
    return Hashing.sha256()
        .hashString(Json.write(body), StandardCharsets.UTF_8)
        .toString()
        .substring(0, 16);
  }

  /** What was answered under a key. */
  synchronized Optional<ChatAnswer> get(String key) {
    return Optional.ofNullable(answers.get(key));
  }

  /**
   * Keeps an answer, in the file too.
   *
   * @throws JudgeException if the file cannot be appended to: further answers would be paid for and
   *     lost
   */
  synchronized void put(String key, ChatAnswer answer) {
    answers.put(key, answer);
    if (file != null) {
      try {
        append(file, line(key, answer));
      } catch (UncheckedIOException e) {
        throw new JudgeException(String.valueOf(e.getMessage()), JudgeException.Scope.DETECTION);
      }
    }
  }

  private static String line(String key, ChatAnswer answer) {
    ImmutableMap<String, Object> body =
        ImmutableMap.<String, Object>builder()
            .put("key", key)
            .put("kind", answer.kind().name())
            .put("weights", answer.weights())
            .put("soft", answer.soft())
            .put("inputTokens", answer.inputTokens())
            .put("outputTokens", answer.outputTokens())
            .buildOrThrow();
    return Json.write(ImmutableMap.of("judgement", body, "sum", sum(body)));
  }

  /** Opened for each line, so that nobody need close it; a call takes a thousand times as long. */
  private static void append(Path file, String line) {
    try {
      Path target = AtomicFiles.target(file);
      String start = endsInLine(target) ? "" : "\n";
      Files.writeString(
          target, start + line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw AtomicFiles.failure("append to", WHAT, file, e);
    }
  }

  /** A process that was killed may have left half a line, which must not spoil the next one. */
  private static boolean endsInLine(Path target) throws IOException {
    if (!Files.exists(target) || Files.size(target) == 0) {
      return true;
    }
    try (RandomAccessFile bytes = new RandomAccessFile(target.toFile(), "r")) {
      bytes.seek(bytes.length() - 1);
      return bytes.read() == '\n';
    }
  }
}
