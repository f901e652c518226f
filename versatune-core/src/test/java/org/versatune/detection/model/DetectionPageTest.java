// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.DomainDistribution;

/** The program of docs/detection.md compiles, runs against a server, and writes the mix. */
class DetectionPageTest {
  @Test
  void theProgramRuns(@TempDir Path folder) throws Exception {
    Matcher block =
        Pattern.compile("```java\n(import dev.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("..", "docs", "detection.md")));
    assertThat(block.find()).as("a program in docs/detection.md").isTrue();
    // The mix is written where the test may write.
    String program =
        block
            .group(1)
            .replace("System.getenv(\"OPENAI_API_KEY\")", "\"a-key\"")
            .replace("Path.of(\"mix.json\")", "Path.of(args[0]).resolveSibling(\"mix.json\")");
    Path source = Files.writeString(folder.resolve("WhatItKnows.java"), program);
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                messages,
                messages,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());
    assertThat(result).as(messages.toString(StandardCharsets.UTF_8)).isZero();

    Path samples = folder.resolve("samples.jsonl");
    Files.write(
        samples,
        IntStream.range(0, 40)
            .mapToObj(i -> "{\"prompt\":\"\",\"response\":\"text " + i + "\"}")
            .toList());
    try (ChatServer server =
            new ChatServer(
                (text, n, again) -> ChatServer.Reply.says(text.endsWith("0") ? "law" : "code"));
        URLClassLoader loader =
            new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      Method main = loader.loadClass("WhatItKnows").getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      Object arguments =
          new String[] {
            samples.toString(), server.url() + "/v1", folder.resolve("cache.jsonl").toString()
          };
      main.invoke(null, arguments);
      assertThat(server.calls()).isEqualTo(40);
    }

    assertThat(DomainDistribution.read(folder.resolve("mix.json")).asMap())
        .containsEntry("law", 0.1)
        .containsEntry("medicine", 0.0)
        .containsEntry("code", 0.9);
  }
}
