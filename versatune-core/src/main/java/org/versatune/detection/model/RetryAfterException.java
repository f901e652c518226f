// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import dev.langchain4j.exception.HttpException;
import java.time.Duration;

/** An error of HTTP whose response says how long to wait before the next call. */
final class RetryAfterException extends HttpException {
  private static final long serialVersionUID = 1L;

  /** At least 0. */
  private final Duration pause;

  RetryAfterException(int statusCode, String message, Duration pause) {
    super(statusCode, message);
    this.pause = pause;
  }

  Duration pause() {
    return pause;
  }
}
