// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.DomainDistribution;
import org.versatune.VersaTune;
import org.versatune.internal.JsonObject;

class DetectCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int detect(String... arguments) {
    List<String> all = new ArrayList<>(List.of("detect"));
    all.addAll(Arrays.asList(arguments));
    return Versatune.run(
        new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }

  private String file(String name, List<String> lines) throws IOException {
    return Files.write(folder.resolve(name), lines).toString();
  }

  private String samples() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 41; i++) {
      lines.add(
          i % 4 == 0
              ? "{\"prompt\":\"\",\"outputs\":[{\"text\":\"the court orders the tenant to pay"
                  + " rent\"}]}"
              : "{\"text\":\"for (int i = 0; i < size; i++) { sum += values[i]; }\"}");
    }
    return file("samples.jsonl", lines);
  }

  private String domains() throws IOException {
    for (String domain : List.of("law", "code")) {
      Path of = Files.createDirectories(folder.resolve("domains").resolve(domain));
      for (int i = 0; i < 12; i++) {
        StringBuilder text = new StringBuilder();
        for (int j = 0; j < 40; j++) {
          text.append(
              domain.equals("law")
                  ? "The court of appeal number " + i + j + " orders the tenant to pay the rent. "
                  : "for (int i" + j + " = " + i + "; i < size; i++) { sum += values[i]; } ");
        }
        Files.writeString(of.resolve(i + ".txt"), text);
      }
    }
    return folder.resolve("domains").toString();
  }

  @Test
  void detectsWithTheEmbeddedJudgeAndARunStartsFromTheMix() throws IOException {
    String mix = folder.resolve("mix.json").toString();

    assertThat(detect(samples(), "--data", domains(), "--mix", mix)).as("%s", err).isZero();
    assertThat(out.toString())
        .contains("| domain | share | 95 % interval | as judged | texts |", "| 0.2619 | 10 |")
        .contains("40 texts in 4 rounds, 0 declined", "1 at the end of the file are not used")
        .contains("mistakes on held-out text are taken out", "The mix is in " + mix)
        .contains("added to each domain (--smoothing): 1.0");
    DomainDistribution read = DomainDistribution.read(Path.of(mix));
    // One pseudo-count a domain: (10 + 1) / (40 + 2).
    assertThat(read.weight("law")).isCloseTo(11.0 / 42, within(0.02));
    assertThat(VersaTune.builder().domains(read.domains()).initial(read).build().plan(4).domains())
        .hasSize(4);
  }

  @Test
  void printsJson() throws IOException {
    assertThat(
            detect(samples(), "--data", domains(), "--json", "--rounds", "2", "--smoothing", "0"))
        .as("%s", err)
        .isZero();
    JsonObject json = JsonObject.read(out.toString());
    assertThat(json.numbers("judged").get("law")).isCloseTo(0.25, within(1e-3));
    assertThat(json.numbers("shares").get("law")).isCloseTo(0.25, within(0.02));
    assertThat(json.value("corrected")).isEqualTo(true);
    assertThat(json.integer("rounds")).isEqualTo(2);
    assertThat(json.object("intervals").list("law")).hasSize(2);
  }

  @Test
  void asksAServedModelAndASecondRunMakesNoCall() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    List<String> keys = new ArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.createContext("/v1/chat/completions", exchange -> answer(exchange, calls, keys));
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
        "--key-env",
        "PATH",
        "--domain",
        "law=statutes, contracts",
        "--domain",
        "code=programs",
        "--cache",
        folder.resolve("cache.jsonl").toString(),
        "--prices",
        "1,2"
      };
      assertThat(detect(arguments)).as("%s", err).isZero();
      assertThat(out.toString())
          .contains("| law | 0.2619 |", "2 calls", "cost 0.0002")
          .contains("not the mistakes of the judge");
      assertThat(calls).as("two different texts").hasValue(2);
      assertThat(keys).allMatch(key -> key.startsWith("Bearer "));

      assertThat(detect(arguments)).isZero();
      assertThat(calls).hasValue(2);
      assertThat(out.toString() + err).doesNotContain(System.getenv("PATH"));
    } finally {
      server.stop(0);
    }
  }

  private static void answer(HttpExchange exchange, AtomicInteger calls, List<String> keys)
      throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      synchronized (keys) {
        keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      }
      calls.incrementAndGet();
      byte[] answer =
          ("{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\","
                  + "\"content\":\""
                  + (body.contains("tenant") ? "law" : "code")
                  + "\"}}],\"usage\":{\"prompt_tokens\":90,\"completion_tokens\":1,\"total_tokens\":91}}")
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  @Test
  void warnsOfPrompts() throws IOException {
    String texts =
        file(
            "prompted.jsonl",
            Collections.nCopies(
                8, "{\"prompt\":\"Write law.\",\"response\":\"the court orders rent\"}"));

    assertThat(detect(texts, "--data", domains())).as("%s", err).isZero();
    assertThat(err.toString()).contains("warning: 8 lines have a prompt");
  }

  @Test
  void whatCannotBeUsedIsOneLine() throws IOException {
    String few = file("few.jsonl", List.of("\"a\"", "\"b\""));
    String cut = file("cut.jsonl", List.of("{\"text\":\"Secret"));
    String[][] wrong = {
      {},
      {folder.resolve("none.jsonl").toString()},
      {few},
      {cut},
      {few, "--rounds", "0"},
      {few, "--rounds", "1", "--judge", "chat"},
      {few, "--rounds", "1", "--judge", "chat", "--model", "m"},
      {few, "--rounds", "1", "--judge", "chat", "--model", "m", "--base-url", "localhost:8000"},
      {few, "--rounds", "1", "--judge", "chat", "--model", "m", "--base-url", "http://h/v1"},
      {few, "--rounds", "1", "--model", "m"},
      {few, "--rounds", "1", "--votes", "3"},
      {few, "--rounds", "1", "--judge", "chat", "--ngram", "5"},
      {few, "--rounds", "1", "--mix", folder.toString()},
      {
        few,
        "--rounds",
        "1",
        "--judge",
        "chat",
        "--model",
        "m",
        "--base-url",
        "http://h/v1",
        "--key-env",
        "NO_SUCH_VARIABLE"
      },
      {few, "--judge", "oracle"}
    };
    for (String[] arguments : wrong) {
      err.getBuffer().setLength(0);
      assertThat(detect(arguments)).as("%s: %s", Arrays.toString(arguments), err).isEqualTo(2);
      assertThat(err.toString().lines().filter(line -> line.startsWith("error: ")))
          .as("%s: %s", Arrays.toString(arguments), err)
          .hasSize(1)
          .noneMatch(line -> line.contains("Secret") || line.contains("this should not happen"));
    }
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void domainsOfAServedJudgeAreGivenOnceEachAndWhole() throws IOException {
    String few = file("few.jsonl", List.of("\"a\"", "\"b\""));
    for (String[] domains :
        new String[][] {
          {"law=laws", "code=programs", "law=statutes"},
          {"law=laws", "code"},
          {"law=laws", "=programs"},
          {"law=laws", "{code}=programs"},
          {"law=laws", "co\u2028de=programs"}
        }) {
      err.getBuffer().setLength(0);
      List<String> arguments =
          new ArrayList<>(List.of(few, "--rounds", "1", "--judge", "chat", "--model", "m"));
      arguments.addAll(List.of("--base-url", "http://127.0.0.1:1/v1"));
      for (String domain : domains) {
        arguments.addAll(List.of("--domain", domain));
      }
      assertThat(detect(arguments.toArray(new String[0]))).as("%s", err).isEqualTo(2);
      assertThat(err.toString())
          .containsAnyOf("names 'law' twice", "no NAME=VALUE", "cannot name a domain", "one line");
    }
  }

  @Test
  void aJudgeThatFailsIsOneLine() throws IOException {
    int port;
    try (var closed = new ServerSocket(0)) {
      port = closed.getLocalPort();
    }
    assertThat(
            detect(
                samples(),
                "--judge",
                "chat",
                "--base-url",
                "http://127.0.0.1:" + port + "/v1",
                "--model",
                "m",
                "--domain",
                "law=laws",
                "--domain",
                "code=programs",
                "--retries",
                "0"))
        .isEqualTo(1);
    assertThat(err.toString())
        .contains("error: round 1, text 0: the classifier failed")
        .contains("by ConnectException", "check that the server answers")
        .doesNotContain("tenant", "this should not happen");
  }
}
