// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import com.google.common.collect.ImmutableList;
import java.util.Locale;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.versatune.DomainDistribution;
import org.versatune.VersaTune;
import org.versatune.dl4j.MultiDomainDataSetIterator;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.model.WindowedLanguageModel;
import org.versatune.examples.results.Numbers;
import org.versatune.scheduling.Schedulers;

/**
 * Stage 1: a base model that knows some domains well and others hardly, trained on a skewed mix
 * with constant weights, or read from the cache.
 */
final class BaseModelStage {
  /** Raised with every change to how a base model is trained. */
  private static final int VERSION = 1;

  private final StudyData data;
  private final StudyPlan.BaseModels settings;
  private final long seed;
  private final DomainDistribution mix;

  BaseModelStage(
      Corpora corpora, StudyPlan.BaseModels settings, DomainDistribution mix, long seed) {
    this.data = new StudyData(corpora, settings.batchSize(), settings.sequenceLength(), 1, 1, seed);
    this.settings = settings;
    this.mix = mix;
    this.seed = seed;
  }

  record Base(MultiLayerNetwork network, boolean fromCache) {}

  Base run(ModelCache cache, StudyLog log) {
    MultiLayerNetwork network =
        WindowedLanguageModel.create(seed, settings.learningRate(), settings.steps());
    String key =
        ModelCache.key(
            "base",
            ImmutableList.of(
                VERSION,
                network.getLayerWiseConfigurations().toJson(),
                data.corpora().fingerprint(),
                mix.asMap(),
                settings.steps(),
                settings.batchSize(),
                settings.sequenceLength(),
                seed));
    Optional<MultiLayerNetwork> kept = cache.read(key, log);
    if (kept.isPresent()) {
      log.progress("base model: read from " + cache.file(key));
      return new Base(kept.get(), true);
    }
    log.progress(
        String.format(
            Locale.ROOT,
            "base model: %,d parameters, %d steps of %d x %d bytes on %s",
            network.numParams(),
            settings.steps(),
            settings.batchSize(),
            settings.sequenceLength(),
            Numbers.shares(mix)));
    train(network, log);
    cache.write(key, network, log);
    return new Base(network, false);
  }

  private void train(MultiLayerNetwork network, StudyLog log) {
    try (VersaTune versaTune =
        VersaTune.builder()
            .domains(data.domains())
            .initial(mix)
            .scheduler(Schedulers.constant())
            .seed(seed)
            .build()) {
      MultiDomainDataSetIterator.Builder batches = MultiDomainDataSetIterator.builder(versaTune);
      data.train("base model").forEach(batches::source);
      network.setListeners(
          new TrainingProgress("base model", settings.steps(), settings.sequenceLength(), log));
      network.fit(batches.batchSize(settings.batchSize()).epochBatches(settings.steps()).build());
      network.setListeners(ImmutableList.of());
    }
  }
}
