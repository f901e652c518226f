package org.versatune.examples.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Throwables;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.versatune.dl4j.MissingBackendException;
import org.versatune.examples.corpora.CorpusException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Runs a command. What the user can mend is told in one line that starts with {@code error:};
 * anything else is a fault of the program and is told with all there is.
 *
 * <p>Exit codes: 0 where all went well, 2 where options or the user's files cannot be used, 1 for
 * anything else.
 */
public final class Program {
  private Program() {}

  /**
   * Runs a command on the console and ends the virtual machine with its exit code.
   *
   * @param command annotated for picocli
   * @param arguments its arguments
   */
  public static void main(Callable<Integer> command, String... arguments) {
    System.exit(run(command, console(System.out), console(System.err), arguments));
  }

  /** The console in its own encoding, which is not always that of files. */
  private static PrintWriter console(PrintStream stream) {
    String encoding =
        System.getProperty("stdout.encoding", System.getProperty("native.encoding", UTF_8.name()));
    return new PrintWriter(new OutputStreamWriter(stream, Charset.forName(encoding)), true);
  }

  /**
   * Runs a command.
   *
   * @param command annotated for picocli
   * @param out where results go
   * @param err where errors go
   * @param arguments its arguments
   * @return the exit code
   */
  public static int run(
      Callable<Integer> command, PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(command)
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler((problem, args) -> told(err, problem))
        .setExecutionExceptionHandler((problem, line, parsed) -> tell(err, problem))
        .execute(arguments);
  }

  /**
   * Bad options: one line, and where help is. The usage text would push the line off the screen.
   */
  private static int told(PrintWriter err, Exception problem) {
    err.println("error: " + problem.getMessage());
    err.println("See --help for the options.");
    return CommandLine.ExitCode.USAGE;
  }

  private static int tell(PrintWriter err, Exception problem) {
    if (problem instanceof CorpusException) {
      return told(err, problem);
    }
    boolean known = problem instanceof CommandFailure || problem instanceof MissingBackendException;
    err.println(
        known ? "error: " + problem.getMessage() : Throwables.getStackTraceAsString(problem));
    return CommandLine.ExitCode.SOFTWARE;
  }

  /**
   * A value that comes from options and files of the user: what is wrong with it is wrong with
   * them.
   *
   * @param spec the command
   * @param value makes the value
   * @param <T> its type
   * @return the value
   * @throws ParameterException if it cannot be made: for an {@code IllegalArgumentException}, or an
   *     {@code UncheckedIOException}
   */
  public static <T> T valid(@Nullable CommandSpec spec, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException | UncheckedIOException e) {
      throw new ParameterException(line(spec), e.getMessage(), e);
    }
  }

  /**
   * The command line that a command runs in.
   *
   * @param spec what picocli put into the command
   * @return its command line
   */
  public static CommandLine line(@Nullable CommandSpec spec) {
    if (spec == null) {
      throw new AssertionError("set by picocli");
    }
    return spec.commandLine();
  }
}
