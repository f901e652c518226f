// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.NoSuchElementException;
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
 * @param remedy what a person may do about it
 * @param pause how long the server asks to wait
 * @param free whether the server refused the call with an error of HTTP, before it used tokens
 */
record ChatFailure(
    Action action, String what, String remedy, Optional<Duration> pause, boolean free) {
  private static final String KEPT = "; what was judged is in the cache, if it has one";

  /** What LangChain4j throws where an answer has not the fields that it needs. */
  private static final ImmutableList<Class<? extends Throwable>> UNREADABLE =
      ImmutableList.of(
          NullPointerException.class,
          ClassCastException.class,
          IndexOutOfBoundsException.class,
          NoSuchElementException.class,
          InternalServerException.class,
          IllegalArgumentException.class);

  /** What a failure calls for. */
  enum Action {
    /** The next call may succeed. */
    REPEAT,
    /** The model refuses this text. */
    REFUSED,
    /** The model may take a shorter text. */
    TOO_LONG,
    /** The same call would fail again. */
    GIVE_UP,
    /** Every call would fail. */
    STOP
  }

  static ChatFailure of(Throwable thrown) {
    @Nullable HttpException http = find(thrown, HttpException.class);
    if (http == null) {
      Action action = action(thrown);
      boolean unreadable = isUnreadable(thrown);
      return new ChatFailure(
          action,
          unreadable
              ? "an answer that is none of a chat model (" + kind(thrown) + ")"
              : kind(thrown),
          (unreadable
                  ? "check that the address is that of such an interface, for example"
                      + " http://localhost:8000/v1; "
                  : "")
              + remedy(action, ErrorWords.Meaning.OTHER),
          Optional.empty(),
          false);
    }
    RefusedCallException refused = http instanceof RefusedCallException own ? own : null;
    ErrorWords words =
        refused != null
            ? refused.words()
            : ErrorWords.of(http.statusCode(), String.valueOf(http.getMessage()));
    Action action =
        find(thrown, ContentFilteredException.class) == null ? action(words) : Action.REFUSED;
    return new ChatFailure(
        action,
        words + " (" + thrown.getClass().getSimpleName() + ")",
        remedy(action, words.status() == 402 ? ErrorWords.Meaning.NO_MEANS : words.meaning()),
        refused == null ? Optional.empty() : refused.pause(),
        !words.inAnswer() || words.status() < 500);
  }

  private static Action action(ErrorWords words) {
    return switch (words.meaning()) {
      case NO_MEANS, NO_ACCESS, NO_MODEL -> Action.STOP;
      case TOO_LONG -> Action.TOO_LONG;
      case FILTERED -> Action.REFUSED;
      case BUSY -> Action.REPEAT;
      case OTHER -> action(words.status());
    };
  }

  private static Action action(int status) {
    if ((status >= 300 && status < 400) || (status >= 401 && status <= 404)) {
      return Action.STOP; // Another address, a wrong key or model, nothing left to pay with.
    }
    if (status == 413) {
      return Action.TOO_LONG;
    }
    return status >= 400 && status < 500 && status != 408 && status != 429
        ? Action.GIVE_UP
        : Action.REPEAT;
  }

  /** Of models that do not speak HTTP, or do not say so. */
  private static Action action(Throwable thrown) {
    if (find(thrown, ContentFilteredException.class) != null) {
      return Action.REFUSED;
    }
    if (find(thrown, AuthenticationException.class) != null
        || find(thrown, ModelNotFoundException.class) != null) {
      return Action.STOP;
    }
    return find(thrown, InvalidRequestException.class) != null
            || find(thrown, UnsupportedOperationException.class) != null
        ? Action.GIVE_UP
        : Action.REPEAT;
  }

  private static boolean isUnreadable(Throwable thrown) {
    Throwable root = Throwables.getRootCause(thrown);
    return root.getClass().getName().startsWith("com.fasterxml.jackson.")
        || UNREADABLE.stream().anyMatch(type -> type.isInstance(root));
  }

  private static String kind(Throwable thrown) {
    String kind = thrown.getClass().getSimpleName();
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

  private static String remedy(Action action, ErrorWords.Meaning meaning) {
    if (action == Action.STOP && meaning == ErrorWords.Meaning.NO_MEANS) {
      return "the account has nothing left to spend: pay, or raise its limit, and go on" + KEPT;
    }
    return switch (action) {
      case STOP ->
          "check the key, the model's name, the address (redirects are not followed) and what the"
              + " account may still spend, and go on"
              + KEPT;
      case TOO_LONG ->
          "the question is too long even with a text of a few words: shorten the names and"
              + " descriptions of the domains, or ask a model with a longer context";
      case GIVE_UP ->
          "if the server knows no log-probabilities, no JSON schema or no temperature, switch them"
              + " off in the judge; if the texts are too long for it, lower longestText";
      default ->
          "check that the server answers and raise retries, or let such texts be declined"
              + " (JudgeFailurePolicy.DECLINE)";
    };
  }
}
