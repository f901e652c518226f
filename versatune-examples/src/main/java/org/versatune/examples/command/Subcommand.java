// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.versatune.examples.results.Numbers.format;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.annotations.FormatMethod;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands share: where they write to, and what the user's mistakes become. */
abstract class Subcommand implements Callable<Integer> {
  static final int OK = CommandLine.ExitCode.OK;

  /** What an option says of a default that the field has. */
  static final String DEFAULT = "Default: ${DEFAULT-VALUE}";

  static final String INTERRUPTED = "interrupted";

  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  /**
   * What is said where the command is interrupted now, by Ctrl-C for one: what is kept, and how to
   * go on. Empty where that needs no word.
   */
  String whenInterrupted() {
    return INTERRUPTED;
  }

  /** The whole command line. */
  List<String> arguments() {
    return spec.commandLine().getParseResult().originalArgs();
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Prints one or more lines of results. */
  @FormatMethod
  void print(String format, Object... values) {
    out().println(format(format, values));
    out().flush();
  }

  /** Prints a line beside the results. */
  @FormatMethod
  void say(String format, Object... values) {
    err().println(format(format, values));
    err().flush();
  }

  /**
   * Makes a value from options and files of the user. An error in making it is reported as an error
   * of those options or files.
   *
   * @throws ParameterException if it cannot be made, for an {@code IllegalArgumentException}
   * @throws CommandFailure if a file cannot be used, for an {@code UncheckedIOException}
   */
  static <T> T valid(CommandSpec spec, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    } catch (UncheckedIOException e) {
      throw CommandFailure.unusable(Complaint.of(e).message(), e);
    }
  }

  <T> T valid(Supplier<T> value) {
    return valid(spec, value);
  }

  /** Does something with options and files of the user, as {@link #valid} does. */
  void check(Runnable action) {
    valid(
        () -> {
          action.run();
          return OK;
        });
  }

  /** Those of some options that the command was given. */
  ImmutableList<String> given(ImmutableSet<String> names) {
    return spec.commandLine().getParseResult().matchedOptions().stream()
        .map(OptionSpec::longestName)
        .filter(names::contains)
        .collect(toImmutableList());
  }
}
