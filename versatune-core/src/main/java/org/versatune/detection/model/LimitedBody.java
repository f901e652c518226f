// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Collects the body of a response up to a limit, and breaks the connection beyond it: a server that
 * never ends its answer must not fill the memory before its time is over.
 */
final class LimitedBody implements BodySubscriber<byte[]> {
  /** The answer to a text, with log-probabilities and thoughts, takes less than a hundredth. */
  static final int MOST_BYTES = 16 << 20;

  private final BodySubscriber<byte[]> body = BodySubscribers.ofByteArray();
  private Flow.@Nullable Subscription subscription;
  private long bytes;
  private boolean ended;

  /** A body that is longer than any answer of a chat model. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLongException() {
      super("the answer is longer than " + MOST_BYTES + " bytes");
    }
  }

  /**
   * Unpacks a body that was packed with gzip, as servers do that ignore what a client accepts.
   *
   * @throws IOException if it is not what its header says, is packed otherwise, or unpacks to more
   *     than the limit
   */
  static byte[] unpacked(byte[] body, HttpHeaders headers) throws IOException {
    String encoding = headers.firstValue("content-encoding").orElse("").strip();
    if (encoding.isEmpty() || encoding.equalsIgnoreCase("identity")) {
      return body;
    }
    if (!encoding.equalsIgnoreCase("gzip") && !encoding.equalsIgnoreCase("x-gzip")) {
      throw new IOException("the answer is packed in a way that was not asked for");
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      byte[] unpacked = in.readNBytes(MOST_BYTES + 1);
      if (unpacked.length > MOST_BYTES) {
        throw new TooLongException();
      }
      return unpacked;
    }
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription to) {
    subscription = to;
    body.onSubscribe(to);
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    if (ended) {
      return;
    }
    for (ByteBuffer part : parts) {
      bytes += part.remaining();
    }
    if (bytes <= MOST_BYTES) {
      body.onNext(parts);
      return;
    }
    ended = true;
    if (subscription != null) {
      subscription.cancel();
    }
    body.onError(new TooLongException());
  }

  @Override
  public void onError(Throwable thrown) {
    if (!ended) {
      body.onError(thrown);
    }
  }

  @Override
  public void onComplete() {
    if (!ended) {
      body.onComplete();
    }
  }
}
