// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Throwables;
import com.google.common.io.ByteStreams;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.detection.JudgeException;
import org.versatune.internal.Json;

/** A judge over a server that breaks the rules of HTTP, or keeps to them in ways that do harm. */
class HostileServerTest {
  private static final String TEXT = "Confidential text";

  /** What is wrong with the first answer; the second one is right. */
  enum Wrong {
    CLOSES_AT_ONCE,
    CLOSES_AFTER_THE_HEADERS,
    IS_NO_HTTP,
    PROMISES_TOO_MUCH,
    HAS_NO_BODY,
    BREAKS_OFF_A_CHUNK,
    SENDS_HALF_THE_CHUNKS,
    NEVER_ENDS,
    DRIPS,
    IS_PACKED_BADLY,
    IS_PACKED_OTHERWISE,
    UNPACKS_TO_TOO_MUCH
  }

  /** Writes what a server answers. */
  interface Answer {
    void to(OutputStream out, int number) throws IOException;
  }

  /** A server on sockets, one answer for each connection. */
  private static final class Server implements Closeable {
    final AtomicInteger calls = new AtomicInteger();
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();

    Server(Answer answer) throws IOException {
      threads.execute(
          () -> {
            while (!socket.isClosed()) {
              try {
                Socket connection = socket.accept();
                threads.execute(() -> answer(connection, answer));
              } catch (IOException e) {
                return;
              }
            }
          });
    }

    private void answer(Socket connection, Answer answer) {
      try (connection) {
        if (readRequest(connection.getInputStream())) {
          answer.to(connection.getOutputStream(), calls.getAndIncrement());
        }
      } catch (IOException e) {
        // The judge has left, as it should.
      }
    }

    private static boolean readRequest(InputStream in) throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          return false;
        }
        head.append((char) next);
      }
      String field = "content-length: ";
      int from = head.toString().toLowerCase(Locale.ROOT).indexOf(field) + field.length();
      String length = head.substring(from, head.indexOf("\r", from));
      ByteStreams.skipFully(in, Long.parseLong(length));
      return true;
    }

    ChatJudgeBuilder judge() {
      String url = "http://127.0.0.1:" + socket.getLocalPort();
      return ChatServer.judge(ChatServer.openAi(url).build());
    }

    @Override
    public void close() throws IOException {
      socket.close();
      threads.shutdownNow();
    }
  }

  private static void send(OutputStream out, String head, byte[] body) throws IOException {
    out.write(
        ("HTTP/1.1 " + head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    out.write(body);
    out.flush();
  }

  private static byte[] says(String content) {
    return bytes(
        Json.write(
            Map.of(
                "choices",
                List.of(
                    Map.of(
                        "finish_reason",
                        "stop",
                        "message",
                        Map.of("role", "assistant", "content", content))))));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] packed(byte[] body) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(body);
    }
    return packed.toByteArray();
  }

  private static void good(OutputStream out) throws IOException {
    byte[] body = says("law");
    send(out, "200 OK\r\nContent-Length: " + body.length, body);
  }

  @ParameterizedTest
  @EnumSource
  void aCallThatIsAnsweredWronglyIsRepeated(Wrong wrong) throws IOException {
    AtomicLong sent = new AtomicLong();
    try (Server server =
        new Server(
            (out, number) -> {
              if (number > 0) {
                good(out);
                return;
              }
              switch (wrong) {
                case CLOSES_AT_ONCE -> {}
                case CLOSES_AFTER_THE_HEADERS ->
                    send(out, "200 OK\r\nContent-Length: 10", new byte[0]);
                case IS_NO_HTTP -> out.write(bytes("220 mail.example ESMTP\r\n"));
                case PROMISES_TOO_MUCH -> send(out, "200 OK\r\nContent-Length: 9999", says("code"));
                case HAS_NO_BODY -> send(out, "204 No Content", new byte[0]);
                case BREAKS_OFF_A_CHUNK ->
                    send(
                        out, "200 OK\r\nTransfer-Encoding: chunked", bytes("ff\r\n{\"choices\":["));
                case SENDS_HALF_THE_CHUNKS ->
                    send(
                        out,
                        "200 OK\r\nTransfer-Encoding: chunked",
                        bytes("c\r\n{\"choices\":[\r\n"));
                case NEVER_ENDS -> endless(out, new byte[1 << 16], sent);
                case DRIPS -> drips(out);
                case IS_PACKED_BADLY ->
                    send(out, "200 OK\r\nContent-Encoding: gzip", bytes("not packed at all"));
                case IS_PACKED_OTHERWISE ->
                    send(out, "200 OK\r\nContent-Encoding: br", says("code"));
                case UNPACKS_TO_TOO_MUCH ->
                    send(
                        out,
                        "200 OK\r\nContent-Encoding: gzip",
                        packed(new byte[LimitedBody.MOST_BYTES + 1]));
                default -> throw new AssertionError(wrong);
              }
            })) {
      Duration limit = wrong == Wrong.DRIPS ? Duration.ofSeconds(2) : Duration.ofSeconds(60);
      assertThat(server.judge().timeout(limit).build().classify(TEXT).orElseThrow().weight("law"))
          .isEqualTo(1);
      assertThat(server.calls).hasValue(2);
    }
    assertThat(sent.get()).as("what buffers hold, beside the limit").isLessThan(1L << 28);
  }

  private static void endless(OutputStream out, byte[] part, AtomicLong sent) throws IOException {
    send(out, "200 OK", bytes("{\"choices\":["));
    while (sent.addAndGet(part.length) < 1L << 40) {
      out.write(part);
    }
  }

  private static void drips(OutputStream out) throws IOException {
    send(out, "200 OK", bytes("{\"choices\":["));
    try {
      for (int i = 0; i < 3000; i++) {
        out.write(' ');
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anAnswerThatIsPackedIsUnpacked() throws IOException {
    try (Server server =
        new Server(
            (out, n) -> send(out, "200 OK\r\nContent-Encoding: GZIP", packed(says("law"))))) {
      assertThat(server.judge().build().classify(TEXT)).isPresent();
      assertThat(server.calls).hasValue(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "301 Moved",
        "302 Found",
        "307 Temporary",
        "308 Permanent",
        "401 No",
        "403 No",
        "404 Not here"
      })
  void whatWouldFailForEveryTextStopsTheDetectionAndRepeatsNothing(String status)
      throws IOException {
    byte[] echo = bytes("{\"error\":{\"message\":\"" + ChatServer.KEY + " " + TEXT + "\"}}");
    AtomicInteger elsewhere = new AtomicInteger();
    try (Server other =
            new Server(
                (out, n) -> {
                  elsewhere.incrementAndGet();
                  good(out);
                });
        Server server =
            new Server(
                (out, n) ->
                    send(
                        out,
                        status
                            + "\r\nLocation: http://127.0.0.1:"
                            + other.socket.getLocalPort()
                            + "/v1/chat/completions\r\nContent-Length: "
                            + echo.length,
                        echo))) {
      ChatModelJudge judge = server.judge().build();
      assertThatThrownBy(() -> judge.classify(TEXT))
          .isInstanceOfSatisfying(
              JudgeException.class,
              e -> assertThat(e.scope()).isEqualTo(JudgeException.Scope.DETECTION))
          .hasMessageContaining("HTTP " + status.substring(0, 3))
          .hasMessageContaining("check the key, the model's name, the address")
          .satisfies(HostileServerTest::isDiscreet);
      assertThat(server.calls).hasValue(1);
      assertThat(elsewhere).as("the key goes to no other address").hasValue(0);
    }
  }

  private static void isDiscreet(Throwable thrown) {
    assertThat(Throwables.getStackTraceAsString(thrown)).doesNotContain(ChatServer.KEY, TEXT);
  }

  /** Answers with status 200 that hold no answer. KEY stands for the key. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "\"KEY\"",
        "{\"choices\":null}",
        "{\"choices\":[null]}",
        "{\"choices\":[{\"message\":null}]}",
        "{\"choices\":[{\"message\":{\"content\":null}}]}",
        "{\"choices\":[{\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"law\"}]}}]}",
        "{\"choices\":[{\"message\":{\"content\":\"KEY\"}}],\"usage\":{\"total_tokens\":-9}}",
        "{\"choices\":[{\"message\":{\"content\":{\"KEY\":1}}}]}",
        "{\"choices\":[{\"message\":{\"content\":\"no\",\"tool_calls\":[{\"id\":\"KEY\"}]}}]}"
      })
  void anAnswerThatIsNoneIsDeclinedOrAnErrorThatHoldsNoKey(String body) throws IOException {
    byte[] sent = bytes(body.replace("KEY", ChatServer.KEY));
    try (Server server =
        new Server((out, n) -> send(out, "200 OK\r\nContent-Length: " + sent.length, sent))) {
      ChatModelJudge judge = server.judge().retries(1, Duration.ZERO).build();
      Optional<?> judged;
      try {
        judged = judge.classify(TEXT);
      } catch (JudgeException e) {
        isDiscreet(e);
        judged = Optional.empty();
      }
      assertThat(judged).isEmpty();
      assertThat(server.calls).hasValue(2);
      assertThat(judge.progress().inputTokens()).isNotNegative();
    }
  }

  /** Log-probabilities that are none: the label counts alone. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{\"content\":null}",
        "{\"content\":[]}",
        "{\"content\":[{\"token\":null,\"logprob\":-1}]}",
        "{\"content\":[{\"token\":\"law\",\"logprob\":null}]}",
        "{\"content\":[{\"token\":\"law\",\"logprob\":1e300}]}",
        "{\"content\":[{\"token\":\"law\",\"logprob\":-1e300}]}",
        "{\"content\":[{\"token\":\"other\",\"logprob\":-1,\"top_logprobs\":null}]}"
      })
  void oddLogProbabilitiesLeaveTheLabel(String logprobs) throws IOException {
    String body =
        "{\"choices\":[{\"message\":{\"content\":\"law\"},\"logprobs\":LOGPROBS}],"
            + "\"usage\":{\"prompt_tokens\":-1000,\"completion_tokens\":-5,\"total_tokens\":-1005}}";
    byte[] sent = bytes(body.replace("LOGPROBS", logprobs));
    try (Server server =
        new Server((out, n) -> send(out, "200 OK\r\nContent-Length: " + sent.length, sent))) {
      ChatModelJudge judge = server.judge().mostTokens(1000).build();
      assertThat(judge.classify(TEXT).orElseThrow().weight("law")).isEqualTo(1);
      assertThat(judge.progress().inputTokens()).isPositive();
      assertThat(judge.progress().outputTokens()).isNotNegative();
      // A budget that negative counts refill would never end.
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 20; i++) {
                  assertThat(judge.classify(TEXT + i)).isPresent();
                }
              })
          .hasMessageContaining("of 1000 tokens");
    }
  }
}
