// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.versatune.processes.ChildProcess;

/**
 * A process of its own that drives Spark, before its start.
 *
 * @param builder starts it
 * @param log what it writes to its standard error
 */
record SparkProcess(ProcessBuilder builder, Path log) {

  /** A process of a program, with the class path and what is opened of the JDK as here. */
  static SparkProcess of(Class<?> program, String classPath, List<String> args, Path log) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // It ends before code that is compiled at length would pay.
    command.addAll(ImmutableList.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(opens());
    command.addAll(ImmutableList.of("-cp", classPath, program.getName()));
    command.addAll(args);
    return new SparkProcess(new ProcessBuilder(command).redirectError(log.toFile()), log);
  }

  static String classPath() {
    String all = System.getProperty("surefire.test.class.path");
    return all == null ? System.getProperty("java.class.path") : all;
  }

  /** The class path without jars whose path has this in it. */
  static String classPathWithout(String part) {
    return Splitter.on(File.pathSeparatorChar)
        .splitToStream(classPath())
        .filter(entry -> !entry.contains(part))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** What this process opens of the JDK for Spark. */
  private static List<String> opens() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .toList();
  }

  /** The Spark of such a process, with settings as {@code key=value}. */
  static SparkSession session(String master, List<String> settings, List<String> more) {
    SparkSession.Builder session =
        SparkSession.builder()
            .master(master)
            .appName("process")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1");
    for (String setting : Iterables.concat(settings, more)) {
      int equals = setting.indexOf('=');
      session.config(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return session.getOrCreate();
  }

  /** Readies it to start a cluster of processes of this machine. */
  SparkProcess inCluster(Path home) throws IOException {
    Files.createDirectories(home.resolve("jars"));
    Files.createFile(home.resolve("RELEASE"));
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    builder.directory(home.toFile());
    return this;
  }

  /** Settings by which executors have a class path, and what is opened of the JDK. */
  static List<String> ofExecutors(String classPath, String... options) {
    List<String> all = new ArrayList<>(opens());
    all.addAll(List.of(options));
    return List.of(
        "spark.executor.extraClassPath=" + classPath,
        "spark.executor.extraJavaOptions=" + String.join(" ", all));
  }

  /** Runs to the end. */
  void complete() throws IOException, InterruptedException {
    int status =
        ChildProcess.exitCode(builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start());
    assertThat(status).as(this::end).isZero();
  }

  /** Runs until it says that it waits, and is killed there. */
  void killWhereItWaits() throws IOException, InterruptedException {
    Process process = ChildProcess.limited(builder.start());
    try (BufferedReader console = process.inputReader(StandardCharsets.UTF_8)) {
      String line;
      do {
        line = console.readLine();
        assertThat(line).as(this::end).isNotNull();
      } while (!requireNonNull(line).equals(Interruption.WAITS));
    } finally {
      var unused = ChildProcess.exitCode(process.destroyForcibly());
    }
  }

  /** What its log says, without what Spark always says. */
  private String end() {
    try {
      return Files.readAllLines(log).stream()
          .filter(line -> !line.contains("INFO") && !line.startsWith("\tat "))
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
