package org.versatune.examples.study;

import com.google.common.collect.ImmutableList;
import java.util.Locale;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.versatune.DomainDistribution;
import org.versatune.VersaTune;
import org.versatune.dl4j.MultiDomainDataSetIterator;
import org.versatune.examples.model.WindowedLanguageModel;
import org.versatune.examples.results.Budget;
import org.versatune.scheduling.Schedulers;

/**
 * Stage 1: a base model that knows some domains well and others hardly, trained on a skewed mix
 * with constant weights, or read from the cache.
 */
final class BaseModelStage {
  /** Raised with every change to how a base model is trained. */
  private static final int VERSION = 1;

  private final StudyData data;
  private final Budget budget;
  private final long seed;
  private final DomainDistribution mix;

  BaseModelStage(StudyData data, Budget budget, DomainDistribution mix, long seed) {
    this.data = data;
    this.budget = budget;
    this.mix = mix;
    this.seed = seed;
  }

  record Base(MultiLayerNetwork network, boolean fromCache) {}

  Base run(ModelCache cache, StudyLog log) {
    MultiLayerNetwork network =
        WindowedLanguageModel.create(seed, budget.baseLearningRate(), budget.baseSteps());
    String key =
        ModelCache.key(
            "base",
            ImmutableList.of(
                VERSION,
                network.getLayerWiseConfigurations().toJson(),
                data.corpora().fingerprint(),
                mix.asMap(),
                budget.baseSteps(),
                budget.batchSize(),
                budget.sequenceLength(),
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
            budget.baseSteps(),
            budget.batchSize(),
            budget.sequenceLength(),
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
          new TrainingProgress("base model", budget.baseSteps(), budget.sequenceLength(), log));
      network.fit(batches.batchSize(budget.batchSize()).epochBatches(budget.baseSteps()).build());
      network.setListeners(ImmutableList.of());
    }
  }
}
