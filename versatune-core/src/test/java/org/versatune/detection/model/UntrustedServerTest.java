// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.detection.JudgeException;

/** Servers that no call reaches, since their encryption is not what the client takes. */
class UntrustedServerTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path folder;

  private static void check(ChatModel model, String says, String remedy) {
    ChatModelJudge judge = ChatServer.judge(model).build();
    assertThatThrownBy(() -> judge.classify("some text"))
        .hasMessageContaining("the chat model failed with " + says)
        .hasMessageContaining(remedy)
        .hasMessageNotContainingAny("times", ChatServer.KEY)
        .asInstanceOf(type(JudgeException.class))
        .extracting(JudgeException::scope)
        .isEqualTo(JudgeException.Scope.DETECTION);
    assertThat(judge.progress().calls()).isEqualTo(1);
    judge.close();
  }

  /** Over the library's client, and over that which LangChain4j takes by itself. */
  private static List<ChatModel> models(String url) {
    return List.of(
        ChatServer.openAi(url).build(),
        OpenAiChatModel.builder()
            .baseUrl(url + "/v1")
            .apiKey(ChatServer.KEY)
            .modelName("test-model")
            .timeout(Duration.ofSeconds(30))
            .maxRetries(0)
            .build());
  }

  @Test
  void aCertificateThatIsNotTrustedIsSaidAtOnce() throws Exception {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    server.setHttpsConfigurator(new HttpsConfigurator(ownCertificate()));
    server.start();
    try {
      for (ChatModel model : models("https://127.0.0.1:" + server.getAddress().getPort())) {
        check(model, "a certificate of the server that Java does not trust", "trustStore");
      }
    } finally {
      server.stop(0);
    }
  }

  /** One that nobody has signed. */
  private SSLContext ownCertificate() throws Exception {
    Path store = folder.resolve("own.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "own",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).as(Files.readString(folder.resolve("keytool.log"))).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  /** What a server does with each connection. */
  private interface Talk {
    void with(Socket connection) throws IOException;
  }

  /** Answers each connection in its own way until the body is done. */
  private static void serving(ServerSocket server, Talk talk, Runnable body) throws Exception {
    Thread thread =
        new Thread(
            () -> {
              while (!server.isClosed()) {
                try (Socket connection = server.accept()) {
                  talk.with(connection);
                } catch (IOException e) {
                  // A handshake that failed, or the test is over.
                }
              }
            });
    thread.start();
    try {
      body.run();
    } finally {
      server.close();
      thread.join();
    }
  }

  private static String url(ServerSocket server) {
    return "https://127.0.0.1:" + server.getLocalPort();
  }

  @Test
  void aServerThatDoesNotEncryptIsSaidAtOnce() throws Exception {
    ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    serving(
        server,
        connection -> {
          // All of it, since the system would otherwise break the connection off.
          int unused = connection.getInputStream().read(new byte[1 << 16]);
          connection
              .getOutputStream()
              .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        },
        () ->
            models(url(server))
                .forEach(
                    model ->
                        check(
                            model,
                            "an answer that is not encrypted",
                            "write http:// for https://")));
  }

  @Test
  void aServerWithoutACertificateIsSaidAtOnce() throws Exception {
    SSLContext none = SSLContext.getInstance("TLS");
    none.init(null, null, null);
    ServerSocket server =
        none.getServerSocketFactory().createServerSocket(0, 8, InetAddress.getLoopbackAddress());
    serving(
        server,
        connection -> ((SSLSocket) connection).startHandshake(),
        () ->
            models(url(server))
                .forEach(
                    model ->
                        check(
                            model,
                            "no encryption that both sides accept",
                            "another version of TLS")));
  }

  /** A server that hangs up may be there again at the next call. */
  @Test
  void aConnectionThatBreaksIsTriedAgain() throws Exception {
    ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    serving(
        server,
        connection -> {},
        () -> {
          try (ChatModelJudge judge =
              ChatServer.judge(ChatServer.openAi(url(server)).build())
                  .retries(2, Duration.ofMillis(1))
                  .build()) {
            assertThatThrownBy(() -> judge.classify("some text"))
                .hasMessageContaining("failed 3 times");
          }
        });
  }
}
