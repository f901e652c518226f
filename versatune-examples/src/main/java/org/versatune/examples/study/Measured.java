package org.versatune.examples.study;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.versatune.dl4j.DomainLossEvaluator;

/**
 * Losses of a model by domain.
 *
 * @param validation on the text that steers, nats/token
 * @param test on the text that is compared in the end, nats/token
 */
public record Measured(ImmutableMap<String, Double> validation, ImmutableMap<String, Double> test) {

  static Measured of(MultiLayerNetwork network, StudyData data) {
    return new Measured(
        DomainLossEvaluator.of(data.validation()).losses(network),
        DomainLossEvaluator.of(data.test()).losses(network));
  }

  /**
   * Losses of specialists, put together.
   *
   * @param byDomain what each reaches
   * @return the same by kind of text
   */
  public static Measured ofSpecialists(Map<String, SpecialistLosses> byDomain) {
    ImmutableMap.Builder<String, Double> validation = ImmutableMap.builder();
    ImmutableMap.Builder<String, Double> test = ImmutableMap.builder();
    byDomain.forEach(
        (domain, losses) -> {
          validation.put(domain, losses.validation());
          test.put(domain, losses.test());
        });
    return new Measured(validation.buildOrThrow(), test.buildOrThrow());
  }
}
