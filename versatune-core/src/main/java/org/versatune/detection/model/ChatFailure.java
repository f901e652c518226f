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
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
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
    /** The model refuses this text, and may not when it is asked in other words. */
    REFUSED,
    /** The provider lets the model see no such text. */
    FILTERED,
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
      Optional<ChatFailure> distrust = distrust(thrown);
      if (distrust.isPresent()) {
        return distrust.get();
      }
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
        find(thrown, ContentFilteredException.class) == null ? action(words) : Action.FILTERED;
    return new ChatFailure(
        action,
        words + " (" + thrown.getClass().getSimpleName() + ")",
        remedy(action, words.status() == 402 ? ErrorWords.Meaning.NO_MEANS : words.meaning()),
        refused == null ? Optional.empty() : refused.pause(),
        !words.inAnswer() || words.status() < 500);
  }

  /** What every call would meet again of an encrypted connection: no repetition mends it. */
  private static Optional<ChatFailure> distrust(Throwable thrown) {
    @Nullable SSLException tls = find(thrown, SSLException.class);
    if (tls == null) {
      return Optional.empty();
    }
    // Java writes these in English whatever the language of the system.
    String message = String.valueOf(tls.getMessage());
    if (find(thrown, GeneralSecurityException.class) != null
        || tls instanceof SSLPeerUnverifiedException) {
      return stopped(
          tls,
          "a certificate of the server that Java does not trust",
          "check the address, whose name must be that of the certificate, and the clock of this"
              + " machine; for a certificate of your own organisation, start Java with"
              + " -Djavax.net.ssl.trustStore=FILE, a key store that holds it (keytool -importcert)");
    }
    if (message.contains("nrecognized SSL message")) {
      return stopped(
          tls,
          "an answer that is not encrypted",
          "the server speaks plain HTTP there: write http:// for https://, or name its other port");
    }
    if (tls instanceof SSLHandshakeException && message.contains("fatal alert")) {
      return stopped(
          tls,
          "no encryption that both sides accept",
          "the server wants another version of TLS, or a certificate of the client: ask whoever runs"
              + " it, and check the address");
    }
    return Optional.empty();
  }

  private static Optional<ChatFailure> stopped(SSLException tls, String what, String remedy) {
    return Optional.of(
        new ChatFailure(
            Action.STOP,
            what + " (" + tls.getClass().getSimpleName() + ")",
            remedy + KEPT,
            Optional.empty(),
            true));
  }

  private static Action action(ErrorWords words) {
    return switch (words.meaning()) {
      case NO_MEANS, NO_ACCESS, NO_MODEL -> Action.STOP;
      case TOO_LONG -> Action.TOO_LONG;
      case FILTERED -> Action.FILTERED;
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
