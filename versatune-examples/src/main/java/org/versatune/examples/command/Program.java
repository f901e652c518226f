// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.versatune.examples.files.IoProblem;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Runs a command. Whatever goes wrong is printed in one line that starts with {@code error:} and
 * says what to do; {@code --trace}, an option of every command, adds the stack trace.
 *
 * <p>Exit codes: 0 where all went well; 2 where options, the user's text or a place to write to
 * cannot be used; 1 for anything else.
 */
final class Program {
  static final String TRACE = "--trace";
  private static final char UNREADABLE = '\uFFFD';

  private Program() {}

  /**
   * Runs a command on the console and ends the virtual machine with its exit code. Numbers have the
   * same digits and signs in every locale, also where libraries write them.
   */
  static void main(Object command, String... arguments) {
    Locale.setDefault(Locale.ROOT);
    ConsoleOutput console =
        new ConsoleOutput(new FileOutputStream(FileDescriptor.out), ConsoleOutput.isPipe());
    PrintWriter out = console(console);
    PrintWriter err = console(System.err);
    CommandLine line = line(command);
    Thread farewell = new Thread(() -> interrupted(line).ifPresent(err::println));
    Runtime.getRuntime().addShutdownHook(farewell);
    int code = finished(run(line, out, err, arguments), out, console, err);
    try {
      Runtime.getRuntime().removeShutdownHook(farewell);
    } catch (IllegalStateException e) {
      return; // The process is ending already, by a signal.
    }
    System.exit(code);
  }

  /** Writes out what is left, and returns the exit code: not 0 if something was not written. */
  static int finished(int code, PrintWriter out, ConsoleOutput console, PrintWriter err) {
    out.flush();
    Optional<IOException> failure = console.failure();
    if (code != CommandLine.ExitCode.OK || failure.isEmpty()) {
      return code;
    }
    err.println(
        "error: standard output could not be written to, so what is there is not all: "
            + IoProblem.reason(failure.get()));
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** What a signal that ends the process leaves of a command; empty where that needs no word. */
  static Optional<String> interrupted(CommandLine line) {
    ParseResult parsed = line.getParseResult();
    while (parsed != null && parsed.hasSubcommand()) {
      parsed = parsed.subcommand();
    }
    if (parsed == null || !(parsed.commandSpec().userObject() instanceof Interruptible command)) {
      return Optional.of("interrupted");
    }
    String kept = command.whenInterrupted();
    return kept.isEmpty() ? Optional.empty() : Optional.of("interrupted: " + kept);
  }

  private static CommandLine line(Object command) {
    return command instanceof CommandLine made ? made : new CommandLine(command);
  }

  private static PrintWriter console(OutputStream stream) {
    String encoding =
        System.getProperty("stdout.encoding", System.getProperty("native.encoding", UTF_8.name()));
    return new PrintWriter(new OutputStreamWriter(stream, charset(encoding)), true);
  }

  /**
   * The encoding to write to the console in: its own, which is not always that of files. One that
   * has no letters but the English ones is the mark of a system where no language is set up, as in
   * many containers: its console takes UTF-8, and names would be lost otherwise.
   */
  static Charset charset(String name) {
    try {
      Charset charset = Charset.forName(name);
      return charset.canEncode() && charset.newEncoder().canEncode('\u00E9') ? charset : UTF_8;
    } catch (IllegalCharsetNameException | java.nio.charset.UnsupportedCharsetException e) {
      return UTF_8;
    }
  }

  /** Runs a command, annotated for picocli or a command line made of one; returns the exit code. */
  static int run(Object command, PrintWriter out, PrintWriter err, String... arguments) {
    boolean trace = Arrays.asList(arguments).contains(TRACE);
    try {
      checkReadable(arguments);
      CommandLine line = line(command);
      complete(line);
      line.getSubcommands().values().forEach(Program::complete);
      return line.setOut(out)
          .setErr(err)
          .setParameterExceptionHandler((problem, args) -> tell(err, problem, trace))
          .setExecutionExceptionHandler((problem, parser, parsed) -> tell(err, problem, trace))
          .execute(arguments);
    } catch (Exception | Error e) {
      // An Error, a full memory for one, passes by picocli's handlers.
      return tell(err, e, trace);
    }
  }

  /** Adds what every command has: help, version, lines as wide as the terminal, and the trace. */
  private static void complete(CommandLine line) {
    line.getCommandSpec()
        .mixinStandardHelpOptions(true)
        .versionProvider(() -> new String[] {"VersaTune " + Versatune.version()})
        .addOption(
            OptionSpec.builder(TRACE)
                .type(boolean.class)
                .description("Print the stack trace of an error, too")
                .build())
        .usageMessage()
        .autoWidth(true);
  }

  /**
   * Java replaces characters of arguments that the encoding of the locale lacks, and the names
   * meant are gone.
   */
  private static void checkReadable(String... arguments) {
    for (String argument : arguments) {
      if (argument.indexOf(UNREADABLE) >= 0) {
        throw CommandFailure.unusable(
            ("the argument '%s' has characters that the encoding of this locale (%s) lacks; set a"
                    + " UTF-8 locale and run again: LC_ALL=C.UTF-8")
                .formatted(argument, System.getProperty("sun.jnu.encoding", "unknown")),
            null);
      }
    }
  }

  private static int tell(PrintWriter err, Throwable problem, boolean trace) {
    Complaint complaint = Complaint.of(problem);
    err.println("error: " + complaint.message());
    if (complaint.help()) {
      // The usage text would push the line off the screen.
      err.println("See --help for the options.");
    }
    if (trace) {
      err.println(KeyLike.hidden(Complaint.trace(problem)));
    }
    err.flush();
    return complaint.exitCode();
  }

  /**
   * Makes a value from options and files of the user. An error in making it is reported as an error
   * of those options or files.
   *
   * @throws ParameterException if it cannot be made, for an {@code IllegalArgumentException}
   * @throws CommandFailure if a file cannot be used, for an {@code UncheckedIOException}
   */
  static <T> T valid(@Nullable CommandSpec spec, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(line(spec), String.valueOf(e.getMessage()), e);
    } catch (UncheckedIOException e) {
      throw CommandFailure.unusable(Complaint.of(e).message(), e);
    }
  }

  /** Returns the command line that a command runs in, from what picocli put into the command. */
  static CommandLine line(@Nullable CommandSpec spec) {
    if (spec == null) {
      throw new AssertionError("set by picocli");
    }
    return spec.commandLine();
  }
}
