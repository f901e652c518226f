// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.net.UrlEscapers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.versatune.examples.results.StudyResults;
import org.versatune.processes.ChildProcess;

/** The command in virtual machines of other locales and encodings, as their users start it. */
@EnabledOnOs(OS.LINUX)
class LocaleTest {
  private static final ImmutableList<String> NAMES =
      ImmutableList.of("caf\u00E9", "caf\u00E8", "\u6CD5\u5F8B", "I\u0130i\u0131");

  private static final ImmutableList<String> WORDS =
      ImmutableList.of(
          "keel mast sail tide hull deck ",
          "1234 5678 9012 3456 7890 2468 ",
          "STOP HALT WAIT LOOK HEAR GOON ",
          "blau gelb rosa grau mint lila ");

  @TempDir static Path folder;

  private static String plain;

  @BeforeAll
  static void underAPlainLocale() throws Exception {
    for (String name : NAMES) {
      String words = WORDS.get(NAMES.indexOf(name));
      SplittableRandom random = new SplittableRandom(name.hashCode());
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 40; i++) {
        lines.append("{\"text\":\"");
        for (int w = 0; w < 60; w++) {
          int from = 5 * random.nextInt(6);
          lines.append(words, from, from + 5);
        }
        lines.append("\"}\n");
      }
      write(folder.resolve("data"), name, lines.toString());
    }
    plain = dryRun("C.UTF-8", "-Duser.language=en");
    assertThat(plain).contains(NAMES).contains("32 / ");
  }

  /** By its bytes, since this machine's own locale may lack the letters of the name. */
  private static void write(Path data, String name, String text) throws IOException {
    Files.createDirectories(data);
    String escaped = UrlEscapers.urlPathSegmentEscaper().escape(name);
    Path domain = Path.of(URI.create(data.toUri() + "/" + escaped));
    Files.createDirectories(domain);
    Files.writeString(domain.resolve("a.jsonl"), text);
  }

  private static String dryRun(String locale, String... options) throws Exception {
    Path out = folder.resolve("printed");
    int code = run(locale, out, ImmutableList.copyOf(options), "--dry-run");
    String printed = Files.readString(out, UTF_8);
    assertThat(code).as("%s", printed).isZero();
    return printed;
  }

  private static int run(String locale, Path printed, List<String> options, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder command =
        new ProcessBuilder(
            ImmutableList.<String>builder()
                .add(Path.of(System.getProperty("java.home"), "bin", "java").toString())
                .add("-cp", System.getProperty("java.class.path"))
                .add("-XX:TieredStopAtLevel=1")
                .addAll(options)
                .add(Versatune.class.getName(), "--data", folder.resolve("data").toString())
                .add(arguments)
                .build());
    command.environment().put("LC_ALL", locale);
    command.redirectErrorStream(true).redirectOutput(printed.toFile());
    return ChildProcess.exitCode(command.start());
  }

  @ParameterizedTest
  @CsvSource({
    "C, -Duser.language=en, -Dfile.encoding=US-ASCII",
    "POSIX, -Duser.language=ar, -Duser.country=EG",
    "C.UTF-8, -Duser.language=ar, -Duser.region=EG",
    "C, -Duser.language=tr, -Duser.country=TR",
    "C.UTF-8, -Duser.language=hi, -Dfile.encoding=ISO-8859-1",
    "C.UTF-8, -Duser.language=fa, -Dfile.encoding=UTF-16",
    "C.UTF-8, -Duser.language=th, -Duser.country=TH",
  })
  void theSameTextIsReadAndPrintedWhateverTheLocale(String locale, String first, String second)
      throws Exception {
    assertThat(dryRun(locale, first, second)).isEqualTo(plain);
  }

  @Test
  void aWholeStudyHasTheSameNumbersWhateverTheLocale() throws Exception {
    StudyResults here = study("here", "C.UTF-8", "-Duser.language=en");
    StudyResults there =
        study("there", "C", "-Duser.language=ar", "-Duser.country=EG", "-Dfile.encoding=US-ASCII");

    assertThat(there.domains()).isEqualTo(here.domains()).contains("caf\u00E9", "caf\u00E8");
    assertThat(there.seeds()).isEqualTo(here.seeds());
    assertThat(there.evaluations()).isEqualTo(here.evaluations());
  }

  private static StudyResults study(String name, String locale, String... options)
      throws Exception {
    Path out = folder.resolve(name);
    Path printed = folder.resolve(name + ".log");
    ImmutableList<String> arguments = ImmutableList.copyOf(options);
    ImmutableList<String> ofJava =
        arguments.stream()
            .filter(option -> option.startsWith("-D"))
            .collect(ImmutableList.toImmutableList());
    int code =
        run(
            locale,
            printed,
            ofJava,
            "--budget",
            "3",
            "--threads",
            "2",
            "--out",
            out.toString(),
            "--cache",
            folder.resolve("models of " + name).toString());
    assertThat(code).as("%s", Files.readString(printed, UTF_8)).isZero();
    assertThat(Files.readString(printed, UTF_8)).contains(NAMES).doesNotContain("?");
    return StudyResults.read(out);
  }

  @Test
  void anArgumentThatTheLocaleCannotReadIsRefused() throws Exception {
    Path printed = folder.resolve("refused");
    Process shell =
        new ProcessBuilder(
                "sh",
                "-c",
                "LC_ALL=C exec \"$1\" -cp \"$2\" "
                    + Versatune.class.getName()
                    + " --target \"$(printf 'caf\\303\\251')\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                System.getProperty("java.class.path"))
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    assertThat(ChildProcess.exitCode(shell)).isEqualTo(2);
    assertThat(Files.readString(printed, UTF_8))
        .startsWith("error: the argument 'caf")
        .contains("LC_ALL=C.UTF-8")
        .hasLineCount(1);
  }
}
