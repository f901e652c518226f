package org.versatune.examples.evidence;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.versatune.DomainDistribution;
import org.versatune.detection.Detection;
import org.versatune.detection.DomainClassifier;
import org.versatune.detection.DomainDetector;
import org.versatune.detection.TextGenerator;
import org.versatune.detection.bayes.NaiveBayesClassifier;
import org.versatune.detection.bayes.NaiveBayesTrainer;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.Split;
import org.versatune.examples.study.SideBySide;
import org.versatune.examples.study.StudyLog;
import org.versatune.examples.study.Workbench;

/**
 * Study C: base models of known mixes write, judges sort what they wrote, and what was detected is
 * held against the mix.
 *
 * <p>A model writes once for each temperature; every judge sorts the same texts, and a smaller
 * sample is the beginning of a larger one, so that rows differ by what they are meant to differ by.
 * No pseudo-counts: the detected shares are the judge's alone.
 */
final class DetectionStudy {
  private static final int ROUNDS = 5;

  private final StudyPlan plan;
  private final StudyPlan.Detections settings;
  private final Corpora corpora;
  private final ResultStore store;
  private final Path cache;
  private final StudyLog quiet;

  DetectionStudy(
      StudyPlan plan,
      StudyPlan.Detections settings,
      Corpora corpora,
      Path folder,
      Path cache,
      StudyLog quiet) {
    this.plan = plan;
    this.settings = settings;
    this.corpora = corpora;
    this.store = new ResultStore(folder.resolve("detections"));
    this.cache = cache;
    this.quiet = quiet;
  }

  private record Trials(ImmutableList<DetectionTrial> trials) {}

  /** All trials, in the order of the plan. */
  ImmutableList<DetectionTrial> run(SideBySide threads, PrintWriter out) {
    Map<Integer, SideBySide.Pending<DomainClassifier>> judges = new HashMap<>();
    for (int ngram : settings.ngrams()) {
      judges.put(ngram, threads.start(() -> judge(ngram)));
    }
    Progress progress =
        new Progress(
            out, Ticker.systemTicker(), (double) settings.mixes().size() * plan.seeds().size());
    List<SideBySide.Pending<Trials>> pending = new ArrayList<>();
    for (Map.Entry<String, ImmutableMap<String, Double>> mix : settings.mixes().entrySet()) {
      for (long seed : plan.seeds()) {
        pending.add(
            threads.start(
                () -> {
                  Trials trials = trials(mix.getKey(), mix.getValue(), seed, judges);
                  progress.finished("detection of mix " + mix.getKey() + ", seed " + seed, 1);
                  return trials;
                }));
      }
    }
    return pending.stream()
        .flatMap(each -> each.get().trials().stream())
        .collect(ImmutableList.toImmutableList());
  }

  private DomainClassifier judge(int ngram) {
    // So small a model writes many n-grams that nobody wrote. Each of its texts is judged all the
    // same.
    NaiveBayesTrainer trainer =
        NaiveBayesClassifier.trainer().ngramLength(ngram).minimumKnownShare(0);
    corpora.texts(Split.TRAIN).forEach(trainer::text);
    return trainer.train();
  }

  private Trials trials(
      String name,
      ImmutableMap<String, Double> shares,
      long seed,
      Map<Integer, SideBySide.Pending<DomainClassifier>> judges)
      throws Exception {
    DomainDistribution mix = Mixes.of(corpora.domains(), "", shares);
    return store.get(
        name.replaceAll("[^A-Za-z0-9]+", "-") + "-" + seed,
        ImmutableList.of(
            corpora.fingerprint(),
            plan.base().toString(),
            mix.asMap().toString(),
            settings.temperatures().toString(),
            settings.samples().toString(),
            settings.ngrams().toString(),
            String.valueOf(seed)),
        Trials.class,
        () -> measure(name, mix, seed, judges));
  }

  private Trials measure(
      String name,
      DomainDistribution mix,
      long seed,
      Map<Integer, SideBySide.Pending<DomainClassifier>> judges) {
    Workbench bench =
        new Workbench(
            corpora,
            plan.base().budget(),
            plan.fineTuning().budget(plan.inputSteps()),
            mix,
            seed,
            cache,
            quiet);
    int most = settings.samples().stream().mapToInt(x -> x).max().orElse(0);
    ImmutableList.Builder<DetectionTrial> trials = ImmutableList.builder();
    for (double temperature : settings.temperatures()) {
      ImmutableList<String> texts = bench.write(most, temperature);
      judges.forEach(
          (ngram, judge) -> {
            for (int samples : settings.samples()) {
              Detection detection = detect(texts, samples, judge.get());
              trials.add(trial(name, mix, seed, temperature, samples, ngram, detection));
            }
          });
    }
    return new Trials(trials.build());
  }

  private Detection detect(ImmutableList<String> texts, int samples, DomainClassifier judge) {
    return DomainDetector.builder()
        .generator(new Written(texts))
        .classifier(judge)
        .domains(corpora.domains())
        .rounds(ROUNDS)
        .samplesPerRound(samples / ROUNDS)
        .declinedShare(1)
        .threads(1)
        .build()
        .detect();
  }

  private static DetectionTrial trial(
      String name,
      DomainDistribution mix,
      long seed,
      double temperature,
      int samples,
      int ngram,
      Detection detection) {
    double distance = 0;
    int covered = 0;
    for (String domain : mix.domains()) {
      double off = Math.abs(detection.distribution().weight(domain) - mix.weight(domain));
      distance += off / 2;
      covered += off <= detection.halfWidth(domain) ? 1 : 0;
    }
    return new DetectionTrial(
        name,
        "naive Bayes, " + ngram + "-grams",
        temperature,
        samples,
        seed,
        mix.asMap(),
        detection.distribution().asMap(),
        detection.halfWidths(),
        distance,
        (double) covered / mix.size());
  }

  /** Hands out texts that have been written, in their order. */
  private static final class Written implements TextGenerator {
    private final ImmutableList<String> texts;
    private int next;

    Written(ImmutableList<String> texts) {
      this.texts = texts;
    }

    @Override
    public ImmutableList<String> generate(int count, long seed) {
      ImmutableList<String> some = texts.subList(next, next + count);
      next += count;
      return some;
    }
  }
}
