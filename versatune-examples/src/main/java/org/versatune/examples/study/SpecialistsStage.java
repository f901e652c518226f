package org.versatune.examples.study;

import com.google.common.collect.ImmutableMap;
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

  private record Losses(double validation, double test) {}

  /** Starts the trainings; the result has each domain's loss under its own specialist. */
  SideBySide.Pending<Measured> start(SideBySide threads, MultiLayerNetwork base, StudyLog log) {
    Map<String, SideBySide.Pending<Losses>> pending = new LinkedHashMap<>();
    for (String domain : data.domains()) {
      pending.put(
          domain,
          threads.start(() -> log.timed("specialists/" + domain, () -> train(domain, base, log))));
    }
    return () -> {
      ImmutableMap.Builder<String, Double> validation = ImmutableMap.builder();
      ImmutableMap.Builder<String, Double> test = ImmutableMap.builder();
      pending.forEach(
          (domain, losses) -> {
            validation.put(domain, losses.get().validation());
            test.put(domain, losses.get().test());
          });
      return new Measured(validation.buildOrThrow(), test.buildOrThrow());
    };
  }

  private Losses train(String domain, MultiLayerNetwork base, StudyLog log) {
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
    Losses losses = new Losses(validation, test.get());
    log.progress("specialist of " + domain + ": loss " + Numbers.loss(losses.test()));
    return losses;
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
