package org.versatune.examples;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.Longs;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.versatune.RuleDescription;
import org.versatune.detection.DetectionException;
import org.versatune.examples.command.CommandFailure;
import org.versatune.examples.command.OutputFolder;
import org.versatune.examples.command.Program;
import org.versatune.examples.command.TextOptions;
import org.versatune.examples.command.ThreadOptions;
import org.versatune.examples.command.UserCache;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.results.Budget;
import org.versatune.examples.study.Budgets;
import org.versatune.examples.study.Study;
import org.versatune.examples.study.StudyLog;
import org.versatune.examples.study.StudyOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
  private static final String MODELS = "models";

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

  @Mixin private final TextOptions text = new TextOptions();

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

  @Mixin private final ThreadOptions threads = new ThreadOptions();

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "Where base models are kept from run to run. Default: versatune/models in the cache folder"
              + " of your system (~/.cache)")
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
    Program.main(new Quickstart(arguments), arguments);
  }

  /** Runs the quickstart and returns its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return Program.run(new Quickstart(arguments), out, err, arguments);
  }

  @Override
  public Integer call() throws Exception {
    CommandLine command = Program.line(spec);
    if (listSchedulers) {
      SchedulerCatalogue.print(command.getOut());
      return CommandLine.ExitCode.OK;
    }
    Budget chosen = valid(() -> Budgets.parse(budget));
    Optional<RuleDescription> rule = valid(this::rule);
    int sideBySide = threads.count();
    if (text.dryRun()) {
      return text.show(seed);
    }
    OutputFolder.prepare("--out", out);
    StudyLog log = new StudyLog(command.getOut(), Ticker.systemTicker());
    Corpora corpora = log.timed("text", () -> text.read(seed, log::progress));
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
    Study study = valid(() -> new Study(options, corpora, text.source(), log));
    try {
      study.run();
    } catch (DetectionException e) {
      throw new CommandFailure(
          "detection failed in "
              + e.getMessage()
              + "; the base model writes too little of these domains: give it a larger --budget",
          e);
    }
    return CommandLine.ExitCode.OK;
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

  private Path cache() {
    if (cache != null) {
      return cache;
    }
    return UserCache.folder().orElse(out).resolve(MODELS);
  }

  private <T> T valid(Supplier<T> value) {
    return Program.valid(spec, value);
  }

  /** The version of the library that runs. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"VersaTune quickstart " + Study.version()};
    }
  }
}
