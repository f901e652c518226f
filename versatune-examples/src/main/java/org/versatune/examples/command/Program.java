// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
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
  private static final String TRACE = "--trace";
  private static final char UNREADABLE = '\uFFFD';

  private Program() {}

  /**
   * Runs a command on the console and ends the virtual machine with its exit code. Numbers have the
   * same digits and signs in every locale, also where libraries write them.
   */
  static void main(CommandLine line, String... arguments) {
    Locale.setDefault(Locale.ROOT);
    ConsoleOutput console =
        new ConsoleOutput(new FileOutputStream(FileDescriptor.out), ConsoleOutput.isPipe());
    PrintWriter out = ConsoleOutput.writer(console);
    PrintWriter err = ConsoleOutput.writer(System.err);
    Thread farewell = new Thread(() -> interrupted(line).lines().forEach(err::println));
    Runtime.getRuntime().addShutdownHook(farewell);
    int code = console.finished(run(line, out, err, arguments), out, err);
    try {
      Runtime.getRuntime().removeShutdownHook(farewell);
    } catch (IllegalStateException e) {
      return; // The process is ending already, by a signal.
    }
    System.exit(code);
  }

  /** What a signal that ends the process leaves of a command; empty where that needs no word. */
  static String interrupted(CommandLine line) {
    ParseResult parsed = line.getParseResult();
    return parsed != null && command(parsed) instanceof Subcommand command
        ? command.whenInterrupted()
        : Subcommand.INTERRUPTED;
  }

  private static Callable<Integer> command(ParseResult parsed) {
    List<CommandLine> named = parsed.asCommandLineList();
    return named.get(named.size() - 1).getCommand();
  }

  /** Runs a command line; returns the exit code. */
  static int run(CommandLine line, PrintWriter out, PrintWriter err, String... arguments) {
    try {
      checkReadable(arguments);
      complete(line);
      line.getSubcommands().values().forEach(Program::complete);
      ParseResult parsed = line.setOut(out).setErr(err).parseArgs(arguments);
      checkPlace(parsed);
      Integer helped = CommandLine.executeHelpRequest(parsed);
      return helped != null ? helped : command(parsed).call();
    } catch (Exception | Error e) {
      return tell(err, e, Arrays.asList(arguments).contains(TRACE));
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

  /** Refuses options of the quickstart before another command, which would not see them. */
  private static void checkPlace(ParseResult parsed) {
    List<OptionSpec> before = parsed.hasSubcommand() ? parsed.matchedOptions() : List.of();
    for (OptionSpec option : before) {
      boolean help = option.usageHelp() || option.versionHelp();
      if (!help && !option.longestName().equals(TRACE)) {
        throw new ParameterException(
            parsed.commandSpec().commandLine(),
            ("%s is given before '%s' and has no effect there: write options behind the command"
                    + " that they belong to")
                .formatted(option.longestName(), parsed.subcommand().commandSpec().name()));
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
}
