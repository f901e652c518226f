// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.CharMatcher;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The programs of docs/dl4j-loops.md compile, run, and print what they should. */
class LoopsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "dl4j-loops.md");
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile("^class (\\w+)", Pattern.MULTILINE);

  @TempDir static Path folder;

  static Map<String, String> programs() throws IOException {
    Map<String, String> programs = new LinkedHashMap<>();
    Matcher block = BLOCK.matcher(Files.readString(PAGE));
    while (block.find()) {
      Matcher name = NAME.matcher(block.group(1));
      assertThat(name.find()).isTrue();
      programs.put(name.group(1), block.group(1));
    }
    return programs;
  }

  @BeforeAll
  static void compile() throws IOException {
    compile(programs(), folder);
  }

  /** Compiles the programs of the page, and others that use them. */
  static void compile(Map<String, String> programs, Path folder) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString()));
    for (Map.Entry<String, String> program : programs.entrySet()) {
      Path source = folder.resolve(program.getKey() + ".java");
      command.add(Files.writeString(source, program.getValue()).toString());
    }
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, messages, messages, command.toArray(String[]::new));
    assertThat(result).as(messages.toString(StandardCharsets.UTF_8)).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          StopsEarly    | best epoch \\d, weights .*law.*
          FreezesLayers | frozen true, trained true
          SavesBeside   | the same true true
          FitsSameDiff  | reported 100, weights .*law.*
          ReadsRecords  | draws 640
          ReadsTexts    | \\[8, 16\\] \\[8, 1, 16\\]
          ReplaysItself | draws \\{law=240, own=60\\}
          """)
  void aProgramRuns(String name, String printed) throws Exception {
    assertThat(run(name)).matches(printed);
  }

  private static String run(String name) throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {folder.toUri().toURL()}, LoopsPageTest.class.getClassLoader())) {
      Method main = loader.loadClass(name).getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      Path own = Files.createDirectories(folder.resolve(name + "-files"));
      main.invoke(null, (Object) new String[] {own.toString()});
    } finally {
      System.setOut(out);
    }
    List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
    return lines.get(lines.size() - 1);
  }

  @Test
  void aProgramIsShort() throws IOException {
    programs()
        .forEach(
            (name, program) -> {
              // What is imported is no part of what a reader has to understand.
              long lines =
                  program
                      .lines()
                      .filter(line -> !line.isBlank() && !line.startsWith("import "))
                      .count();
              assertThat(lines).as(name).isLessThanOrEqualTo(40);
              assertThat(CharMatcher.ascii().matchesAllOf(program)).as(name).isTrue();
            });
  }
}
