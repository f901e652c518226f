// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.versatune.DomainDistribution;
import org.versatune.examples.model.BaseModel;
import org.versatune.examples.model.LanguageModel;
import org.versatune.examples.results.Numbers;

/**
 * Stage 1: a base model that knows some domains well and others hardly, trained on a skewed mix
 * with constant weights, or read from the cache; or the one that comes with the examples.
 *
 * @param threads that compute a batch in two halves, for a base model that is trained alone; 0
 *     computes whole batches, for one that is trained beside others
 */
record BaseModelStage(Means means, Optional<DomainDistribution> trueMix, long seed, int threads) {
  /** Raised with every change to how a base model is trained. */
  private static final int VERSION = 2;

  record Base(LanguageModel model, boolean fromCache) {}

  Base run() {
    StudyPlan.BaseModels settings = means.plan().base();
    StudyModel model = means.model();
    StudyLog log = means.log();
    if (settings.embedded()) {
      log.progress("base model: embedded, trained on " + model.embedded().provenance().get("mix"));
      return new Base(model.embedded().model(), false);
    }
    DomainDistribution mix = trueMix.orElseThrow();
    MultiLayerNetwork untrained =
        model
            .architecture()
            .create(model.tokenizer(), seed, settings.learningRate(), settings.steps());
    String key =
        ModelCache.key(
            "base",
            ImmutableList.of(
                VERSION,
                untrained.getLayerWiseConfigurations().toJson(),
                means.corpora().fingerprint(),
                mix.asMap(),
                settings.steps(),
                settings.batchSize(),
                settings.sequenceLength(),
                threads == 0 ? seed : seed + " in halves"));
    Optional<MultiLayerNetwork> kept = means.cache().read(key, log);
    if (kept.isPresent()) {
      log.progress("base model: read from " + means.cache().file(key));
      return new Base(new LanguageModel(kept.get(), model.tokenizer()), true);
    }
    log.progress(
        Numbers.format(
            "base model: %,d parameters, %d steps of %d x %d tokens on %s",
            untrained.numParams(),
            settings.steps(),
            settings.batchSize(),
            settings.sequenceLength(),
            Numbers.shares(mix)));
    BaseModel training =
        BaseModel.on(model.text(settings.sequenceLength()), model.architecture())
            .mix(mix)
            .steps(settings.steps())
            .learningRate(settings.learningRate())
            .batchSize(settings.batchSize())
            .seed(seed)
            .listener(new Progress(settings, log));
    if (threads > 0) {
      training.inHalves(Math.min(2, threads));
    }
    LanguageModel trained = training.train();
    means.cache().write(key, trained.network(), log);
    return new Base(trained, false);
  }

  /** Says now and then how far the training has come. */
  private static final class Progress extends BaseTrainingListener {
    private static final double SECONDS_BETWEEN_LINES = 10;

    private final StudyPlan.BaseModels settings;
    private final StudyLog log;
    private double last;

    Progress(StudyPlan.BaseModels settings, StudyLog log) {
      this.settings = settings;
      this.log = log;
      this.last = log.elapsed();
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      double now = log.elapsed();
      if (now - last >= SECONDS_BETWEEN_LINES) {
        last = now;
        // A network's score is summed over the predictions of an example.
        log.progress(
            Numbers.format(
                "base model: step %d of %d, about %.2f nats/token on the batch",
                iteration, settings.steps(), model.score() / settings.sequenceLength()));
      }
    }
  }
}
