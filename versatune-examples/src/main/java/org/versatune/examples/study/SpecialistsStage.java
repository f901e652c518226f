package org.versatune.examples.study;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.util.concurrent.AtomicDouble;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.dl4j.DomainLossEvaluator;
import org.versatune.dl4j.ReferenceLosses;
import org.versatune.examples.model.WindowedLanguageModel;
import org.versatune.examples.results.Budget;

/**
 * Stage 3: what can be reached in each domain, by training a copy of the base model on that domain
 * alone with the budget of the strategies.
 */
final class SpecialistsStage {
  private final StudyData data;
  private final Budget budget;
  private final long seed;

  SpecialistsStage(StudyData data, Budget budget, long seed) {
    this.data = data;
    this.budget = budget;
    this.seed = seed;
  }

  /** Starts the trainings; the result has each domain's loss under its own specialist. */
  SideBySide.Pending<Measured> start(SideBySide threads, MultiLayerNetwork base, StudyLog log) {
    Map<String, SideBySide.Pending<SpecialistLosses>> pending = new LinkedHashMap<>();
    for (String domain : data.domains()) {
      pending.put(
          domain,
          threads.start(
              () ->
                  log.timed(
                      "specialists/" + domain,
                      () -> {
                        SpecialistLosses losses = train(domain, base);
                        log.progress(
                            "specialist of " + domain + ": loss " + Numbers.loss(losses.test()));
                        return losses;
                      })));
    }
    return () -> Measured.ofSpecialists(Maps.transformValues(pending, SideBySide.Pending::get));
  }

  /** Trains the specialist of a domain and measures it on that domain. */
  SpecialistLosses train(String domain, MultiLayerNetwork base) {
    AtomicDouble test = new AtomicDouble(Double.NaN);
    double validation =
        ReferenceLosses.builder(
                WindowedLanguageModel.fineTuning(
                    base, seed, budget.fineTuningLearningRate(), budget.fineTuningSteps()))
            .domain(domain, of(data.train("fine-tuning"), domain), of(data.validation(), domain))
            .steps(budget.fineTuningSteps())
            .batchSize(budget.batchSize())
            .seed(seed)
            .onSpecialist(
                (name, specialist) ->
                    test.set(
                        DomainLossEvaluator.loss(specialist, of(data.test(), domain)).perToken()))
            .build()
            .measure()
            .getOrDefault(domain, Double.NaN);
    return new SpecialistLosses(validation, test.get());
  }

  private static DataSetIterator of(ImmutableMap<String, DataSetIterator> all, String domain) {
    DataSetIterator iterator = all.get(domain);
    if (iterator == null) {
      throw new IllegalArgumentException(
          "unknown domain '" + domain + "'; the domains are " + all.keySet());
    }
    return iterator;
  }
}
