// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;

/**
 * A server on loopback that speaks the form of OpenAI or of Ollama, answers as a script says, and
 * counts.
 */
final class ChatServer implements Closeable {
  static final String KEY = "sk-VERYSECRETKEY123";

  static {
    // Otherwise each answer waits 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** How often a question was asked, by text and by whether it was asked again. */
  final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

  /** How often a question got a whole answer with status 200 and a label or another content. */
  final Map<String, AtomicInteger> answered = new ConcurrentHashMap<>();

  /** The bodies of the requests. */
  final List<String> bodies = Collections.synchronizedList(new ArrayList<>());

  /** What slow answers wait for. */
  final CountDownLatch released = new CountDownLatch(1);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Script script;

  /** What to answer to a question. */
  interface Script {
    /**
     * Answers.
     *
     * @param text the text to judge
     * @param number of times that this was asked before, with the same wording
     * @param again whether the wording is that of the second try after a wrong label
     */
    Reply reply(String text, int number, boolean again);
  }

  /**
   * A reply.
   *
   * @param status of HTTP
   * @param headers of HTTP
   * @param body null for an answer in the form of the server, built from the content
   * @param content what the model says
   * @param extra more fields of the choice, or of the message where they begin with "message."
   * @param cut whether the connection breaks after half of the body
   * @param held whether it waits until the server is released
   */
  record Reply(
      int status,
      Map<String, String> headers,
      String body,
      String content,
      Map<String, Object> extra,
      boolean cut,
      boolean held) {

    static Reply says(String content) {
      return new Reply(200, Map.of(), "", content, Map.of(), false, false);
    }

    static Reply status(int status, String body) {
      return new Reply(status, Map.of(), body, "", Map.of(), false, false);
    }

    static Reply raw(String body) {
      return status(200, body);
    }

    Reply header(String name, String value) {
      return new Reply(status, Map.of(name, value), body, content, extra, cut, held);
    }

    Reply with(String field, Object value) {
      return new Reply(status, headers, body, content, ImmutableMap.of(field, value), cut, held);
    }

    Reply cutOff() {
      return new Reply(status, headers, body, content, extra, true, held);
    }

    Reply heldBack() {
      return new Reply(status, headers, body, content, extra, cut, true);
    }
  }

  ChatServer(Script script) throws IOException {
    this.script = script;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", exchange -> handle(exchange, false));
    server.createContext("/api/chat", exchange -> handle(exchange, true));
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  OpenAiChatModel.OpenAiChatModelBuilder openAi() {
    return openAi(url());
  }

  static OpenAiChatModel.OpenAiChatModelBuilder openAi(String url) {
    return OpenAiChatModel.builder()
        .httpClientBuilder(RetryAfterHttpClient.builder())
        .baseUrl(url + "/v1")
        .apiKey(KEY)
        .modelName("test-model")
        .timeout(Duration.ofSeconds(30))
        .maxRetries(0);
  }

  OllamaChatModel.OllamaChatModelBuilder ollama() {
    return OllamaChatModel.builder()
        .httpClientBuilder(RetryAfterHttpClient.builder())
        .baseUrl(url())
        .modelName("llama-test")
        .timeout(Duration.ofSeconds(30))
        .maxRetries(0);
  }

  /** The judge of the tests over a model. */
  static ChatJudgeBuilder judge(ChatModel model) {
    return ChatModelJudge.builder(model)
        .domain("law", "statutes and contracts")
        .domain("medicine", "diseases and drugs")
        .domain("code", "source code")
        .retries(5, Duration.ofMillis(1));
  }

  int calls() {
    return asked.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  private void handle(HttpExchange exchange, boolean ollama) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      bodies.add(body);
      String question = question(body);
      String text = text(question);
      boolean again = question.contains("You have answered with something else");
      String key = text + (again ? " (again)" : "");
      int number = asked.computeIfAbsent(key, k -> new AtomicInteger()).getAndIncrement();
      Reply reply = script.reply(text, number, again);
      if (reply.held()) {
        if (!released.await(10, TimeUnit.MINUTES)) {
          throw new IOException("the test has not released its answers");
        }
      }
      byte[] bytes =
          (reply.body().isEmpty() ? form(reply, ollama) : reply.body())
              .getBytes(StandardCharsets.UTF_8);
      reply.headers().forEach(exchange.getResponseHeaders()::add);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      if (reply.cut()) {
        exchange.sendResponseHeaders(reply.status(), bytes.length);
        exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
        return;
      }
      if (reply.status() == 200 && reply.body().isEmpty()) {
        answered.computeIfAbsent(key, k -> new AtomicInteger()).incrementAndGet();
      }
      exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String question(String body) {
    ImmutableList<Object> messages = JsonObject.read(body).list("messages");
    return JsonObject.of("the question", messages.get(messages.size() - 1)).text("content");
  }

  private static String text(String question) {
    String mark = question.lines().skip(1).findFirst().orElse("");
    int from = question.indexOf(mark) + mark.length() + 1;
    return question.substring(from, question.lastIndexOf(mark) - 1);
  }

  private static String form(Reply reply, boolean ollama) {
    ImmutableMap.Builder<String, Object> message = ImmutableMap.builder();
    ImmutableMap.Builder<String, Object> choice = ImmutableMap.builder();
    message.put("role", "assistant").put("content", reply.content());
    reply
        .extra()
        .forEach(
            (field, value) -> {
              if (field.startsWith("message.")) {
                message.put(field.substring("message.".length()), value);
              } else {
                choice.put(field, value);
              }
            });
    if (ollama) {
      return Json.write(
          ImmutableMap.builder()
              .put("model", "llama-test")
              .put("created_at", "2026-01-01T00:00:00Z")
              .put("message", message.buildOrThrow())
              .put("done", true)
              .put("done_reason", "stop")
              .put("prompt_eval_count", 100)
              .put("eval_count", 2)
              .buildOrThrow());
    }
    choice.put("index", 0).put("message", message.buildOrThrow());
    if (!reply.extra().containsKey("finish_reason")) {
      choice.put("finish_reason", "stop");
    }
    return Json.write(
        ImmutableMap.of(
            "id", "chat-1",
            "object", "chat.completion",
            "model", "test-model",
            "choices", List.of(choice.buildOrThrow()),
            "usage",
                ImmutableMap.of(
                    "prompt_tokens", 100, "completion_tokens", 2, "total_tokens", 102)));
  }

  @Override
  public void close() {
    released.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
