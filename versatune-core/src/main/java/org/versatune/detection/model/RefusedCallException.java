// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import dev.langchain4j.exception.HttpException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A server's error, without anything that may be a key or a text, and how long it asks to wait. */
final class RefusedCallException extends HttpException {
  private static final long serialVersionUID = 1L;

  /** What the server said. */
  private final ErrorWords words;

  /** At least 0; null where the server names no time. */
  private final @Nullable Duration pause;

  RefusedCallException(ErrorWords words, Optional<Duration> pause) {
    super(words.status(), words.toString());
    this.words = words;
    this.pause = pause.orElse(null);
  }

  ErrorWords words() {
    return words;
  }

  Optional<Duration> pause() {
    return Optional.ofNullable(pause);
  }
}
