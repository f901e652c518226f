// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.versatune.detection.JudgeException;
import org.versatune.detection.model.ChatCacheLines.Kept;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.Json;
import org.versatune.internal.SoleWriter;

/**
 * The answers of a chat model in a file of JSON Lines, which is only ever appended to.
 *
 * <p>A line holds a hash of prompt, model, text and number of the vote, a hash of the judge, what
 * was answered, and a checksum over these: no text and no key. It is written in one call before its
 * answer is used, so a killed process loses calls that were under way and no others. A line that
 * was cut off or altered is skipped with a warning, and its text is asked for again.
 *
 * <p>Judges of one process that name the same file share one cache. Another process is refused
 * while one of them is open: it would ask, and pay, for the same texts again. A file that was
 * deleted, cut or replaced meanwhile gets back what it lost.
 */
final class ChatCache implements Closeable {
  private static final System.Logger LOG = System.getLogger(ChatCache.class.getName());
  private static final String WHAT = "the cache of judgements";

  @GuardedBy("OPEN")
  private static final Map<Path, Open> OPEN = new HashMap<>();

  private final @Nullable Path file;
  private final @Nullable Path target;

  @GuardedBy("this")
  private final Map<String, Kept> answers = new LinkedHashMap<>();

  /** Bytes of the file after the last reading or writing. */
  @GuardedBy("this")
  private long size;

  /** What the system calls the file; null where it has no such thing. */
  @GuardedBy("this")
  private @Nullable Object identity;

  /** Whether an answer is not in the file because it could not be written. */
  @GuardedBy("this")
  private boolean failed;

  /** Whether others may write the file now. */
  @GuardedBy("this")
  private boolean isGivenBack;

  /** Judges that use it. */
  @GuardedBy("OPEN")
  private int users = 1;

  /**
   * A file in use. The right is held until the last judge is closed, or the process ends; the
   * answers of judges that nobody has any more are not.
   */
  private record Open(SoleWriter right, WeakReference<ChatCache> cache) {}

  private ChatCache(@Nullable Path file, @Nullable Path target) {
    this.file = file;
    this.target = target;
  }

  /**
   * Reads the file, where there is one. {@link #close} it once.
   *
   * @param file null to keep answers in memory alone
   * @param judge a hash of what answers depend on, beside the text
   * @throws IllegalArgumentException if it is no such file
   * @throws IllegalStateException if another process uses it
   * @throws UncheckedIOException if it cannot be read or made
   */
  static ChatCache open(@Nullable Path file, String judge) {
    if (file == null) {
      return new ChatCache(null, null);
    }
    try {
      Path target = AtomicFiles.target(file);
      synchronized (OPEN) {
        Open open = OPEN.get(target);
        @Nullable ChatCache shared = open == null ? null : open.cache().get();
        if (shared != null) {
          shared.users++;
          shared.warnOfOther(judge);
          return shared;
        }
        SoleWriter right = open == null ? SoleWriter.of(target, WHAT) : open.right();
        ChatCache cache = new ChatCache(file, target);
        try {
          cache.read(judge);
        } catch (IOException | RuntimeException e) {
          if (open == null) {
            right.close();
          }
          throw e;
        }
        OPEN.put(target, new Open(right, new WeakReference<>(cache)));
        return cache;
      }
    } catch (IOException e) {
      throw AtomicFiles.failure("use", WHAT, file, e);
    }
  }

  /** Gives the file back to others. */
  @Override
  public void close() {
    if (file == null || target == null) {
      return;
    }
    synchronized (OPEN) {
      Open open = OPEN.get(target);
      users--;
      if (users == 0 && open != null && open.cache().get() == this) {
        synchronized (this) { // After an answer that is being written.
          isGivenBack = true;
        }
        OPEN.remove(target);
        try {
          open.right().close();
        } catch (IOException e) {
          throw AtomicFiles.failure("give back", WHAT, file, e);
        }
      }
    }
  }

  private synchronized void read(String judge) throws IOException {
    Path from = Objects.requireNonNull(target);
    if (!Files.exists(from)) {
      AtomicFiles.checkWritable(from, WHAT);
      return;
    }
    ChatCacheLines lines = ChatCacheLines.read(Objects.requireNonNull(file), from);
    answers.putAll(lines.answers());
    remember(from);
    if (lines.broken() > 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} lines of the cache {1} are cut off, altered or of something else and were left out;"
              + " what they held is asked for again",
          Integer.toString(lines.broken()),
          file);
    }
    warnOfOther(judge);
  }

  /** Says that there are answers, and none to this judge. */
  private synchronized void warnOfOther(String judge) {
    if (!answers.isEmpty()
        && answers.values().stream()
            .noneMatch(kept -> kept.judge().isEmpty() || kept.judge().equals(judge))) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the cache {0} holds {1} answers and none to this judge: the model, the domains or an"
              + " option differ, so every text is asked for",
          file,
          Integer.toString(answers.size()));
    }
  }

  /**
   * What was answered under a key.
   *
   * @param domains of the judge
   */
  synchronized Optional<ChatAnswer> get(String key, int domains) {
    return Optional.ofNullable(answers.get(key))
        .map(Kept::answer)
        .filter(
            answer -> answer.kind() != ChatAnswer.Kind.LABEL || answer.weights().size() == domains);
  }

  /**
   * Keeps an answer, in the file too.
   *
   * @throws JudgeException if the file cannot be appended to: further answers would be paid for and
   *     lost; or if the file was given back while the answer came, since another process may write
   *     it now
   */
  synchronized void put(String key, ChatAnswer answer, String judge) {
    if (isGivenBack) {
      throw new JudgeException(
          "the judge was closed before an answer came, which is not kept; what was judged before is"
              + " in the cache",
          JudgeException.Scope.DETECTION);
    }
    Kept kept = new Kept(answer, judge);
    answers.put(key, kept);
    if (file != null) {
      try {
        append(file, line(key, kept));
        failed = false;
      } catch (IOException e) {
        throw stopped(AtomicFiles.failure("append to", WHAT, file, e));
      } catch (UncheckedIOException | IllegalArgumentException e) {
        throw stopped(e);
      }
    }
  }

  private synchronized JudgeException stopped(RuntimeException e) {
    failed = true;
    return new JudgeException(String.valueOf(e.getMessage()), JudgeException.Scope.DETECTION);
  }

  private static String line(String key, Kept kept) {
    ChatAnswer answer = kept.answer();
    ImmutableMap.Builder<String, Object> body =
        ImmutableMap.<String, Object>builder()
            .put("key", key)
            .put("kind", answer.kind().name())
            .put("weights", answer.weights())
            .put("soft", answer.soft())
            .put("inputTokens", answer.inputTokens())
            .put("outputTokens", answer.outputTokens());
    if (!kept.judge().isEmpty()) {
      body.put("judge", kept.judge()); // Lines of older versions say nothing of it.
    }
    ImmutableMap<String, Object> judgement = body.buildOrThrow();
    return Json.write(ImmutableMap.of("judgement", judgement, "sum", sum(judgement))) + "\n";
  }

  static String sum(Map<String, ?> judgement) {
    return Hashing.sha256()
        .hashString(Json.write(judgement), StandardCharsets.UTF_8)
        .toString()
        .substring(0, 16);
  }

  /**
   * Opened for each line, so that no handle is left open; a call takes a thousand times as long.
   */
  @GuardedBy("this")
  private void append(Path named, String line) throws IOException {
    Path to = AtomicFiles.target(named);
    String lines = isAsItWas(to) ? line : lost(named, to);
    String start = endsInLine(to) ? "" : "\n";
    Files.writeString(to, start + lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    remember(to);
  }

  @GuardedBy("this")
  private boolean isAsItWas(Path to) throws IOException {
    if (!Files.exists(to)) {
      return size == 0 && !failed;
    }
    BasicFileAttributes now = Files.readAttributes(to, BasicFileAttributes.class);
    return !failed && now.size() >= size && (identity == null || identity.equals(now.fileKey()));
  }

  @GuardedBy("this")
  private void remember(Path to) throws IOException {
    BasicFileAttributes now = Files.readAttributes(to, BasicFileAttributes.class);
    size = now.size();
    identity = now.fileKey();
  }

  /** The lines that the file lacks. */
  @GuardedBy("this")
  private String lost(Path named, Path to) throws IOException {
    Map<String, Kept> there =
        Files.exists(to) ? ChatCacheLines.read(named, to).answers() : ImmutableMap.of();
    StringBuilder lines = new StringBuilder();
    int count = 0;
    for (Map.Entry<String, Kept> each : answers.entrySet()) {
      if (!there.containsKey(each.getKey())) {
        lines.append(line(each.getKey(), each.getValue()));
        count++;
      }
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "the cache {0} was deleted, cut, replaced or not writable while it was used; the {1} answers"
            + " that it lacks are written now",
        named,
        Integer.toString(count));
    return lines.toString();
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
