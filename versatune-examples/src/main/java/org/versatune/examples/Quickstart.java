package org.versatune.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Throwables;
import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.Longs;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.versatune.RuleDescription;
import org.versatune.detection.DetectionException;
import org.versatune.dl4j.MissingBackendException;
import org.versatune.examples.corpora.BundledCorpora;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.CorpusException;
import org.versatune.examples.corpora.CorpusOptions;
import org.versatune.examples.corpora.FolderCorpora;
import org.versatune.examples.results.Budget;
import org.versatune.examples.study.Budgets;
import org.versatune.examples.study.Study;
import org.versatune.examples.study.StudyLog;
import org.versatune.examples.study.StudyOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * One command that shows what VersaTune does: trains a small base language model on a skewed mix of
 * domains, detects what it knows, fine-tunes it under several strategies, expands one domain, and
 * writes down what came of it.
 *
 * <p>Exit code 0 means that all files were written, 2 that an option or the user's text cannot be
 * used (one line says why), 1 anything else.
 */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    versionProvider = Quickstart.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Trains a small byte-level language model on a skewed mix of domains, detects what it knows,"
          + " fine-tunes it with steered and with fixed weights, expands one domain, and reports what"
          + " came of it.",
      ""
    },
    footer = {
      "",
      "Writes report.html, results.json and one run record (JSON Lines) for each strategy.",
      "The same seed and budget give the same numbers, whatever the number of threads."
    })
public final class Quickstart implements Callable<Integer> {
  private static final String MODEL_CACHE = "model-cache";

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Seed of everything random. Default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--budget",
      paramLabel = "B",
      defaultValue = "standard",
      description =
          "How much to train: quick, standard, or a number of fine-tuning steps. Default:"
              + " ${DEFAULT-VALUE}")
  private String budget = "standard";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out/quickstart",
      description = "Where results go. Default: ${DEFAULT-VALUE}")
  private Path out = Path.of("out/quickstart");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Your own text: a folder for each domain with .txt or .jsonl files. Default: the six"
              + " bundled domains")
  private @Nullable Path data;

  @Option(
      names = "--target",
      paramLabel = "DOMAIN",
      description = "The domain to expand. Default: medicine, or the last domain of your own text")
  private @Nullable String target;

  @Option(
      names = "--scheduler",
      paramLabel = "NAME",
      description =
          "A further rule to compare in the fostering; see --list-schedulers. What it needs and is"
              + " not given, the study supplies or measures")
  private @Nullable String scheduler;

  @Option(
      names = "--scheduler-options",
      paramLabel = "K=V",
      split = ",",
      description = "Options of that rule, for example magnitude=2")
  private Map<String, String> schedulerOptions = new LinkedHashMap<>();

  @Option(names = "--list-schedulers", description = "List the rules and their options, and end.")
  private boolean listSchedulers;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Trainings that run side by side. Default: the number of processors")
  private @Nullable Integer threads;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Where base models are kept from run to run. Default: beside the program")
  private @Nullable Path cache;

  private final ImmutableList<String> arguments;

  Quickstart(String... arguments) {
    this.arguments = ImmutableList.copyOf(arguments);
  }

  /**
   * Runs the quickstart and ends the virtual machine with its exit code.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(run(console(System.out), console(System.err), arguments));
  }

  /** The console in its own encoding, which is not always that of files. */
  private static PrintWriter console(PrintStream stream) {
    String encoding =
        System.getProperty("stdout.encoding", System.getProperty("native.encoding", UTF_8.name()));
    return new PrintWriter(new OutputStreamWriter(stream, Charset.forName(encoding)), true);
  }

  /** Runs the quickstart and returns its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(new Quickstart(arguments))
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler(Quickstart::tell)
        .setExecutionExceptionHandler(Quickstart::tell)
        .execute(arguments);
  }

  /**
   * Bad options: one line, and where help is. The usage text would push the line off the screen.
   */
  private static int tell(ParameterException problem, String[] arguments) {
    return told(problem.getCommandLine().getErr(), problem);
  }

  private static int told(PrintWriter err, Exception problem) {
    err.println("error: " + problem.getMessage());
    err.println("See --help for the options.");
    return CommandLine.ExitCode.USAGE;
  }

  /** What the user can mend: one line. Anything else is a fault of the program: all there is. */
  private static int tell(
      Exception problem, CommandLine command, CommandLine.@Nullable ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (problem instanceof CorpusException) {
      return told(err, problem);
    }
    if (problem instanceof MissingBackendException) {
      err.println("error: " + problem.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    if (problem instanceof DetectionException) {
      err.println("error: detection failed in " + problem.getMessage());
      err.println("The base model writes too little of these domains; give it a larger --budget.");
      return CommandLine.ExitCode.SOFTWARE;
    }
    err.println(Throwables.getStackTraceAsString(problem));
    return CommandLine.ExitCode.SOFTWARE;
  }

  @Override
  public Integer call() throws Exception {
    CommandLine command = spec().commandLine();
    if (listSchedulers) {
      SchedulerCatalogue.print(command.getOut());
      return CommandLine.ExitCode.OK;
    }
    Budget chosen = valid(() -> Budgets.parse(budget));
    Optional<RuleDescription> rule = valid(this::rule);
    int sideBySide = threads();
    if (out.toFile().isFile()) {
      throw new ParameterException(command, "--out " + out + " is a file; give a folder");
    }
    StudyLog log = new StudyLog(command.getOut(), Ticker.systemTicker());
    Corpora corpora = log.timed("text", () -> corpora(log));
    StudyOptions options =
        valid(
            () ->
                new StudyOptions(
                    arguments,
                    seed,
                    chosen,
                    Study.target(corpora.domains(), Optional.ofNullable(target)),
                    rule,
                    sideBySide,
                    out,
                    cache()));
    String source = data == null ? "bundled" : data.toString();
    valid(() -> new Study(options, corpora, source, log)).run();
    return CommandLine.ExitCode.OK;
  }

  private Corpora corpora(StudyLog log) {
    CorpusOptions options = CorpusOptions.defaults().withSeed(seed);
    return data == null
        ? BundledCorpora.read(options, log::progress)
        : FolderCorpora.read(data, options, log::progress);
  }

  private Optional<RuleDescription> rule() {
    if (scheduler == null) {
      if (!schedulerOptions.isEmpty()) {
        throw new IllegalArgumentException(
            "--scheduler-options belong to a rule: name it with --scheduler");
      }
      return Optional.empty();
    }
    ImmutableMap.Builder<String, Object> options = ImmutableMap.builder();
    schedulerOptions.forEach((name, value) -> options.put(name, optionValue(value)));
    RuleDescription rule = RuleDescription.of(scheduler, options.buildOrThrow());
    Study.check(rule);
    return Optional.of(rule);
  }

  /** A number or a truth value where the text is one, otherwise the text. */
  private static Object optionValue(String text) {
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    Long whole = Longs.tryParse(text);
    if (whole != null) {
      return whole;
    }
    Double number = Doubles.tryParse(text);
    return number != null ? number : text;
  }

  private int threads() {
    if (threads == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    if (threads < 1) {
      throw new ParameterException(
          spec().commandLine(), "--threads is " + threads + "; it must be at least 1");
    }
    return threads;
  }

  private Path cache() {
    if (cache != null) {
      return cache;
    }
    return BundledCorpora.cache().resolveSibling(MODEL_CACHE);
  }

  /** A value that comes from options: what is wrong with it is wrong with them. */
  private <T> T valid(Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec().commandLine(), e.getMessage(), e);
    }
  }

  private CommandSpec spec() {
    return Objects.requireNonNull(spec, "set by picocli");
  }

  /** The version of the library that runs. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"VersaTune quickstart " + Study.version()};
    }
  }
}
