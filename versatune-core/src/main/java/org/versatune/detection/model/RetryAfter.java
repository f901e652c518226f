// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import com.google.common.primitives.Doubles;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Reads how long a server asks to wait: {@code Retry-After} in seconds or as a date (RFC 9110,
 * 10.2.3), or {@code retry-after-ms}, which some providers send beside it and which is finer.
 */
final class RetryAfter {
  /** Longer than any pause that a server can mean. */
  private static final double MOST_SECONDS = 365.0 * 24 * 3600;

  private RetryAfter() {}

  /**
   * Reads the headers of a response.
   *
   * @param now the time of this machine, for a date without a {@code Date} of the server beside it
   * @return at least 0; empty where the server names no time, or none that can be read
   */
  static Optional<Duration> of(HttpHeaders headers, Instant now) {
    Optional<Duration> fine = headers.firstValue("retry-after-ms").flatMap(ms -> seconds(ms, 1e-3));
    return fine.isPresent()
        ? fine
        : headers
            .firstValue("retry-after")
            .flatMap(
                value -> {
                  Optional<Duration> seconds = seconds(value, 1);
                  return seconds.isPresent() ? seconds : until(value, headers, now);
                });
  }

  private static Optional<Duration> seconds(String value, double unit) {
    Double number = Doubles.tryParse(value.strip());
    return number == null || number.isNaN()
        ? Optional.empty()
        : Optional.of(
            Duration.ofNanos(Math.round(Math.max(0, Math.min(number * unit, MOST_SECONDS)) * 1e9)));
  }

  /** By the server's own clock where it says what that shows: the two need not agree. */
  private static Optional<Duration> until(String date, HttpHeaders headers, Instant now) {
    return instant(date)
        .map(
            end -> {
              Instant start = headers.firstValue("date").flatMap(RetryAfter::instant).orElse(now);
              Duration pause = Duration.between(start, end);
              return pause.isNegative() ? Duration.ZERO : pause;
            });
  }

  private static Optional<Instant> instant(String date) {
    try {
      return Optional.of(
          ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
