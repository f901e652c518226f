// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import com.google.common.base.CharMatcher;
import com.google.common.base.Joiner;
import com.google.common.base.Strings;
import com.google.common.base.Throwables;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import org.versatune.detection.DetectionException;
import org.versatune.dl4j.MissingBackendException;
import org.versatune.examples.corpora.CorpusException;
import org.versatune.examples.files.IoProblem;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says why something failed, and what to do.
 *
 * @param message one line
 * @param exitCode 2 for options, text and places that cannot be used, 1 for all else
 * @param help whether the list of options helps
 */
record Complaint(String message, int exitCode, boolean help) {
  /** Takes out what looks like a key, wherever the message has it from. */
  Complaint {
    message = KeyLike.hidden(message);
  }

  private static final Pattern LINE_BREAKS = Pattern.compile("\\s*\\R\\s*");

  static Complaint of(Throwable problem) {
    if (problem instanceof ParameterException) {
      String message =
          problem instanceof UnmatchedArgumentException unmatched
              ? unmatched(unmatched)
              : plain(line(problem));
      return new Complaint(message, ExitCode.USAGE, true);
    }
    for (Throwable cause : Throwables.getCausalChain(problem)) {
      if (cause instanceof CommandFailure failure) {
        return new Complaint(line(failure), failure.exitCode(), false);
      }
      if (cause instanceof CorpusException) {
        return new Complaint(line(cause), ExitCode.USAGE, false);
      }
      String known = known(cause);
      if (!known.isEmpty()) {
        return new Complaint(known, ExitCode.SOFTWARE, false);
      }
    }
    String message =
        IoProblem.behind(problem)
            .map(io -> outer(problem, io))
            .orElseGet(() -> unknown(problem, Throwables.getRootCause(problem)));
    return new Complaint(message, ExitCode.SOFTWARE, false);
  }

  /** What fails on the way in ways that are known; empty for others. */
  private static String known(Throwable cause) {
    if (cause instanceof DetectionException) {
      return ("detection failed in %s; the base model writes too little of these domains: train it"
              + " longer (a larger --budget, or more base steps in the plan)")
          .formatted(line(cause));
    }
    if (cause instanceof OutOfMemoryError) {
      // Java's own words tell which kind of memory.
      return ("not enough memory (%s; at most %s MB): give Java more, as in java -Xmx8g -jar ..., or"
              + " it less: less text, fewer --threads")
          .formatted(
              Strings.nullToEmpty(cause.getMessage()),
              Runtime.getRuntime().maxMemory() / 1_000_000);
    }
    if (cause instanceof CancellationException) {
      return "interrupted; what was finished is kept, run again for the rest";
    }
    return cause instanceof MissingBackendException ? line(cause) : "";
  }

  private static String unknown(Throwable problem, Throwable root) {
    return root instanceof LinkageError
        ? ("a library is missing, damaged or of another version (%s); build the program again: mvn"
                + " -q -DskipTests package")
            .formatted(root)
        : "this should not happen: %s; run again with --trace and report what it prints"
            .formatted(CharMatcher.breakingWhitespace().collapseFrom(problem.toString(), ' '));
  }

  /** What was being done, where the exception around says so, and why it failed. */
  private static String outer(Throwable problem, IOException io) {
    for (Throwable cause : Throwables.getCausalChain(problem)) {
      String message = Strings.nullToEmpty(cause.getMessage());
      Throwable below = cause.getCause();
      if (cause != io && below != null && !message.isEmpty() && !message.contains("Exception")) {
        if (message.contains(IoProblem.reason(io))) {
          return message;
        }
        return message.contains(Strings.nullToEmpty(io.getMessage()))
            ? message + " (" + IoProblem.reason(io) + ")"
            : message + ": " + IoProblem.words(io);
      }
    }
    return IoProblem.words(io);
  }

  /** The stack trace, without arguments that may be keys. */
  static String trace(Throwable problem) {
    String trace = Throwables.getStackTraceAsString(problem);
    if (problem instanceof UnmatchedArgumentException unmatched) {
      for (String argument : unmatched.getUnmatched()) {
        trace = trace.replace(argument, KeyLike.hiddenArgument(argument));
      }
    }
    return trace;
  }

  /** Names what is close to an option or a command that there is not. */
  private static String unmatched(UnmatchedArgumentException problem) {
    String first = KeyLike.hiddenArgument(problem.getUnmatched().get(0));
    String close =
        problem.getSuggestions().isEmpty()
            ? ""
            : "; did you mean " + Joiner.on(" or ").join(problem.getSuggestions()) + "?";
    if (problem.isUnknownOption()) {
      // Without its value, which may be a key.
      return "there is no option '" + first.replaceFirst("(?s)=.*", "") + "'" + close;
    }
    Set<String> commands = problem.getCommandLine().getSubcommands().keySet();
    return commands.isEmpty()
        ? "'" + first + "' is one argument too many" + close
        : "there is no command '" + first + "'; there are " + commands + close;
  }

  /** Puts the types of Java into words. */
  private static String plain(String message) {
    return message
        .replaceFirst(" is not an? (int|long)$", " is not a whole number, or too large a one")
        .replaceFirst(" is not a (float|double)$", " is not a number");
  }

  private static String line(Throwable problem) {
    return Strings.isNullOrEmpty(problem.getMessage())
        ? problem.getClass().getSimpleName()
        : LINE_BREAKS.matcher(problem.getMessage().strip()).replaceAll(" ");
  }
}
