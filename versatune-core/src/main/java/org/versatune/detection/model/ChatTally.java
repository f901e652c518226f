// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.OptionalDouble;

/** Counts what was judged, and calls the listener with it, one call after the other. */
final class ChatTally {
  private final ChatJudgeOptions options;
  private final ChatCalls calls;
  private final CallClock clock;

  @GuardedBy("this")
  private long start;

  @GuardedBy("this")
  private boolean started;

  @GuardedBy("this")
  private long texts;

  @GuardedBy("this")
  private long declined;

  @GuardedBy("this")
  private long fromCache;

  @GuardedBy("this")
  private long inputTokens;

  @GuardedBy("this")
  private long outputTokens;

  ChatTally(ChatJudgeOptions options, ChatCalls calls, CallClock clock) {
    this.options = options;
    this.calls = calls;
    this.clock = clock;
  }

  synchronized void begin() {
    if (!started) {
      started = true;
      start = clock.nanos();
    }
  }

  synchronized void tokens(ChatAnswer answer) {
    inputTokens += answer.inputTokens();
    outputTokens += answer.outputTokens();
  }

  synchronized void judged(boolean isDeclined, boolean asked) {
    texts++;
    declined += isDeclined ? 1 : 0;
    fromCache += asked ? 0 : 1;
    options.onProgress().accept(progress());
  }

  synchronized ChatJudgeProgress progress() {
    ChatJudgeOptions.Price price = options.pricePerToken();
    return new ChatJudgeProgress(
        texts,
        declined,
        fromCache,
        calls.made(),
        calls.repeated(),
        inputTokens,
        outputTokens,
        started ? Duration.ofNanos(clock.nanos() - start) : Duration.ZERO,
        options.expectedTexts(),
        price == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(inputTokens * price.input() + outputTokens * price.output()));
  }
}
