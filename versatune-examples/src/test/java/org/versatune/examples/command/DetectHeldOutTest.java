// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.internal.JsonObject;

/** The command with text of known domains: a judge's mistakes, and a second opinion. */
class DetectHeldOutTest {
  private static final String[] LAW = "court tenant rent appeal plaintiff lease pays".split(" ");
  private static final String[] CODE = "int return static void size values null".split(" ");

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int detect(String... arguments) {
    List<String> all = new ArrayList<>(List.of("detect"));
    all.addAll(Arrays.asList(arguments));
    return Versatune.run(
        new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }

  private static String text(String[] words, int count, long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder("the");
    for (int i = 0; i < count; i++) {
      text.append(' ').append(words[random.nextInt(words.length)]);
    }
    return text.toString();
  }

  /** A quarter law. */
  private String samples() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      lines.add("\"" + text(i % 4 == 0 ? LAW : CODE, 12, i) + "\"");
    }
    return Files.write(folder.resolve("samples.jsonl"), lines).toString();
  }

  private String domains(String name, long seed) throws IOException {
    for (String domain : List.of("law", "code")) {
      Path of = Files.createDirectories(folder.resolve(name).resolve(domain));
      for (int i = 0; i < 12; i++) {
        Files.writeString(
            of.resolve(i + ".txt"), text(domain.equals("law") ? LAW : CODE, 90, seed + i));
      }
    }
    return folder.resolve(name).toString();
  }

  /** Takes a tenth of all law for code, whatever it is asked. */
  private static void answer(HttpExchange exchange, AtomicInteger calls) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      calls.incrementAndGet();
      boolean law = body.contains("court") || body.contains("rent") || body.contains("lease");
      boolean wrong = Math.floorMod(body.hashCode(), 10) == 0;
      byte[] answer =
          ("{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\","
                  + "\"content\":\""
                  + (law && !wrong ? "law" : "code")
                  + "\"}}],\"usage\":{\"prompt_tokens\":90,\"completion_tokens\":1,\"total_tokens\":91}}")
              .getBytes(UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  @Test
  void aServedJudgeIsTriedOnHeldOutTextAndItsCostIsSaidFirst() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", exchange -> answer(exchange, calls));
    server.start();
    try {
      String[] arguments = {
        samples(),
        "--judge",
        "chat",
        "--base-url",
        "http://127.0.0.1:" + server.getAddress().getPort() + "/v1",
        "--model",
        "judge",
        "--domain",
        "law=statutes, contracts",
        "--domain",
        "code=programs",
        "--held-out",
        domains("held-out", 1_000),
        "--cache",
        folder.resolve("cache.jsonl").toString()
      };
      assertThat(detect(arguments)).as("%s", err).isZero();
      assertThat(err.toString()).contains("note: the served judge is tried on up to 600 pieces");
      assertThat(out.toString()).contains("mistakes on held-out text are taken out");
      int asked = calls.get();
      assertThat(asked).isBetween(81, 680);

      assertThat(detect(arguments)).isZero();
      assertThat(calls).as("a second run makes no call").hasValue(asked);
      assertThat(out.toString() + err).doesNotContain("plaintiff");

      arguments[12] = domains("others", 1);
      Files.createDirectories(folder.resolve("others/art"));
      for (int i = 0; i < 4; i++) {
        Files.writeString(folder.resolve("others/art/" + i + ".txt"), text(LAW, 30, i));
      }
      err.getBuffer().setLength(0);
      assertThat(detect(arguments)).isEqualTo(2);
      assertThat(err.toString())
          .contains("--held-out has text of [art, code, law] and the judge knows [law, code]");
      assertThat(calls).hasValue(asked);
    } finally {
      server.stop(0);
      threads.shutdownNow();
    }
  }

  private String losses(String name, double law, double code, String more) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      for (String domain : List.of("law", "code")) {
        String text = text(domain.equals("law") ? LAW : CODE, 40, 5_000 + i);
        lines.add(
            String.format(
                Locale.ROOT,
                "{\"domain\":\"%s\",\"text\":\"%s\",\"loss\":%s%s}",
                domain,
                text,
                text.length() * (domain.equals("law") ? law : code) + i % 3,
                more));
      }
    }
    return Files.write(folder.resolve(name), lines).toString();
  }

  @Test
  void lossesGiveASecondOpinion() throws IOException {
    String data = domains("domains", 1);

    assertThat(detect(samples(), "--data", data, "--losses", losses("agrees.jsonl", 0.9, 0.4, "")))
        .as("%s", err)
        .isZero();
    assertThat(out.toString())
        .contains("| domain | loss, nats/byte |", "The losses do not contradict the shares.");
    out.getBuffer().setLength(0);

    assertThat(detect(samples(), "--data", data, "--losses", losses("not.jsonl", 0.3, 1.5, "")))
        .isZero();
    assertThat(out.toString())
        .contains(
            "The losses contradict the shares:",
            "- detection finds more of 'code' than of 'law', and by its losses the model knows"
                + " 'law' better");
    out.getBuffer().setLength(0);

    assertThat(
            detect(
                samples(),
                "--data",
                data,
                "--json",
                "--losses",
                losses("own.jsonl", 0.3, 1.5, ",\"yardstick\":40")))
        .isZero();
    JsonObject json = JsonObject.read(out.toString());
    assertThat(json.object("knowledge").fields().keySet()).containsExactlyInAnyOrder("law", "code");
    assertThat(json.list("disagreements")).hasSize(1);
  }

  @Test
  void lossesThatCannotBeUsedAreOneLineWithoutTheText() throws IOException {
    String data = domains("domains", 1);
    String secret = "{\"domain\":\"law\",\"text\":\"Secret tenant\",\"loss\":";
    List<List<String>> wrong =
        List.of(
            List.of("Secret"),
            List.of("[1]"),
            List.of(secret),
            List.of(secret + "-1}"),
            List.of(secret + "NaN}"),
            List.of(secret + "\"3\"}"),
            List.of("{\"domain\":\"law\",\"loss\":3}"),
            List.of("{\"text\":\"Secret\",\"loss\":3}"),
            List.of(secret + "3}", secret + "4}"),
            List.of(
                secret + "3}", "{\"domain\":\"law\",\"text\":\"b\",\"loss\":1,\"yardstick\":2}"),
            List.of(secret + "3}"),
            List.of());
    for (int i = 0; i < wrong.size(); i++) {
      String file = Files.write(folder.resolve("wrong" + i), wrong.get(i)).toString();
      err.getBuffer().setLength(0);
      assertThat(detect(samples(), "--data", data, "--losses", file))
          .as("%s: %s", wrong.get(i), err)
          .isEqualTo(2);
      assertThat(err.toString().lines().filter(line -> line.startsWith("error: ")))
          .as("%s: %s", wrong.get(i), err)
          .hasSize(1)
          .noneMatch(line -> line.contains("Secret") || line.contains("this should not happen"));
    }
    Path latin = folder.resolve("latin");
    Files.write(latin, (secret + "3, \"x\":\"\u00e9\"}\n").getBytes(ISO_8859_1));
    err.getBuffer().setLength(0);
    assertThat(detect(samples(), "--data", data, "--losses", latin.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("is not UTF-8");
    err.getBuffer().setLength(0);
    assertThat(detect(samples(), "--data", data, "--losses", folder.resolve("none").toString()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("none");
    // A text that the n-grams were trained on says nothing of the model.
    String own = "{\"domain\":\"%s\",\"text\":\"%s\",\"loss\":30}";
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      lines.add(String.format(own, "law", text(LAW, 90, 1 + i)));
      lines.add(String.format(own, "code", text(CODE, 90, 1 + i)));
    }
    String trained = Files.write(folder.resolve("trained"), lines).toString();
    err.getBuffer().setLength(0);
    assertThat(detect(samples(), "--data", data, "--losses", trained)).isEqualTo(2);
    assertThat(err.toString()).contains("that the n-grams are trained on");
  }

  /** The real model: some seconds. */
  @Test
  void theEmbeddingJudgeDetects() throws IOException {
    assertThat(detect(samples(), "--data", domains("domains", 1), "--judge", "embedding", "--json"))
        .as("%s", err)
        .isZero();
    JsonObject json = JsonObject.read(out.toString());
    assertThat(json.numbers("shares").get("law")).isCloseTo(0.25, within(0.05));
    assertThat(json.value("corrected")).isEqualTo(true);
    assertThat(json.text("judge")).contains("AllMiniLmL6V2QuantizedEmbeddingModel");
  }
}
