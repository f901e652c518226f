// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Nd4jBackendTest {

  @Test
  void isReadyWithABackend() {
    assertThatCode(Nd4jBackend::require).doesNotThrowAnyException();
  }

  @Test
  void saysWhichDependencyIsMissingWithoutABackend() throws Exception {
    List<String> lines = probe(jar -> !isBackend(jar));

    assertThat(lines).hasSize(2);
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith("missing: no ND4J backend is on the class path")
                    .contains("org.nd4j:nd4j-native-platform:1.0.0-M2.1")
                    .contains("org.nd4j:nd4j-cuda-11.6-platform:1.0.0-M2.1"));
  }

  @Test
  void saysThatTheNativeLibraryIsMissing() throws Exception {
    List<String> lines = probe(jar -> !isNativeLibrary(jar));

    assertThat(lines).hasSize(2);
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith("missing: an ND4J backend is on the class path, but its native")
                    .contains("org.bytedeco:openblas:0.3.19-1.5.7:linux-x86_64"));
  }

  @Test
  void saysWhyTheBackendThatIsThereCannotRun(@TempDir Path folder) throws Exception {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve("org.nd4j.linalg.factory.Nd4jBackend"), CardlessBackend.class.getName());

    List<String> lines = probe(jar -> !isBackend(jar), folder);

    assertThat(lines).hasSize(2);
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith("missing: the ND4J backend on the class path cannot run")
                    .contains("CardlessBackend", "libcuda.so.1", "NVIDIA card and its driver"));
  }

  @Test
  void theProbeItselfRunsWithTheWholeClassPath() throws Exception {
    assertThat(probe(jar -> true)).containsExactly("ready", "ready");
  }

  private static boolean isBackend(String jar) {
    return jar.startsWith("nd4j-native-1") || jar.startsWith("nd4j-cuda-");
  }

  private static boolean isNativeLibrary(String jar) {
    return jar.matches(".*-(linux|macosx|windows)-(x86_64|arm64)(-.*)?\\.jar");
  }

  private static List<String> probe(Predicate<String> keep, Path... more)
      throws IOException, InterruptedException {
    String whole =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    String classPath =
        Stream.concat(
                Arrays.stream(whole.split(File.pathSeparator))
                    .filter(entry -> keep.test(Path.of(entry).getFileName().toString())),
                Arrays.stream(more).map(Path::toString))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                classPath,
                BackendProbe.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return output
        .lines()
        .filter(line -> line.equals("ready") || line.startsWith("missing: "))
        .toList();
  }
}
