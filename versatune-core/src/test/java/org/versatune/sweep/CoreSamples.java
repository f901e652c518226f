// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sweep;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;
import org.versatune.Baseline;
import org.versatune.BatchPlan;
import org.versatune.DomainDistribution;
import org.versatune.DomainSampler;
import org.versatune.Feedback;
import org.versatune.ForgettingTracker;
import org.versatune.InFlight;
import org.versatune.ProtectedDomains;
import org.versatune.Resumption;
import org.versatune.RuleDescription;
import org.versatune.RunBuilder;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.SharedRun;
import org.versatune.Signal;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;
import org.versatune.Worker;
import org.versatune.advice.Advice;
import org.versatune.advice.Evidence;
import org.versatune.advice.Goal;
import org.versatune.detection.ClassifierEvaluation;
import org.versatune.detection.Detection;
import org.versatune.detection.DetectionProgress;
import org.versatune.detection.DomainClassifier;
import org.versatune.detection.DomainDetector;
import org.versatune.detection.JudgedText;
import org.versatune.detection.LabelledText;
import org.versatune.detection.TextGenerator;
import org.versatune.detection.bayes.NaiveBayesClassifier;
import org.versatune.detection.bayes.NaiveBayesTrainer;
import org.versatune.record.DomainSeries;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.Replay;
import org.versatune.record.RunEvent;
import org.versatune.record.RunHeader;
import org.versatune.record.RunListener;
import org.versatune.record.RunRecord;
import org.versatune.record.RunRecordWriter;
import org.versatune.sampling.Composition;
import org.versatune.sampling.ExactSampling;
import org.versatune.sampling.ImportanceWeights;
import org.versatune.sampling.Samplers;
import org.versatune.scheduling.EveryRule;
import org.versatune.scheduling.Gate;
import org.versatune.scheduling.MixtureRegression;
import org.versatune.scheduling.Protection;
import org.versatune.scheduling.RegMixSearch;
import org.versatune.scheduling.ScalingLaw;
import org.versatune.scheduling.SchedulerStack;
import org.versatune.scheduling.Schedulers;
import org.versatune.simulation.CurveFit;
import org.versatune.simulation.FittedCurves;
import org.versatune.simulation.LossCurve;
import org.versatune.simulation.LossCurves;
import org.versatune.simulation.Simulation;
import org.versatune.tracking.ForgettingTrackers;
import org.versatune.tracking.Gains;
import org.versatune.tracking.MeasuredRule;
import org.versatune.tracking.ScoreTable;
import org.versatune.trainers.losses.LossLog;
import org.versatune.watching.CsvTable;
import org.versatune.watching.MicrometerGauges;
import org.versatune.watching.TensorBoardEvents;

/** Right arguments for the whole of the core: a run over law and code. */
final class CoreSamples {
  private static final ImmutableList<String> DOMAINS = ImmutableList.of("law", "code");
  private static final ImmutableMap<String, Double> LOSSES =
      ImmutableMap.of("law", 2.0, "code", 1.0);

  private CoreSamples() {}

  static Samples over(Path folder) {
    Samples samples = new Samples("law", "code");
    contracts(samples, folder);
    detection(samples);
    sampling(samples);
    scheduling(samples);
    simulation(samples);
    tracking(samples, folder);
    trainers(samples);
    TrainerSamples.add(samples, folder);
    JudgeSamples.add(samples);
    OpinionSamples.add(samples);
    return samples;
  }

  private static Feedback report() {
    return Feedback.at(1)
        .losses(LOSSES)
        .with(Signal.REFERENCE_LOSS, Map.of("law", 1.5, "code", 0.8))
        .with(Signal.BASE_LOSS, Map.of("law", 2.5, "code", 1.2))
        .with(Signal.DOMAIN_SIZE, Map.of("law", 100, "code", 100))
        .with(Signal.TOKEN_EXCESS, Map.of("law", 0.1, "code", 0.2))
        .with(Signal.BATCH_LOSS, LOSSES)
        .with(Signal.DRAW_COUNTS, Map.of("law", 10, "code", 10))
        .gradientProducts(
            ImmutableTable.<String, String, Double>builder()
                .put("law", "law", 1.0)
                .put("law", "code", 0.0)
                .put("code", "law", 0.0)
                .put("code", "code", 1.0)
                .buildOrThrow());
  }

  private static Setup setup() {
    return Setup.of(DomainDistribution.uniform(DOMAINS))
        .with(Signal.REFERENCE_LOSS, Map.of("law", 1.5, "code", 0.8))
        .with(Signal.BASE_LOSS, Map.of("law", 2.5, "code", 1.2))
        .with(Signal.DOMAIN_SIZE, Map.of("law", 100, "code", 100));
  }

  private static VersaTune run() {
    VersaTune run = VersaTune.builder().domains(DOMAINS).build();
    run.plan(4);
    return run;
  }

  private static void contracts(Samples samples, Path folder) {
    samples
        .add(Path.class, () -> folder.resolve("fresh-" + System.nanoTime() + ".out"))
        .add(Duration.class, () -> Duration.ofSeconds(1))
        .add(DomainDistribution.class, () -> DomainDistribution.uniform(DOMAINS))
        .add(Feedback.class, CoreSamples::report)
        .add(Setup.class, CoreSamples::setup)
        .add(RuleDescription.class, () -> RuleDescription.of("uniform"))
        .add(SavedState.class, () -> SavedState.builder().doubles("law", 1).longs("n", 1).build())
        .add(SavedState.Builder.class, SavedState::builder)
        .add(Worker.class, Worker::only)
        .add(RunBuilder.class, () -> VersaTune.builder().domains(DOMAINS))
        .add(ProtectedDomains.class, () -> VersaTune.builder().domains(DOMAINS).protectAll())
        .add(VersaTune.class, CoreSamples::run)
        .add(InFlight.class, () -> run().inFlight())
        .add(Snapshot.class, () -> run().snapshot())
        .add(Resumption.class, () -> VersaTune.resuming(run().snapshot()))
        .add(UnaryOperator.class, UnaryOperator::identity)
        .add(
            SharedRun.Builder.class,
            () -> SharedRun.in(folder.resolve("shared" + System.nanoTime()), Worker.only()))
        .add(
            SharedRun.class,
            () ->
                SharedRun.in(folder.resolve("shared" + System.nanoTime()), Worker.only())
                    .open(VersaTune.builder().domains(DOMAINS)))
        .add(BatchPlan.class, () -> run().plan(2))
        .add(WeightUpdate.class, () -> update())
        .add(
            WeightUpdate.Builder.class,
            () -> WeightUpdate.builder(DomainDistribution.uniform(DOMAINS)))
        .argument("SavedState.longs.name", () -> "n")
        .argument("SavedState.number.name", () -> "n")
        .argument("VersaTune.report.feedback", CoreSamples::report)
        .argument("Feedback.with.signal", () -> Signal.BATCH_LOSS)
        .argument("Setup.with.signal", () -> Signal.BASE_LOSS)
        .argument("Setup.values.signal", () -> Signal.BASE_LOSS)
        .argument("Setup.byDomain.signal", () -> Signal.BASE_LOSS)
        .argument("WeightUpdate.factor.name", () -> "pull")
        .argument("Snapshot.fromJson.json", () -> run().snapshot().toJson())
        .argument("Snapshot.read.file", () -> written(folder))
        .argument("Resumption.scheduler.rule", Schedulers::constant)
        .argument("Resumption.scheduler.scheduler", Schedulers::constant);
  }

  private static WeightUpdate update() {
    return WeightUpdate.builder(DomainDistribution.uniform(DOMAINS)).factor("pull", 1, 1).build();
  }

  private static Path written(Path folder) {
    Path file = folder.resolve("snapshot.json");
    run().snapshot().write(file);
    return file;
  }

  private static DomainClassifier judge() {
    return text ->
        Optional.of(
            DomainDistribution.of(
                DOMAINS, text.contains("law") ? 1 : 0, text.contains("law") ? 0 : 1));
  }

  private static DomainDetector.Builder detector() {
    TextGenerator generator =
        (count, seed) ->
            ImmutableList.copyOf(List.of("law", "code").subList(0, Math.min(count, 2)));
    return DomainDetector.builder()
        .generator(generator)
        .classifier(judge())
        .domains(DOMAINS)
        .rounds(2)
        .samplesPerRound(2);
  }

  private static NaiveBayesTrainer trainer() {
    return NaiveBayesClassifier.trainer()
        .text("law", List.of("the court heard the appeal", "the judge ruled", "a contract binds"))
        .text("code", List.of("int i = 0; i++;", "return x;", "for (;;) { }"));
  }

  private static void detection(Samples samples) {
    samples
        .add(DomainDetector.Builder.class, CoreSamples::detector)
        .add(DomainDetector.class, () -> detector().build())
        .add(Detection.class, () -> detector().build().detect())
        .add(DetectionProgress.class, CoreSamples::progress)
        .add(DomainClassifier.class, CoreSamples::judge)
        .add(TextGenerator.class, () -> (TextGenerator) (count, seed) -> ImmutableList.of("law"))
        .add(NaiveBayesTrainer.class, CoreSamples::trainer)
        .add(NaiveBayesClassifier.class, () -> trainer().train())
        .add(JudgedText.class, () -> new JudgedText(1, 1, "law", Optional.empty()))
        .add(LabelledText.class, () -> new LabelledText("law", "the law"))
        .add(
            ClassifierEvaluation.class,
            () ->
                ClassifierEvaluation.of(
                    judge(),
                    DOMAINS,
                    List.of(new LabelledText("law", "law"), new LabelledText("code", "x"))));
  }

  private static void trainers(Samples samples) {
    MeterRegistry registry = new SimpleMeterRegistry();
    samples
        .add(RunListener.class, () -> CsvTable.to(Path.of("run.csv")))
        .add(MeterRegistry.class, () -> registry)
        .argument("MicrometerGauges.in.tags", () -> new Tag[] {Tag.of("run", "a")})
        .add(CsvTable.class, () -> CsvTable.to(Path.of("run.csv")))
        .add(TensorBoardEvents.class, () -> TensorBoardEvents.in(Path.of("events")))
        .add(MicrometerGauges.class, () -> MicrometerGauges.in(registry))
        .add(
            LossLog.Builder.class,
            () -> LossLog.builder("plain", Path.of("losses.jsonl")).domains(DOMAINS))
        .add(LongPredicate.class, () -> step -> true)
        .argument("Builder.names.byTrainer", () -> Map.of("legal", "law"))
        .argument("LossLog.builder.form", () -> "plain")
        .argument("LossLog.howTo.form", () -> "plain");
  }

  private static DetectionProgress progress() {
    List<DetectionProgress> heard = new ArrayList<>();
    var unused = detector().onProgress(heard::add).build().detect();
    return heard.get(0);
  }

  private static void sampling(Samples samples) {
    DomainDistribution half = DomainDistribution.uniform(DOMAINS);
    samples
        .add(DomainSampler.Kind.class, Samplers::exact)
        .add(DomainSampler.Kind.class, Samplers::independent)
        .add(DomainSampler.class, () -> Samplers.exact().start(half, 1))
        .add(DomainSampler.class, () -> Samplers.exact().shuffled(8).start(half, 1))
        .add(DomainSampler.class, () -> Samplers.independent().start(half, 1))
        .add(ExactSampling.class, Samplers::exact)
        .add(Composition.Builder.class, () -> Composition.builder(half).budget(10))
        .add(ImportanceWeights.class, () -> ImportanceWeights.of(half, half))
        .argument("Samplers.named.description", () -> RuleDescription.of("exact"));
  }

  private static void scheduling(Samples samples) {
    List<Callable<? extends WeightScheduler>> rules = new ArrayList<>();
    for (String name : Schedulers.names()) {
      rules.add(() -> EveryRule.named(name, DOMAINS));
    }
    rules.add(() -> Schedulers.bounded(Schedulers.constant()));
    rules.add(() -> Schedulers.smoothed(Schedulers.constant(), 0.5));
    rules.add(() -> Schedulers.warmUp(Schedulers.constant(), 1));
    rules.add(() -> Schedulers.interval(Schedulers.constant(), 1));
    rules.add(() -> Schedulers.lossJump(Schedulers.constant(), 2));
    rules.add(() -> Schedulers.stopping(Schedulers.constant(), 2));
    rules.add(() -> Schedulers.deadBand(Schedulers.fostering(), 2));
    rules.add(() -> Schedulers.protecting(Schedulers.constant(), Protection.all()));
    for (Callable<? extends WeightScheduler> rule : rules) {
      samples.add(WeightScheduler.class, rule);
      addByClass(samples, rule);
    }
    samples
        .add(Goal.class, Goal::meanGain)
        .add(
            Advice.class,
            () -> Advice.of(Setup.of(DomainDistribution.uniform(DOMAINS)), 100, Goal.meanGain()))
        .add(Evidence.class, () -> new Evidence("uniform", "uniform", 100, ImmutableMap.of()))
        .add(Evidence.Range.class, () -> new Evidence.Range(0, -1, 1));
    samples
        .add(SchedulerStack.Builder.class, () -> SchedulerStack.builder(Schedulers.constant()))
        .add(Protection.class, Protection::all)
        .add(Gate.class, () -> (Gate) measured -> true)
        .add(
            Gate.Measured.class,
            () -> new Gate.Measured(1, 0.1, LOSSES, OptionalDouble.of(0.2), 0.2))
        .add(MixtureRegression.class, () -> (MixtureRegression) (mixes, losses) -> mix -> 1)
        .add(ScalingLaw.class, () -> new ScalingLaw(1, 1, 0.5))
        .add(RegMixSearch.class, () -> search())
        .add(
            RegMixSearch.Trial.class,
            () -> RegMixSearch.Trial.of(DomainDistribution.uniform(DOMAINS), LOSSES))
        .add(RegMixSearch.Fit.class, () -> search().fit(trials()))
        .argument("Schedulers.named.name", () -> "uniform")
        .argument("Schedulers.find.type", () -> WeightScheduler.class);
  }

  @SuppressWarnings("unchecked")
  private static void addByClass(Samples samples, Callable<? extends WeightScheduler> rule) {
    try {
      samples.add((Class<WeightScheduler>) rule.call().getClass(), rule);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static RegMixSearch search() {
    return RegMixSearch.over(DomainDistribution.uniform(DOMAINS))
        .proposals(12)
        .simulations(100)
        .best(5);
  }

  private static List<RegMixSearch.Trial> trials() {
    return search().proposals().stream()
        .map(
            mix ->
                RegMixSearch.Trial.of(
                    mix, Map.of("law", 2 - mix.weight(0), "code", 1 + mix.weight(0))))
        .toList();
  }

  private static RunRecord record() {
    return RunRecord.of(
        header(),
        ImmutableList.of(
            recorded(1, 2.4),
            recorded(2, 2.3),
            recorded(3, 2.25),
            recorded(4, 2.22),
            recorded(5, 2.2)),
        ImmutableList.of());
  }

  private static RunHeader header() {
    return RunHeader.of(
        setup(),
        DomainDistribution.uniform(DOMAINS),
        RuleDescription.of("uniform"),
        RuleDescription.of("exact"),
        1,
        Map.of());
  }

  private static RecordedUpdate recorded(long step, double loss) {
    return new RecordedUpdate(
        setup().addTo(Feedback.at(step).losses(Map.of("law", loss, "code", loss / 2))),
        step,
        ImmutableMap.of("law", 100 * step, "code", 100 * step),
        ImmutableMap.of(),
        ImmutableMap.of(),
        DomainDistribution.uniform(DOMAINS),
        WeightUpdate.of(DomainDistribution.uniform(DOMAINS)));
  }

  private static void simulation(Samples samples) {
    samples
        .add(LossCurve.class, () -> new LossCurve(0.1, 2.6, 0.3, 4_000, 2e-6))
        .add(LossCurves.class, CoreSamples::curves)
        .add(CurveFit.class, () -> CurveFit.to(record()).replicates(2))
        .add(FittedCurves.class, () -> CurveFit.to(record()).replicates(2).fit())
        .add(Simulation.class, () -> Simulation.of(curves()).setup(setup()))
        .argument("LossCurves.influence.to", () -> "code");
  }

  private static LossCurves curves() {
    LossCurve curve = new LossCurve(0.1, 2.6, 0.3, 4_000, 2e-6);
    return LossCurves.of(ImmutableMap.of("law", curve, "code", curve));
  }

  private static void tracking(Samples samples, Path folder) {
    samples
        .add(ForgettingTracker.class, () -> ForgettingTrackers.previous(LOSSES))
        .add(ForgettingTracker.class, () -> ForgettingTrackers.base(LOSSES))
        .add(ForgettingTracker.class, () -> ForgettingTrackers.best(LOSSES))
        .add(MeasuredRule.class, () -> MeasuredRule.of(Schedulers.constant(), Baseline.BASE))
        .add(DomainSeries.class, () -> DomainSeries.builder(DOMAINS).add(1, LOSSES).build())
        .add(DomainSeries.Builder.class, () -> DomainSeries.builder(DOMAINS))
        .add(
            Gains.class,
            () ->
                Gains.of(LOSSES, Map.of("law", 3.0, "code", 2.0), Map.of("law", 1.0, "code", 0.5)))
        .add(RunHeader.class, CoreSamples::header)
        .add(RecordedUpdate.class, () -> recorded(1, 2))
        .add(RunEvent.class, () -> RunEvent.resumed(1))
        .add(RunRecord.class, CoreSamples::record)
        .add(RunRecord[].class, () -> new RunRecord[] {record()})
        .add(Replay.class, () -> Replay.of(record()))
        .add(
            RunRecordWriter.class,
            () ->
                RunRecordWriter.create(
                    folder.resolve("w" + System.nanoTime() + ".jsonl"), header()))
        .add(ScoreTable.class, () -> new ScoreTable(ImmutableTable.of("model", "law", 1.0)))
        .argument("RunRecord.read.file", () -> writtenRecord(folder));
  }

  private static Path writtenRecord(Path folder) throws IOException {
    Path file = folder.resolve("r" + System.nanoTime() + ".jsonl");
    try (RunRecordWriter writer = RunRecordWriter.create(file, header())) {
      writer.append(recorded(1, 2));
    }
    return file;
  }
}
