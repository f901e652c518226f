// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.versatune.DomainDistribution;
import org.versatune.detection.Detection;
import org.versatune.detection.DomainDetector;
import org.versatune.detection.WrittenTexts;
import org.versatune.examples.results.DetectionResult;
import org.versatune.examples.results.DetectionTrial;

/**
 * Study C: base models of known mixes write, judges sort what they wrote, and what was detected is
 * held against the mix.
 *
 * <p>A model writes once for each temperature; every judge sorts the same texts, and a smaller
 * sample is the beginning of a larger one, so that rows differ by what they are meant to differ by.
 * No pseudo-counts: the detected shares are the judge's alone.
 */
record DetectionStudy(Means means, StudyPlan.Detections settings) {
  private record Trials(ImmutableList<DetectionTrial> trials) {}

  ImmutableList<DetectionTrial> run(SideBySide threads) {
    means.log().plan((double) settings.mixes().size() * means.plan().seeds().size());
    List<Supplier<Trials>> pending = new ArrayList<>();
    settings
        .mixes()
        .forEach(
            (name, shares) -> {
              DomainDistribution mix = Mixes.of(means.domains(), "", shares);
              for (long seed : means.plan().seeds()) {
                pending.add(
                    threads.start(
                        () -> {
                          Trials trials = trials(name, mix, seed);
                          means.log().finished("detection of mix " + name + ", seed " + seed, 1);
                          return trials;
                        }));
              }
            });
    return pending.stream()
        .flatMap(each -> each.get().trials().stream())
        .collect(ImmutableList.toImmutableList());
  }

  private Trials trials(String name, DomainDistribution mix, long seed) throws Exception {
    return means
        .store()
        .get(
            new ResultStore.ResultKey<>(
                "trial-" + name.replaceAll("[^A-Za-z0-9]+", "-") + "-" + seed,
                ImmutableList.of(
                    means.plan().model(),
                    means.corpora().fingerprint(),
                    means.plan().base().toString(),
                    mix.asMap().toString(),
                    settings.temperatures().toString(),
                    settings.samples().toString(),
                    settings.ngrams().toString(),
                    String.valueOf(seed)),
                Trials.class,
                0),
            () -> measure(name, mix, seed));
  }

  private Trials measure(String name, DomainDistribution mix, long seed) {
    Workbench bench = new Workbench(means, Optional.of(mix), seed, 0);
    int most = Collections.max(settings.samples());
    ImmutableList.Builder<DetectionTrial> trials = ImmutableList.builder();
    for (double temperature : settings.temperatures()) {
      ImmutableList<String> texts = bench.write(most, temperature);
      for (int ngram : settings.ngrams()) {
        for (int samples : settings.samples()) {
          trials.add(trial(name, mix, seed, temperature, ngram, texts.subList(0, samples)));
        }
      }
    }
    return new Trials(trials.build());
  }

  private DetectionTrial trial(
      String name,
      DomainDistribution mix,
      long seed,
      double temperature,
      int ngram,
      ImmutableList<String> texts) {
    Detection detection =
        DomainDetector.builder()
            .generator(WrittenTexts.of(texts))
            .classifier(means.model().judge(ngram))
            .domains(means.domains())
            .rounds(DetectionStage.ROUNDS)
            .samplesPerRound(texts.size() / DetectionStage.ROUNDS)
            .declinedShare(1)
            .threads(1)
            .build()
            .detect();
    DetectionResult.Corrected corrected =
        detection
            .corrected()
            .map(DetectionResult.Corrected::of)
            .orElse(DetectionResult.Corrected.UNKNOWN);
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
        texts.size(),
        seed,
        distance,
        (double) covered / mix.size(),
        mix.asMap(),
        detection.distribution().asMap(),
        detection.halfWidths(),
        corrected.shares(),
        corrected.lowest(),
        corrected.highest());
  }
}
