// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static org.versatune.internal.Given.notNull;

import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Durations;

/**
 * Sends the calls of a chat model of LangChain4j with the HTTP client of the JDK, and passes on
 * what LangChain4j's own clients drop: the {@code Retry-After} of a refused call, which {@link
 * ChatModelJudge} waits for.
 *
 * <pre>{@code
 * OpenAiChatModel.builder().httpClientBuilder(RetryAfterHttpClient.builder())…
 * }</pre>
 *
 * <p>It differs from LangChain4j's client for the JDK in more ways (our choice). The read timeout
 * is for the whole response, so a server that stops in the middle of an answer does not block for
 * ever; an answer of more than 16 MiB is broken off; one that is packed with gzip is unpacked; a
 * redirect is refused, since the key must not go to another address. The error of a refused call
 * holds the status and the words of the server's error code, and nothing else of its body, which
 * may repeat the key or the text. An error that comes with status 200 is one, too. It speaks
 * HTTP/1.1, since servers of models fail on the offer to change to HTTP/2. It does not stream.
 *
 * <p>Safe for use by any number of threads.
 */
@SuppressWarnings("exports") // Whoever has a model has its module, which is optional here.
public final class RetryAfterHttpClient implements HttpClient {
  private final java.net.http.HttpClient client;
  private final @Nullable Duration readTimeout;

  private RetryAfterHttpClient(Builder builder) {
    java.net.http.HttpClient.Builder settings =
        java.net.http.HttpClient.newBuilder().version(java.net.http.HttpClient.Version.HTTP_1_1);
    if (builder.connectTimeout != null) {
      settings.connectTimeout(builder.connectTimeout);
    }
    this.client = settings.build();
    this.readTimeout = builder.readTimeout;
  }

  /**
   * Starts the description of a client, for the {@code httpClientBuilder} of a chat model.
   *
   * @return a builder without timeouts; the chat model sets its own
   */
  public static HttpClientBuilder builder() {
    return new Builder();
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    notNull(request, "request");
    if (!request.formDataFields().isEmpty() || !request.formDataFiles().isEmpty()) {
      throw new UnsupportedOperationException("this client sends no forms, and chats need none");
    }
    HttpResponse<byte[]> response = send(request);
    byte[] body = unpacked(response);
    int status = response.statusCode();
    Optional<ErrorWords> error =
        status < 200 || status > 299
            ? Optional.of(ErrorWords.of(status, body))
            : ErrorWords.inside(body);
    if (error.isPresent()) {
      throw new RefusedCallException(error.get(), RetryAfter.of(response.headers(), Instant.now()));
    }
    return SuccessfulHttpResponse.builder()
        .statusCode(status)
        .headers(response.headers().map())
        .body(body)
        .build();
  }

  private static byte[] unpacked(HttpResponse<byte[]> response) {
    try {
      return LimitedBody.unpacked(response.body(), response.headers());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<byte[]> send(HttpRequest request) {
    java.net.http.HttpRequest.Builder builder =
        java.net.http.HttpRequest.newBuilder(URI.create(request.url()));
    request
        .headers()
        .forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
    String body = request.body();
    builder.method(
        request.method().name(),
        body == null
            ? BodyPublishers.noBody()
            : BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(builder.build(), response -> new LimitedBody());
    try {
      return readTimeout == null
          ? answer.get()
          : answer.get(Durations.nanos(readTimeout), TimeUnit.NANOSECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      answer.cancel(true);
      throw new TimeoutException("no whole answer within " + Durations.text(readTimeout));
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for an answer", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof Error error) {
        throw error;
      }
      throw cause instanceof IOException trouble
          ? new UncheckedIOException(trouble)
          : new IllegalStateException(cause);
    }
  }

  /** Not supported: judges need whole answers. */
  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    notNull(request, "request");
    notNull(parser, "parser");
    notNull(listener, "listener");
    throw new UnsupportedOperationException("this client does not stream; use LangChain4j's own");
  }

  /** Collects the timeouts. */
  private static final class Builder implements HttpClientBuilder {
    private @Nullable Duration connectTimeout;
    private @Nullable Duration readTimeout;

    @Override
    public @Nullable Duration connectTimeout() {
      return connectTimeout;
    }

    @Override
    public HttpClientBuilder connectTimeout(Duration timeout) {
      this.connectTimeout = notNull(timeout, "timeout");
      return this;
    }

    @Override
    public @Nullable Duration readTimeout() {
      return readTimeout;
    }

    @Override
    public HttpClientBuilder readTimeout(Duration timeout) {
      this.readTimeout = notNull(timeout, "timeout");
      return this;
    }

    @Override
    public HttpClient build() {
      return new RetryAfterHttpClient(this);
    }
  }
}
