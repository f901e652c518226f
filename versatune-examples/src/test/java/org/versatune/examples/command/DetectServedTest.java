// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.SoleWriter;
import org.versatune.processes.ChildProcess;

/**
 * The command over servers that fail, and over caches that cannot be used, as a user meets them.
 */
class DetectServedTest {
  private static final String LABEL = "GOOD";

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** Answers each question with a status and a body; with a label where the body is GOOD. */
  private static final class Server implements Closeable {
    final AtomicInteger calls = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);

    Server(int status, String body) throws IOException {
      server.setExecutor(threads);
      server.createContext("/v1/chat/completions", exchange -> answer(exchange, status, body));
      server.start();
    }

    private void answer(HttpExchange exchange, int status, String body) throws IOException {
      try (exchange) {
        String question = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        calls.incrementAndGet();
        String label = question.contains("tenant") ? "law" : "code";
        String good =
            "{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":"
                + "\"assistant\",\"content\":\""
                + label
                + "\"}}]}";
        byte[] bytes =
            (body.equals(LABEL)
                    ? good
                    : body.replace(
                        "ECHO", exchange.getRequestHeaders().getFirst("Authorization") + " tenant"))
                .getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
      }
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    @Override
    public void close() {
      server.stop(0);
      threads.shutdownNow();
    }
  }

  private String samples() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      lines.add(i % 2 == 0 ? "\"tenant pays " + i + "\"" : "\"int i = " + i + ";\"");
    }
    return Files.write(folder.resolve("samples.jsonl"), lines).toString();
  }

  private int detect(String url, String... more) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of("detect", samples(), "--judge", "chat", "--base-url", url, "--model", "m"));
    all.addAll(List.of("--domain", "law=statutes", "--domain", "code=programs"));
    all.addAll(List.of("--key-env", "PATH", "--retries", "1", "--rounds", "2"));
    all.addAll(Arrays.asList(more));
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    int code =
        Versatune.run(
            new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
    assertThat(out.toString() + err)
        .doesNotContain(System.getenv("PATH"), "tenant", "\tat ", "this should not happen");
    assertThat(err.toString().lines().filter(line -> line.startsWith("error: ")))
        .hasSize(code == 0 ? 0 : 1);
    return code;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "200|{'error':{'message':'ECHO','code':402}}|the account has nothing left to spend",
        "200|{'error':{'message':'ECHO','code':429}}|failed 2 times, of late with HTTP 200 with error 429",
        "429|{'error':{'message':'ECHO','code':'insufficient_quota'}}|the account has nothing left to spend",
        "429|{'error':{'message':'ECHO'}}|failed 2 times, of late with HTTP 429",
        "401|{'error':{'message':'ECHO','code':'invalid_api_key'}}|check the key",
        "403|ECHO|check the key",
        "404|{'error':{'code':'model_not_found','message':'ECHO'}}|the model's name",
        "400|{'error':{'param':'logprobs','message':'ECHO'}}|--no-log-probabilities",
        "413|ECHO|descriptions of the domains",
        "500|ECHO|raise --retries",
        "302|ECHO|redirects are not followed",
        "200|null|an answer that is none of a chat model",
        "200|<html>ECHO</html>|an answer that is none of a chat model",
        "200|{'choices':[]}|an answer that is none of a chat model",
        "204|^^|failed 2 times"
      })
  void aServerThatFailsIsOneLine(int status, String body, String says) throws IOException {
    try (Server server = new Server(status, body.replace('\'', '"'))) {
      assertThat(detect(server.url())).as("%s", err).isEqualTo(1);
      assertThat(err.toString())
          .contains("error: round 1, text 0: the classifier failed", says)
          .doesNotContain("org.versatune");
      assertThat(out.toString()).isEmpty();
    }
  }

  @Test
  void aBudgetEndsTheDetectionAndTheCacheGoesOnFromIt() throws IOException {
    String cache = folder.resolve("cache.jsonl").toString();
    try (Server server = new Server(200, LABEL)) {
      for (String most : new String[] {"0", "1", "5"}) {
        assertThat(detect(server.url(), "--cache", cache, "--most-calls", most)).isEqualTo(1);
        assertThat(err.toString())
            .contains(most + " of " + most + " calls are made; raise --most-calls");
      }
      assertThat(detect(server.url(), "--cache", cache, "--most-tokens", "1")).isEqualTo(1);
      assertThat(err.toString()).contains("raise --most-tokens");
      assertThat(server.calls).hasValue(6);
      assertThat(detect(server.url(), "--cache", cache)).as("%s", err).isZero();
      assertThat(detect(server.url(), "--cache", cache, "--most-calls", "0")).isZero();
      assertThat(server.calls).as("each text once").hasValue(8);
      assertThat(Path.of(cache + ".lock")).doesNotExist();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--key-env sk-SECRET",
        "--key sk-SECRET",
        "--api-key=sk-SECRET",
        "--apikey sk-SECRET",
        "--token=sk-SECRET"
      })
  void aKeyOnTheCommandLineIsRefusedAndNotRepeated(String option) throws IOException {
    List<String> all =
        new ArrayList<>(List.of("detect", samples(), "--judge", "chat", "--model", "m"));
    all.addAll(List.of("--base-url", "http://127.0.0.1:1/v1", "--rounds", "2"));
    all.addAll(List.of("--domain", "law=statutes", "--domain", "code=programs"));
    all.addAll(Arrays.asList(option.split(" ", -1)));
    int code =
        Versatune.run(
            new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains("error: ").doesNotContain("SECRET");
    assertThat(err.toString()).containsAnyOf("environment variable", "there is no option '--");
  }

  @Test
  void aNameWithABarDoesNotEndItsCell() throws IOException {
    try (Server server = new Server(200, LABEL)) {
      assertThat(detect(server.url(), "--domain", "a|b=bars")).as("%s", err).isZero();
      assertThat(out.toString()).contains("| a\\|b | ");
    }
  }

  @Test
  void theMixIsNotWrittenOverWhatIsRead() throws IOException {
    Path texts = Path.of(samples());
    String before = Files.readString(texts);
    Path link = Files.createSymbolicLink(folder.resolve("link.json"), texts);
    String cache = folder.resolve("cache.jsonl").toString();
    try (Server server = new Server(200, LABEL)) {
      for (String mix : new String[] {texts.toString(), link.toString(), cache}) {
        assertThat(detect(server.url(), "--cache", cache, "--mix", mix)).isEqualTo(2);
        assertThat(err.toString()).contains("--mix would write over", "name another file");
      }
      assertThat(server.calls).hasValue(0);
    }
    assertThat(texts).hasContent(before);
  }

  @Test
  void aCacheThatCannotBeUsedIsOneLineBeforeAnythingIsAsked() throws Exception {
    Path foreign = Files.writeString(folder.resolve("foreign.jsonl"), "{\"text\":\"mine\"}");
    Path taken = folder.resolve("taken.jsonl");
    Path fifo = folder.resolve("fifo");
    assertThat(ChildProcess.exitCode(new ProcessBuilder("mkfifo", fifo.toString()).start()))
        .isZero();
    SoleWriter other = SoleWriter.of(AtomicFiles.target(taken), "the cache");
    try (Server server = new Server(200, LABEL)) {
      for (Path cache :
          new Path[] {foreign, taken, folder, fifo, Path.of("/dev/full"), foreign.resolve("in")}) {
        assertThat(detect(server.url(), "--cache", cache.toString()))
            .as("%s: %s", cache, err)
            .isEqualTo(2);
        assertThat(err.toString()).contains(cache.toString());
      }
      assertThat(server.calls).hasValue(0);
      assertThat(foreign).hasContent("{\"text\":\"mine\"}");
    } finally {
      other.close();
    }
  }

  @Test
  void filesThatAreNoneAreOneLineAndNothingHangs() throws Exception {
    Path fifo = folder.resolve("fifo");
    assertThat(ChildProcess.exitCode(new ProcessBuilder("mkfifo", fifo.toString()).start()))
        .isZero();
    Path held = Files.createDirectories(folder.resolve("held/law"));
    Files.writeString(held.resolve("a.txt"), "the court orders rent");
    assertThat(
            ChildProcess.exitCode(
                new ProcessBuilder("mkfifo", held.resolve("b.txt").toString()).start()))
        .isZero();
    Path utf16 = Files.write(folder.resolve("utf16.jsonl"), new byte[] {-1, -2, 'a', 0});
    Path empty = Files.createFile(folder.resolve("empty.jsonl"));
    Path comments = Files.writeString(folder.resolve("comments.jsonl"), "# a\n# b\n");
    try (Server server = new Server(200, LABEL)) {
      for (Path file : new Path[] {fifo, utf16, empty, comments, folder, Path.of("/dev/zero")}) {
        assertThat(detect(server.url(), "--losses", file.toString()))
            .as("%s: %s", file, err)
            .isEqualTo(2);
        assertThat(err.toString()).contains(file.toString());
      }
      for (Path file : new Path[] {folder.resolve("held"), fifo, empty, Path.of("/dev/zero")}) {
        assertThat(detect(server.url(), "--held-out", file.toString()))
            .as("%s: %s", file, err)
            .isEqualTo(2);
      }
      assertThat(server.calls).hasValue(0);
    }
  }
}
