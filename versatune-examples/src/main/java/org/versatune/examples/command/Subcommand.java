// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.versatune.examples.results.Numbers.format;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.annotations.FormatMethod;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** What all commands share: where they write to, and what the user's mistakes become. */
abstract class Subcommand implements Callable<Integer> {
  static final int OK = CommandLine.ExitCode.OK;

  @Spec private @Nullable CommandSpec spec;

  CommandLine line() {
    return Program.line(spec);
  }

  PrintWriter out() {
    return line().getOut();
  }

  PrintWriter err() {
    return line().getErr();
  }

  /** Prints one or more lines of results. */
  @FormatMethod
  void print(String format, Object... values) {
    out().println(format(format, values));
    out().flush();
  }

  /** Makes a value from options and files of the user, as {@link Program#valid} does. */
  <T> T valid(Supplier<T> value) {
    return Program.valid(spec, value);
  }

  /** Does something with options and files of the user, as {@link Program#valid} does. */
  void check(Runnable action) {
    valid(
        () -> {
          action.run();
          return OK;
        });
  }

  /** Those of some options that the command was given. */
  ImmutableList<String> given(ImmutableSet<String> names) {
    return line().getParseResult().matchedOptions().stream()
        .map(OptionSpec::longestName)
        .filter(names::contains)
        .collect(toImmutableList());
  }
}
