// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunEvent;
import org.versatune.record.RunRecord;

/** The program of docs/your-own-loop.md compiles, runs, and does what the page says. */
class YourOwnLoopTest {
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile("^class (\\w+)", Pattern.MULTILINE);

  @Test
  void thePageRuns(@TempDir Path folder) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("-cp", System.getProperty("java.class.path"), "-d", folder.toString()));
    Matcher block = BLOCK.matcher(Files.readString(Path.of("..", "docs", "your-own-loop.md")));
    while (block.find()) {
      Matcher name = NAME.matcher(block.group(1));
      assertThat(name.find()).isTrue();
      Path source = folder.resolve(name.group(1) + ".java");
      command.add(Files.writeString(source, block.group(1)).toString());
    }
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, messages, messages, command.toArray(String[]::new));
    assertThat(result).as(messages.toString(StandardCharsets.UTF_8)).isZero();

    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      Method main = loader.loadClass("OwnLoop").getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      main.invoke(null, (Object) new String[] {folder.toString()});
    } finally {
      System.setOut(out);
    }

    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("open ").contains("medicine=");
    RunRecord record = RunRecord.read(folder.resolve("run.jsonl"));
    assertThat(record.updates())
        .extracting(RecordedUpdate::step)
        .containsExactly(0L, 5L, 10L, 15L, 20L);
    assertThat(record.updates())
        .noneMatch(update -> update.update().note().contains("base losses are"));
    assertThat(record.events()).extracting(RunEvent::kind).containsExactly(RunEvent.Kind.RESUMED);
    // The base model knew law; what it knew least has most of the draws.
    assertThat(record.updates().get(4).draws().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(80);
  }
}
