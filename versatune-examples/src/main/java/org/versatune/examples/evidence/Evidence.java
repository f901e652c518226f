package org.versatune.examples.evidence;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;
import org.versatune.examples.command.OutputFolder;
import org.versatune.examples.command.Program;
import org.versatune.examples.command.TextOptions;
import org.versatune.examples.command.ThreadOptions;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.evidence.report.EvidenceReport;
import org.versatune.examples.study.SideBySide;
import org.versatune.examples.study.Study;
import org.versatune.examples.study.StudyLog;
import org.versatune.examples.study.Workbench;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that runs a study of many seeds and writes what follows from it. */
@Command(
    name = "study",
    mixinStandardHelpOptions = true,
    description =
        "Runs the study that a plan describes, strategies times seeds times settings, and writes"
            + " tables, intervals, conclusions and a report. Started again it goes on where it was.")
public final class Evidence implements Callable<Integer> {
  private static final long CORPORA_SEED = 42;

  /** The strategy that the library's default rule stands for in the shipped plan. */
  private static final String DEFAULT = "open gap";

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "PLAN", description = "the plan, YAML or JSON")
  private Path planFile = Path.of("plan.yaml");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for runs and results (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out", "evidence");

  @Mixin private final TextOptions text = new TextOptions();

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "folder where base models are kept (default: inside --out)")
  private @Nullable Path cache;

  @Mixin private final ThreadOptions threads = new ThreadOptions();

  /** For picocli. */
  public Evidence() {}

  static int run(PrintWriter console, PrintWriter errors, String... arguments) {
    return Program.run(new Evidence(), console, errors, arguments);
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter console = Program.line(spec).getOut();
    int sideBySide = threads.count();
    StudyPlan plan = Program.valid(spec, () -> StudyPlan.read(planFile));
    if (text.dryRun()) {
      return text.show(CORPORA_SEED);
    }
    OutputFolder.prepare("--out", out);
    Corpora corpora = text.read(CORPORA_SEED, console::println);
    ImmutableMap<String, String> provenance = provenance(corpora);
    StudyLog quiet = StudyLog.ofWarnings(console, Ticker.systemTicker());
    Path models = cache == null ? out.resolve("models") : cache;
    Runner runner =
        Program.valid(
            spec,
            () -> {
              Runner checked = new Runner(plan, corpora, provenance, out, models, quiet);
              checked.check();
              return checked;
            });
    Workbench.prepare();
    ResultFiles files = new ResultFiles(out);
    try (SideBySide trainings = new SideBySide(sideBySide)) {
      ImmutableList<FinishedRun> runs = runner.run(trainings, console);
      files.runs(runs);
      files.weights(runs);
      Summary summary = new Summary(plan, runs);
      files.lines("summary.json", summary.lines());
      files.json("conclusions.json", new Conclusions(plan, summary).answers());
      StudyPlan.Detections detections = plan.detection();
      if (detections != null) {
        files.detection(
            new DetectionStudy(plan, detections, corpora, out, models, quiet)
                .run(trainings, console));
      }
    }
    files.json("provenance.json", full(provenance, plan, sideBySide));
    Files.writeString(out.resolve("plan.yaml"), Files.readString(planFile));
    EvidenceReport.write(out, out.resolve("report.html"));
    console.println("results: " + out + ", report: " + out.resolve("report.html"));
    return CommandLine.ExitCode.OK;
  }

  private ImmutableMap<String, String> provenance(Corpora corpora) {
    return ImmutableMap.of(
        "commit", commit(),
        "versaTune", Study.version(),
        "java", System.getProperty("java.version", "unknown"),
        "data", text.source(),
        "corpora", corpora.fingerprint());
  }

  private Map<String, Object> full(
      ImmutableMap<String, String> provenance, StudyPlan plan, int sideBySide) throws IOException {
    Map<String, Object> all = new LinkedHashMap<>(provenance);
    all.put("command", "study " + planFile + " --out " + out);
    all.put("dl4j", dl4j());
    all.put("backend", Nd4j.getBackend().getClass().getSimpleName());
    all.put(
        "os",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " ("
            + System.getProperty("os.arch")
            + ")");
    all.put("cores", Runtime.getRuntime().availableProcessors());
    all.put("threads", sideBySide);
    all.put("default", DEFAULT);
    all.put("seeds", plan.seeds());
    StudyPlan.Confirmation confirmation = plan.confirmation();
    all.put("confirmationSeeds", confirmation == null ? ImmutableList.of() : confirmation.seeds());
    all.put("plan", Files.readString(planFile));
    return all;
  }

  /** The version of ND4J, and so of Deeplearning4j: its archive's manifest does not tell it. */
  private static String dl4j() throws IOException {
    Properties properties = new Properties();
    try (InputStream pom =
        Nd4j.class.getResourceAsStream("/META-INF/maven/org.nd4j/nd4j-api/pom.properties")) {
      if (pom != null) {
        properties.load(pom);
      }
    }
    return properties.getProperty("version", "unknown");
  }

  /** The commit that the sources are at, where git and a repository are at hand. */
  private static String commit() {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12")
              .redirectErrorStream(true)
              .start();
      String first = git.inputReader().lines().limit(1).collect(Collectors.joining());
      return git.waitFor() == 0 ? first : "unknown";
    } catch (IOException e) {
      return "unknown";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
