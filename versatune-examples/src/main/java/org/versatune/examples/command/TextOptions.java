// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Longs;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.versatune.examples.corpora.BundledCorpora;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.CorpusOptions;
import org.versatune.examples.corpora.FolderCorpora;
import org.versatune.examples.corpora.Survey;
import org.versatune.examples.study.Study;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds the options that say which text to train on. */
public final class TextOptions {
  private static final String BYTES = "--bytes-per-domain";

  @SuppressWarnings("NullAway.Init")
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Your own text: a folder for each domain with .txt or .jsonl files. Default: the six"
              + " bundled domains")
  private @Nullable Path data;

  @Option(
      names = BYTES,
      paramLabel = "N",
      description =
          "Most bytes of text taken from a domain, such as 800000, 500k, 2M, or all. "
              + Subcommand.DEFAULT)
  private String bytes = "" + CorpusOptions.DEFAULT_MAX_BYTES;

  @Option(
      names = "--dry-run",
      description = "Say which text is read, what is left out and why, and end.")
  private boolean dryRun;

  /** Chooses the bundled text, unless options say otherwise. */
  public TextOptions() {}

  /**
   * Reads the text, and fetches the bundled one where it is not at hand.
   *
   * @param seed of the split
   * @param progress gets a line for each thing that is done
   * @return the text of all domains
   * @throws ParameterException if an option cannot be used
   */
  public Corpora read(long seed, Consumer<String> progress) {
    CorpusOptions options = options(seed);
    return data == null
        ? BundledCorpora.read(BundledCorpora.archives(), textCache(), options, progress)
        : FolderCorpora.read(data, options, progress);
  }

  private CorpusOptions options(long seed) {
    CorpusOptions options = CorpusOptions.defaults().withSeed(seed);
    return bytes.equalsIgnoreCase("all")
        ? options.withAllBytes()
        : options.withMaxBytesPerDomain(Subcommand.valid(command, this::bytesPerDomain));
  }

  private long bytesPerDomain() {
    String number = bytes.toLowerCase(Locale.ROOT);
    long unit = 1;
    if (number.endsWith("k") || number.endsWith("m") || number.endsWith("g")) {
      unit = number.endsWith("k") ? 1000 : number.endsWith("m") ? 1_000_000 : 1_000_000_000;
      number = number.substring(0, number.length() - 1);
    }
    Long value = Longs.tryParse(number);
    checkArgument(
        value != null && value >= 1 && value <= Long.MAX_VALUE / unit,
        "%s is '%s'; give a number of bytes, such as 800000, 500k, 2M, or all",
        BYTES,
        bytes);
    return value * unit;
  }

  /** Returns whether the command is only to say what it reads, with {@link #show}. */
  boolean dryRun() {
    return dryRun;
  }

  /**
   * Reads the text and says what was read, what was left out and why, what may mislead, and all
   * that cannot be used. Returns the exit code: 2 if something cannot be used, otherwise 0.
   *
   * @param others checks the options that name domains, and throws an {@code
   *     IllegalArgumentException} if one cannot be used with the text
   */
  int show(long seed, Consumer<Corpora> others) {
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    List<String> problems = new ArrayList<>();
    Optional<Corpora> usable;
    if (data == null) {
      Corpora bundled = read(seed, out::println);
      out.print(bundled.table());
      usable = Optional.of(bundled);
    } else {
      Survey survey = FolderCorpora.survey(data, options(seed));
      survey.lines(true).forEach(out::println);
      usable = survey.usable();
      usable.ifPresent(corpora -> out.print("\n" + corpora.table() + "\n"));
      problems.addAll(survey.problems());
    }
    try {
      usable.ifPresent(others);
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    out.flush();
    problems.forEach(problem -> err.println("error: " + problem));
    out.println("A dry run: nothing was trained or written.");
    out.flush();
    err.flush();
    return problems.isEmpty() ? Subcommand.OK : CommandLine.ExitCode.USAGE;
  }

  /** Beside the program, as {@code mvn clean} takes it away there; where that is read-only, not. */
  private static Path textCache() {
    Path beside = BundledCorpora.cache();
    return Files.isWritable(Files.exists(beside) ? beside : beside.resolveSibling(""))
        ? beside
        : UserCache.folder().map(folder -> folder.resolve("corpora")).orElse(beside);
  }

  /** Returns where the text comes from: {@code bundled} or the folder. */
  String source() {
    return data == null ? Study.BUNDLED : data.toString();
  }
}
