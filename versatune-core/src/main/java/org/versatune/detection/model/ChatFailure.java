// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import com.google.common.base.Throwables;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What to do about a call that failed, and what may be said of it.
 *
 * <p>Nothing of the provider's own message is said, since it may repeat the key or the text: only
 * the status, the kind of exception, and what {@link ErrorWords} lets through.
 *
 * @param action what to do
 * @param what what happened, free of keys and texts
 * @param pause how long the server asks to wait
 * @param free whether the server refused the call with an error of HTTP, before it used tokens
 */
record ChatFailure(Action action, String what, Optional<Duration> pause, boolean free) {

  /** What a failure calls for. */
  enum Action {
    /** The next call may succeed. */
    REPEAT,
    /** The model refuses this text. */
    REFUSED,
    /** The same call would fail again. */
    GIVE_UP,
    /** Every call would fail. */
    STOP
  }

  static ChatFailure of(Throwable thrown) {
    @Nullable HttpException http = find(thrown, HttpException.class);
    @Nullable RetryAfterException asked = find(thrown, RetryAfterException.class);
    String what = what(thrown, http);
    return new ChatFailure(
        action(thrown, http),
        what,
        asked == null ? Optional.empty() : Optional.of(asked.pause()),
        http != null);
  }

  private static Action action(Throwable thrown, @Nullable HttpException http) {
    if (find(thrown, ContentFilteredException.class) != null) {
      return Action.REFUSED;
    }
    if (find(thrown, AuthenticationException.class) != null
        || find(thrown, ModelNotFoundException.class) != null) {
      return Action.STOP;
    }
    int status = http == null ? 0 : http.statusCode();
    if ((status >= 300 && status < 400) || status == 402) {
      return Action.STOP; // Another address, or nothing left to pay with.
    }
    boolean refused =
        find(thrown, InvalidRequestException.class) != null
            || (status >= 400 && status < 500 && status != 408 && status != 429);
    return refused || find(thrown, UnsupportedOperationException.class) != null
        ? Action.GIVE_UP
        : Action.REPEAT;
  }

  private static String what(Throwable thrown, @Nullable HttpException http) {
    String kind = thrown.getClass().getSimpleName();
    if (http != null) {
      String message = String.valueOf(http.getMessage());
      // Only this library's client gives a message that is free of keys and texts.
      return ErrorWords.isOurs(message)
          ? message + " (" + kind + ")"
          : "HTTP " + http.statusCode() + " (" + kind + ")";
    }
    @Nullable IOException io = find(thrown, IOException.class);
    Throwable root = io == null ? Throwables.getRootCause(thrown) : io;
    String cause = root.getClass().getSimpleName();
    return cause.equals(kind) ? kind : kind + " by " + cause;
  }

  private static <T extends Throwable> @Nullable T find(Throwable thrown, Class<T> type) {
    @Nullable Throwable each = thrown;
    for (int depth = 0; each != null && depth < 20; depth++) {
      if (type.isInstance(each)) {
        return type.cast(each);
      }
      each = each.getCause();
    }
    return null;
  }

  /** What a person may do about it. */
  String remedy() {
    return switch (action) {
      case STOP ->
          "check the key, the model's name, the address (redirects are not followed) and what the"
              + " account may still spend";
      case GIVE_UP ->
          "if the server knows no log-probabilities, no JSON schema or no temperature, switch them"
              + " off in the judge; if the texts are too long for it, lower longestText";
      default ->
          "check that the server answers and raise retries, or let such texts be declined"
              + " (JudgeFailurePolicy.DECLINE)";
    };
  }
}
