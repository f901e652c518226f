// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ObjectArrays;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.examples.corpora.CorpusException;
import org.versatune.processes.ChildProcess;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class ProgramTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Command(name = "failing")
  private record Failing(Throwable problem) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      if (problem instanceof Error error) {
        throw error;
      }
      throw (Exception) problem;
    }
  }

  private int run(Throwable problem, String... arguments) {
    return Program.run(
        new CommandLine(new Failing(problem)),
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        arguments);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        failure(2, "bad text; convert it", new CorpusException("bad text; convert it")),
        failure(2, "give a folder", CommandFailure.unusable("give a folder", null)),
        failure(1, "why", new CommandFailure("why", new IOException("below"))),
        failure(1, "/a: no permission; give", new AccessDeniedException("/a")),
        failure(1, "/a: there is no such file", new NoSuchFileException("/a")),
        failure(1, "/a: there is no such file", new NotDirectoryException("/a")),
        failure(1, "/a: there is a file of this name", new FileAlreadyExistsException("/a")),
        failure(1, "/a: a folder of this name", new DirectoryNotEmptyException("/a")),
        failure(1, "/a: a link leads back", new FileSystemLoopException("/a")),
        failure(1, "not UTF-8 text; convert", new MalformedInputException(1)),
        failure(1, "/a: the disk", new FileSystemException("/a", null, "No space left on device")),
        failure(1, "the disk or your share", new IOException("No space left on device")),
        failure(1, "the disk or your share", new IOException("Disk quota exceeded")),
        failure(1, "read-only", new FileSystemException("/a", null, "Read-only file system")),
        failure(
            1, "there is a file where", new FileSystemException("/a/b", null, "Not a directory")),
        failure(
            1, "there is a folder where", new FileSystemException("/a", null, "Is a directory")),
        failure(1, "too long", new FileSystemException("/a", null, "File name too long")),
        failure(1, "ulimit", new FileSystemException("/a", null, "Too many open files")),
        failure(1, "/a (Permission denied)", new FileNotFoundException("/a (Permission denied)")),
        failure(1, "something else", new IOException("something else")),
        failure(
            1,
            "cannot write the report: /a: no permission",
            new UncheckedIOException("cannot write the report", new AccessDeniedException("/a"))),
        failure(
            1,
            "/a: no permission",
            new IllegalStateException(new ExecutionException(new AccessDeniedException("/a")))),
        failure(1, "-Xmx", new OutOfMemoryError("Java heap space")),
        failure(1, "-Xmx", new IllegalStateException(new OutOfMemoryError("Java heap space"))),
        failure(1, "interrupted", new CancellationException("the study was interrupted")),
        failure(1, "build the program again", new NoClassDefFoundError("org/x/Y")),
        failure(1, "build the program again", new ExceptionInInitializerError(new LinkageError())),
        failure(1, "NullPointerException", new NullPointerException()),
        failure(1, "--trace and report", new IllegalStateException("two\nlines")),
        failure(1, "--trace and report", new StackOverflowError()),
        failure(1, "--trace and report", new AssertionError("never")));
  }

  private static Arguments failure(int code, String words, Throwable problem) {
    return Arguments.of(code, words, problem);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void everyFailureIsOneLineAndAnExitCode(int code, String words, Throwable problem) {
    assertThat(run(problem)).isEqualTo(code);
    assertThat(err.toString())
        .startsWith("error: ")
        .contains(words)
        .doesNotContain("--help", "\tat ")
        .hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("failures")
  void theTraceIsThereForThoseWhoAsk(int code, String words, Throwable problem) {
    assertThat(run(problem, "--trace")).isEqualTo(code);
    assertThat(err.toString()).startsWith("error: ").contains(words, "\tat ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--sed 1|there is no option '--sed'; did you mean --seed",
        "studdy|there is no command 'studdy'; there are",
        "--seed much|'much' is not a whole number",
        "simulate --examples 0|--examples is 0; it must be at least 1",
        "simulate --epochs -1|--epochs is -1",
        "simulate --batch 0|--batch is 0",
        "simulate --update-every 0|--update-every is 0",
        "simulate --scheduler fosterin|no built-in rule 'fosterin'",
        "simulate --validate x.jsonl|give the records to fit them to with --record",
        "train-base --steps 0|--steps is 0",
        "train-base --batch 0|--batch is 0",
        "train-base --rate -1|--rate is -1.0",
        "train-base --pack /|cannot write base model /",
      })
  void whatCannotBeIsRefusedBeforeAnythingIsComputed(String arguments, String words) {
    int code =
        Versatune.run(
            new PrintWriter(out, true), new PrintWriter(err, true), arguments.split(" ", -1));

    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).startsWith("error: ").contains(words);
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--out q|begins anew",
        "study plan.yaml --out kept|kept in kept; the same command goes on",
        "steer|what was done is kept; the same command goes on",
        "serve --state s.json|last saved, in s.json",
        "train-base|nothing is kept",
        "simulate|interrupted",
      })
  void anInterruptSaysWhatIsKept(String arguments, String words) {
    CommandLine line = Versatune.line();
    line.parseArgs(arguments.split(" ", -1));

    assertThat(Program.interrupted(line)).startsWith("interrupted").contains(words);
  }

  @Test
  void aFollowedRecordEndsByAnInterruptWithoutAWord() {
    CommandLine line = Versatune.line();
    line.parseArgs("report", "r.jsonl", "--follow");

    assertThat(Program.interrupted(line)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "No space left on device, false, 1, 'error: standard output'",
    "Broken pipe, false, 0, ''",
    "Datenübergabe unterbrochen (broken pipe), false, 0, ''",
    "The pipe is being closed, false, 0, ''",
    "Tubería rota, true, 0, ''",
    "断开的管道, true, 0, ''"
  })
  void outputThatIsLostIsSaidUnlessItsReaderIsGone(
      String reason, boolean isPipe, int code, String words) {
    ConsoleOutput console =
        new ConsoleOutput(
            new OutputStream() {
              @Override
              public void write(int one) throws IOException {
                throw new IOException(reason);
              }
            },
            isPipe);
    PrintWriter lost = new PrintWriter(console, false, StandardCharsets.UTF_8);
    lost.println("a table");

    assertThat(console.finished(0, lost, new PrintWriter(err, true))).isEqualTo(code);
    assertThat(err.toString()).startsWith(words);
    assertThat(console.finished(2, lost, new PrintWriter(err, true))).isEqualTo(2);
  }

  /** Says by its exit code whether its standard output is a pipe. */
  static final class IsPipe {
    private IsPipe() {}

    public static void main(String[] arguments) {
      System.exit(ConsoleOutput.isPipe() ? 10 : 20);
    }
  }

  @Test
  void aPipeIsToldFromAFile(@TempDir Path folder) throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/fd/1")));
    ProcessBuilder process =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            IsPipe.class.getName());
    assertThat(ChildProcess.exitCode(process.start())).isEqualTo(10);
    process.redirectOutput(folder.resolve("file").toFile());
    assertThat(ChildProcess.exitCode(process.start())).isEqualTo(20);
  }

  @ParameterizedTest
  @CsvSource({
    "sk-proj-AbCdEf0123456789AbCdEf, sk-…",
    "hf_aBcDeFgHiJkLmNoPqRsT, hf_…",
    "AIzaSyA0123456789abcdefghij, AIza…",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdefghijk, eyJ…",
    "0a1b2c3d4e5f60718293a4b5c6d7e8f9, 0a…"
  })
  void aKeyInAWrongPlaceIsNotRepeated(String key, String shown) {
    for (String[] arguments :
        new String[][] {{key}, {"detect", "texts.jsonl", key}, {"detect", "a", "--rounds", key}}) {
      StringWriter said = new StringWriter();
      boolean ofAnOption = arguments.length == 4;
      assertThat(
              Versatune.run(
                  new PrintWriter(said, true),
                  new PrintWriter(said, true),
                  ObjectArrays.concat(arguments, ofAnOption ? "--json" : "--trace")))
          .isEqualTo(2);
      if (!ofAnOption || !key.startsWith("0a")) {
        assertThat(said.toString())
            .contains(shown + " (not shown: it looks like a key)")
            .doesNotContain(key);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quickstrat",
        "out/quickstart-2024-results-final",
        "versatune-examples-0.1.0-SNAPSHOT.jar",
        "a-long-name-of-a-folder-without-digits",
        "hf_datasets-of-mine/law.jsonl",
        "sk-learn"
      })
  void whatIsNoKeyIsRepeated(String argument) {
    StringWriter said = new StringWriter();
    assertThat(
            Versatune.run(
                new PrintWriter(said, true), new PrintWriter(said, true), "report", "a", argument))
        .isEqualTo(2);
    assertThat(said.toString()).contains("'" + argument + "'");
  }

  @Test
  void anErrorOfSeveralLinesIsOneLine() {
    assertThat(run(CommandFailure.unusable("no plan:\n  line 1,\r\n  column 2\n", null)))
        .isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("error: no plan: line 1, column 2" + System.lineSeparator());
  }

  @Test
  void wrongOptionsPointToTheHelp() {
    assertThat(run(new IOException(), "--what")).isEqualTo(2);
    assertThat(err.toString()).contains("--what", "--help").hasLineCount(2);
  }

  @Test
  void anArgumentThatTheLocaleGarbledIsRefusedWithTheRemedy() {
    assertThat(run(new IOException(), "caf\uFFFD\uFFFD")).isEqualTo(2);
    assertThat(err.toString()).contains("LC_ALL=C.UTF-8").hasLineCount(1);
  }

  @Test
  void theConsoleWritesNamesWhateverTheLocale() {
    assertThat(ConsoleOutput.charset("ANSI_X3.4-1968")).isEqualTo(StandardCharsets.UTF_8);
    assertThat(ConsoleOutput.charset("US-ASCII")).isEqualTo(StandardCharsets.UTF_8);
    assertThat(ConsoleOutput.charset("no such")).isEqualTo(StandardCharsets.UTF_8);
    assertThat(ConsoleOutput.charset("cp65001x")).isEqualTo(StandardCharsets.UTF_8);
    assertThat(ConsoleOutput.charset("ISO-8859-1")).isEqualTo(StandardCharsets.ISO_8859_1);
  }
}
