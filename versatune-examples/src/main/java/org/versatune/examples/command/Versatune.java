// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import java.io.PrintWriter;
import org.versatune.VersaTune;
import picocli.CommandLine;

/**
 * Runs the command {@code versatune}. Its subcommands are {@code quickstart}, which runs where none
 * is named, {@code study}, {@code simulate}, {@code replay}, {@code report}, {@code detect}, {@code
 * train-base}, and for trainers outside the JVM {@code init}, {@code compose}, {@code update},
 * {@code steer}, {@code status} and {@code serve}; {@code --help} after each lists its options.
 *
 * <p>Exit codes: 0 where all went well; 2 where options, the user's text or a place to write to
 * cannot be used, and one line says why; 1 for anything else.
 */
public final class Versatune {
  private Versatune() {}

  /**
   * Runs the command and ends the virtual machine with its exit code.
   *
   * @param arguments a subcommand and its options, or options of the quickstart
   */
  public static void main(String[] arguments) {
    Program.main(line(), arguments);
  }

  /** Runs the command and returns its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return Program.run(line(), out, err, arguments);
  }

  /** Makes the command line. */
  static CommandLine line() {
    return new CommandLine(new Quickstart())
        .setCommandName("versatune")
        .addSubcommand(new Quickstart())
        .addSubcommand(new StudyCommand())
        .addSubcommand(new Simulate())
        .addSubcommand(new ReplayCommand())
        .addSubcommand(new ReportCommand())
        .addSubcommand(new DetectCommand())
        .addSubcommand(new TrainBaseModel())
        .addSubcommand(new InitCommand())
        .addSubcommand(new PlanCommand.Compose())
        .addSubcommand(new PlanCommand.Update())
        .addSubcommand(new PlanCommand.Steer())
        .addSubcommand(new PlanCommand.Status())
        .addSubcommand(new ServeCommand())
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** The version of the library that runs; {@code development} where it runs from class files. */
  static String version() {
    String version = VersaTune.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
