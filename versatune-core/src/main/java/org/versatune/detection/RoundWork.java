// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;

/**
 * The texts of one round, or held-out texts, and what has become of them so far. Safe for use by
 * several threads; once it is stopped, judgements that come late change nothing.
 */
final class RoundWork {
  /** The name of held-out texts. */
  static final String HELD_OUT = "held-out texts";

  private final String name;
  private final ImmutableList<String> texts;

  @GuardedBy("this")
  private final Map<Integer, Optional<DomainDistribution>> judgements = new TreeMap<>();

  @GuardedBy("this")
  private final TreeMap<Integer, DetectionException> failures = new TreeMap<>();

  /** Why texts count as declined, by position. */
  @GuardedBy("this")
  private final TreeMap<Integer, String> failed = new TreeMap<>();

  @GuardedBy("this")
  private int next;

  @GuardedBy("this")
  private boolean stopped;

  RoundWork(
      String name,
      ImmutableList<String> texts,
      ImmutableMap<Integer, Optional<DomainDistribution>> judged) {
    this.name = name;
    this.texts = texts;
    this.judgements.putAll(judged);
  }

  /** What it is called in messages. */
  String name() {
    return name;
  }

  ImmutableList<String> texts() {
    return texts;
  }

  /** What tells these texts from any others, and held-out texts from those of a round. */
  String fingerprint() {
    return (name.equals(HELD_OUT) ? HELD_OUT + ' ' : "") + fingerprint(texts);
  }

  /** A SHA-256 over the texts, each with its length before it. */
  static String fingerprint(ImmutableList<String> texts) {
    Hasher hasher = Hashing.sha256().newHasher();
    for (String text : texts) {
      hasher.putInt(text.length()).putUnencodedChars(text);
    }
    return hasher.hash().toString();
  }

  /** The position of the next text to judge; −1 where there is none. */
  synchronized int take() {
    while (next < texts.size() && judgements.containsKey(next)) {
      next++;
    }
    return !stopped && next < texts.size() ? next++ : -1;
  }

  synchronized void judged(int position, Optional<DomainDistribution> judgement) {
    judgements.put(position, judgement);
  }

  /** Counts a text as declined, and returns how many there are of this kind. */
  synchronized int declineFailed(int position, String why) {
    failed.put(position, why);
    return failed.size();
  }

  synchronized void fail(int position, DetectionException why) {
    failures.put(position, why);
    stopped = true;
  }

  synchronized void stop() {
    stopped = true;
  }

  synchronized boolean stopped() {
    return stopped;
  }

  synchronized void throwFirstFailure() {
    if (!failures.isEmpty()) {
      throw failures.firstEntry().getValue();
    }
  }

  /** The texts on which the judge failed and that count as declined. */
  synchronized int failed() {
    return failed.size();
  }

  /** Why the first of them counts as declined. */
  synchronized @Nullable String firstFailed() {
    return failed.isEmpty() ? null : failed.firstEntry().getValue();
  }

  /** What was judged; a text on which the judge failed is not among it. */
  synchronized ImmutableMap<Integer, Optional<DomainDistribution>> judged() {
    return ImmutableMap.copyOf(judgements);
  }

  /** The judgement of every text, once all have been judged. */
  synchronized ImmutableList<Optional<DomainDistribution>> judgements() {
    ImmutableList.Builder<Optional<DomainDistribution>> all =
        ImmutableList.builderWithExpectedSize(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      Optional<DomainDistribution> judgement =
          failed.containsKey(i) ? Optional.empty() : judgements.get(i);
      if (judgement == null) {
        throw new IllegalStateException(name + ", text " + i + " was not judged");
      }
      all.add(judgement);
    }
    return all.build();
  }
}
