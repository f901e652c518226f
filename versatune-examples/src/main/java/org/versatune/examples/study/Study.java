package org.versatune.examples.study;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.factory.Nd4j;
import org.versatune.DomainDistribution;
import org.versatune.RuleDescription;
import org.versatune.VersaTune;
import org.versatune.WeightScheduler;
import org.versatune.dl4j.Nd4jBackend;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.model.WindowedLanguageModel;
import org.versatune.examples.report.Cautions;
import org.versatune.examples.report.ConsoleTables;
import org.versatune.examples.report.HtmlReport;
import org.versatune.examples.results.BaseModel;
import org.versatune.examples.results.Budget;
import org.versatune.examples.results.ExpansionStudy;
import org.versatune.examples.results.Provenance;
import org.versatune.examples.results.ReferenceResult;
import org.versatune.examples.results.StrategyRun;
import org.versatune.examples.results.StudyResults;
import org.versatune.scheduling.Schedulers;

/**
 * The whole study, stage by stage: base model, detection and specialists, fostering and expansion.
 *
 * <p>Trainings of a stage run side by side. Each depends on text, budget and seed alone, so the
 * number of threads changes the time and nothing else. Not safe for use by several threads.
 */
public final class Study {
  private static final String DEFAULT_TARGET = "medicine";
  private static final String RESULTS = "results.json";
  private static final String REPORT = "report.html";

  private final StudyOptions options;
  private final Budget budget;
  private final String source;
  private final StudyLog log;
  private final StudyData data;
  private final OffsetDateTime startedAt =
      OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);

  /**
   * Prepares a study.
   *
   * @param options what is asked for
   * @param corpora the text
   * @param source where the text comes from, for the provenance
   * @param log told what is being done
   * @throws IllegalArgumentException if an option of the added rule names a domain that there is
   *     not
   */
  public Study(StudyOptions options, Corpora corpora, String source, StudyLog log) {
    this.options = options;
    this.budget = options.budget();
    this.source = source;
    this.log = log;
    options.scheduler().ifPresent(rule -> RuleInputs.check(rule, corpora.domains()));
    this.data = new StudyData(corpora, budget, options.seed());
  }

  /**
   * The domain that a study expands.
   *
   * @param domains the study's domains
   * @param asked the domain that was asked for; empty for medicine, or the last domain where there
   *     is no medicine
   * @return one of the domains
   * @throws IllegalArgumentException if there are fewer than two domains, or not the one asked for
   */
  public static String target(ImmutableList<String> domains, Optional<String> asked) {
    checkArgument(
        domains.size() >= 2,
        "there is text of one domain only (%s); a mix needs two at least",
        domains.get(0));
    String byDefault =
        domains.contains(DEFAULT_TARGET) ? DEFAULT_TARGET : domains.get(domains.size() - 1);
    String target = asked.orElse(byDefault);
    checkArgument(
        domains.contains(target),
        "--target '%s' is no domain of the text; there are %s",
        target,
        domains);
    return target;
  }

  /**
   * Checks a rule's name and options before anything is trained. What a rule needs and is not
   * given, the study supplies.
   *
   * @param rule the rule
   * @throws IllegalArgumentException if there is no such rule, or an option is wrong
   */
  public static void check(RuleDescription rule) {
    RuleInputs.check(rule);
  }

  /**
   * The version of the library.
   *
   * @return as the archive's manifest says; {@code development} where it runs from class files
   */
  public static String version() {
    String version = VersaTune.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /**
   * Runs the study, tells on the way what comes out, and writes results, run records and report.
   *
   * @return the results
   * @throws Exception if anything fails: nothing is passed over
   */
  public StudyResults run() throws Exception {
    Nd4jBackend.require();
    NativeThreads.limit();
    Files.createDirectories(options.out());
    log.result(data.corpora().table());
    StudyResults results;
    try (SideBySide threads = new SideBySide(options.threads())) {
      results = stages(threads);
    }
    write(results);
    return results;
  }

  private StudyResults stages(SideBySide threads) throws Exception {
    DomainDistribution trueMix = SkewedMix.of(data.domains());
    BaseModelStage baseStage = new BaseModelStage(data, budget, trueMix, options.seed());
    ModelCache cache = new ModelCache(options.cache());
    BaseModelStage.Base base =
        log.timed("base model", () -> threads.start(() -> baseStage.run(cache, log)).get());
    MultiLayerNetwork network = base.network();
    Measured baseLosses = threads.start(() -> Measured.of(network, data)).get();
    Cautions.ofLosses("the base model", baseLosses.test()).forEach(log::warning);

    // Neither needs the other, so detection runs beside the specialists.
    DetectionStage detectionStage = new DetectionStage(data, budget, trueMix, options.seed());
    SideBySide.Pending<DetectionStage.Detected> detecting =
        threads.start(() -> log.timed("detection", () -> detectionStage.run(network, log)));
    SpecialistsStage specialists = new SpecialistsStage(data, budget, options.seed());
    SideBySide.Pending<Measured> training = specialists.start(threads, network, log);
    DetectionStage.Detected detected = detecting.get();
    log.result(StudyTables.detection(trueMix, detected.result()));
    Measured reference = training.get();
    log.result(StudyTables.losses(data.domains(), baseLosses, reference));

    FineTuning fineTuning =
        new FineTuning(data, budget, options.seed(), network, baseLosses, reference);
    Optional<WeightScheduler> added = added(threads, detected.distribution(), network);
    ImmutableList<SideBySide.Pending<StrategyRun>> fostering =
        start(threads, fineTuning, "fostering", fostering(detected.distribution(), added));
    ImmutableList<SideBySide.Pending<StrategyRun>> expansion =
        start(threads, fineTuning, "expansion", expansion(detected.distribution()));
    ImmutableList<StrategyRun> fostered = all(fostering);
    ImmutableList<StrategyRun> expanded = all(expansion);
    return new StudyResults(
        StudyResults.FORMAT,
        provenance(base.fromCache()),
        budget,
        data.domains(),
        new BaseModel(
            WindowedLanguageModel.describe(),
            network.numParams(),
            trueMix.asMap(),
            baseLosses.validation(),
            baseLosses.test()),
        detected.result(),
        new ReferenceResult(reference.validation(), reference.test()),
        fostered,
        new ExpansionStudy(
            options.target(),
            expanded.stream()
                .map(run -> Summaries.expansion(run, options.target()))
                .collect(ImmutableList.toImmutableList())));
  }

  private Provenance provenance(boolean baseFromCache) {
    return new Provenance(
        version(),
        options.command(),
        options.seed(),
        startedAt.toString(),
        property("java.version") + " (" + property("java.vendor") + ")",
        property("os.name") + " " + property("os.version") + " (" + property("os.arch") + ")",
        Nd4j.getBackend().getClass().getSimpleName(),
        Runtime.getRuntime().availableProcessors(),
        options.threads(),
        baseFromCache,
        data.summary(source),
        log.secondsByStage());
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }

  private static <T> ImmutableList<T> all(ImmutableList<SideBySide.Pending<T>> pending) {
    return pending.stream().map(SideBySide.Pending::get).collect(ImmutableList.toImmutableList());
  }

  private ImmutableList<SideBySide.Pending<StrategyRun>> start(
      SideBySide threads, FineTuning fineTuning, String stage, List<Strategy> strategies) {
    ImmutableList.Builder<SideBySide.Pending<StrategyRun>> pending = ImmutableList.builder();
    for (Strategy strategy : strategies) {
      Path record = options.out().resolve(FineTuning.recordFile(stage, strategy.name()));
      pending.add(threads.start(() -> train(fineTuning, stage, strategy, record)));
    }
    return pending.build();
  }

  private StrategyRun train(FineTuning fineTuning, String stage, Strategy strategy, Path record)
      throws Exception {
    StrategyRun run =
        log.timed(stage + "/" + strategy.name(), () -> fineTuning.run(strategy, record));
    Double gain = run.gain().mean();
    log.progress(
        String.format(
            Locale.ROOT,
            "%s, %s: mean loss %s, mean gain %s",
            stage,
            strategy.name(),
            Numbers.loss(Summaries.mean(run.testLosses())),
            gain == null ? "undefined" : Numbers.signed(gain)));
    return run;
  }

  /** The rule that the user asked for, with what it must know before it starts. */
  private Optional<WeightScheduler> added(
      SideBySide threads, DomainDistribution detected, MultiLayerNetwork base) {
    RuleInputs inputs = new RuleInputs(data, budget, options.seed(), options.target());
    return options
        .scheduler()
        .map(
            rule ->
                threads
                    .start(
                        () ->
                            log.timed(
                                "inputs of " + rule.name(),
                                () -> inputs.complete(rule, detected, base)))
                    .get());
  }

  private ImmutableList<Strategy> fostering(
      DomainDistribution detected, Optional<WeightScheduler> added) {
    ImmutableList.Builder<Strategy> strategies = ImmutableList.builder();
    List<WeightScheduler> rules =
        List.of(
            Schedulers.fostering(),
            Schedulers.openGap(),
            Schedulers.constant(),
            Schedulers.uniform(),
            Schedulers.inverse(),
            Schedulers.proportional());
    Set<String> names = new HashSet<>();
    for (WeightScheduler rule : rules) {
      String name = rule.describe().name();
      names.add(name);
      strategies.add(new Strategy(name, detected, rule));
    }
    added.ifPresent(
        rule -> {
          String name = rule.describe().name();
          String unique = names.contains(name) ? rule.describe().toString() : name;
          strategies.add(
              new Strategy(names.contains(unique) ? unique + " again" : unique, detected, rule));
        });
    return strategies.build();
  }

  private ImmutableList<Strategy> expansion(DomainDistribution detected) {
    String target = options.target();
    int k = data.domains().size();
    double[] only = new double[k];
    double[] half = new double[k];
    for (int j = 0; j < k; j++) {
      boolean aim = data.domains().get(j).equals(target);
      only[j] = aim ? 1 : 0;
      half[j] = aim ? 0.5 : 0.5 / (k - 1);
    }
    return ImmutableList.of(
        new Strategy("expansion", detected, Schedulers.expansion(target)),
        new Strategy(
            target + " only", DomainDistribution.of(data.domains(), only), Schedulers.constant()),
        new Strategy(
            target + " half, rest uniform",
            DomainDistribution.of(data.domains(), half),
            Schedulers.constant()));
  }

  private void write(StudyResults results) {
    Path json = options.out().resolve(RESULTS);
    Path report = options.out().resolve(REPORT);
    results.write(json);
    HtmlReport.write(results, report);
    log.result(ConsoleTables.fostering(results, ConsoleTables.Format.PLAIN));
    log.result(ConsoleTables.expansion(results, ConsoleTables.Format.PLAIN));
    Cautions.of(results).forEach(log::warning);
    log.progress("report:  " + report);
    log.progress("results: " + json + ", and a run record (*.jsonl) for each strategy beside it");
  }
}
